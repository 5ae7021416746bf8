// Astra (report 2025-09-10, paper 3) rewrites three kernels of an LLM server:
//
//   silu-mul     out = silu(gate) * up,  silu(g) = g / (1 + e^-g)
//   add-rmsnorm  residual = x + r;  out = residual / sqrt(mean(residual^2) + eps) * w
//   merge-states (o, s) of two attention parts: m = max(s_a, s_b), w = e^(s - m),
//                o = (o_a w_a + o_b w_b) / (w_a + w_b), s = m + ln(w_a + w_b)
//
// "literal" repeats per element what is constant per row, reduces through scratch memory and uses
// scalar exact functions (the form the paper starts from). Four rewrites follow, each on its own:
// hoisting, register reduction, packed loads, short functions (rows.h). "vectorised" is the
// strong baseline, all of them but the last; "rewritten" has all. "op-by-op" is what a framework
// without fusion runs. Rows are bfloat16 or fp16.
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/seeds.h"
#include "kernels/fused/sglang-trio-fusion/device.h"
#include "kernels/plain_kernel.h"

namespace touchstone::kernels::sglang_trio_fusion {

namespace {

Shape shape(Part part, HalfFormat format, std::int64_t rows, std::int64_t width)
{
    constexpr std::array names{"silu-mul", "add-rmsnorm", "merge-states"};
    const bool bf16 = format == HalfFormat::Bf16;
    return {std::string(names[part]) + (bf16 ? " bf16 " : " fp16 ") + std::to_string(rows) + "x"
                    + std::to_string(width),
            {{"part", part}, {"format", int(format)}, {"rows", rows}, {"width", width}}};
}
Shape silu(HalfFormat format, std::int64_t rows, std::int64_t width)
{
    return shape(SiluMul, format, rows, width);
}
Shape norm(HalfFormat format, std::int64_t rows, std::int64_t width)
{
    return shape(AddRmsNorm, format, rows, width);
}
Shape merge(HalfFormat format, std::int64_t tokens, std::int64_t heads, std::int64_t headSize)
{
    return shape(MergeStates, format, tokens * heads, headSize);
}

// How often a value is rounded to 16 bits between the inputs and `out`. Float arithmetic in between
// is too fine to count; the short functions err by less than one rounding.
int roundings(Part part, std::size_t variant)
{
    const int shortFunctions = rewritesOf(variant).fast ? 1 : 0;
    switch (part) {
    case SiluMul:
        return variant == OpByOp ? 2 : 1 + shortFunctions;
    case AddRmsNorm:
        return 2;  // the residual, as it is stored, and the result
    case MergeStates:
        return variant == OpByOp ? 3 : 1 + shortFunctions;
    }
    return 1;
}

class TrioProblem : public PortableProblem {
public:
    TrioProblem(const Setup &setup, Memory &memory)
        : r(setup.shape, memory), m_threads(setup.threads)
    {
        r.fill(setup.seed);
    }
    Result<> open(OpenClDevice &device)
    {
        return openOn(device, {"fused/sglang-trio-fusion/kernel.cl"},
                      r.format == HalfFormat::Fp16 ? "-DFP16" : "", r.a, r.b, r.weight, r.out,
                      r.residual, r.scratchA, r.scratchB, r.stateA, r.stateB, r.state, r.tree);
    }

    Work work(std::size_t variant) const override;
    Result<std::vector<Quality>> quality(const Setup &setup) override;
    // All forms move the same bytes at least; what exact functions cost is no law of nature.
    std::optional<double> limit(std::size_t) const override { return std::nullopt; }
    // Largest distance of `out` from the oracle over a sample of rows, in units in the last place.
    double worstUlps() const;

protected:
    void runOnCpu(std::size_t variant) override
    {
        sglang_trio_fusion::runOnCpu(r, variant, m_threads);
    }
    void runOnDevice(DeviceCopies &device, std::size_t variant) override
    {
        runOn(device, r, variant);
    }
    Result<Check> checkOutputs(std::size_t variant) override;

private:
    Rows r;
    int m_threads;
};

// Op-by-op and literal forms move more; the least that any form must move is the same.
Work TrioProblem::work(std::size_t) const
{
    const auto n = double(r.rows * r.width);
    switch (r.part) {
    case SiluMul:
        return {4 * n, 3 * n * sizeof(Half), false};
    case AddRmsNorm:
        return {5 * n, 4 * n * sizeof(Half) + double(r.width) * sizeof(Half), false};
    case MergeStates:
        return {3 * n, 3 * n * sizeof(Half) + 3 * double(r.rows) * sizeof(float), false};
    }
    return {};
}

Result<Check> TrioProblem::checkOutputs(std::size_t variant)
{
    FrobeniusError outError;
    FrobeniusError residualError;
    FrobeniusError stateError;
    for (const std::size_t row : sample(r.rows, 64)) {
        const ExactRow exact = exactRow(r, row);
        for (std::size_t i = 0; i < r.width; ++i) {
            outError.add(fromHalf(r.format, r.out[row * r.width + i]), exact.out[i]);
            if (r.part == AddRmsNorm) {
                residualError.add(fromHalf(r.format, r.residual[row * r.width + i]),
                                  exact.residual[i]);
            }
        }
        if (r.part == MergeStates) {
            stateError.add(r.state[row], exact.state);
        }
    }
    // Every output by its own measure: a large one must not hide a small one.
    const double rounding = halfRounding(r.format);
    if (const Check check = residualError.check(rounding); !check.passed) {
        return check;
    }
    // States are stored in float; the short exponential errs by 5e-5.
    if (const Check check = stateError.check(rewritesOf(variant).fast ? 1e-4 : 1e-5);
        !check.passed) {
        return check;
    }
    return outError.check(roundings(r.part, variant) * rounding);
}

double TrioProblem::worstUlps() const
{
    double worst = 0;
    for (const std::size_t row : sample(r.rows, 16)) {
        const ExactRow exact = exactRow(r, row);
        for (std::size_t i = 0; i < r.width; ++i) {
            worst = std::max(worst, halfUlps(r.format, r.out[row * r.width + i], exact.out[i]));
        }
    }
    return worst;
}

// Largest error in units in the last place of each part and format, as a mean over seeds, on rows
// of the size in use; on a device by the device.
Result<std::vector<Quality>> TrioProblem::quality(const Setup &setup)
{
    std::vector<Quality> figures;
    for (const HalfFormat format : {HalfFormat::Bf16, HalfFormat::Fp16}) {
        for (const Shape &shape :
             {silu(format, 16, 11008), norm(format, 16, 4096), merge(format, 64, 1, 128)}) {
            std::array<std::vector<double>, 2> worst;
            for (int i = 0; i < kQualitySeeds; ++i) {
                Setup own = setup;
                own.shape = shape;
                own.seed = setup.seed + std::uint64_t(i);
                Memory memory;
                TrioProblem problem(own, memory);
                const auto opened = setup.device ? problem.open(*setup.device) : Result<>();
                if (!opened) {
                    return passOn(opened.error());
                }
                for (const auto &[variant, place] : {std::pair{Vectorised, 0}, {Rewritten, 1}}) {
                    problem.run(variant);
                    problem.finish();
                    problem.fetchOutputs();
                    worst[std::size_t(place)].push_back(problem.worstUlps());
                }
            }
            const std::string what = shape.label.substr(0, shape.label.rfind(' '));
            figures.push_back(meanOverSeeds("max-ulp", "vectorised", worst[0], "ulp, " + what));
            figures.push_back(meanOverSeeds("max-ulp", "rewritten", worst[1], "ulp, " + what));
        }
    }
    return figures;
}

class SglangTrioFusion : public PlainKernel {
public:
    std::string id() const override { return "sglang-trio-fusion"; }
    std::string family() const override { return "fused"; }
    int version() const override { return 2; }
    bool supports(DeviceKind) const override { return true; }

    std::vector<Variant> variants() const override
    {
        return {{"literal", Role::Naive},
                {"hoisted", Role::Technique},
                {"register-reduction", Role::Technique},
                {"packed-loads", Role::Technique},
                {"fast-math", Role::Technique},
                {"op-by-op", Role::Naive},
                {"vectorised", Role::Baseline},
                {"rewritten", Role::Technique}};
    }
    std::vector<Comparison> comparisons() const override
    {
        return {{"vectorised", "rewritten"},       {"literal", "rewritten"},
                {"op-by-op", "rewritten"},         {"literal", "hoisted"},
                {"literal", "register-reduction"}, {"literal", "packed-loads"},
                {"literal", "fast-math"}};
    }
    std::vector<Shape> shapes(Preset preset) const override
    {
        constexpr auto bf16 = HalfFormat::Bf16;
        constexpr auto fp16 = HalfFormat::Fp16;
        switch (preset) {
        case Preset::Small:
            return {silu(bf16, 16, 11008), silu(fp16, 16, 11008),    norm(bf16, 64, 4096),
                    norm(fp16, 64, 4096),  merge(bf16, 64, 32, 128), merge(fp16, 64, 32, 128)};
        case Preset::Medium:
            return {silu(bf16, 64, 11008), silu(fp16, 64, 13824), norm(fp16, 512, 5120),
                    norm(bf16, 1024, 8192), merge(bf16, 512, 32, 128)};
        case Preset::Large:
            return {silu(bf16, 512, 28672), norm(bf16, 1024, 8192), merge(bf16, 1024, 64, 128)};
        }
        return {};
    }
    std::vector<Shape> sweep() const override
    {
        std::vector<Shape> shapes;
        for (const std::int64_t rows : {1, 4, 16, 64, 256}) {
            shapes.push_back(silu(HalfFormat::Bf16, rows, 11008));
        }
        return shapes;
    }
    std::vector<Shape> oddShapes() const override
    {
        constexpr auto bf16 = HalfFormat::Bf16;
        constexpr auto fp16 = HalfFormat::Fp16;
        return {silu(bf16, 3, 37),     silu(fp16, 1, 129),    norm(bf16, 5, 67),
                norm(fp16, 2, 1031),   merge(fp16, 7, 3, 17), merge(bf16, 1, 5, 5),
                merge(bf16, 19, 1, 67)};
    }
    Result<std::unique_ptr<PlainProblem>> prepare(const Setup &setup, Memory &memory) const override
    {
        return prepareOn(setup, std::make_unique<TrioProblem>(setup, memory));
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return adapted(std::make_unique<SglangTrioFusion>());
}

}  // namespace touchstone::kernels::sglang_trio_fusion
