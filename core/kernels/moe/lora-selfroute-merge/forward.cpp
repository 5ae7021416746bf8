// The forms of the layer on the CPU.
#include "kernels/blocks/parallel.h"
#include "kernels/moe/lora-selfroute-merge/layer.h"

#include <functional>

namespace touchstone::kernels::lora_selfroute_merge {

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

// y[t] += g_e(t) B_e A_e x[t] for the tokens that chose expert e, gathered into one product.
void addExpert(const Layer &l, std::size_t e, const TokenGroup &group, int threads)
{
    for (std::size_t i = 0; i < group.size(); ++i) {
        std::copy_n(l.x.data() + group[i].first * l.width, l.width,
                    l.gathered.data() + i * l.width);
    }
    multiply(group.size(), loraRank, l.width, l.gathered, l.a.transposed(e * loraRank), 0.0F,
             l.hidden, threads);
    for (std::size_t i = 0; i < group.size() * loraRank; ++i) {
        l.hidden[i] *= group[i / loraRank].second;
    }
    multiply(group.size(), l.width, loraRank, l.hidden, l.b.transposed(0, e * loraRank), 0.0F,
             l.expertOut, threads);
    parallelEach(threads, group.size(), [&](std::size_t i) {
        const float *from = l.expertOut.data() + i * l.width;
        float *y = l.y.data() + group[i].first * l.width;
        std::transform(y, y + l.width, from, y, std::plus());
    });
}

void addRouted(const Layer &l, int threads)
{
    multiply(l.tokens, expertCount, l.width, l.x, l.router.transposed(), 0.0F, l.logits, threads);
    std::array<TokenGroup, expertCount> groups;
    for (std::size_t t = 0; t < l.tokens; ++t) {
        for (const Gate &gate : topGates(l.logits.data() + t * expertCount)) {
            groups[gate.expert].emplace_back(t, gate.weight);
        }
    }
    for (std::size_t e = 0; e < expertCount; ++e) {
        if (!groups[e].empty()) {
            addExpert(l, e, groups[e], threads);
        }
    }
}

}  // namespace

void Layer::forward(LayerForm form)
{
    const LayerMatrix &dense = form == Merged ? merged : weight;
    multiply(tokens, width, width, x, dense.transposed(), 0.0F, y, threads());
    if (form == RoutedMoeLora) {
        addRouted(*this, threads());
    } else if (form == UnmergedLora) {
        addLowRank(*this, b, expertColumns, loraRank, threads());
    } else if (form == UnmergedFurina) {
        addLowRank(*this, scaledB, 0, allColumns, threads());
    }
}

}  // namespace touchstone::kernels::lora_selfroute_merge
