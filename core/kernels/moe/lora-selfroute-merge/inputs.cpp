// The factors of the layer as drawn, and what is derived from them before inference.
#include "kernels/blocks/rng.h"
#include "kernels/moe/lora-selfroute-merge/layer.h"

namespace touchstone::kernels::lora_selfroute_merge {

namespace {

using Values = std::vector<float>;

struct Factors {
    Values weight, a, b, router;
};

Factors drawn(Layer &l, std::uint64_t seed, bool exactIntegers)
{
    Factors f{Values(l.width * l.width), Values(allColumns * l.width), Values(l.width * allColumns),
              Values(expertCount * l.width)};
    const auto perWidth = float(1.0 / std::sqrt(double(l.width)));
    rng::fillUniform(l.magnitude.span(), 0.05F, 0.15F, seed, 5);
    rng::fillNormal(f.router, 0.0F, perWidth, seed, 6);
    if (exactIntegers) {
        rng::fillIntegers(l.x.span(), 2, seed, 1);
        rng::fillIntegers(f.weight, 2, seed, 2);
        rng::fillIntegers(f.a, 2, seed, 3);
        rng::fillIntegers(f.b, 2, seed, 4);
        return f;
    }
    rng::fillActivations(l.x.span(), l.width, 0.01, 10.0F, seed, 1);
    rng::fillWeights(f.weight, l.width, seed, 2);
    rng::fillNormal(f.a, 0.0F, perWidth, seed, 3);
    rng::fillNormal(f.b, 0.0F, float(1.0 / std::sqrt(double(loraRank))), seed, 4);
    return f;
}

// diag(m / (d_i + eps)) B_i, where d_i are the norms of the rows of B_i A_i.
Values normalised(const Factors &f, std::span<const float> magnitude, int threads)
{
    const std::size_t width = magnitude.size();
    Values scaled = f.b, product(width * width);
    for (std::size_t e = 0; e < expertCount; ++e) {
        gemm(GemmForm::NN, width, width, loraRank, 1.0F, {f.b.data() + e * loraRank, allColumns},
             {f.a.data() + e * loraRank * width, width}, 0.0F, product.data(), width, threads);
        for (std::size_t j = 0; j < width; ++j) {
            const float *row = product.data() + j * width;
            const double norm = std::sqrt(std::inner_product(row, row + width, row, 0.0));
            for (std::size_t c = e * loraRank; c < (e + 1) * loraRank; ++c) {
                scaled[j * allColumns + c] *= float(double(magnitude[j]) / (norm + normEpsilon));
            }
        }
    }
    return scaled;
}

}  // namespace

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
    Factors f = drawn(*this, seed, setup().exactIntegers);
    const Values scaled = normalised(f, magnitude.span(), threads());
    weight.put(f.weight);
    a.put(f.a);
    b.put(f.b);
    scaledB.put(scaled);
    router.put(f.router);
    // Folding happens once, when the adapters are deployed: it is no part of inference.
    gemmNN(width, width, allColumns, scaled.data(), f.a.data(), 1.0F, f.weight.data(), threads());
    merged.put(f.weight);
}

}  // namespace touchstone::kernels::lora_selfroute_merge
