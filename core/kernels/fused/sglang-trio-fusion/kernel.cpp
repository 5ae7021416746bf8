// Astra (report 2025-09-10, paper 3) rewrites three kernels of an LLM server:
//
//   silu-mul     out = silu(gate) * up,  silu(g) = g / (1 + e^-g)
//   add-rmsnorm  residual = x + r;  out = residual / sqrt(mean(residual^2) + eps) * w
//   merge-states (o, s) of two attention parts: m = max(s_a, s_b), w = e^(s - m),
//                o = (o_a w_a + o_b w_b) / (w_a + w_b), s = m + ln(w_a + w_b)
//
// "literal" repeats per element what is constant per row, reduces through scratch memory and uses
// scalar exact functions (the form the paper starts from). Four rewrites follow, each separately:
// hoisting, register reduction, packed loads, short functions (rows.h). "vectorised" is the
// strong baseline, all of them but the last; "rewritten" has all. "op-by-op" is what a framework
// without fusion runs. Rows are bfloat16 or fp16.
#include "kernels/blocks/rng.h"
#include "kernels/declared_kernel.h"
#include "kernels/fused/sglang-trio-fusion/rows.h"

#include <limits>

namespace touchstone::kernels::sglang_trio_fusion {

namespace {

constexpr RowForm literal{"literal", {}};
constexpr RowForm hoisted{"hoisted", {.hoisted = true}};
constexpr RowForm registerReduction{"register-reduction", {.registers = true}};
constexpr RowForm packedLoads{"packed-loads", {.packed = true}};
constexpr RowForm fastMath{"fast-math", {.fast = true}};
constexpr RowForm opByOp{"op-by-op", {}, true};
constexpr RowForm vectorised{"vectorised", {true, true, true, false}};
constexpr RowForm rewritten{"rewritten", {true, true, true, true}};

constexpr std::array ofSiluMul{literal, packedLoads, fastMath, opByOp, vectorised, rewritten};
constexpr std::array ofAddRmsNorm{literal,  hoisted, registerReduction, packedLoads,
                                  fastMath, opByOp,  vectorised,        rewritten};
constexpr std::array ofMergeStates{literal, hoisted,    packedLoads, fastMath,
                                   opByOp,  vectorised, rewritten};

constexpr float nothing = -std::numeric_limits<float>::infinity();

// ln-sum-exp of an attention part: N(5, 4).
void fillStates(const Buffer<float> &states, std::uint64_t seed, std::uint32_t stream)
{
    rng::fillNormal(states.span(), 5.0F, 2.0F, seed, stream);
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (rng::uniform(rng::philox(seed, stream + 16, i)[0]) < 0.05) {
            states[i] = nothing;
        }
    }
    states[0] = nothing;
}

}  // namespace

std::span<const RowForm> formsOf(Part part)
{
    using All = std::span<const RowForm>;
    return part == SiluMul      ? All(ofSiluMul)
           : part == AddRmsNorm ? All(ofAddRmsNorm)
                                : All(ofMergeStates);
}

Rows::Rows(const Setup &given, Memory &own) : Operation(given, own)
{
    if (part == AddRmsNorm) {
        weight = In<Half>(*this, width);
        residual = Out<Half>(*this, rows * width);
        tree = Scratch<float>(*this, rows * treeWidth);
    }
    if (part == MergeStates) {
        stateA = In<float>(*this, rows);
        stateB = In<float>(*this, rows);
        state = Out<float>(*this, rows);
    }
}

void Rows::fill(std::uint64_t seed)
{
    std::vector<float> values(rows * width);
    const auto store = [&](const Buffer<Half> &to) {
        std::transform(values.begin(), values.begin() + std::ptrdiff_t(to.size()), to.data(),
                       [this](float value) { return toHalf(format, value); });
    };
    rng::fillActivations(values, width, 0.005, 20.0F, seed, 1);
    store(a);
    rng::fillActivations(values, width, 0.005, 20.0F, seed, 2);
    store(b);
    if (part == AddRmsNorm) {
        rng::fillNormal(std::span(values).first(width), 1.0F, 0.1F, seed, 3);
        store(weight);
    }
    if (part == MergeStates) {
        fillStates(stateA, seed, 4);
        fillStates(stateB, seed, 5);
    }
}

void Rows::declare(Forms &forms)
{
    const auto n = double(rows * width);
    for (const RowForm &row : formsOf(part)) {
        Form &form = forms.add(row.id);
        form.reads(a, b).writes(out).flops((part == SiluMul ? 4 : part == AddRmsNorm ? 5 : 3) * n);
        if (row.opByOp) {  // every operation reads and writes whole tensors; the others, once
            form.bytes((part == SiluMul ? 5 : part == AddRmsNorm ? 6 : 7) * n * sizeof(Half));
        }
        if (part == AddRmsNorm) {
            form.reads(weight).writes(residual);
        } else if (part == MergeStates) {
            form.reads(stateA, stateB).writes(state);
        }
        form.run([this, &row] { compute(row); });
        form.device([this, &row](DeviceCopies &d) { computeOn(d, row); });
    }
}

DeviceSources Rows::deviceSources() const
{
    return {{"fused/sglang-trio-fusion/kernel.cl"}, format == HalfFormat::Fp16 ? "-DFP16" : ""};
}

// By how often a value is rounded to 16 bits between the inputs and `out`. Float arithmetic in
// between is too fine to count; the short functions err by less than one rounding.
double Rows::tolerance(std::size_t index) const
{
    const RowForm &form = formsOf(part)[index];
    const int shortFunctions = form.rewrites.fast ? 1 : 0;
    const int roundings = part == AddRmsNorm ? 2  // the residual, as it is stored, and the result
                          : form.opByOp      ? (part == SiluMul ? 2 : 3)
                                             : 1 + shortFunctions;
    return roundings * halfRounding(format);
}

std::unique_ptr<Kernel> make()
{
    return declared("sglang-trio-fusion",
                    {{"silu-mul", operation<Rows>},
                     {"add-rmsnorm", operation<Rows>},
                     {"merge-states", operation<Rows>}},
                    worstErrors);
}

}  // namespace touchstone::kernels::sglang_trio_fusion
