// FURINA (report 2025-09-24, paper 8): a mixture of LoRA experts that needs no router, is linear
// in x, and therefore folds into the backbone.
//
//   expert      W_i = B_i A_i, normalised by its row norms d_i:  W^_i = diag(1 / (d_i + eps)) W_i
//   layer       y = W x + diag(m) * sum_i W^_i x + B_s A_s x      (m shared by all, s: shared)
//   merged      y = (W + diag(m) * sum_i W^_i + B_s A_s) x
//
// Against it: the backbone alone (what "zero overhead" is held against), one unmerged LoRA, and a
// routed mixture of LoRA experts with tokens grouped by expert, which cannot be merged.
#include "kernels/blocks/device_gemm.h"
#include "kernels/blocks/oracle.h"
#include "kernels/moe/lora-selfroute-merge/domains.h"
#include "kernels/moe/lora-selfroute-merge/oracle.h"
#include "kernels/plain_kernel.h"

namespace touchstone::kernels::lora_selfroute_merge {

namespace {

class LoraProblem : public PortableProblem {
public:
    LoraProblem(const Setup &setup, Memory &memory)
        : l(setup.shape, setup.device != nullptr, memory), m_threads(setup.threads),
          m_exact(setup.exactIntegers)
    {
        l.fill(setup.seed, setup.threads, setup.exactIntegers);
    }
    Result<> open(OpenClDevice &device)
    {
        return openOn(device, {"blocks/gemm.cl", "moe/lora-selfroute-merge/kernel.cl"}, {}, l.x,
                      l.weight.values(), l.a.values(), l.b.values(), l.scaledB.values(),
                      l.router.values(), l.merged.values(), l.y, l.hidden, l.logits);
    }

    Work work(std::size_t variant) const override;
    Result<std::vector<Quality>> quality(const Setup &setup) override;
    std::optional<double> limit(std::size_t comparison) const override
    {
        // Merged and backbone are the same product: nothing can be gained over it.
        return comparison == 0 ? std::optional<double>(1.0) : std::nullopt;
    }

protected:
    void runOnCpu(std::size_t variant) override { forward(l, variant, m_threads); }
    void runOnDevice(DeviceCopies &d, std::size_t variant) override;
    Result<Check> checkOutputs(std::size_t variant) override;

private:
    static std::size_t adapterColumns(std::size_t variant);
    double adapterFlops(std::size_t variant) const;

    Layer l;
    int m_threads;
    bool m_exact;
};

// On a device all experts are evaluated and gated: with 64 columns this costs less than grouping
// tokens would.
void LoraProblem::runOnDevice(DeviceCopies &d, std::size_t variant)
{
    const std::size_t n = l.width;
    const DeviceMatrix x{d[l.x], 0, n};
    const DeviceMatrix y{d[l.y], 0, n};
    const auto hiddenFrom = [&](std::size_t first, std::size_t columns) {
        deviceGemmNT(d, l.tokens, columns, n, x, {d[l.a.values()], first * n, n},
                     {d[l.hidden], 0, columns});
    };
    const auto addLowRank = [&](const LayerMatrix &b, std::size_t first, std::size_t columns) {
        deviceGemmNT(d, l.tokens, n, columns, {d[l.hidden], 0, columns},
                     {d[b.values()], first, kColumns}, y, true);
    };
    const LayerMatrix &dense = variant == Merged ? l.merged : l.weight;
    deviceGemmNT(d, l.tokens, n, n, x, {d[dense.values()], 0, n}, y);
    if (variant == RoutedMoeLora) {
        deviceGemmNT(d, l.tokens, kExperts, n, x, {d[l.router.values()], 0, n},
                     {d[l.logits], 0, kExperts});
        hiddenFrom(0, kExpertColumns);
        d.launch("gate", {roundedUp(l.tokens, 64), 1}, {64, 1},
                 {d[l.hidden], d[l.logits], std::int32_t(l.tokens)});
        addLowRank(l.b, 0, kExpertColumns);
    } else if (variant == UnmergedLora) {
        hiddenFrom(kExpertColumns, kRank);
        addLowRank(l.b, kExpertColumns, kRank);
    } else if (variant == UnmergedFurina) {
        hiddenFrom(0, kColumns);
        addLowRank(l.scaledB, 0, kColumns);
    }
}

std::size_t LoraProblem::adapterColumns(std::size_t variant)
{
    switch (variant) {
    case RoutedMoeLora:
        return kTop * kRank;
    case UnmergedLora:
        return kRank;
    case UnmergedFurina:
        return kColumns;
    default:
        return 0;
    }
}

double LoraProblem::adapterFlops(std::size_t variant) const
{
    const double perToken = 4 * double(l.width) * double(adapterColumns(variant))
                            + (variant == RoutedMoeLora ? 2 * double(l.width) * kExperts : 0);
    return double(l.tokens) * perToken;
}

Work LoraProblem::work(std::size_t variant) const
{
    const auto t = double(l.tokens);
    const auto d = double(l.width);
    Work work;
    work.flops = 2 * t * d * d + adapterFlops(variant);
    work.bytes = sizeof(float) * (d * d + 2 * t * d + 2 * d * double(adapterColumns(variant)));
    work.bytes += variant == RoutedMoeLora ? sizeof(float) * d * kExperts : 0;
    work.dense = l.tokens >= 32;
    return work;
}

Result<Check> LoraProblem::checkOutputs(std::size_t variant)
{
    FrobeniusError error;
    for (const std::size_t token : sample(l.tokens, 6)) {
        const Oracle oracle(l, token);
        if (variant == RoutedMoeLora && oracle.tie()) {
            continue;
        }
        for (const std::size_t j : sample(l.width, 97)) {
            error.add(l.y[token * l.width + j], oracle.value(variant, j));
        }
    }
    // Whole numbers leave nothing to round; gates, norms and magnitudes are none.
    const bool whole = m_exact && (variant == Backbone || variant == UnmergedLora);
    return error.check(whole ? 0 : dotTolerance(double(l.width + adapterColumns(variant))));
}

// What the adapters add to the backbone in arithmetic, and what they learn. The overhead in time is
// the ratio of "backbone" to each of them.
Result<std::vector<Quality>> LoraProblem::quality(const Setup &setup)
{
    auto figures = domainQuality(setup);
    if (!figures) {
        return figures;
    }
    const double backbone = 2 * double(l.tokens) * double(l.width) * double(l.width);
    for (const auto &[variant, name] : {std::pair{RoutedMoeLora, "routed-moe-lora"},
                                        {UnmergedLora, "unmerged-lora"},
                                        {UnmergedFurina, "unmerged-furina"},
                                        {Merged, "merged"}}) {
        figures->push_back({"flop-overhead", name, 100 * adapterFlops(variant) / backbone,
                            std::nullopt, std::nullopt, "%"});
    }
    return figures;
}

class LoraSelfrouteMerge : public PlainKernel {
public:
    std::string id() const override { return "lora-selfroute-merge"; }
    std::string family() const override { return "moe"; }
    // 3: matrices lie in memory as oneDNN multiplies them fastest.
    int version() const override { return 3; }
    bool supports(DeviceKind) const override { return true; }
    bool hasExactIntegers() const override { return true; }

    std::vector<Variant> variants() const override
    {
        return {{"backbone", Role::Baseline},
                {"routed-moe-lora", Role::Baseline},
                {"unmerged-lora", Role::Baseline},
                {"unmerged-furina", Role::Technique},
                {"merged", Role::Technique}};
    }
    std::vector<Comparison> comparisons() const override
    {
        return {{"backbone", "merged"},
                {"routed-moe-lora", "merged"},
                {"unmerged-lora", "merged"},
                {"unmerged-furina", "merged"},
                {"backbone", "routed-moe-lora"},
                {"unmerged-lora", "unmerged-furina", "domain-loss"},
                {"routed-moe-lora", "unmerged-furina", "domain-loss"}};
    }
    std::vector<Shape> shapes(Preset preset) const override
    {
        switch (preset) {
        case Preset::Small:
            return {shape(1, 1024), shape(64, 1024)};
        case Preset::Medium:
            // One token meets weights that no cache holds, as in a model of many layers.
            return {shape(1, 4096), shape(64, 2048)};
        case Preset::Large:
            return {shape(1, 4096), shape(64, 4096), shape(512, 4096)};
        }
        return {};
    }
    std::vector<Shape> sweep() const override
    {
        return {shape(1, 1024), shape(4, 1024), shape(16, 1024), shape(64, 1024), shape(256, 1024)};
    }
    std::vector<Shape> oddShapes() const override
    {
        return {shape(1, 17), shape(7, 67), shape(33, 129)};
    }
    Result<std::unique_ptr<PlainProblem>> prepare(const Setup &setup, Memory &memory) const override
    {
        return prepareOn(setup, std::make_unique<LoraProblem>(setup, memory));
    }

private:
    static Shape shape(std::int64_t tokens, std::int64_t width)
    {
        return {std::to_string(tokens) + "x" + std::to_string(width),
                {{"tokens", tokens}, {"width", width}}};
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return adapted(std::make_unique<LoraSelfrouteMerge>());
}

}  // namespace touchstone::kernels::lora_selfroute_merge
