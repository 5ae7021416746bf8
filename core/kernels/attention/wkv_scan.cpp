#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attention/wkv_scan.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>

#include "kernels/attention/wkv_scan.h"
#include "kernels/blocks/exp2-inl.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::wkv {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using touchstone::kernels::HWY_NAMESPACE::exp2OfNegative;

using Floats = hn::CappedTag<float, kLanes>;
using Vec = hn::Vec<Floats>;
constexpr Floats kFloats;

constexpr float kLog2E = 1.44269504F;
constexpr float kEmpty = -1e30F;  // exponent of nothing: finite, so that differences stay numbers

// One vector of channels; exponents are in units of log2. Rows of kLanes floats a token.
struct Lanes {
    std::size_t tokens;
    const float *k, *v;
    float *out;
    Vec decay;  // w / T
    Vec bonus;  // u
};

// sum e^(exponent) v and sum e^(exponent), both over 2^top.
struct Sums {
    Vec top, weighted, plain;
};

// One of the two factors is 1: a single exponential serves both.
HWY_INLINE Sums merged(const Sums &a, const Sums &b)
{
    const auto aLeads = hn::Ge(a.top, b.top);
    const Vec one = hn::Set(kFloats, 1.0F);
    const Vec power = exp2OfNegative(kFloats, hn::Neg(hn::AbsDiff(a.top, b.top)));
    const Vec ofA = hn::IfThenElse(aLeads, one, power);
    const Vec ofB = hn::IfThenElse(aLeads, power, one);
    return {hn::Max(a.top, b.top), hn::MulAdd(ofA, a.weighted, hn::Mul(ofB, b.weighted)),
            hn::MulAdd(ofA, a.plain, hn::Mul(ofB, b.plain))};
}

HWY_INLINE Sums nothingSeen()
{
    return {hn::Set(kFloats, kEmpty), hn::Zero(kFloats), hn::Zero(kFloats)};
}

// Backward first, its sums kept; then forward, combining. states: [3][tokens x kLanes].
// Token i enters with the exponent k_i -+ i w/T, which decays nothing seen before: taking the decay
// off `top` in every step would add up its rounding over all tokens.
HWY_INLINE void scan(const Lanes &l, float *states)
{
    const std::size_t plane = l.tokens * kLanes;
    const Vec one = hn::Set(kFloats, 1.0F);
    const auto place = [](std::size_t t) HWY_ATTR { return hn::Set(kFloats, float(t)); };
    Sums behind = nothingSeen();
    for (std::size_t t = l.tokens; t-- > 0;) {
        float *state = states + t * kLanes;
        hn::Store(hn::MulAdd(place(t + 1), l.decay, behind.top), kFloats, state);
        hn::Store(behind.weighted, kFloats, state + plane);
        hn::Store(behind.plain, kFloats, state + 2 * plane);
        const Vec k = hn::Load(kFloats, l.k + t * kLanes);
        const Vec v = hn::Load(kFloats, l.v + t * kLanes);
        behind = merged(behind, {hn::NegMulAdd(place(t), l.decay, k), v, one});
    }
    Sums before = nothingSeen();
    for (std::size_t t = 0; t < l.tokens; ++t) {
        const float *state = states + t * kLanes;
        behind = {hn::Load(kFloats, state), hn::Load(kFloats, state + plane),
                  hn::Load(kFloats, state + 2 * plane)};
        const Vec k = hn::Load(kFloats, l.k + t * kLanes);
        const Vec v = hn::Load(kFloats, l.v + t * kLanes);
        const Vec top = hn::NegMulAdd(hn::Sub(place(t), one), l.decay, before.top);
        const Sums others = merged({top, before.weighted, before.plain}, behind);
        const Sums all = merged(others, {hn::Add(k, l.bonus), v, one});
        hn::Store(hn::Div(all.weighted, all.plain), kFloats, l.out + t * kLanes);
        before = merged(before, {hn::MulAdd(place(t), l.decay, k), v, one});
    }
}

// e^(k - max k) once a token; the sums then fade by a constant factor. weights: [tokens x kLanes].
HWY_INLINE void shiftedWeights(const Lanes &l, float *weights)
{
    Vec top = hn::Set(kFloats, kEmpty);
    for (std::size_t t = 0; t < l.tokens; ++t) {
        top = hn::Max(top, hn::Load(kFloats, l.k + t * kLanes));
    }
    for (std::size_t t = 0; t < l.tokens; ++t) {
        const Vec k = hn::Load(kFloats, l.k + t * kLanes);
        hn::Store(exp2OfNegative(kFloats, hn::Sub(k, top)), kFloats, weights + t * kLanes);
    }
}

// 2^x of either sign.
HWY_INLINE Vec exp2Of(Vec x)
{
    const Vec power = exp2OfNegative(kFloats, hn::Neg(hn::Abs(x)));
    return hn::IfThenElse(hn::Gt(x, hn::Zero(kFloats)), hn::Div(hn::Set(kFloats, 1.0F), power),
                          power);
}

HWY_INLINE void shifted(const Lanes &l, float *states)
{
    const std::size_t plane = l.tokens * kLanes;
    float *weights = states + 2 * plane;
    shiftedWeights(l, weights);
    const Vec fade = exp2OfNegative(kFloats, hn::Neg(l.decay));
    const Vec own = exp2Of(l.bonus);
    Vec weighted = hn::Zero(kFloats);
    Vec plain = hn::Zero(kFloats);
    for (std::size_t t = l.tokens; t-- > 0;) {
        hn::Store(weighted, kFloats, states + t * kLanes);
        hn::Store(plain, kFloats, states + plane + t * kLanes);
        const Vec e = hn::Load(kFloats, weights + t * kLanes);
        weighted = hn::MulAdd(fade, weighted, hn::Mul(e, hn::Load(kFloats, l.v + t * kLanes)));
        plain = hn::MulAdd(fade, plain, e);
    }
    weighted = plain = hn::Zero(kFloats);
    for (std::size_t t = 0; t < l.tokens; ++t) {
        const Vec e = hn::Load(kFloats, weights + t * kLanes);
        const Vec ev = hn::Mul(e, hn::Load(kFloats, l.v + t * kLanes));
        const Vec top =
                hn::MulAdd(own, ev, hn::Add(weighted, hn::Load(kFloats, states + t * kLanes)));
        const Vec bottom =
                hn::MulAdd(own, e, hn::Add(plain, hn::Load(kFloats, states + plane + t * kLanes)));
        hn::Store(hn::Div(top, bottom), kFloats, l.out + t * kLanes);
        weighted = hn::MulAdd(fade, weighted, ev);
        plain = hn::MulAdd(fade, plain, e);
    }
}

// Every pair of tokens, from the nearest to the farthest; the decay of a distance by repeated
// multiplication.
HWY_INLINE void quadratic(const Lanes &l, float *states)
{
    float *weights = states;
    shiftedWeights(l, weights);
    const Vec fade = exp2OfNegative(kFloats, hn::Neg(l.decay));
    const Vec own = exp2Of(l.bonus);
    for (std::size_t t = 0; t < l.tokens; ++t) {
        Vec plain = hn::Mul(own, hn::Load(kFloats, weights + t * kLanes));
        Vec weighted = hn::Mul(plain, hn::Load(kFloats, l.v + t * kLanes));
        const auto add = [&](std::size_t i, Vec decayed) HWY_ATTR {
            const Vec e = hn::Mul(decayed, hn::Load(kFloats, weights + i * kLanes));
            weighted = hn::MulAdd(e, hn::Load(kFloats, l.v + i * kLanes), weighted);
            plain = hn::Add(plain, e);
        };
        Vec decayed = hn::Set(kFloats, 1.0F);
        for (std::size_t i = t; i-- > 0; decayed = hn::Mul(decayed, fade)) {
            add(i, decayed);
        }
        decayed = hn::Set(kFloats, 1.0F);
        for (std::size_t i = t + 1; i < l.tokens; ++i, decayed = hn::Mul(decayed, fade)) {
            add(i, decayed);
        }
        hn::Store(hn::Div(weighted, plain), kFloats, l.out + t * kLanes);
    }
}

// Columns [first, first + count) of a matrix beside zeros; scale: to units of log2.
void gather(const float *from, std::size_t stride, std::size_t rows, std::size_t count, float scale,
            float *to)
{
    if (count < kLanes) {
        std::fill(to, to + rows * kLanes, 0.0F);
    }
    for (std::size_t t = 0; t < rows; ++t) {
        const float *row = from + t * stride;
        if (count == kLanes) {  // known to the compiler: one vector
            for (std::size_t c = 0; c < kLanes; ++c) {
                to[t * kLanes + c] = row[c] * scale;
            }
        } else {
            for (std::size_t c = 0; c < count; ++c) {
                to[t * kLanes + c] = row[c] * scale;
            }
        }
    }
}

void Block(const Sequence &s, std::size_t first, Form form, float *scratch)
{
    const std::size_t count = std::min(kLanes, s.channels - first);
    const std::size_t plane = s.tokens * kLanes;
    float *k = scratch;
    float *v = scratch + plane;
    float *states = scratch + 2 * plane;
    gather(s.k + first, s.channels, s.tokens, count, kLog2E, k);
    gather(s.v + first, s.channels, s.tokens, count, 1.0F, v);
    HWY_ALIGN float decay[kLanes];
    HWY_ALIGN float bonus[kLanes];
    gather(s.w + first, 0, 1, count, kLog2E / float(s.tokens), decay);
    gather(s.u + first, 0, 1, count, kLog2E, bonus);
    const std::size_t lanes = hn::Lanes(kFloats);
    for (std::size_t c = 0; c < kLanes; c += lanes) {
        // The result replaces v, which no later token of a scan needs; the quadratic form does.
        float *out = form == Form::Quadratic ? states + 2 * plane + c : v + c;
        const Lanes l{s.tokens,
                      k + c,
                      v + c,
                      out,
                      hn::Load(kFloats, decay + c),
                      hn::Load(kFloats, bonus + c)};
        if (form == Form::Scan) {
            scan(l, states + c);
        } else if (form == Form::Shifted) {
            shifted(l, states + c);
        } else {
            quadratic(l, states + c);
        }
    }
    const float *result = form == Form::Quadratic ? states + 2 * plane : v;
    for (std::size_t t = 0; t < s.tokens; ++t) {
        std::copy_n(result + t * kLanes, count, s.out + t * s.channels + first);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::wkv
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace touchstone::kernels::wkv {

HWY_EXPORT(Block);

void wkvBlock(const Sequence &sequence, std::size_t first, Form form, float *scratch)
{
    HWY_DYNAMIC_DISPATCH(Block)(sequence, first, form, scratch);
}

}  // namespace touchstone::kernels::wkv

#endif  // HWY_ONCE
