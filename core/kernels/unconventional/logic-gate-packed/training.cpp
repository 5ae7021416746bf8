#include "kernels/unconventional/logic-gate-packed/training.h"

#include "kernels/blocks/figures.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <functional>

namespace touchstone::kernels::logic_gate_packed {

namespace {

constexpr std::uint32_t logitStream = 5;
constexpr std::size_t passingTable = 12;  // the table that gives a
constexpr float passingLogit = 5;         // e^5 / (e^5 + 15) = 0.91

Matrix startingLogits(std::size_t gates, std::uint64_t seed, Start start)
{
    Matrix logits(gates * tableCount, 0.0F);
    if (start == Start::Random) {
        rng::fillNormal(logits, 0.0F, 1.0F, seed, logitStream);
        return logits;
    }
    for (std::size_t at = passingTable; at < logits.size(); at += tableCount) {
        logits[at] = passingLogit;
    }
    return logits;
}

}  // namespace

Trainer::Trainer(const Sizes &sizes, std::uint64_t seed, Start start)
    : m_sizes(sizes), m_wires(drawWires(sizes, seed)),
      m_logits(startingLogits(sizes.layers * sizes.gates, seed, start)), m_shares(m_logits.size()),
      m_expected(sizes.layers * sizes.gates * 4),
      m_rows((sizes.inputs() + sizes.layers * sizes.gates) * batchSize),
      m_gradients(sizes.mostRows() * batchSize), m_gradientsBefore(sizes.mostRows() * batchSize)
{
}

float *Trainer::rowsBefore(std::size_t layer)
{
    const std::size_t rows = layer == 0 ? 0 : m_sizes.inputs() + (layer - 1) * m_sizes.gates;
    return m_rows.data() + rows * batchSize;
}

void Trainer::forward(std::span<const float> x)
{
    for (std::size_t t = 0; t < thresholds.size(); ++t) {
        for (std::size_t f = 0; f < m_sizes.features; ++f) {
            float *row = m_rows.data() + (t * m_sizes.features + f) * batchSize;
            for (std::size_t s = 0; s < batchSize; ++s) {
                row[s] = x[s * m_sizes.features + f] > thresholds[t] ? 1.0F : 0.0F;
            }
        }
    }
    for (std::size_t l = 0; l < m_sizes.layers; ++l) {
        const std::size_t gate = l * m_sizes.gates;
        forwardLayer(m_sizes.gates, m_wires.data() + gate * 2, m_logits.data() + gate * tableCount,
                     rowsBefore(l), rowsBefore(l + 1), m_shares.data() + gate * tableCount,
                     m_expected.data() + gate * 4);
    }
}

Matrix Trainer::groupSums()
{
    const float *rows = rowsBefore(m_sizes.layers);
    Matrix sums(batchSize * m_sizes.classes);
    for (std::size_t c = 0; c < m_sizes.classes; ++c) {
        std::array<float, batchSize> group{};
        for (std::size_t g = m_sizes.groupBegin(c); g < m_sizes.groupBegin(c + 1); ++g) {
            std::transform(group.begin(), group.end(), rows + g * batchSize, group.begin(),
                           std::plus());
        }
        for (std::size_t s = 0; s < batchSize; ++s) {
            sums[s * m_sizes.classes + c] = group[s];
        }
    }
    return sums;
}

void Trainer::step(std::span<const float> x, std::span<const std::uint32_t> labels, double tau,
                   double rate)
{
    forward(x);
    Matrix scores = groupSums();
    for (float &score : scores) {
        score /= float(tau);
    }
    const Matrix pull = crossEntropyGradient(std::move(scores), labels);
    for (std::size_t c = 0; c < m_sizes.classes; ++c) {
        std::array<float, batchSize> group{};
        for (std::size_t s = 0; s < batchSize; ++s) {
            group[s] = pull[s * m_sizes.classes + c] / float(tau);
        }
        for (std::size_t g = m_sizes.groupBegin(c); g < m_sizes.groupBegin(c + 1); ++g) {
            std::copy(group.begin(), group.end(), m_gradients.data() + g * batchSize);
        }
    }
    for (std::size_t l = m_sizes.layers; l-- > 0;) {
        std::fill(m_gradientsBefore.begin(), m_gradientsBefore.end(), 0.0F);
        const std::size_t gate = l * m_sizes.gates;
        backwardLayer(m_sizes.gates, m_wires.data() + gate * 2, m_expected.data() + gate * 4,
                      rowsBefore(l), m_gradients.data(), m_gradientsBefore.data(),
                      m_shares.data() + gate * tableCount);
        std::swap(m_gradients, m_gradientsBefore);
    }
    m_logits.step(m_shares, rate);
}

std::size_t Trainer::correct(std::span<const float> x, std::span<const std::uint32_t> labels)
{
    forward(x);
    return countRight(groupSums(), labels);
}

std::vector<Table> Trainer::tables() const
{
    std::vector<Table> tables;
    for (std::size_t at = 0; at < m_logits.size(); at += tableCount) {
        tables.push_back(Table(largestOf({m_logits.data() + at, tableCount})));
    }
    return tables;
}

}  // namespace touchstone::kernels::logic_gate_packed
