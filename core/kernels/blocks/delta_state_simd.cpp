// The recurrence over a state and its form in chunks, in vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/blocks/delta_state_simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>

#include "kernels/blocks/attention-inl.h"
#include "kernels/blocks/delta_state.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::delta {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
namespace tiles = touchstone::kernels::attention::HWY_NAMESPACE;
using tiles::floatTag;
using tiles::microRows;
using tiles::multiplyTile;
using tiles::Vec;

// --- the recurrence

// Two vectors of columns of a panel for one token: what it reads, and what it writes.
struct Columns {
    Vec left, right;
};

HWY_INLINE Columns zeros()
{
    return {hn::Zero(floatTag), hn::Zero(floatTag)};
}
HWY_INLINE Columns addScaled(float factor, const Columns &x, const Columns &to)
{
    const Vec f = hn::Set(floatTag, factor);
    return {hn::MulAdd(f, x.left, to.left), hn::MulAdd(f, x.right, to.right)};
}
HWY_INLINE Columns scaled(float factor, const Columns &x)
{
    const Vec f = hn::Set(floatTag, factor);
    return {hn::Mul(f, x.left), hn::Mul(f, x.right)};
}
HWY_INLINE Columns sum(const Columns &a, const Columns &b)
{
    return {hn::Add(a.left, b.left), hn::Add(a.right, b.right)};
}
HWY_INLINE Columns loadColumns(const float *from)
{
    return {hn::Load(floatTag, from), hn::Load(floatTag, from + hn::Lanes(floatTag))};
}
HWY_INLINE void storeColumns(const Columns &x, float *to)
{
    hn::Store(x.left, floatTag, to);
    hn::Store(x.right, floatTag, to + hn::Lanes(floatTag));
}
// The first `count` columns of a row of the caller's, which may end there.
HWY_INLINE Columns loadRow(const float *from, std::size_t count)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    if (count == 2 * lanes) {
        return {hn::LoadU(floatTag, from), hn::LoadU(floatTag, from + lanes)};
    }
    HWY_ALIGN float row[panelWidth] = {};
    std::copy(from, from + count, row);
    return loadColumns(row);
}
HWY_INLINE void storeRow(const Columns &x, float *to, std::size_t count)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    if (count == 2 * lanes) {
        hn::StoreU(x.left, floatTag, to);
        hn::StoreU(x.right, floatTag, to + lanes);
        return;
    }
    HWY_ALIGN float row[panelWidth];
    storeColumns(x, row);
    std::copy(row, row + count, to);
}

// What a token will have done to the state once somebody looks at it again.
struct Pending {
    float decay;
    const float *key;  // nullptr: nothing
    Columns u;
};

// One pass over the state for each token: it brings what the token before has left behind, and
// reads with the key and the query.
struct Seen {
    Columns predicted, before;
};
template <bool predicts, bool reads>
HWY_INLINE Seen pass(const Pending &last, const float *k, const float *q, std::size_t keySize,
                     const float *from, float *to)
{
    // Sums in two halves, so that one need not wait for the other.
    Seen even{zeros(), zeros()}, odd{zeros(), zeros()};
    const auto take = [&](std::size_t i, Seen &seen) HWY_ATTR {
        Columns s = loadColumns(from + i * panelWidth);
        if (last.key) {
            s = addScaled(last.key[i], last.u, scaled(last.decay, s));
            storeColumns(s, to + i * panelWidth);
        }
        if constexpr (predicts) {
            seen.predicted = addScaled(k[i], s, seen.predicted);
        }
        if constexpr (reads) {
            seen.before = addScaled(q[i], s, seen.before);
        }
    };
    std::size_t i = 0;
    for (; i + 2 <= keySize; i += 2) {
        take(i, even);
        take(i + 1, odd);
    }
    if (i < keySize) {
        take(i, even);
    }
    return {sum(even.predicted, odd.predicted), sum(even.before, odd.before)};
}

HWY_INLINE void settle(const Pending &last, std::size_t keySize, const float *from, float *to)
{
    for (std::size_t i = 0; i < keySize; ++i) {
        const Columns s = loadColumns(from + i * panelWidth);
        storeColumns(addScaled(last.key[i], last.u, scaled(last.decay, s)), to + i * panelWidth);
    }
}

HWY_INLINE float dot(const float *a, const float *b, std::size_t n)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    Vec sums = hn::Zero(floatTag);
    std::size_t i = 0;
    for (; i + lanes <= n; i += lanes) {
        sums = hn::MulAdd(hn::LoadU(floatTag, a + i), hn::LoadU(floatTag, b + i), sums);
    }
    float all = hn::GetLane(hn::SumOfLanes(floatTag, sums));
    for (; i < n; ++i) {
        all += a[i] * b[i];
    }
    return all;
}

// Columns [column, column + count) of all tokens; from, to: the first of them.
template <bool predicts, bool asks>
void recurColumns(Rule rule, const Sizes &sizes, const Tokens &t, const float *from, float *to,
                  const Reads &reads, std::size_t column, std::size_t count)
{
    Pending last{1, nullptr, zeros()};
    const float *state = from;  // as far as `last` has been brought into it
    for (std::size_t i = 0; i < t.count; ++i) {
        const float *k = t.k + i * t.keyStride, *q = t.q + i * t.keyStride;
        const float decay = t.decay[i * t.gateStride], strength = t.strength[i * t.gateStride];
        const Seen seen = pass<predicts, asks>(last, k, q, sizes.keySize, state, to);
        state = last.key ? to : from;
        Columns u = loadRow(t.v + i * t.valueStride + column, count);
        if (rule == Rule::Delta) {
            u = addScaled(-decay, seen.predicted, u);
        }
        last = {decay, k, scaled(strength, u)};
        const std::size_t at = i * reads.stride + column;
        if (reads.predicted) {
            storeRow(seen.predicted, reads.predicted + at, count);
        }
        if (reads.before) {
            storeRow(seen.before, reads.before + at, count);
        }
        if (reads.after) {
            const float own = dot(q, k, sizes.keySize);
            storeRow(addScaled(own, last.u, scaled(decay, seen.before)), reads.after + at, count);
        }
    }
    settle(last, sizes.keySize, state, to);
}

void Recurrent(Rule rule, const Sizes &sizes, const Tokens &tokens, const float *from, float *to,
               const Reads &reads)
{
    const std::size_t width = 2 * hn::Lanes(floatTag);
    const bool predicts = reads.predicted || rule == Rule::Delta;
    const bool asks = reads.before || reads.after;
    const auto recur = predicts ? (asks ? recurColumns<true, true> : recurColumns<true, false>)
                                : (asks ? recurColumns<false, true> : recurColumns<false, false>);
    // To the end of the last panel: of its columns no one reads, but their bytes are written.
    for (std::size_t column = 0; column < stateFloats(sizes) / sizes.keySize; column += width) {
        const std::size_t at = stateIndex(sizes, 0, column);
        const std::size_t left = sizes.valueSize - std::min(column, sizes.valueSize);
        recur(rule, sizes, tokens, from + at, to + at, reads, column, std::min(width, left));
    }
}

// --- chunks

// Where the parts of the scratch lie. Rows of tokens beyond the last one are zero.
struct Scratch {
    float *q, *k;                    // [chunkTokens x keySize]
    float *kT;                       // [keySize x chunkTokens]
    float *keyScores, *queryScores;  // [chunkTokens x chunkTokens], decayed, below the diagonal
    float *own;                      // [chunkTokens]: q_i k_i
    float *u, *predicted, *before;   // [chunkTokens x panelWidth]
    float decays[chunkTokens] = {};  // up to token i, without it
    float all = 1;                   // of the whole chunk
    std::size_t rows;                // tokens, rounded up to rows of a tile

    Scratch(const Sizes &sizes, std::size_t tokens, float *at)
        : rows((tokens + microRows - 1) / microRows * microRows)
    {
        const auto take = [&](std::size_t count) {
            float *mine = at;
            at += count;
            return mine;
        };
        const std::size_t n = chunkTokens, keys = (sizes.keySize + 15) / 16 * 16;
        q = take(n * keys);
        k = take(n * keys);
        kT = take(keys * n);
        keyScores = take(n * n);
        queryScores = take(n * n);
        own = take(n);
        u = take(n * panelWidth);
        predicted = take(n * panelWidth);
        before = take(n * panelWidth);
    }
};

HWY_INLINE void copyRows(const float *from, std::size_t stride, std::size_t count,
                         std::size_t width, std::size_t rows, float *to)
{
    for (std::size_t i = 0; i < count; ++i) {
        std::copy(from + i * stride, from + i * stride + width, to + i * width);
    }
    std::fill(to + count * width, to + rows * width, 0.0F);
}

// Scores of the rows of `a` with the keys of earlier tokens, each decayed by what lies between.
HWY_INLINE void decayedScores(const Scratch &s, const float *a, std::size_t keySize,
                              const Tokens &t, float *scores)
{
    const std::size_t panel = 2 * hn::Lanes(floatTag), lanes = hn::Lanes(floatTag);
    for (std::size_t r = 0; r < s.rows; r += microRows) {
        for (std::size_t j = 0; j < r + microRows; j += panel) {
            multiplyTile<false, microRows>(a + r * keySize, keySize, s.kT + j, chunkTokens,
                                           scores + r * chunkTokens + j, chunkTokens, keySize);
        }
    }
    HWY_ALIGN float between[chunkTokens] = {};  // of the current row
    for (std::size_t i = 0; i < s.rows; ++i) {
        float *row = scores + i * chunkTokens;
        const std::size_t end = (i + lanes - 1) / lanes * lanes;
        for (std::size_t j = 0; j < end; j += lanes) {
            hn::Store(hn::Mul(hn::Load(floatTag, row + j), hn::Load(floatTag, between + j)),
                      floatTag, row + j);
        }
        std::fill(row + i, row + chunkTokens, 0.0F);
        const Vec decay = hn::Set(floatTag, i < t.count ? t.decay[i * t.gateStride] : 1.0F);
        for (std::size_t j = 0; j < end; j += lanes) {
            hn::Store(hn::Mul(hn::Load(floatTag, between + j), decay), floatTag, between + j);
        }
        between[i] = 1;
    }
}

HWY_INLINE void prepareChunk(Scratch &s, const Sizes &sizes, const Tokens &t, bool predicts,
                             bool reads)
{
    copyRows(t.k, t.keyStride, t.count, sizes.keySize, s.rows, s.k);
    for (std::size_t i = 0; i < t.count; ++i) {
        s.decays[i] = s.all;
        s.all *= t.decay[i * t.gateStride];
    }
    for (std::size_t c = 0; c < sizes.keySize; ++c) {
        float *column = s.kT + c * chunkTokens;
        for (std::size_t i = 0; i < s.rows; ++i) {
            column[i] = s.k[i * sizes.keySize + c];
        }
        std::fill(column + s.rows, column + chunkTokens, 0.0F);
    }
    if (predicts) {
        decayedScores(s, s.k, sizes.keySize, t, s.keyScores);
    }
    if (reads) {
        copyRows(t.q, t.keyStride, t.count, sizes.keySize, s.rows, s.q);
        decayedScores(s, s.q, sizes.keySize, t, s.queryScores);
        for (std::size_t i = 0; i < t.count; ++i) {
            s.own[i] = dot(s.q + i * sizes.keySize, s.k + i * sizes.keySize, sizes.keySize);
        }
    }
    // From here on the transposed keys are those that enter the state after the chunk.
    float after[chunkTokens] = {};
    for (std::size_t i = t.count; i-- > 0;) {
        after[i] = i + 1 == t.count ? 1 : after[i + 1] * t.decay[(i + 1) * t.gateStride];
    }
    for (std::size_t c = 0; c < sizes.keySize; ++c) {
        for (std::size_t i = 0; i < chunkTokens; ++i) {
            s.kT[c * chunkTokens + i] *= after[i];
        }
    }
}

// to[rows x panelWidth] = decays * (a[rows x keySize] state): what is left of the state before.
HWY_INLINE void readState(const Scratch &s, const float *a, std::size_t keySize, const float *state,
                          float *to)
{
    const std::size_t panel = 2 * hn::Lanes(floatTag);
    for (std::size_t r = 0; r < s.rows; r += microRows) {
        for (std::size_t c = 0; c < panelWidth; c += panel) {
            multiplyTile<false, microRows>(a + r * keySize, keySize, state + c, panelWidth,
                                           to + r * panelWidth + c, panelWidth, keySize);
        }
    }
    for (std::size_t i = 0; i < s.rows; ++i) {
        for (std::size_t c = 0; c < panelWidth; c += panel) {
            float *row = to + i * panelWidth + c;
            storeColumns(scaled(s.decays[i], loadColumns(row)), row);
        }
    }
}

// Adds what rows [first, first + microRows) of the scores make of u[0, end).
HWY_INLINE void addScored(const float *scores, const float *u, std::size_t first, std::size_t end,
                          float *to)
{
    const std::size_t panel = 2 * hn::Lanes(floatTag);
    for (std::size_t c = 0; c < panelWidth; c += panel) {
        multiplyTile<true, microRows>(scores + first * chunkTokens, chunkTokens, u + c, panelWidth,
                                      to + first * panelWidth + c, panelWidth, end);
    }
}

// Forward substitution: u holds the values and becomes what the tokens write.
HWY_INLINE void solve(const Scratch &s, const Tokens &t)
{
    const std::size_t panel = 2 * hn::Lanes(floatTag);
    for (std::size_t first = 0; first < s.rows; first += microRows) {
        addScored(s.keyScores, s.u, first, first, s.predicted);
        for (std::size_t i = first; i < std::min(first + microRows, t.count); ++i) {
            const float decay = t.decay[i * t.gateStride], strength = t.strength[i * t.gateStride];
            for (std::size_t c = 0; c < panelWidth; c += panel) {
                Columns predicted = loadColumns(s.predicted + i * panelWidth + c);
                for (std::size_t j = first; j < i; ++j) {
                    predicted = addScaled(s.keyScores[i * chunkTokens + j],
                                          loadColumns(s.u + j * panelWidth + c), predicted);
                }
                storeColumns(predicted, s.predicted + i * panelWidth + c);
                float *u = s.u + i * panelWidth + c;
                storeColumns(scaled(strength, addScaled(-decay, predicted, loadColumns(u))), u);
            }
        }
    }
}

HWY_INLINE void takeStrengths(const Scratch &s, const Tokens &t)
{
    const std::size_t panel = 2 * hn::Lanes(floatTag);
    for (std::size_t i = 0; i < t.count; ++i) {
        for (std::size_t c = 0; c < panelWidth; c += panel) {
            float *u = s.u + i * panelWidth + c;
            storeColumns(scaled(t.strength[i * t.gateStride], loadColumns(u)), u);
        }
    }
}

HWY_INLINE void updateState(const Scratch &s, std::size_t keySize, std::size_t count, float *state)
{
    const std::size_t panel = 2 * hn::Lanes(floatTag);
    for (std::size_t i = 0; i < keySize; ++i) {
        for (std::size_t c = 0; c < panelWidth; c += panel) {
            float *row = state + i * panelWidth + c;
            storeColumns(scaled(s.all, loadColumns(row)), row);
        }
    }
    for (std::size_t c = 0; c < panelWidth; c += panel) {
        std::size_t i = 0;
        for (; i + microRows <= keySize; i += microRows) {
            multiplyTile<true, microRows>(s.kT + i * chunkTokens, chunkTokens, s.u + c, panelWidth,
                                          state + i * panelWidth + c, panelWidth, count);
        }
        for (; i < keySize; ++i) {
            multiplyTile<true, 1>(s.kT + i * chunkTokens, chunkTokens, s.u + c, panelWidth,
                                  state + i * panelWidth + c, panelWidth, count);
        }
    }
}

HWY_INLINE void writeReads(const Scratch &s, const Tokens &t, const Reads &reads,
                           std::size_t column, std::size_t width)
{
    for (std::size_t i = 0; i < t.count; ++i) {
        const std::size_t from = i * panelWidth, at = i * reads.stride + column;
        if (reads.predicted) {
            std::copy_n(s.predicted + from, width, reads.predicted + at);
        }
        if (reads.before) {
            std::copy_n(s.before + from, width, reads.before + at);
        }
        const float decay = t.decay[i * t.gateStride];
        for (std::size_t c = 0; reads.after && c < width; ++c) {
            reads.after[at + c] = decay * s.before[from + c] + s.own[i] * s.u[from + c];
        }
    }
}

void Chunk(Rule rule, const Sizes &sizes, const Tokens &t, float *state, const Reads &reads,
           float *scratch)
{
    Scratch s(sizes, t.count, scratch);
    const bool predicts = reads.predicted || rule == Rule::Delta;
    const bool asks = reads.before || reads.after;
    prepareChunk(s, sizes, t, predicts, asks);
    for (std::size_t column = 0; column < sizes.valueSize; column += panelWidth) {
        const std::size_t width = std::min(panelWidth, sizes.valueSize - column);
        float *panel = state + stateIndex(sizes, 0, column);
        std::fill(s.u, s.u + s.rows * panelWidth, 0.0F);
        for (std::size_t i = 0; i < t.count; ++i) {
            std::copy_n(t.v + i * t.valueStride + column, width, s.u + i * panelWidth);
        }
        if (predicts) {
            readState(s, s.k, sizes.keySize, panel, s.predicted);
        }
        if (rule == Rule::Delta) {
            solve(s, t);
        } else {
            takeStrengths(s, t);
            for (std::size_t r = 0; predicts && r < s.rows; r += microRows) {
                addScored(s.keyScores, s.u, r, r + microRows, s.predicted);
            }
        }
        if (asks) {
            readState(s, s.q, sizes.keySize, panel, s.before);
            for (std::size_t r = 0; r < s.rows; r += microRows) {
                addScored(s.queryScores, s.u, r, r + microRows, s.before);
            }
        }
        writeReads(s, t, reads, column, width);
        updateState(s, sizes.keySize, t.count, panel);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::delta
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace touchstone::kernels::delta {

HWY_EXPORT(Recurrent);
HWY_EXPORT(Chunk);

void recurrent(Rule rule, const Sizes &sizes, const Tokens &tokens, const float *from, float *to,
               const Reads &reads)
{
    HWY_DYNAMIC_DISPATCH(Recurrent)(rule, sizes, tokens, from, to, reads);
}

void chunk(Rule rule, const Sizes &sizes, const Tokens &tokens, float *state, const Reads &reads,
           float *scratch)
{
    HWY_DYNAMIC_DISPATCH(Chunk)(rule, sizes, tokens, state, reads, scratch);
}

std::size_t scratchFloats(const Sizes &sizes)
{
    const std::size_t n = chunkTokens, keys = (sizes.keySize + 15) / 16 * 16;
    return 3 * n * keys + 2 * n * n + n + 3 * n * panelWidth;
}

}  // namespace touchstone::kernels::delta

#endif  // HWY_ONCE
