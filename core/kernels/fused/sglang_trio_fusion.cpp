// Astra (report 2025-09-10, paper 3) rewrites three kernels of an LLM server:
//
//   silu-mul     out = silu(gate) * up,  silu(g) = g / (1 + e^-g)
//   add-rmsnorm  residual = x + r;  out = residual / sqrt(mean(residual^2) + eps) * w
//   merge-states (o, s) of two attention parts: m = max(s_a, s_b), w = e^(s - m),
//                o = (o_a w_a + o_b w_b) / (w_a + w_b), s = m + ln(w_a + w_b)
//
// Four forms of each: "literal" repeats per element what is constant per row, reduces through
// scratch memory and uses scalar exact functions (the form the paper starts from); "op-by-op" is
// what a framework without fusion runs; "vectorised" is one pass in vectors with exact functions
// (the strong baseline); "rewritten" adds what the paper's agents found: weights hoisted out of the
// element loop, register reductions, a short exponential and a reciprocal instead of a division.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/fused/sglang_trio_fusion.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include <cmath>

#include "kernels/blocks/bf16.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
using Vec = hn::Vec<Floats>;
constexpr Floats kFloats;
using Words = hn::Rebind<std::uint16_t, Floats>;
constexpr Words kWords;

HWY_INLINE Vec loadBf16(const Bf16 *from)
{
    const hn::RebindToUnsigned<Floats> bits;
    const auto wide = hn::PromoteTo(bits, hn::LoadU(kWords, from));
    return hn::BitCast(kFloats, hn::ShiftLeft<16>(wide));
}

HWY_INLINE void storeBf16(Vec value, Bf16 *to)
{
    // Round to nearest even: add half an ulp, and one more bit when the last kept bit is odd.
    const hn::RebindToSigned<Floats> bits;
    const auto b = hn::BitCast(bits, value);
    const auto odd = hn::And(hn::ShiftRight<16>(b), hn::Set(bits, 1));
    const auto rounded = hn::Add(hn::Add(b, hn::Set(bits, 0x7FFF)), odd);
    const hn::RebindToUnsigned<Floats> unsignedBits;
    const auto upper = hn::ShiftRight<16>(hn::BitCast(unsignedBits, rounded));
    hn::StoreU(hn::DemoteTo(kWords, hn::BitCast(bits, upper)), kWords, to);
}

// e^x for |x| < 87 with a relative error below 4e-6, far under bfloat16's 4e-3: 2^n times a Taylor
// polynomial of degree 5 on |r| <= ln 2 / 2.
HWY_INLINE Vec shortExp(Vec x)
{
    const auto clamped = hn::Min(hn::Max(x, hn::Set(kFloats, -87.0F)), hn::Set(kFloats, 87.0F));
    const auto n = hn::Round(hn::Mul(clamped, hn::Set(kFloats, 1.44269504F)));
    const auto r = hn::NegMulAdd(n, hn::Set(kFloats, 0.693147180F), clamped);
    auto p = hn::MulAdd(r, hn::Set(kFloats, 1.0F / 120), hn::Set(kFloats, 1.0F / 24));
    p = hn::MulAdd(r, p, hn::Set(kFloats, 1.0F / 6));
    p = hn::MulAdd(r, p, hn::Set(kFloats, 0.5F));
    p = hn::MulAdd(r, p, hn::Set(kFloats, 1.0F));
    p = hn::MulAdd(r, p, hn::Set(kFloats, 1.0F));
    const hn::RebindToSigned<Floats> bits;
    const auto power = hn::ShiftLeft<23>(hn::Add(hn::ConvertTo(bits, n), hn::Set(bits, 127)));
    return hn::Mul(p, hn::BitCast(kFloats, power));
}

// 1 / x by the processor's estimate and one Newton step.
HWY_INLINE Vec shortReciprocal(Vec x)
{
    const auto estimate = hn::ApproximateReciprocal(x);
    return hn::Mul(estimate, hn::NegMulAdd(x, estimate, hn::Set(kFloats, 2.0F)));
}

HWY_INLINE Vec siluExact(Vec g)
{
    return hn::Div(g, hn::Add(hn::Set(kFloats, 1.0F), hn::Exp(kFloats, hn::Neg(g))));
}

HWY_INLINE Vec siluShort(Vec g)
{
    return hn::Mul(g, shortReciprocal(hn::Add(hn::Set(kFloats, 1.0F), shortExp(hn::Neg(g)))));
}

HWY_INLINE float siluScalar(float g)
{
    return g / (1.0F + std::exp(-g));
}

template <bool kShort>
void siluMulRow(const Bf16 *gate, const Bf16 *up, Bf16 *out, std::size_t width)
{
    const std::size_t lanes = hn::Lanes(kFloats);
    std::size_t i = 0;
    for (; i + lanes <= width; i += lanes) {
        const Vec g = loadBf16(gate + i);
        const Vec silu = kShort ? siluShort(g) : siluExact(g);
        storeBf16(hn::Mul(silu, loadBf16(up + i)), out + i);
    }
    for (; i < width; ++i) {
        out[i] = toBf16(siluScalar(fromBf16(gate[i])) * fromBf16(up[i]));
    }
}

void SiluMulExact(const Bf16 *gate, const Bf16 *up, Bf16 *out, std::size_t width)
{
    siluMulRow<false>(gate, up, out, width);
}

void SiluMulShort(const Bf16 *gate, const Bf16 *up, Bf16 *out, std::size_t width)
{
    siluMulRow<true>(gate, up, out, width);
}

void Silu(const Bf16 *in, Bf16 *out, std::size_t width)
{
    const std::size_t lanes = hn::Lanes(kFloats);
    std::size_t i = 0;
    for (; i + lanes <= width; i += lanes) {
        storeBf16(siluExact(loadBf16(in + i)), out + i);
    }
    for (; i < width; ++i) {
        out[i] = toBf16(siluScalar(fromBf16(in[i])));
    }
}

void Multiply(const Bf16 *a, const Bf16 *b, Bf16 *out, std::size_t width)
{
    const std::size_t lanes = hn::Lanes(kFloats);
    std::size_t i = 0;
    for (; i + lanes <= width; i += lanes) {
        storeBf16(hn::Mul(loadBf16(a + i), loadBf16(b + i)), out + i);
    }
    for (; i < width; ++i) {
        out[i] = toBf16(fromBf16(a[i]) * fromBf16(b[i]));
    }
}

void Add(const Bf16 *a, const Bf16 *b, Bf16 *out, std::size_t width)
{
    const std::size_t lanes = hn::Lanes(kFloats);
    std::size_t i = 0;
    for (; i + lanes <= width; i += lanes) {
        storeBf16(hn::Add(loadBf16(a + i), loadBf16(b + i)), out + i);
    }
    for (; i < width; ++i) {
        out[i] = toBf16(fromBf16(a[i]) + fromBf16(b[i]));
    }
}

float SquareSum(const Bf16 *in, std::size_t width)
{
    const std::size_t lanes = hn::Lanes(kFloats);
    Vec sum = hn::Zero(kFloats);
    std::size_t i = 0;
    for (; i + lanes <= width; i += lanes) {
        const Vec v = loadBf16(in + i);
        sum = hn::MulAdd(v, v, sum);
    }
    float total = hn::GetLane(hn::SumOfLanes(kFloats, sum));
    for (; i < width; ++i) {
        total += fromBf16(in[i]) * fromBf16(in[i]);
    }
    return total;
}

// out = in * scale * weight
void ScaleBy(const Bf16 *in, float scale, const Bf16 *weight, Bf16 *out, std::size_t width)
{
    const std::size_t lanes = hn::Lanes(kFloats);
    const Vec s = hn::Set(kFloats, scale);
    std::size_t i = 0;
    for (; i + lanes <= width; i += lanes) {
        storeBf16(hn::Mul(hn::Mul(loadBf16(in + i), s), loadBf16(weight + i)), out + i);
    }
    for (; i < width; ++i) {
        out[i] = toBf16(fromBf16(in[i]) * scale * fromBf16(weight[i]));
    }
}

// residual = a + b; returns the sum of its squares. Accumulators: one is a chain of dependent
// additions, four hide their latency.
template <int kAccumulators>
float addAndSquare(const Bf16 *a, const Bf16 *b, Bf16 *residual, std::size_t width)
{
    const std::size_t lanes = hn::Lanes(kFloats);
    Vec sums[4] = {hn::Zero(kFloats), hn::Zero(kFloats), hn::Zero(kFloats), hn::Zero(kFloats)};
    std::size_t i = 0;
    for (; i + kAccumulators * lanes <= width; i += kAccumulators * lanes) {
        for (int k = 0; k < kAccumulators; ++k) {
            const std::size_t at = i + std::size_t(k) * lanes;
            const Vec v = hn::Add(loadBf16(a + at), loadBf16(b + at));
            storeBf16(v, residual + at);
            sums[k] = hn::MulAdd(v, v, sums[k]);
        }
    }
    float total = hn::GetLane(
            hn::SumOfLanes(kFloats, hn::Add(hn::Add(sums[0], sums[1]), hn::Add(sums[2], sums[3]))));
    for (; i < width; ++i) {
        const float v = fromBf16(a[i]) + fromBf16(b[i]);
        residual[i] = toBf16(v);
        total += v * v;
    }
    return total;
}

float AddAndSquareChained(const Bf16 *a, const Bf16 *b, Bf16 *residual, std::size_t width)
{
    return addAndSquare<1>(a, b, residual, width);
}

float AddAndSquareUnrolled(const Bf16 *a, const Bf16 *b, Bf16 *residual, std::size_t width)
{
    return addAndSquare<4>(a, b, residual, width);
}

// out = a * wa + b * wb, weights constant over the row.
void Blend(const Bf16 *a, float wa, const Bf16 *b, float wb, Bf16 *out, std::size_t width)
{
    const std::size_t lanes = hn::Lanes(kFloats);
    const Vec va = hn::Set(kFloats, wa);
    const Vec vb = hn::Set(kFloats, wb);
    std::size_t i = 0;
    for (; i + lanes <= width; i += lanes) {
        storeBf16(hn::MulAdd(va, loadBf16(a + i), hn::Mul(vb, loadBf16(b + i))), out + i);
    }
    for (; i < width; ++i) {
        out[i] = toBf16(wa * fromBf16(a[i]) + wb * fromBf16(b[i]));
    }
}

void Scale(const Bf16 *in, float scale, Bf16 *out, std::size_t width)
{
    const std::size_t lanes = hn::Lanes(kFloats);
    const Vec s = hn::Set(kFloats, scale);
    std::size_t i = 0;
    for (; i + lanes <= width; i += lanes) {
        storeBf16(hn::Mul(loadBf16(in + i), s), out + i);
    }
    for (; i < width; ++i) {
        out[i] = toBf16(fromBf16(in[i]) * scale);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include "kernels/blocks/opencl.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"

namespace touchstone::kernels {

HWY_EXPORT(SiluMulExact);
HWY_EXPORT(SiluMulShort);
HWY_EXPORT(Silu);
HWY_EXPORT(Multiply);
HWY_EXPORT(Add);
HWY_EXPORT(SquareSum);
HWY_EXPORT(ScaleBy);
HWY_EXPORT(AddAndSquareChained);
HWY_EXPORT(AddAndSquareUnrolled);
HWY_EXPORT(Blend);
HWY_EXPORT(Scale);

namespace {

#define CALL HWY_DYNAMIC_DISPATCH

enum VariantIndex { Literal, OpByOp, Vectorised, Rewritten };
enum Part { SiluMul, AddRmsNorm, MergeStates };
constexpr float kEpsilon = 1e-6F;

// The buffers of one part. Rows are tokens, or tokens x heads for merged states.
struct Rows {
    Part part;
    std::size_t rows, width;
    Buffer<Bf16> a, b;                // [rows x width]: gate and up, x and r, o_a and o_b
    Buffer<Bf16> weight;              // [width], add-rmsnorm
    Buffer<float> stateA, stateB;     // [rows], merge-states: log-sum-exp
    Buffer<Bf16> out, residual;       // [rows x width]
    Buffer<float> state;              // [rows]
    Buffer<Bf16> scratchA, scratchB;  // [rows x width], op-by-op
    Buffer<float> tree;               // [rows x power of two >= width], literal reduction

    Rows(const Shape &shape, Memory &memory)
        : part(Part(shape.at("part"))), rows(std::size_t(shape.at("rows"))),
          width(std::size_t(shape.at("width")))
    {
        const std::size_t n = rows * width;
        a = memory.allocate<Bf16>(BufferRole::Input, n);
        b = memory.allocate<Bf16>(BufferRole::Input, n);
        out = memory.allocate<Bf16>(BufferRole::Output, n);
        scratchA = memory.allocate<Bf16>(BufferRole::Scratch, n);
        scratchB = memory.allocate<Bf16>(BufferRole::Scratch, n);
        if (part == AddRmsNorm) {
            weight = memory.allocate<Bf16>(BufferRole::Input, width);
            residual = memory.allocate<Bf16>(BufferRole::Output, n);
            tree = memory.allocate<float>(BufferRole::Scratch, rows * treeWidth());
        }
        if (part == MergeStates) {
            stateA = memory.allocate<float>(BufferRole::Input, rows);
            stateB = memory.allocate<float>(BufferRole::Input, rows);
            state = memory.allocate<float>(BufferRole::Output, rows);
        }
    }

    std::size_t treeWidth() const { return std::bit_ceil(width); }

    void fill(std::uint64_t seed)
    {
        std::vector<float> values(rows * width);
        const auto store = [&values](const Buffer<Bf16> &to) {
            std::transform(values.begin(), values.begin() + std::ptrdiff_t(to.size()), to.data(),
                           toBf16);
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

    // ln-sum-exp of an attention part: N(5, 4); 5 % saw no key at all.
    static void fillStates(const Buffer<float> &states, std::uint64_t seed, std::uint32_t stream)
    {
        rng::fillNormal(states.span(), 5.0F, 2.0F, seed, stream);
        for (std::size_t i = 0; i < states.size(); ++i) {
            if (rng::uniform(rng::philox(seed, stream + 16, i)[0]) < 0.05) {
                states[i] = -std::numeric_limits<float>::infinity();
            }
        }
    }
};

// --- silu-mul
// -------------------------------------------------------------------------------------------

void siluMul(const Rows &r, std::size_t variant, std::size_t row)
{
    const std::size_t at = row * r.width;
    const Bf16 *gate = r.a.data() + at;
    const Bf16 *up = r.b.data() + at;
    Bf16 *out = r.out.data() + at;
    switch (variant) {
    case Literal:
        for (std::size_t i = 0; i < r.width; ++i) {
            const float g = fromBf16(gate[i]);
            out[i] = toBf16(g / (1.0F + std::exp(-g)) * fromBf16(up[i]));
        }
        break;
    case OpByOp:
        CALL(Silu)(gate, r.scratchA.data() + at, r.width);
        break;  // then multiplySilu
    case Vectorised:
        CALL(SiluMulExact)(gate, up, out, r.width);
        break;
    default:
        CALL(SiluMulShort)(gate, up, out, r.width);
        break;
    }
}

// --- add-rmsnorm
// ------------------------------------------------------------------------------------------

// The reduction as a GPU kernel would write it down first: squares to scratch memory, then halved
// in log2(width) sweeps.
float treeSquareSum(const Bf16 *values, float *tree, std::size_t width, std::size_t treeWidth)
{
    for (std::size_t i = 0; i < treeWidth; ++i) {
        const float v = i < width ? fromBf16(values[i]) : 0.0F;
        tree[i] = v * v;
    }
    for (std::size_t stride = treeWidth / 2; stride > 0; stride /= 2) {
        for (std::size_t i = 0; i < stride; ++i) {
            tree[i] += tree[i + stride];
        }
    }
    return tree[0];
}

float inverseRms(float squareSum, std::size_t width)
{
    return 1.0F / std::sqrt(squareSum / float(width) + kEpsilon);
}

void addRmsNorm(const Rows &r, std::size_t variant, std::size_t row)
{
    const std::size_t at = row * r.width;
    const Bf16 *x = r.a.data() + at;
    const Bf16 *y = r.b.data() + at;
    Bf16 *residual = r.residual.data() + at;
    Bf16 *out = r.out.data() + at;
    if (variant == Literal) {
        for (std::size_t i = 0; i < r.width; ++i) {
            residual[i] = toBf16(fromBf16(x[i]) + fromBf16(y[i]));
        }
        const float sum = treeSquareSum(residual, r.tree.data() + row * r.treeWidth(), r.width,
                                        r.treeWidth());
        for (std::size_t i = 0; i < r.width; ++i) {
            const float scale = 1.0F / std::sqrt(sum / float(r.width) + kEpsilon);
            out[i] = toBf16(fromBf16(residual[i]) * scale * fromBf16(r.weight[i]));
        }
        return;
    }
    const float sum = variant == Rewritten ? CALL(AddAndSquareUnrolled)(x, y, residual, r.width)
                                           : CALL(AddAndSquareChained)(x, y, residual, r.width);
    CALL(ScaleBy)(residual, inverseRms(sum, r.width), r.weight.data(), out, r.width);
}

// --- merge-states
// -------------------------------------------------------------------------------------------

struct MergeWeights {
    float a, b, state;
};

MergeWeights mergeWeights(float sa, float sb)
{
    const float top = std::max(sa, sb);
    if (std::isinf(top)) {
        return {0.0F, 0.0F, top};  // neither part saw a key
    }
    const float a = std::exp(sa - top);
    const float b = std::exp(sb - top);
    return {a / (a + b), b / (a + b), top + std::log(a + b)};
}

void mergeStates(const Rows &r, std::size_t variant, std::size_t row)
{
    const std::size_t at = row * r.width;
    const Bf16 *a = r.a.data() + at;
    const Bf16 *b = r.b.data() + at;
    Bf16 *out = r.out.data() + at;
    if (variant == Literal) {
        // The same weights for every element, worked out for every element.
        for (std::size_t i = 0; i < r.width; ++i) {
            const volatile float sa = r.stateA[row];  // volatile: the compiler must not hoist
            const volatile float sb = r.stateB[row];
            const MergeWeights w = mergeWeights(sa, sb);
            out[i] = toBf16(w.a * fromBf16(a[i]) + w.b * fromBf16(b[i]));
            r.state[row] = w.state;
        }
        return;
    }
    const MergeWeights w = mergeWeights(r.stateA[row], r.stateB[row]);
    r.state[row] = w.state;
    if (variant == OpByOp) {
        CALL(Scale)(a, w.a, r.scratchA.data() + at, r.width);  // then the other part and the sum
    } else {
        CALL(Blend)(a, w.a, b, w.b, out, r.width);
    }
}

// --- one call of a variant
// ----------------------------------------------------------------------------------

// What a framework runs: each operation over the whole tensor before the next begins.
void runOpByOp(const Rows &r, int threads)
{
    const auto pass = [&](const auto &row) {
        parallelRows(threads, r.rows, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                row(i, i * r.width);
            }
        });
    };
    switch (r.part) {
    case SiluMul:
        pass([&](std::size_t row, std::size_t) { siluMul(r, OpByOp, row); });
        pass([&](std::size_t, std::size_t at) {
            CALL(Multiply)(r.scratchA.data() + at, r.b.data() + at, r.out.data() + at, r.width);
        });
        break;
    case AddRmsNorm:
        pass([&](std::size_t, std::size_t at) {
            CALL(Add)(r.a.data() + at, r.b.data() + at, r.residual.data() + at, r.width);
        });
        pass([&](std::size_t row, std::size_t at) {
            r.tree[row] = CALL(SquareSum)(r.residual.data() + at, r.width);
        });
        pass([&](std::size_t row, std::size_t at) {
            CALL(ScaleBy)
            (r.residual.data() + at, inverseRms(r.tree[row], r.width), r.weight.data(),
             r.out.data() + at, r.width);
        });
        break;
    case MergeStates:
        pass([&](std::size_t row, std::size_t) { mergeStates(r, OpByOp, row); });
        pass([&](std::size_t row, std::size_t at) {
            CALL(Scale)
            (r.b.data() + at, mergeWeights(r.stateA[row], r.stateB[row]).b, r.scratchB.data() + at,
             r.width);
        });
        pass([&](std::size_t, std::size_t at) {
            CALL(Add)(r.scratchA.data() + at, r.scratchB.data() + at, r.out.data() + at, r.width);
        });
        break;
    }
}

void runOnCpu(const Rows &r, std::size_t variant, int threads)
{
    if (variant == OpByOp) {
        runOpByOp(r, threads);
        return;
    }
    const auto row = r.part == SiluMul ? siluMul : r.part == AddRmsNorm ? addRmsNorm : mergeStates;
    parallelRows(threads, r.rows, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            row(r, variant, i);
        }
    });
}

// --- the oracle: the formulas of the head comment in double precision
// -----------------------------------------

void oracleRow(const Rows &r, std::size_t row, std::vector<double> &out,
               std::vector<double> &residual, double &state)
{
    const Bf16 *a = r.a.data() + row * r.width;
    const Bf16 *b = r.b.data() + row * r.width;
    const auto at = [](const Bf16 *from, std::size_t i) { return double(fromBf16(from[i])); };
    if (r.part == SiluMul) {
        for (std::size_t i = 0; i < r.width; ++i) {
            out[i] = at(a, i) / (1.0 + std::exp(-at(a, i))) * at(b, i);
        }
        return;
    }
    if (r.part == AddRmsNorm) {
        double square = 0;
        for (std::size_t i = 0; i < r.width; ++i) {
            residual[i] = at(a, i) + at(b, i);
            square += residual[i] * residual[i];
        }
        const double rms = std::sqrt(square / double(r.width) + double(kEpsilon));
        for (std::size_t i = 0; i < r.width; ++i) {
            out[i] = residual[i] / rms * at(r.weight.data(), i);
        }
        return;
    }
    const double sa = r.stateA[row];
    const double sb = r.stateB[row];
    const bool nothing = std::isinf(sa) && std::isinf(sb);
    const double wa = nothing ? 0 : 1.0 / (1.0 + std::exp(sb - sa));
    const double wb = nothing ? 0 : 1.0 / (1.0 + std::exp(sa - sb));
    for (std::size_t i = 0; i < r.width; ++i) {
        out[i] = wa * at(a, i) + wb * at(b, i);
    }
    state = nothing ? sa : std::max(sa, sb) + std::log1p(std::exp(-std::abs(sa - sb)));
}

class DeviceRows;

class TrioProblem : public Problem {
public:
    TrioProblem(const Setup &setup, Memory &memory)
        : m_rows(setup.shape, memory), m_threads(setup.threads)
    {
        m_rows.fill(setup.seed);
    }
    ~TrioProblem() override;

    Result<> open(OpenClDevice &device);
    void run(std::size_t variant) override;
    void finish() override;
    void uploadOutputs() override;
    void fetchOutputs() override;
    std::optional<double> deviceNanoseconds() const override;
    Work work(std::size_t variant) const override;
    Result<Check> check(std::size_t variant) override;
    Result<std::vector<Quality>> quality(const Setup &setup) override;
    // All forms move the same bytes at least; what exact functions cost is no law of nature.
    std::optional<double> limit(std::size_t) const override { return std::nullopt; }

private:
    double worstUlps() const;

    Rows m_rows;
    int m_threads;
    std::unique_ptr<DeviceRows> m_device;
};

// --- the variants on OpenCL
// -------------------------------------------------------------------------------------

class DeviceRows {
public:
    static Result<std::unique_ptr<DeviceRows>> create(OpenClDevice &device, const Rows &rows)
    {
        auto program = OpenClProgram::build(device, embeddedSource("sglang_trio_fusion.cl"),
                                            "sglang_trio_fusion.cl");
        if (!program) {
            return passOn(program.error());
        }
        auto self = std::unique_ptr<DeviceRows>(new DeviceRows(rows, std::move(*program)));
        const auto mirrored = self->mirror();
        if (!mirrored) {
            return passOn(mirrored.error());
        }
        return self;
    }

    void run(std::size_t variant)
    {
        switch (r.part) {
        case SiluMul:
            runSiluMul(variant);
            break;
        case AddRmsNorm:
            runAddRmsNorm(variant);
            break;
        case MergeStates:
            runMergeStates(variant);
            break;
        }
    }
    OpenClProgram &program() { return *m_program; }
    void uploadOutputs()
    {
        eachOutput([this](auto id, const auto &buffer) {
            m_program->upload(id, buffer.data(), buffer.size() * sizeof(buffer[0]));
        });
    }
    void fetchOutputs()
    {
        eachOutput([this](auto id, const auto &buffer) {
            m_program->download(id, buffer.data(), buffer.size() * sizeof(buffer[0]));
        });
    }

private:
    using Id = OpenClProgram::BufferId;
    static constexpr std::size_t kGroup = 64;

    DeviceRows(const Rows &rows, std::unique_ptr<OpenClProgram> program)
        : r(rows), m_program(std::move(program))
    {
    }

    template <class T>
    Result<> mirrorOne(Id &id, const Buffer<T> &buffer)
    {
        // Kernels take every buffer; a part that lacks one gets a placeholder of one element.
        const auto allocated =
                m_program->allocate(std::max<std::size_t>(buffer.size(), 1) * sizeof(T));
        if (!allocated) {
            return passOn(allocated.error());
        }
        id = *allocated;
        if (buffer.size() > 0) {
            m_program->upload(id, buffer.data(), buffer.size() * sizeof(T));
        }
        return {};
    }
    Result<> mirror()
    {
        for (const auto &[id, buffer] : {std::pair{&m_a, &r.a},
                                         {&m_b, &r.b},
                                         {&m_weight, &r.weight},
                                         {&m_out, &r.out},
                                         {&m_residual, &r.residual},
                                         {&m_scratchA, &r.scratchA},
                                         {&m_scratchB, &r.scratchB}}) {
            const auto done = mirrorOne(*id, *buffer);
            if (!done) {
                return done;
            }
        }
        for (const auto &[id, buffer] : {std::pair{&m_stateA, &r.stateA},
                                         {&m_stateB, &r.stateB},
                                         {&m_state, &r.state},
                                         {&m_tree, &r.tree}}) {
            const auto done = mirrorOne(*id, *buffer);
            if (!done) {
                return done;
            }
        }
        return {};
    }
    template <class Visit>
    void eachOutput(const Visit &visit)
    {
        visit(m_out, r.out);
        if (r.part == AddRmsNorm) {
            visit(m_residual, r.residual);
        }
        if (r.part == MergeStates) {
            visit(m_state, r.state);
        }
    }

    // One work item an element, or one group a row.
    void elements(const char *kernel, std::initializer_list<OpenClProgram::Argument> arguments)
    {
        m_program->launch(kernel, {roundedUp(r.rows * r.width, kGroup), 1}, {kGroup, 1}, arguments);
    }
    void groups(const char *kernel, std::initializer_list<OpenClProgram::Argument> arguments)
    {
        m_program->launch(kernel, {r.rows * kGroup, 1}, {kGroup, 1}, arguments);
    }

    void runSiluMul(std::size_t variant)
    {
        const auto n = std::int32_t(r.rows * r.width);
        if (variant == OpByOp) {
            elements("silu", {m_a, m_scratchA, n});
            elements("multiply", {m_scratchA, m_b, m_out, n});
        } else if (variant == Literal) {
            elements("silu_mul_literal", {m_a, m_b, m_out, n});
        } else {
            const char *kernel =
                    variant == Rewritten ? "silu_mul_rewritten" : "silu_mul_vectorised";
            m_program->launch(kernel, {roundedUp((r.rows * r.width + 3) / 4, kGroup), 1},
                              {kGroup, 1}, {m_a, m_b, m_out, n});
        }
    }
    void runAddRmsNorm(std::size_t variant)
    {
        const auto width = std::int32_t(r.width);
        if (variant == OpByOp) {
            elements("add", {m_a, m_b, m_residual, std::int32_t(r.rows * r.width)});
            groups("inverse_rms", {m_residual, m_tree, width, kEpsilon});
            elements("scale_by",
                     {m_residual, m_tree, m_weight, m_out, std::int32_t(r.rows), width});
            return;
        }
        const char *kernel = variant == Literal      ? "add_rmsnorm_literal"
                             : variant == Vectorised ? "add_rmsnorm_vectorised"
                                                     : "add_rmsnorm_rewritten";
        groups(kernel, {m_a, m_b, m_weight, m_residual, m_out, m_tree, width,
                        std::int32_t(r.treeWidth()), kEpsilon});
    }
    void runMergeStates(std::size_t variant)
    {
        const auto width = std::int32_t(r.width);
        const auto rows = std::int32_t(r.rows);
        if (variant == OpByOp) {
            elements("scale_state", {m_a, m_stateA, m_stateB, m_scratchA, m_state, rows, width});
            elements("scale_state", {m_b, m_stateB, m_stateA, m_scratchB, m_state, rows, width});
            elements("add", {m_scratchA, m_scratchB, m_out, std::int32_t(r.rows * r.width)});
        } else if (variant == Literal) {
            elements("merge_literal", {m_a, m_b, m_stateA, m_stateB, m_out, m_state, rows, width});
        } else {
            groups(variant == Rewritten ? "merge_rewritten" : "merge_vectorised",
                   {m_a, m_b, m_stateA, m_stateB, m_out, m_state, width});
        }
    }

    const Rows &r;
    std::unique_ptr<OpenClProgram> m_program;
    Id m_a, m_b, m_weight, m_out, m_residual, m_scratchA, m_scratchB, m_stateA, m_stateB, m_state,
            m_tree;
};

// --- the problem and the kernel
// -----------------------------------------------------------------------------------

TrioProblem::~TrioProblem() = default;

Result<> TrioProblem::open(OpenClDevice &device)
{
    auto rows = DeviceRows::create(device, m_rows);
    if (!rows) {
        return passOn(rows.error());
    }
    m_device = std::move(*rows);
    return {};
}

void TrioProblem::run(std::size_t variant)
{
    if (m_device) {
        m_device->run(variant);
    } else {
        runOnCpu(m_rows, variant, m_threads);
    }
}

void TrioProblem::finish()
{
    if (m_device) {
        m_device->program().finish();
    }
}

void TrioProblem::uploadOutputs()
{
    if (m_device) {
        m_device->uploadOutputs();
    }
}

void TrioProblem::fetchOutputs()
{
    if (m_device) {
        m_device->fetchOutputs();
    }
}

std::optional<double> TrioProblem::deviceNanoseconds() const
{
    return m_device ? m_device->program().deviceNanoseconds() : std::nullopt;
}

Work TrioProblem::work(std::size_t) const
{
    // Op-by-op and literal forms move more; the least that any form must move is the same.
    const auto n = double(m_rows.rows * m_rows.width);
    const auto rows = double(m_rows.rows);
    switch (m_rows.part) {
    case SiluMul:
        return {4 * n, 3 * n * sizeof(Bf16), false};
    case AddRmsNorm:
        return {5 * n, 4 * n * sizeof(Bf16) + double(m_rows.width) * sizeof(Bf16), false};
    case MergeStates:
        return {3 * n, 3 * n * sizeof(Bf16) + 3 * rows * sizeof(float), false};
    }
    return {};
}

// How often a value is rounded to bfloat16 between the inputs and `out`. One rounding moves a value
// by at most 2^-8 of itself, so this many times 2^-8 bounds the relative error of a right answer;
// float arithmetic in between is too fine to count.
int roundings(Part part, std::size_t variant)
{
    switch (part) {
    case SiluMul:
        return variant == OpByOp ? 2 : 1;
    case AddRmsNorm:
        return 2;  // the residual, as it is stored, and the result
    case MergeStates:
        return variant == OpByOp ? 3 : 1;
    }
    return 1;
}

Result<Check> TrioProblem::check(std::size_t variant)
{
    if (m_device && !m_device->program().error().empty()) {
        return fail(ErrorCode::DeviceFailed, "OpenCL: {0}", "OpenCL：{0}",
                    m_device->program().error());
    }
    const Rows &r = m_rows;
    std::vector<double> out(r.width);
    std::vector<double> residual(r.width);
    FrobeniusError outError;
    FrobeniusError residualError;
    FrobeniusError stateError;
    for (const std::size_t row : sample(r.rows, 64)) {
        double state = 0;
        oracleRow(r, row, out, residual, state);
        for (std::size_t i = 0; i < r.width; ++i) {
            outError.add(fromBf16(r.out[row * r.width + i]), out[i]);
            if (r.part == AddRmsNorm) {
                residualError.add(fromBf16(r.residual[row * r.width + i]), residual[i]);
            }
        }
        if (r.part == MergeStates) {
            stateError.add(r.state[row], state);
        }
    }
    // Every output by its own measure: a large one must not hide a small one.
    constexpr double rounding = 0x1p-8;
    if (const Check check = residualError.check(rounding); !check.passed) {
        return check;
    }
    if (const Check check = stateError.check(1e-5); !check.passed) {
        return check;  // states are stored in float
    }
    return outError.check(roundings(r.part, variant) * rounding);
}

double TrioProblem::worstUlps() const
{
    const Rows &r = m_rows;
    std::vector<double> out(r.width);
    std::vector<double> residual(r.width);
    double worst = 0;
    double state = 0;
    for (const std::size_t row : sample(r.rows, 16)) {
        oracleRow(r, row, out, residual, state);
        for (std::size_t i = 0; i < r.width; ++i) {
            worst = std::max(worst, ulpsBf16(r.out[row * r.width + i], out[i]));
        }
    }
    return worst;
}

Result<std::vector<Quality>> TrioProblem::quality(const Setup &)
{
    std::vector<Quality> figures;
    for (const auto &[variant, name] :
         {std::pair{Vectorised, "vectorised"}, {Rewritten, "rewritten"}}) {
        run(variant);
        finish();
        fetchOutputs();
        figures.push_back({"max-ulp", name, worstUlps(), std::nullopt, std::nullopt, "ulp"});
    }
    return figures;
}

class SglangTrioFusion : public Kernel {
public:
    std::string id() const override { return "sglang-trio-fusion"; }
    std::string family() const override { return "fused"; }
    bool supports(DeviceKind) const override { return true; }

    std::vector<Variant> variants() const override
    {
        return {{"literal", Role::Naive},
                {"op-by-op", Role::Naive},
                {"vectorised", Role::Baseline},
                {"rewritten", Role::Technique}};
    }
    std::vector<Comparison> comparisons() const override
    {
        return {{"vectorised", "rewritten"}, {"literal", "rewritten"}, {"op-by-op", "rewritten"}};
    }
    std::vector<Shape> shapes(Preset preset) const override
    {
        switch (preset) {
        case Preset::Small:
            return {silu(16, 11008), norm(64, 4096), merge(64, 32, 128)};
        case Preset::Medium:
            return {silu(64, 11008), silu(64, 13824), norm(512, 5120), norm(1024, 8192),
                    merge(512, 32, 128)};
        case Preset::Large:
            return {silu(512, 28672), norm(1024, 8192), merge(1024, 64, 128)};
        }
        return {};
    }
    std::vector<Shape> sweep() const override
    {
        return {silu(1, 11008), silu(4, 11008), silu(16, 11008), silu(64, 11008), silu(256, 11008)};
    }
    std::vector<Shape> oddShapes() const override
    {
        return {silu(3, 37),   silu(1, 129),    norm(5, 67),
                norm(2, 1031), merge(7, 3, 17), merge(1, 1, 5)};
    }

    Result<std::unique_ptr<Problem>> prepare(const Setup &setup, Memory &memory) const override
    {
        auto problem = std::make_unique<TrioProblem>(setup, memory);
        if (setup.device) {
            const auto opened = problem->open(*setup.device);
            if (!opened) {
                return passOn(opened.error());
            }
        }
        return problem;
    }

private:
    static Shape shape(Part part, const char *name, std::int64_t rows, std::int64_t width)
    {
        return {std::string(name) + " " + std::to_string(rows) + "x" + std::to_string(width),
                {{"part", part}, {"rows", rows}, {"width", width}}};
    }
    static Shape silu(std::int64_t rows, std::int64_t width)
    {
        return shape(SiluMul, "silu-mul", rows, width);
    }
    static Shape norm(std::int64_t rows, std::int64_t width)
    {
        return shape(AddRmsNorm, "add-rmsnorm", rows, width);
    }
    static Shape merge(std::int64_t tokens, std::int64_t heads, std::int64_t headSize)
    {
        return shape(MergeStates, "merge-states", tokens * heads, headSize);
    }
};

}  // namespace

std::unique_ptr<Kernel> sglangTrioFusion()
{
    return std::make_unique<SglangTrioFusion>();
}

}  // namespace touchstone::kernels

#endif  // HWY_ONCE
