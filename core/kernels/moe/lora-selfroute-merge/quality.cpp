// What the adapters learn: regression on four domains, trained small. Width 64; each domain k draws
// x = S_k z + 0.3 n from a 16-dimensional subspace of its own and has its own map of rank 4:
// t = U_k V_k x + 0.1 n. All adapters see the same 400 batches of 128.
#include "kernels/blocks/figures.h"
#include "kernels/blocks/rng.h"
#include "kernels/moe/lora-selfroute-merge/layer.h"
#include "kernels/moe/lora-selfroute-merge/training.h"

namespace touchstone::kernels::lora_selfroute_merge {

namespace {

constexpr std::size_t domainCount = 4;
constexpr std::size_t subspaceSize = 16;
constexpr std::size_t targetRank = 4;
constexpr std::size_t adapterRank = 8;
constexpr std::size_t batchSize = 128;
constexpr std::size_t heldOutCount = 1024;
constexpr int stepCount = 400;
constexpr double learningRate = 0.01;

class Domains {
public:
    explicit Domains(std::uint64_t seed)
        : m_seed(seed), m_subspaces(domainCount * domainWidth * subspaceSize),
          m_u(domainCount * domainWidth * targetRank), m_v(domainCount * targetRank * domainWidth)
    {
        rng::fillNormal(m_subspaces, 0.0F, float(1 / std::sqrt(double(subspaceSize))), seed, 1);
        rng::fillNormal(m_u, 0.0F, float(1 / std::sqrt(double(targetRank))), seed, 2);
        rng::fillNormal(m_v, 0.0F, float(1 / std::sqrt(double(domainWidth))), seed, 3);
    }

    // Sample i of a stream is of domain i mod 4.
    Batch draw(std::size_t count, std::uint32_t stream) const
    {
        Batch batch{count, Matrix(count * domainWidth), Matrix(count * domainWidth)};
        Matrix z(count * subspaceSize);
        rng::fillNormal(z, 0.0F, 1.0F, m_seed, stream);
        rng::fillNormal(batch.x, 0.0F, 0.3F, m_seed, stream + 1);
        rng::fillNormal(batch.t, 0.0F, 0.1F, m_seed, stream + 2);
        for (std::size_t i = 0; i < count; ++i) {
            addSignal(i % domainCount, z.data() + i * subspaceSize,
                      batch.x.data() + i * domainWidth, batch.t.data() + i * domainWidth);
        }
        return batch;
    }

private:
    // x += S_k z, t += U_k V_k x.
    void addSignal(std::size_t domain, const float *z, float *x, float *t) const
    {
        for (std::size_t j = 0; j < domainWidth; ++j) {
            const float *row = m_subspaces.data() + (domain * domainWidth + j) * subspaceSize;
            for (std::size_t c = 0; c < subspaceSize; ++c) {
                x[j] += row[c] * z[c];
            }
        }
        for (std::size_t r = 0; r < targetRank; ++r) {
            const float *v = m_v.data() + (domain * targetRank + r) * domainWidth;
            float coordinate = 0;
            for (std::size_t j = 0; j < domainWidth; ++j) {
                coordinate += v[j] * x[j];
            }
            for (std::size_t j = 0; j < domainWidth; ++j) {
                t[j] += m_u[(domain * domainWidth + j) * targetRank + r] * coordinate;
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
double train(Adapter &adapter, const Domains &domains, const Setup &setup)
{
    const int steps = setup.effort == Effort::Smoke ? stepCount / 40 : stepCount;
    for (int step = 0; step < steps && !setup.stop.stop_requested(); ++step) {
        const Batch batch = domains.draw(batchSize, std::uint32_t(1000 + 3 * step));
        Matrix error = adapter.predict(batch);
        for (std::size_t i = 0; i < error.size(); ++i) {
            error[i] = 2.0F * (error[i] - batch.t[i]) / float(batchSize);
        }
        adapter.learn(batch, error, learningRate * (1.0 - double(step) / steps));
    }
    return heldOutLoss(adapter, domains.draw(heldOutCount, 500));
}

// Of one seed. Losses are held-out squared errors over the variance of the targets, of which the
// noise is 0.01; entropies in bits tell how a token spreads over the experts (||W^_i x||^2, or the
// two gates): 2 bits would be no choice among four.
struct Learned {
    double lora = 0;      // one adapter of rank 8
    double wideLora = 0;  // one adapter with as many parameters as all experts together
    double routed = 0;    // four experts of rank 8, the best two by a router
    double furina = 0;    // four normalised experts of rank 8 and a shared one, no router
    double routedEntropy = 0, furinaEntropy = 0;
};

Learned learn(const Setup &setup, std::uint64_t seed)
{
    const Domains domains(seed);
    Learned learned;
    LowRankAdapter lora(adapterRank, false, seed);
    learned.lora = train(lora, domains, setup);
    LowRankAdapter wide((domainExperts + 1) * adapterRank, false, seed);
    learned.wideLora = train(wide, domains, setup);
    LowRankAdapter routed(domainExperts * adapterRank, true, seed);
    learned.routed = train(routed, domains, setup);
    learned.routedEntropy = routed.entropyBits();
    FurinaAdapter furina(adapterRank, seed);
    learned.furina = train(furina, domains, setup);
    learned.furinaEntropy = furina.entropyBits();
    return learned;
}

}  // namespace

Result<std::vector<Quality>> domainQuality(const Setup &setup)
{
    std::vector<Learned> seeds;
    for (int i = 0; i < seedsOf(setup); ++i) {
        if (setup.progress) {
            setup.progress(double(i) / seedsOf(setup), "training adapters on four domains");
        }
        seeds.push_back(learn(setup, setup.seed + std::uint64_t(i)));
        if (setup.stop.stop_requested()) {
            return cancelled();
        }
    }
    const auto figureOf = [&](const char *metric, std::size_t form, double Learned::*value,
                              const char *unit) {
        std::vector<double> values;
        for (const Learned &learned : seeds) {
            values.push_back(learned.*value);
        }
        return overSeeds(metric, formIdsOfLayer[form], std::move(values), unit);
    };
    std::vector<Quality> figures{
            figureOf("domain-loss", UnmergedLora, &Learned::lora, ""),
            figureOf("domain-loss", RoutedMoeLora, &Learned::routed, ""),
            figureOf("domain-loss", UnmergedFurina, &Learned::furina, ""),
            figureOf("domain-loss-equal-parameters", UnmergedLora, &Learned::wideLora, ""),
            figureOf("expert-entropy", RoutedMoeLora, &Learned::routedEntropy, "bit"),
            figureOf("expert-entropy", UnmergedFurina, &Learned::furinaEntropy, "bit")};
    // What the adapters add to the backbone in arithmetic.
    const auto width = std::size_t(setup.shape.at("width"));
    for (const std::size_t form : {RoutedMoeLora, UnmergedLora, UnmergedFurina, Merged}) {
        const double share = adapterFlops(form, width) / (2 * double(width) * double(width));
        figures.push_back(figure("flop-overhead", formIdsOfLayer[form], 100 * share, "%",
                                 Evidence::Computed));
    }
    return figures;
}

}  // namespace touchstone::kernels::lora_selfroute_merge
