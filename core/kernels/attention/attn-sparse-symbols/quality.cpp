#include "kernels/attention/attn-sparse-symbols/quality.h"

#include "kernels/attention/attn-sparse-symbols/symbols.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"
#include "kernels/blocks/seeds.h"

#include <numeric>

namespace touchstone::kernels::attn_sparse_symbols {

namespace {

constexpr std::size_t kTokens = 512;
constexpr std::size_t kSize = 64;
constexpr std::size_t kBlocks = kTokens / kBlock;

struct Head {
    std::vector<float> q, k, v;

    explicit Head(std::uint64_t seed) : q(kTokens * kSize), k(q), v(q)
    {
        fillCorrelated(q, kSize, seed, 1);
        fillCorrelated(k, kSize, seed, 2);
        fillCorrelated(v, kSize, seed, 3);
    }
};

double dot(const float *a, const float *b)
{
    return std::inner_product(a, a + kSize, b, 0.0);
}

// Softmax over the tokens of the seen blocks.
std::vector<double> attended(const Head &head, std::size_t token, const std::vector<bool> &seen)
{
    std::vector<double> out(kSize);
    double total = 0;
    for (std::size_t i = 0; i < kTokens; ++i) {
        if (!seen[i / kBlock]) {
            continue;
        }
        const double weight = std::exp(dot(head.q.data() + token * kSize, head.k.data() + i * kSize)
                                       / std::sqrt(double(kSize)));
        total += weight;
        for (std::size_t c = 0; c < kSize; ++c) {
            out[c] += weight * head.v[i * kSize + c];
        }
    }
    for (double &value : out) {
        value /= total;
    }
    return out;
}

std::vector<float> blockMean(const std::vector<float> &rows, std::size_t block)
{
    std::vector<float> mean(kSize);
    for (std::size_t i = 0; i < kBlock * kSize; ++i) {
        mean[i % kSize] += rows[block * kBlock * kSize + i] / float(kBlock);
    }
    return mean;
}

// The block itself and the best of the others, by a score for each.
std::vector<bool> chosen(std::size_t block, std::size_t count, const std::vector<double> &scores)
{
    std::vector<std::size_t> order(kBlocks);
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return (a == block) != (b == block) ? a == block : scores[a] > scores[b];
    });
    std::vector<bool> seen(kBlocks, false);
    for (std::size_t i = 0; i < count; ++i) {
        seen[order[i]] = true;
    }
    return seen;
}

double outputError(const Head &head, std::size_t count, bool byMass, std::uint64_t seed)
{
    FrobeniusError error;
    const std::vector<bool> all(kBlocks, true);
    for (const std::size_t token : sample(kTokens, 41)) {
        const std::size_t block = token / kBlock;
        std::vector<double> scores(kBlocks);
        for (std::size_t other = 0; other < kBlocks; ++other) {
            scores[other] =
                    byMass ? dot(blockMean(head.q, block).data(), blockMean(head.k, other).data())
                           : rng::uniform(rng::philox(seed, 31, block * kBlocks + other)[0]);
        }
        const auto dense = attended(head, token, all);
        const auto sparse = attended(head, token, chosen(block, count, scores));
        for (std::size_t c = 0; c < kSize; ++c) {
            error.add(sparse[c], dense[c]);
        }
    }
    return 100 * error.error();
}

}  // namespace

void fillCorrelated(std::span<float> rows, std::size_t size, std::uint64_t seed,
                    std::uint32_t stream)
{
    constexpr float rho = 0.9F;
    const float fresh = std::sqrt(1 - rho * rho);
    rng::fillNormal(rows, 0.0F, 1.0F, seed, stream);
    for (std::size_t i = size; i < rows.size(); ++i) {
        rows[i] = rho * rows[i - size] + fresh * rows[i];
    }
}

Result<std::vector<Quality>> symbolQuality(const Setup &setup)
{
    std::vector<Quality> quality;
    for (const auto &[count, skipped] : {std::pair{kBlocks / 2, "50"}, {kBlocks / 4, "75"}}) {
        for (const bool byMass : {false, true}) {
            std::vector<double> errors;
            for (int i = 0; i < kQualitySeeds; ++i) {
                const std::uint64_t seed = setup.seed + std::uint64_t(i);
                errors.push_back(outputError(Head(seed), count, byMass, seed));
            }
            const std::string metric =
                    std::string(byMass ? "output-error-top-mass-" : "output-error-random-")
                    + skipped;
            quality.push_back(meanOverSeeds(metric, "symbols", errors, "%"));
        }
    }
    return quality;
}

}  // namespace touchstone::kernels::attn_sparse_symbols
