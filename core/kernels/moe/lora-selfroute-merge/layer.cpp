#include "kernels/moe/lora-selfroute-merge/layer.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"

namespace touchstone::kernels::lora_selfroute_merge {

namespace {

using Values = std::vector<float>;

struct Factors {
    Values weight, a, b, router;
};

Factors drawn(Layer &l, std::uint64_t seed, bool exactIntegers)
{
    Factors f{Values(l.width * l.width), Values(kColumns * l.width), Values(l.width * kColumns),
              Values(kExperts * l.width)};
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
    rng::fillNormal(f.b, 0.0F, float(1.0 / std::sqrt(double(kRank))), seed, 4);
    return f;
}

// Row j of B_i A_i has the norm sqrt(b^T G b), b row j of B_i and G = A_i A_i^T.
Values normalised(const Factors &f, std::span<const float> magnitude)
{
    const std::size_t width = magnitude.size();
    Values scaled = f.b;
    std::array<double, kRank * kRank> gram{};
    for (std::size_t e = 0; e < kExperts; ++e) {
        const float *ae = f.a.data() + e * kRank * width;
        for (std::size_t p = 0; p < kRank; ++p) {
            for (std::size_t q = 0; q < kRank; ++q) {
                gram[p * kRank + q] = std::inner_product(ae + p * width, ae + (p + 1) * width,
                                                         ae + q * width, 0.0);
            }
        }
        for (std::size_t j = 0; j < width; ++j) {
            float *row = scaled.data() + j * kColumns + e * kRank;
            double square = 0;
            for (std::size_t p = 0; p < kRank; ++p) {
                for (std::size_t q = 0; q < kRank; ++q) {
                    square += double(row[p]) * gram[p * kRank + q] * row[q];
                }
            }
            const double scale = double(magnitude[j]) / (std::sqrt(square) + kEpsilon);
            for (std::size_t p = 0; p < kRank; ++p) {
                row[p] = float(row[p] * scale);
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

Layer::Layer(const Shape &shape, bool onDevice, Memory &memory)
    : tokens(std::size_t(shape.at("tokens"))), width(std::size_t(shape.at("width"))),
      x(memory.allocate<float>(BufferRole::Input, tokens * width)),
      weight(width, width, !onDevice, memory), a(kColumns, width, !onDevice, memory),
      b(width, kColumns, !onDevice, memory), scaledB(width, kColumns, !onDevice, memory),
      magnitude(memory.allocate<float>(BufferRole::Input, width)),
      router(kExperts, width, !onDevice, memory), merged(width, width, !onDevice, memory),
      y(memory.allocate<float>(BufferRole::Output, tokens * width)),
      hidden(memory.allocate<float>(BufferRole::Scratch, tokens * kColumns)),
      logits(memory.allocate<float>(BufferRole::Scratch, tokens * kExperts)),
      gathered(memory.allocate<float>(BufferRole::Scratch, tokens * width)),
      expertOut(memory.allocate<float>(BufferRole::Scratch, tokens * width))
{
}

void Layer::fill(std::uint64_t seed, int threads, bool exactIntegers)
{
    Factors f = drawn(*this, seed, exactIntegers);
    const Values scaled = normalised(f, magnitude.span());
    weight.put(f.weight);
    a.put(f.a);
    b.put(f.b);
    scaledB.put(scaled);
    router.put(f.router);
    // Folding happens once, when the adapters are deployed: it is no part of inference.
    gemmNN(width, width, kColumns, scaled.data(), f.a.data(), 1.0F, f.weight.data(), threads);
    merged.put(f.weight);
}

namespace {

// out[tokens x n] = beta * out + from[tokens x k] * matrix[k x n]
void multiply(std::size_t tokens, std::size_t n, std::size_t k, const Buffer<float> &from,
              Submatrix matrix, float beta, const Buffer<float> &out, int threads)
{
    gemm(GemmForm::NN, tokens, n, k, 1.0F, {from.data(), k}, matrix, beta, out.data(), n, threads);
}

// y += (x A^T) B^T with `columns` of the columns of B.
void addLowRank(const Layer &l, const LayerMatrix &b, std::size_t first, std::size_t columns,
                int threads)
{
    multiply(l.tokens, columns, l.width, l.x, l.a.transposed(first), 0.0F, l.hidden, threads);
    multiply(l.tokens, l.width, columns, l.hidden, b.transposed(0, first), 1.0F, l.y, threads);
}

using TokenGroup = std::vector<std::pair<std::size_t, float>>;  // token, gate

std::array<TokenGroup, kExperts> groupByExpert(const Layer &l)
{
    std::array<TokenGroup, kExperts> groups;
    for (std::size_t t = 0; t < l.tokens; ++t) {
        for (const Gate &gate : topGates(l.logits.data() + t * kExperts)) {
            groups[gate.expert].emplace_back(t, gate.weight);
        }
    }
    return groups;
}

// y[t] += g_e(t) B_e A_e x[t] for the tokens that chose expert e, gathered into one product.
void addExpert(const Layer &l, std::size_t e, const TokenGroup &group, int threads)
{
    for (std::size_t i = 0; i < group.size(); ++i) {
        std::copy_n(l.x.data() + group[i].first * l.width, l.width,
                    l.gathered.data() + i * l.width);
    }
    multiply(group.size(), kRank, l.width, l.gathered, l.a.transposed(e * kRank), 0.0F, l.hidden,
             threads);
    for (std::size_t i = 0; i < group.size() * kRank; ++i) {
        l.hidden[i] *= group[i / kRank].second;
    }
    multiply(group.size(), l.width, kRank, l.hidden, l.b.transposed(0, e * kRank), 0.0F,
             l.expertOut, threads);
    parallelRows(threads, group.size(), [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            const float *from = l.expertOut.data() + i * l.width;
            float *y = l.y.data() + group[i].first * l.width;
            for (std::size_t j = 0; j < l.width; ++j) {
                y[j] += from[j];
            }
        }
    });
}

void addRouted(const Layer &l, int threads)
{
    multiply(l.tokens, kExperts, l.width, l.x, l.router.transposed(), 0.0F, l.logits, threads);
    const auto groups = groupByExpert(l);
    for (std::size_t e = 0; e < kExperts; ++e) {
        if (!groups[e].empty()) {
            addExpert(l, e, groups[e], threads);
        }
    }
}

}  // namespace

void forward(const Layer &l, std::size_t variant, int threads)
{
    const LayerMatrix &dense = variant == Merged ? l.merged : l.weight;
    multiply(l.tokens, l.width, l.width, l.x, dense.transposed(), 0.0F, l.y, threads);
    if (variant == RoutedMoeLora) {
        addRouted(l, threads);
    } else if (variant == UnmergedLora) {
        addLowRank(l, l.b, kExpertColumns, kRank, threads);
    } else if (variant == UnmergedFurina) {
        addLowRank(l, l.scaledB, 0, kColumns, threads);
    }
}

}  // namespace touchstone::kernels::lora_selfroute_merge
