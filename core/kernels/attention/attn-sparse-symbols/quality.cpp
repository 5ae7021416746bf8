#include "kernels/attention/attn-sparse-symbols/symbols.h"
#include "kernels/blocks/attention_oracle.h"
#include "kernels/blocks/figures.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"

#include <numeric>

namespace touchstone::kernels::attn_sparse_symbols {

namespace {

constexpr std::size_t tokenCount = 512;
constexpr std::size_t headSize = 64;
constexpr std::size_t blockCount = tokenCount / blockTokens;

struct Head {
    std::vector<float> q, k, v;

    explicit Head(std::uint64_t seed) : q(tokenCount * headSize), k(q), v(q)
    {
        std::uint32_t stream = 0;
        for (std::vector<float> *rows : {&q, &k, &v}) {
            rng::fillNormal(*rows, 0.0F, 1.0F, seed, ++stream);
            rng::correlate(*rows, headSize);
        }
    }
};

// Softmax over the tokens of the seen blocks.
std::vector<double> attended(const Head &head, std::size_t token, const std::vector<bool> &seen)
{
    return attention::exactOutput(head.q.data() + token * headSize,
                                  {head.k.data(), head.v.data(), tokenCount, headSize, headSize},
                                  [&](std::size_t i) { return seen[i / blockTokens]; });
}

std::vector<float> blockMean(const std::vector<float> &rows, std::size_t block)
{
    std::vector<float> mean(headSize);
    for (std::size_t i = 0; i < blockTokens * headSize; ++i) {
        mean[i % headSize] += rows[block * blockTokens * headSize + i] / float(blockTokens);
    }
    return mean;
}

// The block itself and the best of the others, by a score for each.
std::vector<bool> chosen(std::size_t block, std::size_t count, const std::vector<double> &scores)
{
    std::vector<std::size_t> order(blockCount);
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return (a == block) != (b == block) ? a == block : scores[a] > scores[b];
    });
    std::vector<bool> seen(blockCount, false);
    for (std::size_t i = 0; i < count; ++i) {
        seen[order[i]] = true;
    }
    return seen;
}

double outputError(const Head &head, std::size_t count, bool byMass, std::uint64_t seed)
{
    FrobeniusError error;
    for (const std::size_t token : sample(tokenCount, 41)) {
        const std::size_t block = token / blockTokens;
        const auto query = blockMean(head.q, block);
        std::vector<double> scores(blockCount);
        for (std::size_t other = 0; other < blockCount; ++other) {
            const auto key = blockMean(head.k, other);
            scores[other] =
                    byMass ? std::inner_product(query.begin(), query.end(), key.begin(), 0.0)
                           : rng::uniform(rng::philox(seed, 31, block * blockCount + other)[0]);
        }
        const auto dense = attended(head, token, std::vector<bool>(blockCount, true));
        const auto sparse = attended(head, token, chosen(block, count, scores));
        for (std::size_t c = 0; c < headSize; ++c) {
            error.add(sparse[c], dense[c]);
        }
    }
    return 100 * error.error();
}

}  // namespace

Result<std::vector<Quality>> symbolQuality(const Setup &setup)
{
    return studySeeds(setup, "skipping key blocks", [&](std::uint64_t seed, SeedFigures &figures) {
        const Head head(seed);
        for (const std::size_t count : {blockCount / 2, blockCount / 4}) {
            const double skipped = 100 - 100 * double(count) / double(blockCount);
            for (const bool byMass : {false, true}) {
                if (!setup.stop.stop_requested()) {
                    figures.add(byMass ? "output-error-top-mass" : "output-error-random", "symbols",
                                outputError(head, count, byMass, seed), "%", Evidence::Simulated,
                                {{"skipped", skipped}});
                }
            }
        }
    });
}

}  // namespace touchstone::kernels::attn_sparse_symbols
