#include "kernels/blocks/gemm.h"
#include "kernels/blocks/rng.h"
#include "kernels/moe/expert-eb-compress/codes.h"

#include <cmath>
#include <vector>

namespace touchstone::kernels::expert_eb_compress {

namespace {

constexpr float deviation = 0.02F;
constexpr float structure = 0.008F;
constexpr std::size_t structureRank = 16;
constexpr double outlierShare = 0.002;
constexpr float outlierScale = 6;

std::vector<float> factor(std::size_t rows, std::uint64_t seed, std::uint32_t stream)
{
    std::vector<float> values(rows * structureRank);
    // A sum of structureRank products of both factors has the deviation structure.
    rng::fillNormal(values, 0.0F, std::sqrt(structure / std::sqrt(float(structureRank))), seed,
                    stream);
    return values;
}

}  // namespace

void fillMatrix(std::span<float> weights, std::size_t columns, std::uint64_t seed,
                std::uint32_t stream, int threads)
{
    const std::uint32_t own = 40 + 4 * stream;
    rng::fillNormal(weights, 0.0F, deviation, seed, own);
    for (std::size_t i = 0; i < weights.size(); i += 4) {
        const auto words = rng::philox(seed, own + 1, i / 4);
        for (std::size_t j = 0; j < 4 && i + j < weights.size(); ++j) {
            weights[i + j] *= rng::uniform(words[j]) < outlierShare ? outlierScale : 1.0F;
        }
    }
    const std::size_t rows = weights.size() / columns;
    const auto left = factor(rows, seed, own + 2);
    const auto right = factor(columns, seed, own + 3);
    gemmNT(rows, columns, structureRank, left.data(), right.data(), 1.0F, weights.data(), columns,
           threads);
}

}  // namespace touchstone::kernels::expert_eb_compress
