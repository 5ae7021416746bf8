// Rows of bfloat16 and fp16 in vectors: SiLU, RMSNorm, merge of attention states.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/fused/sglang-trio-fusion/simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include <limits>

#include "kernels/blocks/half-inl.h"
#include "kernels/fused/sglang-trio-fusion/simd.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::sglang_trio_fusion {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using namespace touchstone::kernels::HWY_NAMESPACE;

// --- short functions

// 2^t for |t| < 126 with a relative error below 5e-5: 2^n, put into the exponent, times a Taylor
// polynomial of degree 4 of 2^f on |f| <= 1/2. Half a unit of fp16 is 2.4e-4, of bfloat16 2e-3.
HWY_INLINE Vec shortExp2(Vec t)
{
    const Vec clamped = hn::Min(hn::Max(t, constant(-126.0F)), constant(126.0F));
    const Vec n = hn::Round(clamped);
    const Vec f = hn::Sub(clamped, n);
    Vec p = hn::MulAdd(f, constant(0.009618129F), constant(0.055504109F));
    p = hn::MulAdd(f, p, constant(0.240226507F));
    p = hn::MulAdd(f, p, constant(0.693147181F));
    p = hn::MulAdd(f, p, constant(1.0F));
    const hn::RebindToSigned<Floats> bits;
    const auto exponent = hn::ShiftLeft<23>(hn::ConvertTo(bits, n));
    return hn::BitCast(floatTag, hn::Add(hn::BitCast(bits, p), exponent));
}

constexpr float log2OfE = 1.44269504F;

// Beyond 88 the exponential would leave the range of float.
HWY_INLINE Vec siluExact(Vec g)
{
    const Vec e = hn::Exp(floatTag, hn::Min(hn::Neg(g), constant(88.0F)));
    return hn::Div(g, hn::Add(constant(1.0F), e));
}

HWY_INLINE Vec siluShort(Vec g)
{
    const Vec e = shortExp2(hn::Mul(g, constant(-log2OfE)));
    return hn::Mul(g, hn::ApproximateReciprocal(hn::Add(constant(1.0F), e)));
}

// --- sums

// residual = a + b for one vector; returns sum + residual^2.
template <class Format>
HWY_INLINE Vec addStep(const Half *a, const Half *b, Half *residual, Vec sum)
{
    const Vec r = hn::Add(Format::load(a), Format::load(b));
    Format::store(r, residual);
    return hn::MulAdd(r, r, sum);
}

// Four sums in turn hide the latency of the additions.
template <class Format>
HWY_INLINE float addAndSum(std::size_t width, const Half *a, const Half *b, Half *residual)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    Vec s0 = hn::Zero(floatTag), s1 = s0, s2 = s0, s3 = s0;
    std::size_t i = 0;
    for (; i + 4 * lanes <= width; i += 4 * lanes) {
        const std::size_t j = i + lanes, k = j + lanes, l = k + lanes;
        s0 = addStep<Format>(a + i, b + i, residual + i, s0);
        s1 = addStep<Format>(a + j, b + j, residual + j, s1);
        s2 = addStep<Format>(a + k, b + k, residual + k, s2);
        s3 = addStep<Format>(a + l, b + l, residual + l, s3);
    }
    for (; i + lanes <= width; i += lanes) {
        s0 = addStep<Format>(a + i, b + i, residual + i, s0);
    }
    if (i < width) {
        Half tails[3][mostLanes] = {};  // what is beyond the row adds nothing
        std::copy(a + i, a + width, tails[0]);
        std::copy(b + i, b + width, tails[1]);
        s1 = addStep<Format>(tails[0], tails[1], tails[2], s1);
        std::copy(tails[2], tails[2] + (width - i), residual + i);
    }
    return hn::GetLane(hn::SumOfLanes(floatTag, hn::Add(hn::Add(s0, s1), hn::Add(s2, s3))));
}

float AddAndSum(const Vectors &v, const Half *a, const Half *b, Half *residual)
{
    return v.format == HalfFormat::Bf16 ? addAndSum<AsBf16>(v.width, a, b, residual)
                                        : addAndSum<AsFp16>(v.width, a, b, residual);
}

template <class Format>
HWY_INLINE float squareSumOf(std::size_t width, const Half *in)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    Vec sum = hn::Zero(floatTag);
    std::size_t i = 0;
    for (; i + lanes <= width; i += lanes) {
        const Vec value = Format::load(in + i);
        sum = hn::MulAdd(value, value, sum);
    }
    Half tail[mostLanes] = {};
    std::copy(in + i, in + width, tail);
    const Vec value = Format::load(tail);
    return hn::GetLane(hn::SumOfLanes(floatTag, hn::MulAdd(value, value, sum)));
}

float SquareSumOf(const Vectors &v, const Half *in)
{
    return v.format == HalfFormat::Bf16 ? squareSumOf<AsBf16>(v.width, in)
                                        : squareSumOf<AsFp16>(v.width, in);
}

void AddAndSquare(const Vectors &v, const Half *a, const Half *b, Half *residual, float *squares)
{
    std::size_t at = 0;
    const std::size_t lanes = hn::Lanes(floatTag);
    mapHalves(
            v.format, v.width, residual,
            [&](Vec x, Vec y) HWY_ATTR {
                const Vec r = hn::Add(x, y);
                float values[mostLanes];
                hn::StoreU(hn::Mul(r, r), floatTag, values);
                const std::size_t count = std::min(lanes, v.width - at);
                std::copy(values, values + count, squares + at);
                at += count;
                return r;
            },
            a, b);
}

// --- merged states

struct Merged {
    Vec wa, wb, state;
};

// m = max(s_a, s_b), w = e^(s - m); where m is -inf nothing was seen and the weights are 0.
HWY_INLINE Merged mergedStates(Vec sa, Vec sb, bool fast)
{
    const Vec top = hn::Max(sa, sb);
    const auto seen = hn::Gt(top, constant(std::numeric_limits<float>::lowest()));
    const Vec shift = hn::IfThenElseZero(seen, top);
    // Differences below -80 are nothing beside the other part's 1.
    const Vec da = hn::Max(hn::Sub(sa, shift), constant(-80.0F));
    const Vec db = hn::Max(hn::Sub(sb, shift), constant(-80.0F));
    const Vec ea = fast ? shortExp2(hn::Mul(da, constant(log2OfE))) : hn::Exp(floatTag, da);
    const Vec eb = fast ? shortExp2(hn::Mul(db, constant(log2OfE))) : hn::Exp(floatTag, db);
    const Vec sum = hn::Add(ea, eb);
    const Vec inverse = fast ? hn::ApproximateReciprocal(sum) : hn::Div(constant(1.0F), sum);
    return {hn::IfThenElseZero(seen, hn::Mul(ea, inverse)),
            hn::IfThenElseZero(seen, hn::Mul(eb, inverse)),
            hn::IfThenElse(seen, hn::Add(top, hn::Log(floatTag, sum)), top)};
}

// --- rows, element by element

void MapRow(const Vectors &v, RowMap map, const Half *a, const Half *b, Half *out, float p, float q)
{
    const Vec vp = constant(p), vq = constant(q);
    const volatile float again = p, too = q;  // volatile: the compiler must not hoist
    const auto each = [&](const auto &op) HWY_ATTR { mapHalves(v.format, v.width, out, op, a, b); };
    switch (map) {
    case RowMap::SiluMul:
        return each([](Vec x, Vec y) HWY_ATTR { return hn::Mul(siluExact(x), y); });
    case RowMap::ShortSiluMul:
        return each([](Vec x, Vec y) HWY_ATTR { return hn::Mul(siluShort(x), y); });
    case RowMap::Silu:
        return each([](Vec x, Vec) HWY_ATTR { return siluExact(x); });
    case RowMap::Multiply:
        return each([](Vec x, Vec y) HWY_ATTR { return hn::Mul(x, y); });
    case RowMap::Add:
        return each([](Vec x, Vec y) HWY_ATTR { return hn::Add(x, y); });
    case RowMap::Scale:
        return each([vp](Vec x, Vec) HWY_ATTR { return hn::Mul(x, vp); });
    case RowMap::ScaleBy:
        return each([vp](Vec x, Vec y) HWY_ATTR { return hn::Mul(hn::Mul(x, vp), y); });
    case RowMap::NormaliseBy:
        return each([&](Vec x, Vec y) HWY_ATTR {
            return hn::Mul(hn::Div(x, hn::Sqrt(constant(again + q))), y);
        });
    case RowMap::Blend:
        return each([vp, vq](Vec x, Vec y) HWY_ATTR { return hn::MulAdd(vp, x, hn::Mul(vq, y)); });
    case RowMap::BlendFromStates:
        return each([&](Vec x, Vec y) HWY_ATTR {
            const Merged m = mergedStates(constant(again), constant(too), false);
            return hn::MulAdd(m.wa, x, hn::Mul(m.wb, y));
        });
    }
}

void MergeWeights(const float *sa, const float *sb, std::size_t rows, float *wa, float *wb,
                  float *state, bool fast)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    for (std::size_t i = 0; i < rows; i += lanes) {
        const std::size_t count = std::min(lanes, rows - i);
        float in[2][mostLanes] = {};
        std::copy(sa + i, sa + i + count, in[0]);
        std::copy(sb + i, sb + i + count, in[1]);
        const Merged m = mergedStates(hn::LoadU(floatTag, in[0]), hn::LoadU(floatTag, in[1]), fast);
        float out[3][mostLanes];
        hn::StoreU(m.wa, floatTag, out[0]);
        hn::StoreU(m.wb, floatTag, out[1]);
        hn::StoreU(m.state, floatTag, out[2]);
        std::copy(out[0], out[0] + count, wa + i);
        std::copy(out[1], out[1] + count, wb + i);
        std::copy(out[2], out[2] + count, state + i);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::sglang_trio_fusion
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace touchstone::kernels::sglang_trio_fusion {

HWY_EXPORT(MapRow);
HWY_EXPORT(SquareSumOf);
HWY_EXPORT(AddAndSum);
HWY_EXPORT(AddAndSquare);
HWY_EXPORT(MergeWeights);

#define CALL HWY_DYNAMIC_DISPATCH

void Vectors::map(RowMap op, const Half *a, const Half *b, Half *out, float p, float q) const
{
    CALL(MapRow)(*this, op, a, b, out, p, q);
}
float Vectors::squareSum(const Half *in) const
{
    return CALL(SquareSumOf)(*this, in);
}
float Vectors::addAndSum(const Half *a, const Half *b, Half *residual) const
{
    return CALL(AddAndSum)(*this, a, b, residual);
}
void Vectors::addAndSquare(const Half *a, const Half *b, Half *residual, float *squares) const
{
    CALL(AddAndSquare)(*this, a, b, residual, squares);
}

void mergeWeights(const float *sa, const float *sb, std::size_t rows, float *wa, float *wb,
                  float *state, bool fast)
{
    CALL(MergeWeights)(sa, sb, rows, wa, wb, state, fast);
}

}  // namespace touchstone::kernels::sglang_trio_fusion

#endif  // HWY_ONCE
