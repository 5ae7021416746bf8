// The WKV scan and its quadratic form over blocks of channels, in vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attention/attn-bi-wkv/simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include <algorithm>

#include "kernels/attention/attn-bi-wkv/chunk-inl.h"
#include "kernels/blocks/parallel.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::attn_bi_wkv {
namespace HWY_NAMESPACE {

HWY_INLINE Vec largestKey(const Lanes &l)
{
    return keysOf(l, {0, l.tokens}).top;
}

// Every pair of tokens, from the nearest to the farthest; the decay of a distance by repeated
// multiplication. copies: [weights, values][tokens x lanes], close together since every token reads
// them all.
HWY_INLINE void quadratic(const Lanes &l, float *copies)
{
    const std::size_t lanes = hn::Lanes(floats);
    float *weights = copies;
    float *values = copies + l.tokens * lanes;
    const Vec top = largestKey(l);
    for (std::size_t t = 0; t < l.tokens; ++t) {
        hn::Store(exp2OfNegative(floats, hn::Sub(l.key(t), top)), floats, weights + t * lanes);
        hn::Store(l.value(t), floats, values + t * lanes);
    }
    const Vec fade = fadeOf(l), own = exp2Of(l.bonus);
    for (std::size_t t = 0; t < l.tokens; ++t) {
        Vec plain = hn::Mul(own, hn::Load(floats, weights + t * lanes));
        Vec weighted = hn::Mul(plain, l.value(t));
        const auto add = [&](std::size_t i, Vec decayed) HWY_ATTR {
            const Vec e = hn::Mul(decayed, hn::Load(floats, weights + i * lanes));
            weighted = hn::MulAdd(e, hn::Load(floats, values + i * lanes), weighted);
            plain = hn::Add(plain, e);
        };
        Vec decayed = hn::Set(floats, 1.0F);
        for (std::size_t i = t; i-- > 0; decayed = hn::Mul(decayed, fade)) {
            add(i, decayed);
        }
        decayed = hn::Set(floats, 1.0F);
        for (std::size_t i = t + 1; i < l.tokens; ++i, decayed = hn::Mul(decayed, fade)) {
            add(i, decayed);
        }
        l.write(t, hn::Div(weighted, plain));
    }
}

// Rows that lie far apart are beyond what the processor foresees.
HWY_INLINE void prefetch(const Lanes &l, Chunk chunk)
{
    for (std::size_t t = chunk.first; t < chunk.last; ++t) {
        for (std::size_t c = 0; c < blockChannels; c += 16) {
            hwy::Prefetch(l.k + t * l.stride + c);
            hwy::Prefetch(l.v + t * l.stride + c);
            hwy::Prefetch(l.out + t * l.stride + c);
        }
    }
}

// Backward over the chunks first, keeping what lies behind each; then forward, combining. All
// vectors of a row go through a chunk together, so that rows are read in whole cache lines.
// states: [chunks + 1][top, weighted, plain][blockChannels], the last for what lies before.
template <class LanesAt>
HWY_INLINE void scan(const LanesAt &at, std::size_t tokens, bool shifted, float *states)
{
    constexpr std::size_t slot = 3 * blockChannels;
    const std::size_t lanes = hn::Lanes(floats);
    const std::size_t chunks = (tokens + chunkTokens - 1) / chunkTokens;
    float *before = states + chunks * slot;
    for (std::size_t c = 0; c < blockChannels; c += lanes) {
        // Shifted: one scale for all tokens of a channel, which stays.
        const Vec top = shifted ? largestKey(at(c)) : hn::Set(floats, emptyTop);
        const Sums start{top, hn::Zero(floats), hn::Zero(floats)};
        store(start, before + c);
        store(start, states + (chunks - 1) * slot + c);
    }
    const auto chunk = [&](std::size_t i) {
        return Chunk{i * chunkTokens, std::min(tokens, (i + 1) * chunkTokens)};
    };
    for (std::size_t i = chunks; --i > 0;) {
        prefetch(at(0), chunk(i - 1));
        for (std::size_t c = 0; c < blockChannels; c += lanes) {
            const Sums behind = load(states + i * slot + c);
            store(shifted ? addBackward(at(c), chunk(i), behind)
                          : scanBack(at(c), chunk(i), behind),
                  states + (i - 1) * slot + c);
        }
    }
    for (std::size_t i = 0; i < chunks; ++i) {
        prefetch(at(0), chunk(std::min(i + 1, chunks - 1)));
        for (std::size_t c = 0; c < blockChannels; c += lanes) {
            const Sums behind = load(states + i * slot + c);
            const Sums sums = load(before + c);
            store(shifted ? mixChunk(at(c), chunk(i), behind, sums)
                          : scanForth(at(c), chunk(i), behind, sums),
                  before + c);
        }
    }
}

// Columns [0, count) of a matrix, filled up by zeros to rows of blockChannels.
void gather(const float *from, std::size_t stride, std::size_t rows, std::size_t count, float *to)
{
    std::fill(to, to + rows * blockChannels, 0.0F);
    for (std::size_t t = 0; t < rows; ++t) {
        std::copy_n(from + t * stride, count, to + t * blockChannels);
    }
}

void Block(const Sequence &s, std::size_t first, Form form, float *scratch)
{
    const std::size_t count = std::min(blockChannels, s.channels - first);
    const std::size_t plane = s.tokens * blockChannels;
    // What is left of the channels goes through copies with whole rows.
    float *copies = scratch;
    float *own = scratch + columnFloats(s);
    const bool whole = count == blockChannels;
    if (!whole) {
        gather(s.k + first, s.channels, s.tokens, count, copies);
        gather(s.v + first, s.channels, s.tokens, count, copies + plane);
    }
    const float *k = whole ? s.k + first : copies;
    const float *v = whole ? s.v + first : copies + plane;
    float *out = whole ? s.out + first : copies + 2 * plane;
    HWY_ALIGN float decay[blockChannels];
    HWY_ALIGN float bonus[blockChannels];
    gather(s.w + first, 0, 1, count, decay);
    gather(s.u + first, 0, 1, count, bonus);
    const auto at = [&](std::size_t c) HWY_ATTR {
        return Lanes{s.tokens,
                     whole ? s.channels : blockChannels,
                     k + c,
                     v + c,
                     out + c,
                     hn::Mul(hn::Load(floats, decay + c), hn::Set(floats, log2E / float(s.tokens))),
                     hn::Mul(hn::Load(floats, bonus + c), hn::Set(floats, log2E))};
    };
    if (form == Form::Quadratic) {
        for (std::size_t c = 0; c < blockChannels; c += hn::Lanes(floats)) {
            quadratic(at(c), own);
        }
    } else {
        scan(at, s.tokens, form == Form::Shifted, own);
    }
    if (!whole) {
        for (std::size_t t = 0; t < s.tokens; ++t) {
            std::copy_n(out + t * blockChannels, count, s.out + t * s.channels + first);
        }
    }
}

void Gate(const float *r, float *o, std::size_t count)
{
    const Vec one = hn::Set(floats, 1.0F);
    const auto gated = [&](Vec x, Vec y) HWY_ATTR {
        const Vec power = exp2OfNegative(floats, hn::Mul(hn::Abs(x), hn::Set(floats, -log2E)));
        const Vec above = hn::IfThenElse(hn::Lt(x, hn::Zero(floats)), power, one);
        return hn::Div(hn::Mul(above, y), hn::Add(one, power));
    };
    const std::size_t lanes = hn::Lanes(floats);
    std::size_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        hn::StoreU(gated(hn::LoadU(floats, r + i), hn::LoadU(floats, o + i)), floats, o + i);
    }
    if (i < count) {
        HWY_ALIGN float tails[2][blockChannels] = {};
        std::copy(r + i, r + count, tails[0]);
        std::copy(o + i, o + count, tails[1]);
        hn::Store(gated(hn::Load(floats, tails[0]), hn::Load(floats, tails[1])), floats, tails[1]);
        std::copy_n(tails[1], count - i, o + i);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::attn_bi_wkv
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace touchstone::kernels::attn_bi_wkv {

HWY_EXPORT(Block);
HWY_EXPORT(Gate);

void wkvBlock(const Sequence &sequence, std::size_t first, Form form, float *scratch)
{
    HWY_DYNAMIC_DISPATCH(Block)(sequence, first, form, scratch);
}

void wkv(const Sequence &firstBatch, std::size_t batches, Form form, float *scratch, int threads)
{
    const std::size_t blocks = (firstBatch.channels + blockChannels - 1) / blockChannels;
    parallelItems(threads, batches * blocks, [&](std::size_t i, std::size_t thread) {
        Sequence batch = firstBatch;
        const std::size_t at = i / blocks * batch.tokens * batch.channels;
        batch.k += at;
        batch.v += at;
        batch.out += at;
        wkvBlock(batch, i % blocks * blockChannels, form,
                 scratch + thread * scratchFloats(batch, form));
    });
}

void gate(const float *r, float *o, std::size_t count, int threads)
{
    parallelRows(threads, count, [&](std::size_t begin, std::size_t end) {
        HWY_DYNAMIC_DISPATCH(Gate)(r + begin, o + begin, end - begin);
    });
}

}  // namespace touchstone::kernels::attn_bi_wkv

#endif  // HWY_ONCE
