#include "kernels/moe/lora-selfroute-merge/training.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/rng.h"
#include "kernels/moe/lora-selfroute-merge/layer.h"

namespace touchstone::kernels::lora_selfroute_merge {

namespace {

constexpr std::size_t kWidth = kDomainWidth;
constexpr double kSelectionWeight = 0.003;

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
      m_a(rank * kWidth, float(1 / std::sqrt(double(kWidth))), seed, 41),
      m_b(kWidth * rank, 0.0F, seed, 42), m_router(kDomainExperts * kWidth, 0.02F, seed, 43)
{
}

void LowRankAdapter::chooseGates(const Batch &batch)
{
    const Matrix logits =
            timesTransposed(batch.x.data(), m_router.data(), batch.count, kDomainExperts, kWidth);
    m_gates.assign(batch.count * kDomainExperts, 0.0F);
    m_entropy = 0;
    for (std::size_t i = 0; i < batch.count; ++i) {
        for (const Gate &gate : topGates(logits.data() + i * kDomainExperts, kDomainExperts)) {
            m_gates[i * kDomainExperts + gate.expert] = gate.weight;
            const double weight = gate.weight;
            m_entropy -= weight > 0 ? weight * std::log2(weight) / double(batch.count) : 0;
        }
    }
}

Matrix LowRankAdapter::gated() const
{
    Matrix out = m_hidden;
    const std::size_t perExpert = m_rank / kDomainExperts;
    for (std::size_t i = 0; m_routed && i < out.size(); ++i) {
        out[i] *= m_gates[i / m_rank * kDomainExperts + i % m_rank / perExpert];
    }
    return out;
}

Matrix LowRankAdapter::predict(const Batch &batch)
{
    m_hidden = timesTransposed(batch.x.data(), m_a.data(), batch.count, m_rank, kWidth);
    if (m_routed) {
        chooseGates(batch);
    }
    return timesTransposed(gated().data(), m_b.data(), batch.count, kWidth, m_rank);
}

void LowRankAdapter::learn(const Batch &batch, const Matrix &error, double rate)
{
    const Matrix forB = transposedTimes(error.data(), gated().data(), kWidth, m_rank, batch.count);
    Matrix back = times(error.data(), m_b.data(), batch.count, m_rank, kWidth);
    if (m_routed) {
        // Through the softmax of the two chosen: dl_e = g_e (p_e - sum_f g_f p_f), p_e = h_e . back
        const std::size_t perExpert = m_rank / kDomainExperts;
        Matrix forLogits(batch.count * kDomainExperts);
        for (std::size_t i = 0; i < back.size(); ++i) {
            forLogits[i / m_rank * kDomainExperts + i % m_rank / perExpert] +=
                    m_hidden[i] * back[i];
            back[i] *= m_gates[i / m_rank * kDomainExperts + i % m_rank / perExpert];
        }
        for (std::size_t i = 0; i < batch.count; ++i) {
            float *p = forLogits.data() + i * kDomainExperts;
            const float *g = m_gates.data() + i * kDomainExperts;
            const float mean = std::inner_product(g, g + kDomainExperts, p, 0.0F);
            for (std::size_t e = 0; e < kDomainExperts; ++e) {
                p[e] = g[e] * (p[e] - mean);
            }
        }
        m_router.step(transposedTimes(forLogits.data(), batch.x.data(), kDomainExperts, kWidth,
                                      batch.count),
                      rate);
    }
    m_a.step(transposedTimes(back.data(), batch.x.data(), m_rank, kWidth, batch.count), rate);
    m_b.step(forB, rate);
}

// --- self-routing experts -----------------------------------------------------------------------

FurinaAdapter::FurinaAdapter(std::size_t rank, std::uint64_t seed)
    : m_rank(rank), m_magnitude(kWidth, 0.01F, seed, 50), m_shared(rank, false, seed)
{
    for (std::uint32_t e = 0; e < kDomainExperts; ++e) {
        m_experts.push_back({{rank * kWidth, float(1 / std::sqrt(double(kWidth))), seed, 60 + e},
                             {kWidth * rank, float(1 / std::sqrt(double(rank))), seed, 70 + e},
                             {},
                             {},
                             {}});
    }
}

void FurinaAdapter::normalise(Expert &expert) const
{
    expert.normalised = times(expert.b.data(), expert.a.data(), kWidth, kWidth, m_rank);
    expert.norms.assign(kWidth, 0.0F);
    for (std::size_t j = 0; j < kWidth; ++j) {
        float *row = expert.normalised.data() + j * kWidth;
        const float square = std::inner_product(row, row + kWidth, row, 0.0F);
        expert.norms[j] = std::sqrt(square) + float(kEpsilon);
        for (std::size_t i = 0; i < kWidth; ++i) {
            row[i] /= expert.norms[j];
        }
    }
}

Matrix FurinaAdapter::predict(const Batch &batch)
{
    Matrix y = m_shared.predict(batch);
    for (Expert &expert : m_experts) {
        normalise(expert);
        expert.out = timesTransposed(batch.x.data(), expert.normalised.data(), batch.count, kWidth,
                                     kWidth);
        for (std::size_t i = 0; i < y.size(); ++i) {
            y[i] += m_magnitude[i % kWidth] * expert.out[i];
        }
    }
    measureEntropy(batch);
    return y;
}

// p_e = s_e / sum s with s_e = ||W^_e x||^2; dH / ds_e = -(ln p_e + H) / sum s.
void FurinaAdapter::measureEntropy(const Batch &batch)
{
    m_pull.assign(batch.count * kDomainExperts, 0.0F);
    double sumOfEntropies = 0;
    for (std::size_t i = 0; i < batch.count; ++i) {
        std::array<double, kDomainExperts> share{};
        double total = 0;
        for (std::size_t e = 0; e < kDomainExperts; ++e) {
            const float *out = m_experts[e].out.data() + i * kWidth;
            share[e] = std::inner_product(out, out + kWidth, out, 1e-12);
            total += share[e];
        }
        double entropy = 0;
        for (double &s : share) {
            s /= total;
            entropy -= s * std::log(s);
        }
        for (std::size_t e = 0; e < kDomainExperts; ++e) {
            m_pull[i * kDomainExperts + e] = float(-(std::log(share[e]) + entropy) / total);
        }
        sumOfEntropies += entropy;
    }
    m_entropy = sumOfEntropies / double(batch.count) / std::log(2.0);
}

void FurinaAdapter::learn(const Batch &batch, const Matrix &error, double rate)
{
    Matrix forMagnitude(kWidth);
    for (const Expert &expert : m_experts) {
        for (std::size_t i = 0; i < error.size(); ++i) {
            forMagnitude[i % kWidth] += error[i] * expert.out[i];
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
    const auto selection = float(2 * kSelectionWeight / double(batch.count));
    for (std::size_t i = 0; i < back.size(); ++i) {
        const float pull = m_pull[i / kWidth * kDomainExperts + index];
        back[i] = m_magnitude[i % kWidth] * error[i] + selection * pull * expert.out[i];
    }
    Matrix forW = transposedTimes(back.data(), batch.x.data(), kWidth, kWidth, batch.count);
    for (std::size_t j = 0; j < kWidth; ++j) {
        float *g = forW.data() + j * kWidth;
        const float *unit = expert.normalised.data() + j * kWidth;
        const float along = std::inner_product(g, g + kWidth, unit, 0.0F);
        for (std::size_t i = 0; i < kWidth; ++i) {
            g[i] = (g[i] - along * unit[i]) / expert.norms[j];
        }
    }
    const Matrix forB = timesTransposed(forW.data(), expert.a.data(), kWidth, m_rank, kWidth);
    expert.a.step(transposedTimes(expert.b.data(), forW.data(), m_rank, kWidth, kWidth), rate);
    expert.b.step(forB, rate);
}

}  // namespace touchstone::kernels::lora_selfroute_merge
