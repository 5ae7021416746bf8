#include "kernels/moe/lora-selfroute-merge/training.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/rng.h"
#include "kernels/moe/lora-selfroute-merge/layer.h"

namespace touchstone::kernels::lora_selfroute_merge {

namespace {

constexpr double selectionWeight = 0.003;

// a b^T, a b and a^T b with the inner size k.
Matrix timesTransposed(const float *a, const float *b, std::size_t m, std::size_t n, std::size_t k)
{
    Matrix c(m * n);
    gemmNT(m, n, k, a, b, 0.0F, c.data(), n, 1);
    return c;
}
Matrix times(const float *a, const float *b, std::size_t m, std::size_t n, std::size_t k)
{
    Matrix c(m * n);
    gemmNN(m, n, k, a, b, 0.0F, c.data(), 1);
    return c;
}
Matrix transposedTimes(const float *a, const float *b, std::size_t m, std::size_t n, std::size_t k)
{
    Matrix c(m * n);
    gemmTN(m, n, k, a, b, c.data(), 1);
    return c;
}

}  // namespace

// --- one low-rank adapter, or routed experts ----------------------------------------------------

LowRankAdapter::LowRankAdapter(std::size_t rank, bool routed, std::uint64_t seed)
    : m_rank(rank), m_routed(routed),
      m_a(rank * domainWidth, float(1 / std::sqrt(double(domainWidth))), seed, 41),
      m_b(domainWidth * rank, 0.0F, seed, 42),
      m_router(domainExperts * domainWidth, 0.02F, seed, 43)
{
}

void LowRankAdapter::chooseGates(const Batch &batch)
{
    const Matrix logits = timesTransposed(batch.x.data(), m_router.data(), batch.count,
                                          domainExperts, domainWidth);
    m_gates.assign(batch.count * domainExperts, 0.0F);
    m_entropy = 0;
    for (std::size_t i = 0; i < batch.count; ++i) {
        for (const Gate &gate : topGates(logits.data() + i * domainExperts, domainExperts)) {
            m_gates[i * domainExperts + gate.expert] = gate.weight;
            const double weight = gate.weight;
            m_entropy -= weight > 0 ? weight * std::log2(weight) / double(batch.count) : 0;
        }
    }
}

Matrix LowRankAdapter::gated() const
{
    Matrix out = m_hidden;
    const std::size_t perExpert = m_rank / domainExperts;
    for (std::size_t i = 0; m_routed && i < out.size(); ++i) {
        out[i] *= m_gates[i / m_rank * domainExperts + i % m_rank / perExpert];
    }
    return out;
}

Matrix LowRankAdapter::predict(const Batch &batch)
{
    m_hidden = timesTransposed(batch.x.data(), m_a.data(), batch.count, m_rank, domainWidth);
    if (m_routed) {
        chooseGates(batch);
    }
    return timesTransposed(gated().data(), m_b.data(), batch.count, domainWidth, m_rank);
}

void LowRankAdapter::learn(const Batch &batch, const Matrix &error, double rate)
{
    const Matrix forB =
            transposedTimes(error.data(), gated().data(), domainWidth, m_rank, batch.count);
    Matrix back = times(error.data(), m_b.data(), batch.count, m_rank, domainWidth);
    if (m_routed) {
        // Through the softmax of the two chosen: dl_e = g_e (p_e - sum_f g_f p_f), p_e = h_e . back
        const std::size_t perExpert = m_rank / domainExperts;
        Matrix forLogits(batch.count * domainExperts);
        for (std::size_t i = 0; i < back.size(); ++i) {
            forLogits[i / m_rank * domainExperts + i % m_rank / perExpert] += m_hidden[i] * back[i];
            back[i] *= m_gates[i / m_rank * domainExperts + i % m_rank / perExpert];
        }
        for (std::size_t i = 0; i < batch.count; ++i) {
            float *p = forLogits.data() + i * domainExperts;
            const float *g = m_gates.data() + i * domainExperts;
            const float mean = std::inner_product(g, g + domainExperts, p, 0.0F);
            for (std::size_t e = 0; e < domainExperts; ++e) {
                p[e] = g[e] * (p[e] - mean);
            }
        }
        m_router.step(transposedTimes(forLogits.data(), batch.x.data(), domainExperts, domainWidth,
                                      batch.count),
                      rate);
    }
    m_a.step(transposedTimes(back.data(), batch.x.data(), m_rank, domainWidth, batch.count), rate);
    m_b.step(forB, rate);
}

// --- self-routing experts -----------------------------------------------------------------------

FurinaAdapter::FurinaAdapter(std::size_t rank, std::uint64_t seed)
    : m_rank(rank), m_magnitude(domainWidth, 0.01F, seed, 50), m_shared(rank, false, seed)
{
    for (std::uint32_t e = 0; e < domainExperts; ++e) {
        m_experts.push_back(
                {{rank * domainWidth, float(1 / std::sqrt(double(domainWidth))), seed, 60 + e},
                 {domainWidth * rank, float(1 / std::sqrt(double(rank))), seed, 70 + e},
                 {},
                 {},
                 {}});
    }
}

void FurinaAdapter::normalise(Expert &expert) const
{
    expert.normalised = times(expert.b.data(), expert.a.data(), domainWidth, domainWidth, m_rank);
    expert.norms.assign(domainWidth, 0.0F);
    for (std::size_t j = 0; j < domainWidth; ++j) {
        float *row = expert.normalised.data() + j * domainWidth;
        const float square = std::inner_product(row, row + domainWidth, row, 0.0F);
        expert.norms[j] = std::sqrt(square) + float(normEpsilon);
        for (std::size_t i = 0; i < domainWidth; ++i) {
            row[i] /= expert.norms[j];
        }
    }
}

Matrix FurinaAdapter::predict(const Batch &batch)
{
    Matrix y = m_shared.predict(batch);
    for (Expert &expert : m_experts) {
        normalise(expert);
        expert.out = timesTransposed(batch.x.data(), expert.normalised.data(), batch.count,
                                     domainWidth, domainWidth);
        for (std::size_t i = 0; i < y.size(); ++i) {
            y[i] += m_magnitude[i % domainWidth] * expert.out[i];
        }
    }
    measureEntropy(batch);
    return y;
}

// p_e = s_e / sum s with s_e = ||W^_e x||^2; dH / ds_e = -(ln p_e + H) / sum s.
void FurinaAdapter::measureEntropy(const Batch &batch)
{
    m_pull.assign(batch.count * domainExperts, 0.0F);
    double sumOfEntropies = 0;
    for (std::size_t i = 0; i < batch.count; ++i) {
        std::array<double, domainExperts> share{};
        double total = 0;
        for (std::size_t e = 0; e < domainExperts; ++e) {
            const float *out = m_experts[e].out.data() + i * domainWidth;
            share[e] = std::inner_product(out, out + domainWidth, out, 1e-12);
            total += share[e];
        }
        double entropy = 0;
        for (double &s : share) {
            s /= total;
            entropy -= s * std::log(s);
        }
        for (std::size_t e = 0; e < domainExperts; ++e) {
            m_pull[i * domainExperts + e] = float(-(std::log(share[e]) + entropy) / total);
        }
        sumOfEntropies += entropy;
    }
    m_entropy = sumOfEntropies / double(batch.count) / std::log(2.0);
}

void FurinaAdapter::learn(const Batch &batch, const Matrix &error, double rate)
{
    Matrix forMagnitude(domainWidth);
    for (const Expert &expert : m_experts) {
        for (std::size_t i = 0; i < error.size(); ++i) {
            forMagnitude[i % domainWidth] += error[i] * expert.out[i];
        }
    }
    for (std::size_t e = 0; e < m_experts.size(); ++e) {
        learnExpert(m_experts[e], e, batch, error, rate);
    }
    m_magnitude.step(forMagnitude, rate);
    m_shared.learn(batch, error, rate);
}

// Through the normalisation: a row of W sees the part of its gradient that is normal to W^.
void FurinaAdapter::learnExpert(Expert &expert, std::size_t index, const Batch &batch,
                                const Matrix &error, double rate)
{
    Matrix back(error.size());
    const auto selection = float(2 * selectionWeight / double(batch.count));
    for (std::size_t i = 0; i < back.size(); ++i) {
        const float pull = m_pull[i / domainWidth * domainExperts + index];
        back[i] = m_magnitude[i % domainWidth] * error[i] + selection * pull * expert.out[i];
    }
    Matrix forW =
            transposedTimes(back.data(), batch.x.data(), domainWidth, domainWidth, batch.count);
    for (std::size_t j = 0; j < domainWidth; ++j) {
        float *g = forW.data() + j * domainWidth;
        const float *unit = expert.normalised.data() + j * domainWidth;
        const float along = std::inner_product(g, g + domainWidth, unit, 0.0F);
        for (std::size_t i = 0; i < domainWidth; ++i) {
            g[i] = (g[i] - along * unit[i]) / expert.norms[j];
        }
    }
    const Matrix forB =
            timesTransposed(forW.data(), expert.a.data(), domainWidth, m_rank, domainWidth);
    expert.a.step(transposedTimes(expert.b.data(), forW.data(), m_rank, domainWidth, domainWidth),
                  rate);
    expert.b.step(forB, rate);
}

}  // namespace touchstone::kernels::lora_selfroute_merge
