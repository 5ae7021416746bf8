#include "kernels/dllm/dllm-adaptive-block/quality.h"

#include "kernels/blocks/parallel.h"
#include "kernels/blocks/seeds.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>

namespace touchstone::kernels::dllm_adaptive_block {

namespace {

constexpr std::size_t kSeeds = 10;  // sources differ more than the texts of one
constexpr std::array kGridThresholds{0.7, 0.9};
constexpr std::array kGridSigmas{0, 1, 2};
// Thresholds at which fixed blocks are tried, to compare at equal numbers of forwards.
constexpr std::array kLadder{0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999};

// All texts of one seed under one schedule.
struct Outcome {
    double forwards = 0, bound = 0, blocks = 0;  // a text
    double valid = 0;                            // share of sentences, %
    double logLikelihood = 0;                    // a token, nat
};
using Outcomes = std::array<Outcome, kSeeds>;
using Key = std::tuple<std::size_t, double, double>;  // schedule, threshold, sigma

struct World {
    sources::TemplateSource source;
    std::vector<TextSetup> texts;

    World(const Setup &setup, std::uint64_t seed) : source({}, seed)
    {
        const auto length = std::size_t(setup.shape.at("tokens"));
        for (std::int64_t n = 0; n < setup.shape.at("texts"); ++n) {
            texts.push_back(makeText(source, length, seed, std::uint32_t(n)));
        }
    }
};

struct Sentences {
    double all = 0, valid = 0;
};

// The last sentence may be cut off by the end of the text.
void countSentences(const sources::TemplateSource &source, std::span<const Token> tokens,
                    Sentences &into)
{
    for (std::size_t begin = 0; begin < tokens.size();) {
        std::size_t end = begin;
        while (end < tokens.size() && tokens[end] != sources::kDelimiter) {
            ++end;
        }
        const bool cutOff = end == tokens.size();
        end += cutOff ? 0 : 1;
        into.all += 1;
        into.valid += source.isSentence(tokens.subspan(begin, end - begin), cutOff) ? 1 : 0;
        begin = end;
    }
}

Outcome decodeAll(const World &world, const Key &key)
{
    const auto &[index, threshold, sigma] = key;
    const Schedule schedule = scheduleAt(index, threshold);
    Outcome mean;
    Sentences sentences;
    const auto count = double(world.texts.size());
    for (const TextSetup &text : world.texts) {
        std::vector<Token> tokens(text.length, sources::kMasked);
        std::vector<std::int32_t> steps(text.length);
        Denoiser denoiser(world.source, text, sigma);
        const Counts counts =
                decode(schedule, tokens, steps, [&](std::size_t begin, std::size_t end) {
                    return denoiser.predict(tokens, begin, end, schedule.ends == Ends::Source);
                });
        mean.forwards += double(counts.forwards) / count;
        mean.bound += double(counts.unsure + 1) / count;
        mean.blocks += double(counts.blocks) / count;
        mean.logLikelihood +=
                world.source.logLikelihood(text.prompt, tokens) / double(text.length) / count;
        countSentences(world.source, tokens, sentences);
    }
    mean.valid = 100 * sentences.valid / sentences.all;
    return mean;
}

std::vector<double> each(const Outcomes &outcomes, double Outcome::*member)
{
    std::vector<double> values;
    for (const Outcome &outcome : outcomes) {
        values.push_back(outcome.*member);
    }
    return values;
}

// Shares of valid sentences of the seeds for which fixed blocks reach the same number of forwards.
struct Pairs {
    std::vector<double> fixed, adaptive, gain;
    bool enough() const { return gain.size() >= kQualitySeeds; }
};

class Figures {
public:
    explicit Figures(const Setup &setup)
        : m_threshold(double(setup.shape.at("threshold")) / 100),
          m_sigma(double(setup.shape.at("sigma")))
    {
        for (std::size_t index = 0; index < kSchedules; ++index) {
            m_outcomes[{index, m_threshold, m_sigma}] = {};
            for (const double threshold : kGridThresholds) {
                for (const int sigma : kGridSigmas) {
                    m_outcomes[{index, threshold, sigma}] = {};
                }
            }
        }
        for (const double threshold : kLadder) {
            for (std::size_t size = 0; size < kBlockSizes.size(); ++size) {
                m_outcomes[{size, threshold, m_sigma}] = {};
                for (const int sigma : kGridSigmas) {
                    m_outcomes[{size, threshold, sigma}] = {};
                }
            }
        }
    }
    Result<> decode(const Setup &setup);
    std::vector<Quality> figures() const
    {
        std::vector<Quality> all;
        addShape(all);
        for (std::size_t size = 0; size < kBlockSizes.size(); ++size) {
            addAtEqualForwards(size, all);
        }
        addGrid(all);
        return all;
    }

private:
    const Outcomes &of(std::size_t index) const
    {
        return m_outcomes.at({index, m_threshold, m_sigma});
    }
    void addShape(std::vector<Quality> &all) const;
    void addAtEqualForwards(std::size_t size, std::vector<Quality> &all) const;
    void addGrid(std::vector<Quality> &all) const;
    std::optional<double> atForwards(std::size_t size, double sigma, std::size_t seed,
                                     double forwards) const;
    Pairs atEqualForwards(std::size_t size, double threshold, double sigma) const;

    double m_threshold, m_sigma;
    std::map<Key, Outcomes> m_outcomes;
};

Result<> Figures::decode(const Setup &setup)
{
    std::vector<World> worlds;
    for (std::uint64_t n = 0; n < kSeeds; ++n) {
        worlds.emplace_back(setup, setup.seed + n);
    }
    std::size_t done = 0;
    for (auto &entry : m_outcomes) {
        if (setup.stop.stop_requested()) {
            return cancelled();
        }
        if (setup.progress) {
            setup.progress(double(done++) / double(m_outcomes.size()), "decoding texts");
        }
        parallelRows(setup.threads, worlds.size(), [&](std::size_t begin, std::size_t end) {
            for (std::size_t n = begin; n < end; ++n) {
                entry.second[n] = decodeAll(worlds[n], entry.first);
            }
        });
    }
    return {};
}

void Figures::addShape(std::vector<Quality> &all) const
{
    for (std::size_t index = 0; index < kSchedules; ++index) {
        const Outcomes &outcomes = of(index);
        const auto add = [&](const char *metric, double Outcome::*member, const char *unit) {
            all.push_back(meanOverSeeds(metric, scheduleId(index), each(outcomes, member), unit));
        };
        add("nfe", &Outcome::forwards, "");
        add("nfe-bound", &Outcome::bound, "");
        add("blocks", &Outcome::blocks, "");
        add("valid-sentences", &Outcome::valid, "%");
        add("log-likelihood", &Outcome::logLikelihood, "nat");
    }
}

// Share of valid sentences of fixed blocks at this number of forwards: on a line between the
// thresholds tried; nothing beyond them.
std::optional<double> Figures::atForwards(std::size_t size, double sigma, std::size_t seed,
                                          double forwards) const
{
    std::map<double, double> curve;  // forwards to share; of equals the best
    for (const double threshold : kLadder) {
        const Outcome &outcome = m_outcomes.at({size, threshold, sigma})[seed];
        double &share = curve[outcome.forwards];
        share = std::max(share, outcome.valid);
    }
    const auto above = curve.lower_bound(forwards);
    if (above == curve.end() || (above == curve.begin() && above->first > forwards)) {
        return std::nullopt;
    }
    if (above->first == forwards) {
        return above->second;
    }
    const auto below = std::prev(above);
    const double part = (forwards - below->first) / (above->first - below->first);
    return below->second + part * (above->second - below->second);
}

// Adaptive blocks, and fixed ones of the same size with as many forwards.
Pairs Figures::atEqualForwards(std::size_t size, double threshold, double sigma) const
{
    const Outcomes &adaptive = m_outcomes.at({kBlockSizes.size() + size, threshold, sigma});
    Pairs pairs;
    for (std::size_t seed = 0; seed < kSeeds; ++seed) {
        if (const auto share = atForwards(size, sigma, seed, adaptive[seed].forwards)) {
            pairs.fixed.push_back(*share);
            pairs.adaptive.push_back(adaptive[seed].valid);
            pairs.gain.push_back(adaptive[seed].valid - *share);
        }
    }
    return pairs;
}

void Figures::addAtEqualForwards(std::size_t size, std::vector<Quality> &all) const
{
    const Pairs pairs = atEqualForwards(size, m_threshold, m_sigma);
    const char *metric = "valid-at-equal-nfe";
    if (pairs.enough()) {
        all.push_back(meanOverSeeds(metric, scheduleId(size), pairs.fixed, "%"));
        all.push_back(
                meanOverSeeds(metric, scheduleId(kBlockSizes.size() + size), pairs.adaptive, "%"));
    }
}

void Figures::addGrid(std::vector<Quality> &all) const
{
    for (const auto &[key, outcomes] : m_outcomes) {
        const auto &[index, threshold, sigma] = key;
        if (std::find(kGridThresholds.begin(), kGridThresholds.end(), threshold)
            == kGridThresholds.end()) {
            continue;
        }
        const std::string cell = "-t" + std::to_string(std::lround(threshold * 100)) + "-s"
                                 + std::to_string(std::lround(sigma));
        const std::string id = scheduleId(index);
        all.push_back(meanOverSeeds("nfe" + cell, id, each(outcomes, &Outcome::forwards), ""));
        all.push_back(meanOverSeeds("valid" + cell, id, each(outcomes, &Outcome::valid), "%"));
        if (scheduleAt(index, threshold).ends == Ends::Delimiter) {
            const Pairs pairs = atEqualForwards(index - kBlockSizes.size(), threshold, sigma);
            if (pairs.enough()) {
                all.push_back(meanOverSeeds("gain-at-equal-nfe" + cell, id, pairs.gain, "pp"));
            }
        }
    }
}

}  // namespace

Schedule scheduleAt(std::size_t index, double threshold)
{
    if (index + 1 == kSchedules) {
        return {Ends::Source, kBlockSizes[2], threshold};
    }
    return {index < kBlockSizes.size() ? Ends::Fixed : Ends::Delimiter,
            kBlockSizes[index % kBlockSizes.size()], threshold};
}

std::string scheduleId(std::size_t index)
{
    if (index + 1 == kSchedules) {
        return "sentence-ends";
    }
    return (index < kBlockSizes.size() ? "fixed-" : "adaptive-")
           + std::to_string(kBlockSizes[index % kBlockSizes.size()]);
}

Result<std::vector<Quality>> scheduleQuality(const Setup &setup)
{
    Figures figures(setup);
    if (auto decoded = figures.decode(setup); !decoded) {
        return passOn(std::move(decoded.error()));
    }
    return figures.figures();
}

}  // namespace touchstone::kernels::dllm_adaptive_block
