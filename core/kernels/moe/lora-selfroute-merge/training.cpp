#include "kernels/moe/lora-selfroute-merge/training.h"

#include "kernels/blocks/figures.h"
#include "kernels/blocks/gemm.h"
#include "kernels/moe/lora-selfroute-merge/layer.h"

#include <numbers>

namespace touchstone::kernels::lora_selfroute_merge {

namespace {

constexpr double selectionWeight = 0.003;
constexpr double deviationOfA = 0.125;  // 1 / sqrt(domainWidth)

Matrix unitVectors()
{
    Matrix units(domainWidth * domainWidth, 0.0F);
    for (std::size_t i = 0; i < domainWidth; ++i) {
        units[i * domainWidth + i] = 1;
    }
    return units;
}

}  // namespace

// --- one low-rank adapter, or routed experts ----------------------------------------------------

LowRankAdapter::LowRankAdapter(std::size_t rank, bool routed, std::uint64_t seed)
    : m_rank(rank), m_routed(routed), m_a(domainWidth, rank, deviationOfA, seed, 41),
      m_b(rank, domainWidth, 0, seed, 42), m_router(domainWidth, domainExperts, 0.02, seed, 43)
{
}

void LowRankAdapter::chooseGates(const Matrix &x)
{
    const Matrix logits = m_router.forward(x);
    m_gates.assign(logits.size(), 0.0F);
    m_entropy = 0;
    for (std::size_t at = 0; at < logits.size(); at += domainExperts) {
        const Gates gates = topGates(logits.data() + at, domainExperts);
        for (const Gate &gate : gates) {
            m_gates[at + gate.expert] = gate.weight;
        }
        m_entropy += entropyOf(std::array<double, 2>{gates[0].weight, gates[1].weight})
                     * domainExperts / double(logits.size());
    }
}

float &LowRankAdapter::ofExpert(Matrix &gates, std::size_t i) const
{
    return gates[i / m_rank * domainExperts + i % m_rank / (m_rank / domainExperts)];
}

Matrix LowRankAdapter::gated(Matrix columns)
{
    for (std::size_t i = 0; m_routed && i < columns.size(); ++i) {
        columns[i] *= ofExpert(m_gates, i);
    }
    return columns;
}

Matrix LowRankAdapter::predict(const Matrix &x)
{
    m_hidden = m_a.forward(x);
    if (m_routed) {
        chooseGates(x);
    }
    return m_b.forward(gated(m_hidden));
}

void LowRankAdapter::learn(const Matrix &x, const Matrix &error, double rate)
{
    const Matrix back = m_b.learn(gated(m_hidden), error, rate);
    if (m_routed) {
        // Through the softmax of the two chosen: dl_e = g_e (p_e - sum_f g_f p_f), p_e = h_e . back
        Matrix forLogits(m_gates.size());
        for (std::size_t i = 0; i < back.size(); ++i) {
            ofExpert(forLogits, i) += m_hidden[i] * back[i];
        }
        for (std::size_t at = 0; at < forLogits.size(); at += domainExperts) {
            float *p = forLogits.data() + at;
            const float *g = m_gates.data() + at;
            const float mean = std::inner_product(g, g + domainExperts, p, 0.0F);
            for (std::size_t e = 0; e < domainExperts; ++e) {
                p[e] = g[e] * (p[e] - mean);
            }
        }
        m_router.learn(x, forLogits, rate);
    }
    m_a.learn(x, gated(back), rate);
}

// --- self-routing experts -----------------------------------------------------------------------

FurinaAdapter::FurinaAdapter(std::size_t rank, std::uint64_t seed)
    : m_magnitude(domainWidth, 0.01, seed, 50), m_shared(rank, false, seed)
{
    const double deviationOfB = 1 / std::sqrt(double(rank));
    for (std::uint32_t e = 0; e < domainExperts; ++e) {
        m_experts.push_back({{domainWidth, rank, deviationOfA, seed, 60 + e},
                             {rank, domainWidth, deviationOfB, seed, 70 + e}});
    }
}

// What the two layers give for the unit vectors is W transposed: its columns are rows of W.
void FurinaAdapter::normalise(Expert &expert)
{
    expert.normalised = expert.b.forward(expert.a.forward(unitVectors()));
    expert.norms.assign(domainWidth, 0.0F);
    for (std::size_t i = 0; i < expert.normalised.size(); ++i) {
        expert.norms[i % domainWidth] += expert.normalised[i] * expert.normalised[i];
    }
    for (float &norm : expert.norms) {
        norm = std::sqrt(norm) + float(normEpsilon);
    }
    for (std::size_t i = 0; i < expert.normalised.size(); ++i) {
        expert.normalised[i] /= expert.norms[i % domainWidth];
    }
}

Matrix FurinaAdapter::predict(const Matrix &x)
{
    Matrix y = m_shared.predict(x);
    const std::size_t samples = x.size() / domainWidth;
    for (Expert &expert : m_experts) {
        normalise(expert);
        expert.out.resize(y.size());
        gemmNN(samples, domainWidth, domainWidth, x.data(), expert.normalised.data(), 0.0F,
               expert.out.data(), 1);
        for (std::size_t i = 0; i < y.size(); ++i) {
            y[i] += m_magnitude[i % domainWidth] * expert.out[i];
        }
    }
    measureEntropy(samples);
    return y;
}

// p_e = s_e / sum s with s_e = ||W^_e x||^2; dH / ds_e = -(ln p_e + H) / sum s.
void FurinaAdapter::measureEntropy(std::size_t samples)
{
    m_pull.clear();
    m_entropy = 0;
    for (std::size_t i = 0; i < samples; ++i) {
        std::array<double, domainExperts> squares{};
        for (std::size_t e = 0; e < domainExperts; ++e) {
            const float *out = m_experts[e].out.data() + i * domainWidth;
            squares[e] = std::inner_product(out, out + domainWidth, out, 1e-12);
        }
        const double total = std::accumulate(squares.begin(), squares.end(), 0.0);
        const double bits = entropyOf(squares);
        for (const double square : squares) {
            const double logarithm = std::log(square / total);
            m_pull.push_back(float(-(logarithm + bits * std::numbers::ln2) / total));
        }
        m_entropy += bits / double(samples);
    }
}

void FurinaAdapter::learn(const Matrix &x, const Matrix &error, double rate)
{
    Matrix forMagnitude(domainWidth);
    for (std::size_t e = 0; e < domainExperts; ++e) {
        for (std::size_t i = 0; i < error.size(); ++i) {
            forMagnitude[i % domainWidth] += error[i] * m_experts[e].out[i];
        }
        learnExpert(e, x, error, rate);
    }
    m_magnitude.step(forMagnitude, rate);
    m_shared.learn(x, error, rate);
}

// Through the normalisation: a row of W sees the part of its gradient that is normal to W^.
void FurinaAdapter::learnExpert(std::size_t index, const Matrix &x, const Matrix &error,
                                double rate)
{
    Expert &expert = m_experts[index];
    Matrix back(error.size()), forW(expert.normalised.size()), along(domainWidth);
    const std::size_t samples = x.size() / domainWidth;
    const auto selection = float(2 * selectionWeight / double(samples));
    for (std::size_t i = 0; i < back.size(); ++i) {
        const float pull = m_pull[i / domainWidth * domainExperts + index];
        back[i] = m_magnitude[i % domainWidth] * error[i] + selection * pull * expert.out[i];
    }
    gemmTN(domainWidth, domainWidth, samples, x.data(), back.data(), forW.data(), 1);
    for (std::size_t i = 0; i < forW.size(); ++i) {
        along[i % domainWidth] += forW[i] * expert.normalised[i];
    }
    for (std::size_t i = 0; i < forW.size(); ++i) {
        const std::size_t row = i % domainWidth;
        forW[i] = (forW[i] - along[row] * expert.normalised[i]) / expert.norms[row];
    }
    const Matrix units = unitVectors();
    expert.a.learn(units, expert.b.learn(expert.a.forward(units), forW, rate), rate);
}

}  // namespace touchstone::kernels::lora_selfroute_merge
