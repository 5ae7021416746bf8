// What the adapters learn: regression on four domains, trained small. Width 64; each domain k draws
// x = S_k z + 0.3 n from a 16-dimensional subspace of its own and has its own map of a rank:
// t = U_k V_k x + 0.1 n. All adapters see the same 400 batches of 128. The rank of the maps decides
// whether one LoRA of rank 8 has too few columns.
#include "kernels/blocks/figures.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"
#include "kernels/moe/lora-selfroute-merge/layer.h"
#include "kernels/moe/lora-selfroute-merge/training.h"

namespace touchstone::kernels::lora_selfroute_merge {

namespace {

constexpr std::size_t domainCount = 4;
constexpr std::size_t subspaceSize = 16;
constexpr std::array<std::size_t, 3> targetRanks{4, 2, 1};  // the first in the claim
constexpr std::size_t adapterRank = 8;
constexpr std::size_t batchSize = 128;
constexpr std::size_t heldOutCount = 1024;
constexpr int stepCount = 400;
constexpr double learningRate = 0.01;

struct Batch {
    Matrix x, t;  // [samples x domainWidth]
};

class Domains {
public:
    Domains(std::size_t targetRank, std::uint64_t seed)
        : m_rank(targetRank), m_seed(seed), m_subspaces(domainCount * domainWidth * subspaceSize),
          m_u(domainCount * domainWidth * m_rank), m_v(domainCount * m_rank * domainWidth)
    {
        rng::fillNormal(m_subspaces, 0.0F, float(1 / std::sqrt(double(subspaceSize))), seed, 1);
        rng::fillNormal(m_u, 0.0F, float(1 / std::sqrt(double(m_rank))), seed, 2);
        rng::fillNormal(m_v, 0.0F, float(1 / std::sqrt(double(domainWidth))), seed, 3);
    }

    // Sample i of a stream is of domain i mod 4.
    Batch draw(std::size_t count, std::uint32_t stream) const
    {
        Batch batch{Matrix(count * domainWidth), Matrix(count * domainWidth)};
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
        const float *s = m_subspaces.data() + domain * domainWidth * subspaceSize;
        for (std::size_t j = 0; j < domainWidth; ++j, s += subspaceSize) {
            x[j] = std::inner_product(s, s + subspaceSize, z, x[j]);
        }
        Matrix inner(m_rank);
        for (std::size_t r = 0; r < m_rank; ++r) {
            const float *v = m_v.data() + (domain * m_rank + r) * domainWidth;
            inner[r] = std::inner_product(v, v + domainWidth, x, 0.0F);
        }
        const float *u = m_u.data() + domain * domainWidth * m_rank;
        for (std::size_t j = 0; j < domainWidth; ++j, u += m_rank) {
            t[j] = std::inner_product(u, u + m_rank, inner.begin(), t[j]);
        }
    }

    std::size_t m_rank;
    std::uint64_t m_seed;
    Matrix m_subspaces, m_u, m_v;
};

// Mean squared error by Adam, the rate falling to nothing over the run. Returned is the held-out
// squared error over the variance of the targets, of which the noise is 0.01.
template <class Adapter>
double train(Adapter &adapter, const Domains &domains, const Setup &setup)
{
    const int steps = setup.effort == Effort::Smoke ? stepCount / 40 : stepCount;
    for (int step = 0; step < steps && !setup.stop.stop_requested(); ++step) {
        const Batch batch = domains.draw(batchSize, std::uint32_t(1000 + 3 * step));
        Matrix error = adapter.predict(batch.x);
        for (std::size_t i = 0; i < error.size(); ++i) {
            error[i] = 2.0F * (error[i] - batch.t[i]) / float(batchSize);
        }
        adapter.learn(batch.x, error, learningRate * (1.0 - double(step) / steps));
    }
    const Batch heldOut = domains.draw(heldOutCount, 500);
    return std::pow(relativeError(adapter.predict(heldOut.x), heldOut.t), 2);
}

// Entropies in bits tell how a token spreads over the experts (||W^_i x||^2, or the two gates): 2
// bits would be no choice among four.
void learn(const Setup &setup, std::size_t targetRank, std::uint64_t seed, SeedFigures &figures)
{
    const Domains domains(targetRank, seed);
    const At at{{"rank", double(targetRank)}};
    // Simulated: domains and rank are ours.
    const auto add = [&](const char *metric, LayerForm form, double value, const char *unit) {
        figures.add(metric, formIdsOfLayer[form], value, unit, Evidence::Simulated, at);
    };
    LowRankAdapter lora(adapterRank, false, seed);
    // The summed rank of all experts, which lacks no parameters but the magnitudes.
    LowRankAdapter equal((domainExperts + 1) * adapterRank, false, seed);
    // Of four experts of rank 8 the best two, by a router.
    LowRankAdapter routed(domainExperts * adapterRank, true, seed);
    // Four normalised experts of rank 8 and a shared one, no router.
    FurinaAdapter furina(adapterRank, seed);
    add("domain-loss", UnmergedLora, train(lora, domains, setup), "");
    add("domain-loss", UnmergedEqual, train(equal, domains, setup), "");
    add("domain-loss", RoutedMoeLora, train(routed, domains, setup), "");
    add("domain-loss", UnmergedFurina, train(furina, domains, setup), "");
    add("expert-entropy", RoutedMoeLora, routed.entropyBits(), "bit");
    add("expert-entropy", UnmergedFurina, furina.entropyBits(), "bit");
}

}  // namespace

Result<std::vector<Quality>> domainQuality(const Setup &setup)
{
    auto figures = studySeeds(
            setup, "training adapters on four domains",
            [&](std::uint64_t seed, SeedFigures &to) {
                for (const std::size_t rank : targetRanks) {
                    learn(setup, rank, seed, to);
                }
            },
            setup.threads);
    if (!figures) {
        return figures;
    }
    const auto width = std::size_t(setup.shape.at("width"));
    const double backbone = 2 * double(width) * double(width);
    for (std::size_t form = 0; form < formIdsOfLayer.size(); ++form) {
        figures->push_back(figure("flops-per-token", formIdsOfLayer[form],
                                  backbone + adapterFlops(form, width), "", Evidence::Computed));
    }
    return figures;
}

}  // namespace touchstone::kernels::lora_selfroute_merge
