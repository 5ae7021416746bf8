// Frames of several token streams: the source's posteriors and those of its oracle against sums
// over all hidden paths.
#include "kernels/blocks/rng.h"
#include "kernels/blocks/stream_oracle.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>

using namespace touchstone::kernels;
using namespace touchstone::kernels::streams;

namespace {

constexpr std::size_t frames = 3;

// Of three frames; every text has a likelihood.
std::vector<Token> anyTokens(std::uint64_t seed)
{
    std::vector<Token> tokens;
    for (std::size_t i = 0; i < frames * streamCount; ++i) {
        tokens.push_back(Token(rng::philox(seed, 77, i)[0] % vocabulary));
    }
    return tokens;
}

std::vector<Token> partlyMasked(std::vector<Token> tokens, std::size_t every)
{
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        tokens[i] = i % every == 0 ? tokens[i] : maskedToken;
    }
    return tokens;
}

// p(state of each frame | known tokens) by a sum over all paths of states of three frames.
Row bruteForce(const StreamSource &source, const std::vector<Token> &tokens)
{
    constexpr std::size_t n = stateCount;
    Row states(3 * n, 0.0);
    double all = 0;
    for (std::size_t path = 0; path < n * n * n; ++path) {
        const std::array<std::size_t, 3> state{path / (n * n), path / n % n, path % n};
        double weight = source.stationary()[state[0]] * source.transition()[state[0] * n + state[1]]
                        * source.transition()[state[1] * n + state[2]];
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            weight *= tokens[i] == maskedToken
                              ? 1
                              : source.emission(i % streamCount, state[i / streamCount], tokens[i]);
        }
        all += weight;
        for (std::size_t f = 0; f < 3; ++f) {
            states[f * n + state[f]] += weight;
        }
    }
    for (double &share : states) {
        share /= all;
    }
    return states;
}

double sumOf(const Row &row)
{
    return std::accumulate(row.begin(), row.end(), 0.0);
}

}  // namespace

TEST(StreamSource, PosteriorsAreThoseOfAllPaths)
{
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const StreamSource source(seed);
        const auto full = anyTokens(seed);
        for (const std::size_t every : {1, 2, 3, 5, 100}) {
            const auto tokens = partlyMasked(full, every);
            const Row states = source.posterior(tokens), exact = bruteForce(source, tokens);
            const ExactStreams oracle(source, tokens);
            const Row marginals = oracle.marginals();
            for (std::size_t i = 0; i < states.size(); ++i) {
                ASSERT_NEAR(states[i], exact[i], 1e-12) << seed << " " << every << " " << i;
            }
            for (std::size_t i = 0; i < tokens.size(); ++i) {
                const auto own = std::span(exact).subspan(i / streamCount * stateCount, stateCount);
                const Row row = source.marginal(i % streamCount, own);
                for (std::size_t v = 0; v < vocabulary; ++v) {
                    ASSERT_NEAR(marginals[i * vocabulary + v], row[v], 1e-11);
                }
            }
        }
    }
}

TEST(StreamSource, EveryFrameIsLikeAnyOther)
{
    const StreamSource source(2);
    const Row next = source.advanced(source.stationary());
    for (std::size_t h = 0; h < stateCount; ++h) {
        EXPECT_NEAR(next[h], source.stationary()[h], 1e-12);
        EXPECT_NEAR(sumOf(Row(source.transition().begin() + std::ptrdiff_t(h * stateCount),
                              source.transition().begin() + std::ptrdiff_t((h + 1) * stateCount))),
                    1, 1e-12);
    }
}

TEST(StreamSource, LikelihoodIsTheSumOverAllPaths)
{
    const StreamSource source(4);
    const auto tokens = anyTokens(4);
    double sum = 0;
    constexpr std::size_t n = stateCount;
    for (std::size_t path = 0; path < n * n * n; ++path) {
        const std::array<std::size_t, 3> state{path / (n * n), path / n % n, path % n};
        double weight = source.stationary()[state[0]] * source.transition()[state[0] * n + state[1]]
                        * source.transition()[state[1] * n + state[2]];
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            weight *= source.emission(i % streamCount, state[i / streamCount], tokens[i]);
        }
        sum += weight;
    }
    EXPECT_NEAR(source.logLikelihood(tokens), std::log(sum), 1e-10);
}
