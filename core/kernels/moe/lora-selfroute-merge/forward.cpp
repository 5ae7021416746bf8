// The forms of the layer on the CPU.
#include "kernels/blocks/parallel.h"
#include "kernels/moe/lora-selfroute-merge/layer.h"

#include <functional>

namespace touchstone::kernels::lora_selfroute_merge {

namespace {

// y += (x A^T) B^T with `columns` of the columns of B.
void addLowRank(const Layer &l, const LayerMatrix &b, std::size_t first, std::size_t columns,
                int threads)
{
    l.a.multiply(l.tokens, columns, l.width, l.x.data(), first, 0, 0.0F, l.hidden.data(), threads);
    b.multiply(l.tokens, l.width, columns, l.hidden.data(), 0, first, 1.0F, l.y.data(), threads);
}

using TokenGroup = std::vector<std::pair<std::size_t, float>>;  // token, gate

// y[t] += g_e(t) B_e A_e x[t] for the tokens that chose expert e, gathered into one product.
void addExpert(const Layer &l, std::size_t e, const TokenGroup &group, int threads)
{
    for (std::size_t i = 0; i < group.size(); ++i) {
        std::copy_n(l.x.data() + group[i].first * l.width, l.width,
                    l.gathered.data() + i * l.width);
    }
    l.a.multiply(group.size(), loraRank, l.width, l.gathered.data(), e * loraRank, 0, 0.0F,
                 l.hidden.data(), threads);
    for (std::size_t i = 0; i < group.size() * loraRank; ++i) {
        l.hidden[i] *= group[i / loraRank].second;
    }
    l.b.multiply(group.size(), l.width, loraRank, l.hidden.data(), 0, e * loraRank, 0.0F,
                 l.expertOut.data(), threads);
    parallelEach(threads, group.size(), [&](std::size_t i) {
        const float *from = l.expertOut.data() + i * l.width;
        float *y = l.y.data() + group[i].first * l.width;
        std::transform(y, y + l.width, from, y, std::plus());
    });
}

void addRouted(const Layer &l, int threads)
{
    l.router.multiply(l.tokens, expertCount, l.width, l.x.data(), 0, 0, 0.0F, l.logits.data(),
                      threads);
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

void LayerMatrix::multiply(std::size_t tokens, std::size_t n, std::size_t k, const float *from,
                           std::size_t row, std::size_t column, float beta, float *out,
                           int threads) const
{
    const Submatrix part =
            m_transposed ? Submatrix{m_values.data() + column * m_rows + row, m_rows}
                         : Submatrix{m_values.data() + row * m_columns + column, m_columns};
    gemm(m_transposed ? GemmForm::NN : GemmForm::NT, tokens, n, k, 1.0F, {from, k}, part, beta, out,
         n, threads);
}

void Layer::forward(LayerForm form)
{
    if (few) {
        linear.multiply(x.data(), (form == Merged ? packedMerged : packedWeight).data(), y.data());
    } else {
        (form == Merged ? merged : weight)
                .multiply(tokens, width, width, x.data(), 0, 0, 0.0F, y.data(), threads());
    }
    if (form == RoutedMoeLora) {
        addRouted(*this, threads());
    } else if (form == UnmergedLora) {
        addLowRank(*this, b, expertColumns, loraRank, threads());
    } else if (form == UnmergedEqual) {
        addLowRank(*this, b, 0, allColumns, threads());
    } else if (form == UnmergedFurina) {
        addLowRank(*this, scaledB, 0, allColumns, threads());
    }
}

}  // namespace touchstone::kernels::lora_selfroute_merge
