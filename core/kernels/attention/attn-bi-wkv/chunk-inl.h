// A chunk of tokens of the bidirectional WKV scan. Included once per target of Highway, after
// highway.h, in a file that is compiled by foreach_target.h.
#if defined(TOUCHSTONE_ATTN_BI_WKV_CHUNK_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef TOUCHSTONE_ATTN_BI_WKV_CHUNK_INL_H
#undef TOUCHSTONE_ATTN_BI_WKV_CHUNK_INL_H
#else
#define TOUCHSTONE_ATTN_BI_WKV_CHUNK_INL_H
#endif

#include <hwy/highway.h>

#include "kernels/attention/attn-bi-wkv/scan.h"
#include "kernels/blocks/exp2-inl.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::attn_bi_wkv {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using touchstone::kernels::HWY_NAMESPACE::exp2OfNegative;

using Floats = hn::CappedTag<float, blockChannels>;
using Vec = hn::Vec<Floats>;
constexpr Floats floats;

constexpr float log2E = 1.44269504F;
constexpr float emptyTop = -1e30F;  // exponent of nothing: finite, so that differences stay numbers
constexpr float calmRange = 40.0F;  // exponents this near share a scale

// One vector of channels; exponents are in units of log2. Rows of `stride` floats per token.
struct Lanes {
    std::size_t tokens, stride;
    const float *k, *v;
    float *out;
    Vec decay;  // w / T
    Vec bonus;  // u

    Vec key(std::size_t t) const
    {
        return hn::Mul(hn::LoadU(floats, k + t * stride), hn::Set(floats, log2E));
    }
    Vec value(std::size_t t) const { return hn::LoadU(floats, v + t * stride); }
    void write(std::size_t t, Vec o) const { hn::StoreU(o, floats, out + t * stride); }
};

// Tokens [first, last).
struct Chunk {
    std::size_t first, last;
};

// sum e^(exponent) v and sum e^(exponent), both over 2^top.
struct Sums {
    Vec top, weighted, plain;
};

// One of the two factors is 1: a single exponential serves both.
HWY_INLINE Sums merged(const Sums &a, const Sums &b)
{
    const auto aLeads = hn::Ge(a.top, b.top);
    const Vec one = hn::Set(floats, 1.0F);
    const Vec power = exp2OfNegative(floats, hn::Neg(hn::AbsDiff(a.top, b.top)));
    const Vec ofA = hn::IfThenElse(aLeads, one, power);
    const Vec ofB = hn::IfThenElse(aLeads, power, one);
    return {hn::Max(a.top, b.top), hn::MulAdd(ofA, a.weighted, hn::Mul(ofB, b.weighted)),
            hn::MulAdd(ofA, a.plain, hn::Mul(ofB, b.plain))};
}

HWY_INLINE Sums load(const float *state)
{
    return {hn::Load(floats, state), hn::Load(floats, state + blockChannels),
            hn::Load(floats, state + 2 * blockChannels)};
}

HWY_INLINE void store(const Sums &sums, float *state)
{
    hn::Store(sums.top, floats, state);
    hn::Store(sums.weighted, floats, state + blockChannels);
    hn::Store(sums.plain, floats, state + 2 * blockChannels);
}

// Decays over `tokens` of them, in exponents.
HWY_INLINE Vec decayOver(const Lanes &l, std::size_t tokens)
{
    return hn::Mul(hn::Set(floats, float(tokens)), l.decay);
}

// 2^x of either sign.
HWY_INLINE Vec exp2Of(Vec x)
{
    const Vec power = exp2OfNegative(floats, hn::Neg(hn::Abs(x)));
    return hn::IfThenElse(hn::Gt(x, hn::Zero(floats)), hn::Div(hn::Set(floats, 1.0F), power),
                          power);
}

// The decay of one token as a factor.
HWY_INLINE Vec fadeOf(const Lanes &l)
{
    return exp2OfNegative(floats, hn::Neg(l.decay));
}

// The sums over a chunk under one scale, which they share with what comes from behind it: one
// exponential per token, and a token's step is a multiplication by a constant.
HWY_INLINE Sums addBackward(const Lanes &l, Chunk chunk, Sums behind)
{
    const Vec fade = fadeOf(l);
    for (std::size_t t = chunk.last; t-- > chunk.first;) {
        const Vec e = exp2OfNegative(floats, hn::Sub(l.key(t), behind.top));
        behind.weighted = hn::MulAdd(fade, behind.weighted, hn::Mul(e, l.value(t)));
        behind.plain = hn::MulAdd(fade, behind.plain, e);
    }
    return behind;
}

// Writes the outputs of a chunk and returns what lies before the next one; before and behind have
// the same top.
HWY_INLINE Sums mixChunk(const Lanes &l, Chunk chunk, Sums behind, Sums before)
{
    const Vec fade = fadeOf(l), own = exp2Of(l.bonus);
    Vec e[chunkTokens], ev[chunkTokens], over[chunkTokens], under[chunkTokens];
    for (std::size_t t = chunk.last; t-- > chunk.first;) {
        const std::size_t i = t - chunk.first;
        e[i] = exp2OfNegative(floats, hn::Sub(l.key(t), behind.top));
        ev[i] = hn::Mul(e[i], l.value(t));
        over[i] = hn::MulAdd(own, ev[i], behind.weighted);
        under[i] = hn::MulAdd(own, e[i], behind.plain);
        behind.weighted = hn::MulAdd(fade, behind.weighted, ev[i]);
        behind.plain = hn::MulAdd(fade, behind.plain, e[i]);
    }
    for (std::size_t t = chunk.first; t < chunk.last; ++t) {
        const std::size_t i = t - chunk.first;
        l.write(t, hn::Div(hn::Add(before.weighted, over[i]), hn::Add(before.plain, under[i])));
        before.weighted = hn::MulAdd(fade, before.weighted, ev[i]);
        before.plain = hn::MulAdd(fade, before.plain, e[i]);
    }
    return before;
}

// Token i enters with the exponent k_i -+ i w/T, which decays nothing seen before: taking the decay
// off `top` in every step would add up its rounding over all tokens. Seen from token t:
HWY_INLINE Vec topBehind(const Lanes &l, std::size_t t, Vec top)
{
    return hn::Add(decayOver(l, t + 1), top);
}
HWY_INLINE Vec topBefore(const Lanes &l, std::size_t t, Vec top)
{
    return hn::NegMulAdd(hn::Sub(hn::Set(floats, float(t)), hn::Set(floats, 1.0F)), l.decay, top);
}

// A step for any exponents: the maximum runs, and every token waits for the exponential of
// the one before.
HWY_INLINE Sums withBehind(const Lanes &l, std::size_t t, const Sums &behind)
{
    return merged(behind, {hn::Sub(l.key(t), decayOver(l, t)), l.value(t), hn::Set(floats, 1.0F)});
}

HWY_INLINE Sums mixWildChunk(const Lanes &l, Chunk chunk, Sums behind, Sums before)
{
    Sums states[chunkTokens];
    for (std::size_t t = chunk.last; t-- > chunk.first;) {
        states[t - chunk.first] = {topBehind(l, t, behind.top), behind.weighted, behind.plain};
        behind = withBehind(l, t, behind);
    }
    const Vec one = hn::Set(floats, 1.0F);
    for (std::size_t t = chunk.first; t < chunk.last; ++t) {
        const Vec k = l.key(t);
        const Vec v = l.value(t);
        const Sums others = merged({topBefore(l, t, before.top), before.weighted, before.plain},
                                   states[t - chunk.first]);
        const Sums all = merged(others, {hn::Add(k, l.bonus), v, one});
        l.write(t, hn::Div(all.weighted, all.plain));
        before = merged(before, {hn::Add(k, decayOver(l, t)), v, one});
    }
    return before;
}

// The largest and smallest exponent of a chunk and of the sums that enter it.
struct Range {
    Vec top, bottom;

    HWY_INLINE void include(Vec x)
    {
        top = hn::Max(top, x);
        bottom = hn::Min(bottom, x);
    }
    HWY_INLINE void includeSums(Vec x, const Sums &sums)
    {
        include(hn::IfThenElse(hn::Eq(sums.plain, hn::Zero(floats)), top, x));
    }
    // Near enough for one scale: no term is lost in the sum. Never with NaN.
    HWY_INLINE bool calm(const Lanes &l) const
    {
        const Vec limit = hn::Set(floats, calmRange);
        const auto near = hn::And(
                hn::Le(hn::Sub(top, bottom), limit),
                hn::And(hn::Le(hn::Abs(l.bonus), limit), hn::Le(decayOver(l, chunkTokens), limit)));
        return hn::AllTrue(floats, near);
    }
};

HWY_INLINE Range keysOf(const Lanes &l, Chunk chunk)
{
    Range range{l.key(chunk.first), l.key(chunk.first)};
    for (std::size_t t = chunk.first + 1; t < chunk.last; ++t) {
        range.include(l.key(t));
    }
    return range;
}

// The same sums over another top; both lie within calmRange unless there are none.
HWY_INLINE Sums rescaled(const Sums &sums, Vec from, Vec to)
{
    const Vec factor = exp2Of(hn::Sub(from, to));
    return {to, hn::Mul(factor, sums.weighted), hn::Mul(factor, sums.plain)};
}

HWY_INLINE Sums scanBack(const Lanes &l, Chunk chunk, Sums behind)
{
    const Vec seen = topBehind(l, chunk.last - 1, behind.top);
    Range range = keysOf(l, chunk);
    range.includeSums(seen, behind);
    if (HWY_LIKELY(range.calm(l))) {
        behind = addBackward(l, chunk, rescaled(behind, seen, range.top));
        behind.top = hn::Sub(behind.top, decayOver(l, chunk.first));
        return behind;
    }
    for (std::size_t t = chunk.last; t-- > chunk.first;) {
        behind = withBehind(l, t, behind);
    }
    return behind;
}

HWY_INLINE Sums scanForth(const Lanes &l, Chunk chunk, const Sums &behind, Sums before)
{
    const Vec seenBehind = topBehind(l, chunk.last - 1, behind.top);
    const Vec seenBefore = topBefore(l, chunk.first, before.top);
    Range range = keysOf(l, chunk);
    range.includeSums(seenBefore, before);
    const Vec top = range.top;  // of what will lie before the next chunk
    range.includeSums(seenBehind, behind);
    if (HWY_UNLIKELY(!range.calm(l))) {
        return mixWildChunk(l, chunk, behind, before);
    }
    before = mixChunk(l, chunk, rescaled(behind, seenBehind, range.top),
                      rescaled(before, seenBefore, range.top));
    before = rescaled(before, range.top, top);
    before.top = hn::Add(before.top, decayOver(l, chunk.last - 1));
    return before;
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::attn_bi_wkv
HWY_AFTER_NAMESPACE();

#endif
