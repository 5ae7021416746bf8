#include "kernels/moe/lora_layer.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"

namespace touchstone::kernels::lora {

Layer::Layer(const Shape &shape, Memory &memory)
    : tokens(std::size_t(shape.at("tokens"))), width(std::size_t(shape.at("width")))
{
    const auto input = [&](std::size_t n) { return memory.allocate<float>(BufferRole::Input, n); };
    const auto scratch = [&](std::size_t n) {
        return memory.allocate<float>(BufferRole::Scratch, n);
    };
    x = input(tokens * width);
    weight = input(width * width);
    a = input(kColumns * width);
    b = input(width * kColumns);
    scaledB = input(width * kColumns);
    magnitude = input(width);
    router = input(kExperts * width);
    merged = input(width * width);
    y = memory.allocate<float>(BufferRole::Output, tokens * width);
    hidden = scratch(tokens * kColumns);
    logits = scratch(tokens * kExperts);
    gathered = scratch(tokens * width);
    expertOut = scratch(tokens * width);
}

void Layer::fill(std::uint64_t seed, int threads, bool exactIntegers)
{
    fillFactors(seed, exactIntegers);
    normaliseExperts();
    // Folding happens once, when the adapters are deployed: it is no part of inference.
    std::copy(weight.span().begin(), weight.span().end(), merged.data());
    gemmNN(width, width, kColumns, scaledB.data(), a.data(), 1.0F, merged.data(), threads);
}

void Layer::fillFactors(std::uint64_t seed, bool exactIntegers)
{
    const auto perWidth = float(1.0 / std::sqrt(double(width)));
    rng::fillUniform(magnitude.span(), 0.05F, 0.15F, seed, 5);
    rng::fillNormal(router.span(), 0.0F, perWidth, seed, 6);
    if (exactIntegers) {
        rng::fillIntegers(x.span(), 2, seed, 1);
        rng::fillIntegers(weight.span(), 2, seed, 2);
        rng::fillIntegers(a.span(), 2, seed, 3);
        rng::fillIntegers(b.span(), 2, seed, 4);
        return;
    }
    rng::fillActivations(x.span(), width, 0.01, 10.0F, seed, 1);
    rng::fillWeights(weight.span(), width, seed, 2);
    rng::fillNormal(a.span(), 0.0F, perWidth, seed, 3);
    rng::fillNormal(b.span(), 0.0F, float(1.0 / std::sqrt(double(kRank))), seed, 4);
}

// Row j of B_i A_i has the norm sqrt(b^T G b), b row j of B_i and G = A_i A_i^T.
void Layer::normaliseExperts()
{
    std::copy(b.span().begin(), b.span().end(), scaledB.data());
    std::array<double, kRank * kRank> gram{};
    for (std::size_t e = 0; e < kExperts; ++e) {
        const float *ae = a.data() + e * kRank * width;
        for (std::size_t p = 0; p < kRank; ++p) {
            for (std::size_t q = 0; q < kRank; ++q) {
                gram[p * kRank + q] = std::inner_product(ae + p * width, ae + (p + 1) * width,
                                                         ae + q * width, 0.0);
            }
        }
        for (std::size_t j = 0; j < width; ++j) {
            float *row = scaledB.data() + j * kColumns + e * kRank;
            double square = 0;
            for (std::size_t p = 0; p < kRank; ++p) {
                for (std::size_t q = 0; q < kRank; ++q) {
                    square += double(row[p]) * gram[p * kRank + q] * row[q];
                }
            }
            const double scale = magnitude[j] / (std::sqrt(square) + kEpsilon);
            for (std::size_t p = 0; p < kRank; ++p) {
                row[p] = float(row[p] * scale);
            }
        }
    }
}

namespace {

void dense(const Layer &l, const Buffer<float> &weight, int threads)
{
    gemmNT(l.tokens, l.width, l.width, l.x.data(), weight.data(), 0.0F, l.y.data(), l.width,
           threads);
}

// y += (x A^T) B^T with `columns` columns of rank.
void addLowRank(const Layer &l, const float *a, const float *b, std::size_t columns, int threads)
{
    gemmNT(l.tokens, columns, l.width, l.x.data(), a, 0.0F, l.hidden.data(), columns, threads);
    gemmNT(l.tokens, l.width, columns, l.hidden.data(), columns, b, kColumns, 1.0F, l.y.data(),
           l.width, threads);
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
    gemmNT(group.size(), kRank, l.width, l.gathered.data(), l.a.data() + e * kRank * l.width, 0.0F,
           l.hidden.data(), kRank, threads);
    for (std::size_t i = 0; i < group.size() * kRank; ++i) {
        l.hidden[i] *= group[i / kRank].second;
    }
    gemmNT(group.size(), l.width, kRank, l.hidden.data(), kRank, l.b.data() + e * kRank, kColumns,
           0.0F, l.expertOut.data(), l.width, threads);
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
    gemmNT(l.tokens, kExperts, l.width, l.x.data(), l.router.data(), 0.0F, l.logits.data(),
           kExperts, threads);
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
    dense(l, variant == Merged ? l.merged : l.weight, threads);
    if (variant == RoutedMoeLora) {
        addRouted(l, threads);
    } else if (variant == UnmergedLora) {
        addLowRank(l, l.a.data() + kExpertColumns * l.width, l.b.data() + kExpertColumns, kRank,
                   threads);
    } else if (variant == UnmergedFurina) {
        addLowRank(l, l.a.data(), l.scaledB.data(), kColumns, threads);
    }
}

}  // namespace touchstone::kernels::lora
