#include "kernels/moe/lora-selfroute-merge/domains.h"

#include "kernels/blocks/rng.h"
#include "kernels/blocks/seeds.h"
#include "kernels/moe/lora-selfroute-merge/training.h"

namespace touchstone::kernels::lora_selfroute_merge {

namespace {

constexpr std::size_t kWidth = kDomainWidth;
constexpr std::size_t kDomains = 4;
constexpr std::size_t kSubspace = 16;
constexpr std::size_t kTargetRank = 4;
constexpr std::size_t kAdapterRank = 8;
constexpr std::size_t kBatch = 128;
constexpr std::size_t kHeldOut = 1024;
constexpr int kSteps = 400;
constexpr double kRate = 0.01;

class Domains {
public:
    explicit Domains(std::uint64_t seed)
        : m_seed(seed), m_subspaces(kDomains * kWidth * kSubspace),
          m_u(kDomains * kWidth * kTargetRank), m_v(kDomains * kTargetRank * kWidth)
    {
        rng::fillNormal(m_subspaces, 0.0F, float(1 / std::sqrt(double(kSubspace))), seed, 1);
        rng::fillNormal(m_u, 0.0F, float(1 / std::sqrt(double(kTargetRank))), seed, 2);
        rng::fillNormal(m_v, 0.0F, float(1 / std::sqrt(double(kWidth))), seed, 3);
    }

    // Sample i of a stream is of domain i mod 4.
    Batch draw(std::size_t count, std::uint32_t stream) const
    {
        Batch batch{count, Matrix(count * kWidth), Matrix(count * kWidth)};
        Matrix z(count * kSubspace);
        rng::fillNormal(z, 0.0F, 1.0F, m_seed, stream);
        rng::fillNormal(batch.x, 0.0F, 0.3F, m_seed, stream + 1);
        rng::fillNormal(batch.t, 0.0F, 0.1F, m_seed, stream + 2);
        for (std::size_t i = 0; i < count; ++i) {
            addSignal(i % kDomains, z.data() + i * kSubspace, batch.x.data() + i * kWidth,
                      batch.t.data() + i * kWidth);
        }
        return batch;
    }

private:
    // x += S_k z, t += U_k V_k x.
    void addSignal(std::size_t domain, const float *z, float *x, float *t) const
    {
        for (std::size_t j = 0; j < kWidth; ++j) {
            const float *row = m_subspaces.data() + (domain * kWidth + j) * kSubspace;
            for (std::size_t c = 0; c < kSubspace; ++c) {
                x[j] += row[c] * z[c];
            }
        }
        for (std::size_t r = 0; r < kTargetRank; ++r) {
            const float *v = m_v.data() + (domain * kTargetRank + r) * kWidth;
            float coordinate = 0;
            for (std::size_t j = 0; j < kWidth; ++j) {
                coordinate += v[j] * x[j];
            }
            for (std::size_t j = 0; j < kWidth; ++j) {
                t[j] += m_u[(domain * kWidth + j) * kTargetRank + r] * coordinate;
            }
        }
    }

    std::uint64_t m_seed;
    Matrix m_subspaces, m_u, m_v;
};

double heldOutLoss(Adapter &adapter, const Batch &batch)
{
    const Matrix y = adapter.predict(batch);
    double error = 0;
    double variance = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
        error += (double(y[i]) - batch.t[i]) * (double(y[i]) - batch.t[i]);
        variance += double(batch.t[i]) * batch.t[i];
    }
    return error / variance;
}

// Mean squared error by Adam, the rate falling to nothing over the run.
double train(Adapter &adapter, const Domains &domains)
{
    for (int step = 0; step < kSteps; ++step) {
        const Batch batch = domains.draw(kBatch, std::uint32_t(1000 + 3 * step));
        Matrix error = adapter.predict(batch);
        for (std::size_t i = 0; i < error.size(); ++i) {
            error[i] = 2.0F * (error[i] - batch.t[i]) / float(kBatch);
        }
        adapter.learn(batch, error, kRate * (1.0 - double(step) / kSteps));
    }
    return heldOutLoss(adapter, domains.draw(kHeldOut, 500));
}

}  // namespace

DomainLosses trainOnDomains(std::uint64_t seed)
{
    const Domains domains(seed);
    DomainLosses losses;
    LowRankAdapter lora(kAdapterRank, false, seed);
    losses.lora = train(lora, domains);
    LowRankAdapter wide((kDomainExperts + 1) * kAdapterRank, false, seed);
    losses.wideLora = train(wide, domains);
    LowRankAdapter routed(kDomainExperts * kAdapterRank, true, seed);
    losses.routed = train(routed, domains);
    losses.routedEntropy = routed.entropyBits();
    FurinaAdapter furina(kAdapterRank, seed);
    losses.furina = train(furina, domains);
    losses.furinaEntropy = furina.entropyBits();
    return losses;
}

Result<std::vector<Quality>> domainQuality(const Setup &setup)
{
    std::array<std::vector<double>, 6> values;
    for (int i = 0; i < kQualitySeeds; ++i) {
        if (setup.stop.stop_requested()) {
            return cancelled();
        }
        if (setup.progress) {
            setup.progress(double(i) / kQualitySeeds, "training adapters on four domains");
        }
        const DomainLosses l = trainOnDomains(setup.seed + std::uint64_t(i));
        std::size_t next = 0;
        for (const double value :
             {l.lora, l.routed, l.furina, l.wideLora, l.routedEntropy, l.furinaEntropy}) {
            values[next++].push_back(value);
        }
    }
    return std::vector<Quality>{
            meanOverSeeds("domain-loss", "unmerged-lora", values[0], ""),
            meanOverSeeds("domain-loss", "routed-moe-lora", values[1], ""),
            meanOverSeeds("domain-loss", "unmerged-furina", values[2], ""),
            meanOverSeeds("domain-loss-equal-parameters", "unmerged-lora", values[3], ""),
            meanOverSeeds("expert-entropy", "routed-moe-lora", values[4], "bit"),
            meanOverSeeds("expert-entropy", "unmerged-furina", values[5], "bit")};
}

}  // namespace touchstone::kernels::lora_selfroute_merge
