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

std::vector<RowForm> formsOf(Part part)
{
    std::vector<RowForm> forms{{"literal", {}},
                               {"hoisted", {.hoisted = true}},
                               {"register-reduction", {.registers = true}},
                               {"packed-loads", {.packed = true}},
                               {"fast-math", {.fast = true}},
                               {"op-by-op", {}, true},
                               {"vectorised", {true, true, true, false}},
                               {"rewritten", {true, true, true, true}}};
    // Only a norm has sums, and silu-mul has no constants of a row either.
    std::erase_if(forms, [part](const RowForm &form) {
        return !form.rewrites.packed
               && ((form.rewrites.registers && part != AddRmsNorm)
                   || (form.rewrites.hoisted && part == SiluMul));
    });
    return forms;
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
        form.run([this, row] { compute(row); });
        form.device([this, row](DeviceCopies &d) { computeOn(d, row); });
    }
}

void Rows::computeOn(DeviceCopies &d, const RowForm &form)
{
    constexpr std::size_t groupSize = 64;
    const auto n = std::int64_t(rows * width);
    const Rewrites &own = form.rewrites;
    const std::int32_t flags =
            int(own.hoisted) | int(own.registers) << 1 | int(own.packed) << 2 | int(own.fast) << 3;
    using Arguments = std::initializer_list<OpenClProgram::Argument>;
    const auto elements = [&](const char *kernel, const Arguments &arguments, std::size_t per = 1) {
        d.launch(kernel, (rows * width + per - 1) / per, groupSize, arguments);
    };
    const auto groups = [&](const char *kernel, const Arguments &arguments) {  // one for each row
        d.launch(kernel, rows * groupSize, groupSize, arguments);
    };
    if (part == SiluMul && form.opByOp) {
        elements("silu", {d[a], d[a], d[scratchA], n});
        elements("multiply", {d[scratchA], d[b], d[out], n});
    } else if (part == SiluMul) {
        elements("silu_mul", {d[a], d[b], d[out], n, flags}, own.packed ? 4 : 1);
    } else if (part == AddRmsNorm && form.opByOp) {
        elements("add", {d[a], d[b], d[residual], n});
        groups("inverse_rms", {d[residual], d[tree], width, normEpsilon});
        elements("scale_by", {d[residual], d[tree], d[weight], d[out], n, width});
    } else if (part == AddRmsNorm) {
        groups("add_rmsnorm", {d[a], d[b], d[weight], d[residual], d[out], d[tree], width,
                               treeWidth, normEpsilon, flags});
    } else if (form.opByOp) {
        elements("scale_state", {d[a], d[stateA], d[stateB], d[scratchA], d[state], n, width});
        elements("scale_state", {d[b], d[stateB], d[stateA], d[scratchB], d[state], n, width});
        elements("add", {d[scratchA], d[scratchB], d[out], n});
    } else {
        groups("merge_states", {d[a], d[b], d[stateA], d[stateB], d[out], d[state], width, flags});
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
    const RowForm form = formsOf(part)[index];
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
