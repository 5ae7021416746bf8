#include "kernels/blocks/figures.h"
#include "kernels/blocks/parallel.h"
#include "kernels/dllm/dllm-adaptive-block/writing.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

namespace touchstone::kernels::dllm_adaptive_block {

namespace {

constexpr std::size_t seedCount = 10;  // sources differ more than the texts of one
constexpr std::int64_t smokeTokens = 48;
constexpr std::array gridThresholds{0.7, 0.9};
constexpr std::array gridSigmas{0, 1, 2};
// Thresholds at which fixed blocks are tried, to compare at equal numbers of forwards: from one
// forward for a block to one for a token, so that every number of forwards lies between two.
constexpr std::array ladder{0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 2.0};

// All texts of one seed under one schedule.
struct Outcome {
    double forwards = 0, bound = 0, blocks = 0;  // per text
    double valid = 0;                            // share of sentences, %
    double logLikelihood = 0;                    // per token, nat
};
using Outcomes = std::vector<Outcome>;                // by seed
using Key = std::tuple<std::size_t, double, double>;  // schedule, threshold, sigma

struct World {
    sources::TemplateSource source;
    std::vector<TextSetup> texts;

    World(const Setup &setup, std::uint64_t seed) : source({}, seed)
    {
        const bool smoke = setup.effort == Effort::Smoke;
        const std::int64_t length = setup.shape.at("tokens");
        const std::int64_t count = smoke ? 1 : setup.shape.at("texts");
        for (std::int64_t n = 0; n < count; ++n) {
            texts.push_back(makeText(source,
                                     std::size_t(smoke ? std::min(length, smokeTokens) : length),
                                     seed, std::uint32_t(n)));
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
        while (end < tokens.size() && tokens[end] != sources::delimiterToken) {
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
        std::vector<Token> tokens(text.length, sources::maskedToken);
        std::vector<std::int32_t> steps(text.length);
        Model model(world.source, text, sigma);
        const Counts counts =
                decode(schedule, tokens, steps, [&](std::size_t begin, std::size_t end) {
                    return model.predict(tokens, begin, end);
                });
        mean.forwards += double(counts.forwards) / count;
        mean.bound += double(counts.unsure + 1) / count;
        mean.blocks += double(counts.blocks) / count;
        mean.logLikelihood += world.source.logLikelihood(world.source.after(text.prompt), tokens)
                              / double(text.length) / count;
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
};

// Texts of a source that we invented.
Quality simulated(const char *metric, std::size_t index, std::vector<double> values,
                  const char *unit, At at = {})
{
    return overSeeds(metric, scheduleId(index), std::move(values), unit, Evidence::Simulated,
                     std::move(at));
}

class Figures {
public:
    explicit Figures(const Setup &setup)
        : m_threshold(double(setup.shape.at("threshold")) / 100),
          m_sigma(double(setup.shape.at("sigma")))
    {
        for (std::size_t index = 0; index < scheduleCount; ++index) {
            m_outcomes[{index, m_threshold, m_sigma}] = {};
            for (const double threshold : gridThresholds) {
                for (const int sigma : gridSigmas) {
                    m_outcomes[{index, threshold, sigma}] = {};
                }
            }
        }
        for (const double threshold : ladder) {
            for (std::size_t size = 0; size < blockSizes.size(); ++size) {
                m_outcomes[{size, threshold, m_sigma}] = {};
                for (const int sigma : gridSigmas) {
                    m_outcomes[{size, threshold, sigma}] = {};
                }
            }
        }
    }
    Result<> decode(const Setup &setup)
    {
        std::vector<World> worlds;
        worlds.reserve(std::size_t(seedsOf(setup, seedCount)));
        for (int n = 0; n < seedsOf(setup, seedCount); ++n) {
            worlds.emplace_back(setup, setup.seed + std::uint64_t(n));
        }
        std::size_t done = 0;
        for (auto &entry : m_outcomes) {
            if (setup.progress) {
                setup.progress(double(done++) / double(m_outcomes.size()), "decoding texts");
            }
            entry.second.resize(worlds.size());
            parallelRows(setup.threads, worlds.size(), [&](std::size_t begin, std::size_t end) {
                for (std::size_t n = begin; n < end && !setup.stop.stop_requested(); ++n) {
                    entry.second[n] = decodeAll(worlds[n], entry.first);
                }
            });
            if (setup.stop.stop_requested()) {
                return cancelled();
            }
        }
        return {};
    }
    std::vector<Quality> figures() const
    {
        std::vector<Quality> all;
        addShape(all);
        addEqualForwards(m_threshold, m_sigma, {}, all);
        addGrid(all);
        return all;
    }

private:
    void addShape(std::vector<Quality> &all) const
    {
        for (std::size_t index = 0; index < scheduleCount; ++index) {
            const Outcomes &outcomes = m_outcomes.at({index, m_threshold, m_sigma});
            const auto add = [&](const char *metric, double Outcome::*member, const char *unit) {
                all.push_back(simulated(metric, index, each(outcomes, member), unit));
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
    std::optional<double> atForwards(std::size_t size, double sigma, std::size_t seed,
                                     double forwards) const
    {
        std::map<double, double> curve;  // forwards to share; of equals the best
        for (const double threshold : ladder) {
            const Outcome &outcome = m_outcomes.at({size, threshold, sigma})[seed];
            double &share = curve[outcome.forwards];
            share = std::max(share, outcome.valid);
        }
        return onCurve(curve, forwards);
    }
    // Adaptive blocks, and fixed ones of the same size with as many forwards.
    Pairs atEqualForwards(std::size_t size, double threshold, double sigma) const
    {
        const Outcomes &adaptive = m_outcomes.at({blockSizes.size() + size, threshold, sigma});
        Pairs pairs;
        for (std::size_t seed = 0; seed < adaptive.size(); ++seed) {
            if (const auto share = atForwards(size, sigma, seed, adaptive[seed].forwards)) {
                pairs.fixed.push_back(*share);
                pairs.adaptive.push_back(adaptive[seed].valid);
                pairs.gain.push_back(adaptive[seed].valid - *share);
            }
        }
        return pairs;
    }
    void addEqualForwards(double threshold, double sigma, const At &at,
                          std::vector<Quality> &all) const
    {
        for (std::size_t size = 0; size < blockSizes.size(); ++size) {
            const Pairs pairs = atEqualForwards(size, threshold, sigma);
            if (pairs.gain.empty()) {  // not even with the largest threshold, or the smallest
                continue;
            }
            const std::size_t adaptive = blockSizes.size() + size;
            all.push_back(simulated("valid-at-equal-nfe", size, pairs.fixed, "%", at));
            all.push_back(simulated("valid-at-equal-nfe", adaptive, pairs.adaptive, "%", at));
            all.push_back(simulated("gain-at-equal-nfe", adaptive, pairs.gain, "pp", at));
        }
    }
    void addGrid(std::vector<Quality> &all) const
    {
        for (const auto &[key, outcomes] : m_outcomes) {
            const auto &[index, threshold, sigma] = key;
            if (std::find(gridThresholds.begin(), gridThresholds.end(), threshold)
                == gridThresholds.end()) {
                continue;
            }
            const At at{{"threshold", threshold}, {"sigma", sigma}};
            all.push_back(simulated("nfe", index, each(outcomes, &Outcome::forwards), "", at));
            all.push_back(
                    simulated("valid-sentences", index, each(outcomes, &Outcome::valid), "%", at));
        }
        for (const double threshold : gridThresholds) {
            for (const int sigma : gridSigmas) {
                addEqualForwards(threshold, sigma,
                                 {{"threshold", threshold}, {"sigma", double(sigma)}}, all);
            }
        }
    }

    double m_threshold, m_sigma;
    std::map<Key, Outcomes> m_outcomes;
};

}  // namespace

Result<std::vector<Quality>> scheduleQuality(const Setup &setup)
{
    Figures figures(setup);
    if (auto decoded = figures.decode(setup); !decoded) {
        return passOn(std::move(decoded.error()));
    }
    return figures.figures();
}

}  // namespace touchstone::kernels::dllm_adaptive_block
