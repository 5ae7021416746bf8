// The factors of the layer as drawn, and what is derived from them before inference.
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/moe/lora-selfroute-merge/layer.h"

namespace touchstone::kernels::lora_selfroute_merge {

Factors drawnFactors(std::span<float> x, std::span<float> magnitude, std::uint64_t seed,
                     bool exactIntegers)
{
    using Values = std::vector<float>;
    const std::size_t width = magnitude.size();
    Factors f{Values(width * width), Values(allColumns * width), Values(width * allColumns),
              Values(expertCount * width)};
    const auto perWidth = float(1.0 / std::sqrt(double(width)));
    rng::fillUniform(magnitude, 0.05F, 0.15F, seed, 5);
    rng::fillNormal(f.router, 0.0F, perWidth, seed, 6);
    if (exactIntegers) {
        rng::fillIntegers(x, 2, seed, 1);
        rng::fillIntegers(f.weight, 2, seed, 2);
        rng::fillIntegers(f.a, 2, seed, 3);
        rng::fillIntegers(f.b, 2, seed, 4);
        return f;
    }
    rng::fillActivations(x, width, 0.01, 10.0F, seed, 1);
    rng::fillWeights(f.weight, width, seed, 2);
    rng::fillNormal(f.a, 0.0F, perWidth, seed, 3);
    rng::fillNormal(f.b, 0.0F, float(1.0 / std::sqrt(double(loraRank))), seed, 4);
    return f;
}

void normalise(const float *a, const float *b, std::span<const float> magnitude, float *scaled,
               int threads)
{
    const std::size_t width = magnitude.size();
    std::array<std::array<float, loraRank * loraRank>, expertCount> grams{};  // A_i A_i^T
    for (std::size_t e = 0; e < expertCount; ++e) {
        const Submatrix own{a + e * loraRank * width, width};
        gemm(GemmForm::NT, loraRank, loraRank, width, 1.0F, own, own, 0.0F, grams[e].data(),
             loraRank, threads);
    }
    parallelEach(threads, width, [&](std::size_t j) {
        const float *from = b + j * allColumns;
        float *to = scaled + j * allColumns;
        std::copy_n(from, allColumns, to);
        for (const auto &gram : grams) {
            std::array<float, loraRank> projected{};  // b A A^T
            for (std::size_t r = 0; r < loraRank; ++r) {
                for (std::size_t c = 0; c < loraRank; ++c) {
                    projected[c] += from[r] * gram[r * loraRank + c];
                }
            }
            const double square = std::inner_product(from, from + loraRank, projected.data(), 0.0);
            const auto scale =
                    float(double(magnitude[j]) / (std::sqrt(std::max(square, 0.0)) + normEpsilon));
            for (std::size_t c = 0; c < loraRank; ++c) {
                to[c] *= scale;
            }
            from += loraRank;
            to += loraRank;
        }
    });
}

void LayerMatrix::put(std::span<const float> values)
{
    if (!m_transposed) {
        std::copy(values.begin(), values.end(), m_values.data());
        return;
    }
    for (std::size_t row = 0; row < m_rows; ++row) {
        for (std::size_t column = 0; column < m_columns; ++column) {
            m_values[column * m_rows + row] = values[row * m_columns + column];
        }
    }
}

void Layer::fill(std::uint64_t seed)
{
    Factors f = drawnFactors(x.span(), magnitude.span(), seed, setup().exactIntegers);
    std::vector<float> scaled(f.b.size());
    normalise(f.a.data(), f.b.data(), magnitude.span(), scaled.data(), threads());
    weight.put(f.weight);
    a.put(f.a);
    b.put(f.b);
    scaledB.put(scaled);
    router.put(f.router);
    gemmNN(width, width, allColumns, scaled.data(), f.a.data(), 1.0F, f.weight.data(), threads());
    merged.put(f.weight);
    if (few) {
        linear.pack(weight.values().data(), packedWeight.data());
        linear.pack(merged.values().data(), packedMerged.data());
    }
}

}  // namespace touchstone::kernels::lora_selfroute_merge
