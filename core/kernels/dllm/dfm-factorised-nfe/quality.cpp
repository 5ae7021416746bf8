#include "kernels/blocks/figures.h"
#include "kernels/dllm/dfm-factorised-nfe/study.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::dfm_factorised_nfe {

namespace {

constexpr int seedCount = 10;
constexpr std::array<std::size_t, 8> passes{1, 2, 4, 8, 16, 32, 64, 128};
constexpr double floorSlack = 1.05;  // total variation counts as the floor's within 5 % of it
constexpr std::size_t smokeFrames = 12, smokeTexts = 2, smokePasses = 4;
constexpr std::array<const char *, 2> distances{"bigram-tv", "cross-stream-tv"};

// Half the sum of the differences of two distributions.
double totalVariation(const Row &exact, const Row &counts)
{
    double all = 0, sum = 0;
    for (const double count : counts) {
        all += count;
    }
    for (std::size_t i = 0; i < exact.size(); ++i) {
        sum += std::abs(exact[i] - counts[i] / all) / 2;
    }
    return sum;
}

struct Measures {
    double bigram = 0, cross = 0, logLikelihood = 0;
};

class World {
public:
    World(const Setup &setup, std::uint64_t seed) : m_seed(seed), m_source(seed)
    {
        const bool smoke = setup.effort == Effort::Smoke;
        const auto frames = std::size_t(setup.shape.at("frames"));
        m_frames = smoke ? std::min(frames, smokeFrames) : frames;
        m_texts = smoke ? smokeTexts : std::size_t(setup.shape.at("texts"));
    }
    Measures measure(Sampler sampler, std::size_t nfe) const
    {
        Row bigrams(vocabulary * vocabulary, 0.0), crosses = bigrams;
        Measures out;
        for (std::size_t text = 0; text < m_texts; ++text) {
            const auto tokens =
                    sample(m_source, sampler, m_frames, nfe, Chances(m_seed, std::uint32_t(text)))
                            .tokens;
            out.logLikelihood +=
                    m_source.logLikelihood(tokens) / double(m_frames) / double(m_texts);
            for (std::size_t i = 0; i < tokens.size(); i += streamCount) {
                const std::size_t prosody = std::size_t(tokens[i]) * vocabulary;
                crosses[prosody + std::size_t(tokens[i + 1])] += 1;
                if (i + streamCount < tokens.size()) {
                    bigrams[prosody + std::size_t(tokens[i + streamCount])] += 1;
                }
            }
        }
        out.bigram = totalVariation(neighbourPairs(m_source), bigrams);
        out.cross = totalVariation(streamPairs(m_source), crosses);
        return out;
    }

private:
    std::uint64_t m_seed;
    StreamSource m_source;
    std::size_t m_frames = 0, m_texts = 0;
};

double meanOf(const std::vector<Quality> &figures, const char *metric, const char *id,
              std::size_t nfe)
{
    return std::find_if(figures.begin(), figures.end(),
                        [&](const Quality &q) {
                            return q.metric == metric && q.variant == id
                                   && q.at.front().second == double(nfe);
                        })
            ->value;
}

// The fewest passes with which both distances are the floor's, of those tried; one a token is
// exact.
void addPassesAtFloor(const Setup &setup, std::vector<Quality> &figures)
{
    const auto frames = double(setup.shape.at("frames"));
    figures.push_back(figure("nfe-at-floor", samplerIds[0], frames, "", Evidence::Simulated));
    for (std::size_t form = 1; form < samplers.size(); ++form) {
        double fewest = frames * streamCount;
        for (std::size_t n = passes.size(); n-- > 0;) {
            const bool isTried = std::any_of(figures.begin(), figures.end(), [&](const Quality &q) {
                return q.metric == distances[0] && q.at.front().second == double(passes[n]);
            });
            if (!isTried) {
                continue;
            }
            const bool atFloor =
                    std::all_of(distances.begin(), distances.end(), [&](const char *metric) {
                        return meanOf(figures, metric, samplerIds[form], passes[n])
                               <= floorSlack * meanOf(figures, metric, samplerIds[0], passes[n]);
                    });
            if (!atFloor) {
                break;
            }
            fewest = std::min(fewest, double(passes[n]));
        }
        figures.push_back(
                figure("nfe-at-floor", samplerIds[form], fewest, "", Evidence::Simulated));
    }
}

}  // namespace

Row neighbourPairs(const StreamSource &source)
{
    Row pairs;
    for (std::size_t v = 0; v < vocabulary; ++v) {
        Row belief = source.stationary();
        for (std::size_t h = 0; h < stateCount; ++h) {
            belief[h] *= source.emission(0, h, Token(v));
        }
        const Row next = source.marginal(0, source.advanced(belief));
        pairs.insert(pairs.end(), next.begin(), next.end());
    }
    return pairs;
}

Row streamPairs(const StreamSource &source)
{
    Row pairs;
    for (std::size_t v = 0; v < vocabulary; ++v) {
        Row belief = source.stationary();
        for (std::size_t h = 0; h < stateCount; ++h) {
            belief[h] *= source.emission(0, h, Token(v));
        }
        const Row other = source.marginal(1, belief);
        pairs.insert(pairs.end(), other.begin(), other.end());
    }
    return pairs;
}

Result<std::vector<Quality>> flowQuality(const Setup &setup)
{
    const std::size_t most = setup.effort == Effort::Smoke ? smokePasses : passes.back();
    const auto study = [&](std::uint64_t seed, SeedFigures &figures) {
        const World world(setup, seed);
        const Measures floor = world.measure(Sampler::FrameByFrame, 0);
        for (const std::size_t nfe : passes) {
            for (std::size_t form = 0; form < samplers.size() && nfe <= most; ++form) {
                if (setup.stop.stop_requested()) {
                    return;
                }
                const Measures own = form == 0 ? floor : world.measure(samplers[form], nfe);
                const auto add = [&](const char *metric, double value, const char *unit) {
                    figures.add(metric, samplerIds[form], value, unit, Evidence::Simulated,
                                {{"nfe", double(nfe)}});
                };
                add(distances[0], own.bigram, "");
                add(distances[1], own.cross, "");
                add("log-likelihood", own.logLikelihood, "nat");
            }
        }
    };
    auto figures = studySeeds(setup, "sampling texts", study, setup.threads, seedCount);
    if (figures) {
        addPassesAtFloor(setup, *figures);
    }
    return figures;
}

}  // namespace touchstone::kernels::dfm_factorised_nfe
