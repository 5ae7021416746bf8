#include "kernels/unconventional/logic-gate-packed/training.h"

#include "kernels/blocks/adam.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::logic_gate_packed {

namespace {

enum Stream : std::uint32_t { Logits = 5, Hidden = 6, Out = 7 };

constexpr std::size_t passingTable = 12;  // the table that gives a
constexpr float passingLogit = 5;         // e^5 / (e^5 + 15) = 0.91

std::size_t largestOf(const float *scores, std::size_t count)
{
    return std::size_t(std::max_element(scores, scores + count) - scores);
}

std::size_t hits(const std::vector<float> &scores, std::span<const std::uint32_t> labels)
{
    const std::size_t classes = scores.size() / labels.size();
    std::size_t right = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        right += largestOf(scores.data() + i * classes, classes) == labels[i] ? 1 : 0;
    }
    return right;
}

std::vector<float> transposed(const std::vector<float> &matrix, std::size_t rows,
                              std::size_t columns)
{
    std::vector<float> result(matrix.size());
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) {
            result[c * rows + r] = matrix[r * columns + c];
        }
    }
    return result;
}

// d cross-entropy / d scores in place of scores, [labels x classes], over the number of labels.
void crossEntropyGradient(std::span<float> scores, std::span<const std::uint32_t> labels)
{
    const std::size_t classes = scores.size() / labels.size();
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const std::span<float> row = scores.subspan(i * classes, classes);
        const float most = *std::max_element(row.begin(), row.end());
        float sum = 0;
        for (float &score : row) {
            score = std::exp(score - most);
            sum += score;
        }
        for (float &score : row) {
            score /= sum * float(labels.size());
        }
        row[labels[i]] -= 1.0F / float(labels.size());
    }
}

}  // namespace

// --- gates

Trainer::Trainer(const Sizes &sizes, std::uint64_t seed, Start start)
    : m_sizes(sizes), m_wires(drawWires(sizes, seed)),
      m_logits(sizes.layers * sizes.gates * tableCount), m_first(m_logits.size()),
      m_second(m_logits.size()), m_shares(m_logits.size()),
      m_expected(sizes.layers * sizes.gates * 4), m_inputs(sizes.inputs() * batchSize),
      m_rows(sizes.layers * sizes.gates * batchSize), m_gradients(sizes.mostRows() * batchSize),
      m_gradientsBefore(sizes.mostRows() * batchSize)
{
    if (start == Start::Random) {
        rng::fillNormal(m_logits, 0.0F, 1.0F, seed, Logits);
        return;
    }
    for (std::size_t at = passingTable; at < m_logits.size(); at += tableCount) {
        m_logits[at] = passingLogit;
    }
}

float *Trainer::rowsAfter(std::size_t layer)
{
    return m_rows.data() + layer * m_sizes.gates * batchSize;
}

const float *Trainer::rowsBefore(std::size_t layer)
{
    return layer == 0 ? m_inputs.data() : rowsAfter(layer - 1);
}

void Trainer::forward(std::span<const float> x)
{
    for (std::size_t t = 0; t < thresholds.size(); ++t) {
        for (std::size_t f = 0; f < m_sizes.features; ++f) {
            float *row = m_inputs.data() + (t * m_sizes.features + f) * batchSize;
            for (std::size_t s = 0; s < batchSize; ++s) {
                row[s] = x[s * m_sizes.features + f] > thresholds[t] ? 1.0F : 0.0F;
            }
        }
    }
    relax(m_sizes.layers * m_sizes.gates, m_logits.data(), m_shares.data(), m_expected.data());
    for (std::size_t l = 0; l < m_sizes.layers; ++l) {
        forwardLayer(m_sizes.gates, m_wires.data() + l * m_sizes.gates * 2,
                     m_expected.data() + l * m_sizes.gates * 4, rowsBefore(l), rowsAfter(l));
    }
}

std::vector<float> Trainer::groupSums() const
{
    const float *rows = m_rows.data() + (m_sizes.layers - 1) * m_sizes.gates * batchSize;
    std::vector<float> sums(m_sizes.classes * batchSize, 0.0F);
    for (std::size_t c = 0; c < m_sizes.classes; ++c) {
        for (std::size_t g = m_sizes.groupBegin(c); g < m_sizes.groupBegin(c + 1); ++g) {
            for (std::size_t s = 0; s < batchSize; ++s) {
                sums[c * batchSize + s] += rows[g * batchSize + s];
            }
        }
    }
    return transposed(sums, m_sizes.classes, batchSize);
}

void Trainer::step(std::span<const float> x, std::span<const std::uint32_t> labels, double tau,
                   double rate)
{
    forward(x);
    std::vector<float> scores = groupSums();
    for (float &score : scores) {
        score /= float(tau);
    }
    crossEntropyGradient(scores, labels);
    const std::vector<float> pull = transposed(scores, batchSize, m_sizes.classes);
    for (std::size_t c = 0; c < m_sizes.classes; ++c) {
        for (std::size_t g = m_sizes.groupBegin(c); g < m_sizes.groupBegin(c + 1); ++g) {
            for (std::size_t s = 0; s < batchSize; ++s) {
                m_gradients[g * batchSize + s] = pull[c * batchSize + s] / float(tau);
            }
        }
    }
    ++m_steps;
    backward(rate);
}

void Trainer::backward(double rate)
{
    const AdamStep adam{float(rate), float(1 - std::pow(0.9, m_steps)),
                        float(1 - std::pow(0.999, m_steps))};
    for (std::size_t l = m_sizes.layers; l-- > 0;) {
        std::fill(m_gradientsBefore.begin(), m_gradientsBefore.end(), 0.0F);
        const std::size_t gate = l * m_sizes.gates;
        const std::size_t logit = gate * tableCount;
        backwardLayer(m_sizes.gates, m_wires.data() + gate * 2,
                      {m_logits.data() + logit, m_first.data() + logit, m_second.data() + logit,
                       m_shares.data() + logit, m_expected.data() + gate * 4},
                      rowsBefore(l), m_gradients.data(), m_gradientsBefore.data(), adam);
        std::swap(m_gradients, m_gradientsBefore);
    }
}

std::size_t Trainer::correct(std::span<const float> x, std::span<const std::uint32_t> labels)
{
    forward(x);
    return hits(groupSums(), labels);
}

std::vector<Table> Trainer::tables() const
{
    std::vector<Table> tables;
    for (std::size_t at = 0; at < m_logits.size(); at += tableCount) {
        tables.push_back(Table(largestOf(m_logits.data() + at, tableCount)));
    }
    return tables;
}

// --- floats

double trainedMlpAccuracy(const Mixture &mixture, std::size_t features, std::size_t classes,
                          std::size_t hidden, std::size_t steps, std::size_t samples,
                          std::uint64_t seed)
{
    Parameter first(hidden * features, std::sqrt(2.0 / double(features)), seed, Hidden);
    Parameter second(classes * hidden, std::sqrt(1.0 / double(hidden)), seed, Out);
    std::vector<float> x(batchSize * features), h(batchSize * hidden), scores(batchSize * classes);
    std::vector<std::uint32_t> labels(batchSize);
    const auto forward = [&] {
        gemmNT(batchSize, hidden, features, x.data(), first.data(), 0.0F, h.data(), hidden, 1);
        for (float &value : h) {
            value = std::max(value, 0.0F);
        }
        gemmNT(batchSize, classes, hidden, h.data(), second.data(), 0.0F, scores.data(), classes,
               1);
    };
    std::vector<float> back(h.size()), toFirst(hidden * features), toSecond(classes * hidden);
    for (std::size_t i = 0; i < steps; ++i) {
        mixture.draw(trainingStream, i * batchSize, x, labels);
        forward();
        crossEntropyGradient(scores, labels);
        gemmTN(classes, hidden, batchSize, scores.data(), h.data(), toSecond.data(), 1);
        gemmNN(batchSize, hidden, classes, scores.data(), second.data(), 0.0F, back.data(), 1);
        for (std::size_t j = 0; j < h.size(); ++j) {
            back[j] = h[j] > 0 ? back[j] : 0.0F;
        }
        gemmTN(hidden, features, batchSize, back.data(), x.data(), toFirst.data(), 1);
        first.step(toFirst, 0.01);
        second.step(toSecond, 0.01);
    }
    std::size_t right = 0;
    for (std::size_t at = 0; at < samples; at += batchSize) {
        mixture.draw(testStream, at, x, labels);
        forward();
        right += hits(scores, labels);
    }
    return double(right) / double(samples);
}

}  // namespace touchstone::kernels::logic_gate_packed
