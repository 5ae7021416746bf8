// Winograd transforms and the blocked direct convolution, in vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/signal/conv-algo-matrix/simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <vector>

#include "kernels/signal/conv-algo-matrix/layer.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::conv_algo_matrix {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::CappedTag<float, 16>;
constexpr Floats vectorTag;
using Vec = hn::Vec<Floats>;

HWY_INLINE Vec times(float factor, Vec v)
{
    return hn::Mul(hn::Set(vectorTag, factor), v);
}

// --- Winograd (Lavin and Gray, 2016)

// v = B^T v for F(2, 3); v has a stride.
struct Edge2 {
    static constexpr std::size_t edge = 2, in = 4;

    static HWY_INLINE void input(Vec *v, std::size_t s)
    {
        const Vec v1 = v[s], v2 = v[2 * s];
        v[0] = hn::Sub(v[0], v2);
        v[3 * s] = hn::Sub(v1, v[3 * s]);
        v[s] = hn::Add(v1, v2);
        v[2 * s] = hn::Sub(v2, v1);
    }
    // The first two of A^T m.
    static HWY_INLINE void output(Vec *m, std::size_t s)
    {
        const Vec sum = hn::Add(m[s], m[2 * s]), difference = hn::Sub(m[s], m[2 * s]);
        m[0] = hn::Add(m[0], sum);
        m[s] = hn::Sub(difference, m[3 * s]);
    }
};

struct Edge4 {
    static constexpr std::size_t edge = 4, in = 6;

    static HWY_INLINE void input(Vec *v, std::size_t s)
    {
        const Vec v1 = v[s], v2 = v[2 * s], v3 = v[3 * s], v4 = v[4 * s];
        const Vec even = hn::Sub(v4, times(4, v2)), odd = hn::Sub(v3, times(4, v1));
        const Vec even1 = hn::Sub(v4, v2), odd1 = times(2, hn::Sub(v3, v1));
        v[0] = hn::Add(hn::Sub(times(4, v[0]), times(5, v2)), v4);
        v[5 * s] = hn::Add(hn::Sub(times(4, v1), times(5, v3)), v[5 * s]);
        v[s] = hn::Add(even, odd);
        v[2 * s] = hn::Sub(even, odd);
        v[3 * s] = hn::Add(even1, odd1);
        v[4 * s] = hn::Sub(even1, odd1);
    }
    static HWY_INLINE void output(Vec *m, std::size_t s)
    {
        const Vec sum1 = hn::Add(m[s], m[2 * s]), difference1 = hn::Sub(m[s], m[2 * s]);
        const Vec sum2 = hn::Add(m[3 * s], m[4 * s]), difference2 = hn::Sub(m[3 * s], m[4 * s]);
        m[0] = hn::Add(hn::Add(m[0], sum1), sum2);
        m[s] = hn::Add(difference1, times(2, difference2));
        m[2 * s] = hn::Add(sum1, times(4, sum2));
        m[3 * s] = hn::Add(hn::Add(difference1, times(8, difference2)), m[5 * s]);
    }
};

// Channels [c, c + lanes), or what is left of them.
HWY_INLINE Vec loadSome(const float *from, std::size_t count)
{
    if (count >= hn::Lanes(vectorTag)) {
        return hn::LoadU(vectorTag, from);
    }
    alignas(64) float padded[16] = {};
    std::copy(from, from + count, padded);
    return hn::Load(vectorTag, padded);
}
HWY_INLINE void storeSome(Vec v, float *to, std::size_t count)
{
    if (count >= hn::Lanes(vectorTag)) {
        hn::StoreU(v, vectorTag, to);
        return;
    }
    alignas(64) float padded[16];
    hn::Store(v, vectorTag, padded);
    std::copy(padded, padded + count, to);
}

struct Tile {
    std::size_t image, row, column;  // of its first output
};

HWY_INLINE Tile tileAt(const Layer &l, std::size_t edge, std::size_t index)
{
    const std::size_t across = (l.size + edge - 1) / edge;
    return {index / (across * across), index / across % across * edge, index % across * edge};
}

// V = B^T d B: columns, then rows.
template <class Edge>
HWY_INLINE void inputTile(const Layer &l, std::size_t index, std::size_t tiles)
{
    constexpr std::size_t n = Edge::in;
    const Tile tile = tileAt(l, Edge::edge, index);
    for (std::size_t c = 0; c < l.inputs; c += hn::Lanes(vectorTag)) {
        Vec v[n * n];
        for (std::size_t i = 0; i < n * n; ++i) {
            const std::size_t row = tile.row + i / n, column = tile.column + i % n;
            const bool inside = row < l.padded && column < l.padded;
            v[i] = inside ? loadSome(l.pixel(tile.image, row, column) + c, l.inputs - c)
                          : hn::Zero(vectorTag);
        }
        for (std::size_t i = 0; i < n; ++i) {
            Edge::input(v + i, n);
        }
        for (std::size_t i = 0; i < n; ++i) {
            Edge::input(v + i * n, 1);
        }
        for (std::size_t i = 0; i < n * n; ++i) {
            storeSome(v[i], l.tilesIn.data() + (i * tiles + index) * l.inputs + c, l.inputs - c);
        }
    }
}

// Y = A^T M A, of which what lies inside of the image is kept.
template <class Edge>
HWY_INLINE void outputTile(const Layer &l, std::size_t index, std::size_t tiles)
{
    constexpr std::size_t n = Edge::in;
    const Tile tile = tileAt(l, Edge::edge, index);
    for (std::size_t k = 0; k < l.outputs; k += hn::Lanes(vectorTag)) {
        Vec m[n * n];
        for (std::size_t i = 0; i < n * n; ++i) {
            m[i] = loadSome(l.tilesOut.data() + (i * tiles + index) * l.outputs + k, l.outputs - k);
        }
        for (std::size_t i = 0; i < n; ++i) {
            Edge::output(m + i, n);
        }
        for (std::size_t i = 0; i < Edge::edge; ++i) {
            Edge::output(m + i * n, 1);
        }
        for (std::size_t i = 0; i < Edge::edge * Edge::edge; ++i) {
            const std::size_t row = tile.row + i / Edge::edge,
                              column = tile.column + i % Edge::edge;
            if (row < l.size && column < l.size) {
                const std::size_t p = (tile.image * l.size + row) * l.size + column;
                storeSome(m[i / Edge::edge * n + i % Edge::edge], l.y.data() + p * l.outputs + k,
                          l.outputs - k);
            }
        }
    }
}

template <class Edge>
HWY_INLINE void transform(const Layer &l, Side side, std::size_t begin, std::size_t end)
{
    const std::size_t tiles = l.tiles(Edge::edge);
    for (std::size_t i = begin; i < end; ++i) {
        side == Side::Inputs ? inputTile<Edge>(l, i, tiles) : outputTile<Edge>(l, i, tiles);
    }
}

void TransformTiles(const Layer &l, Side side, std::size_t edge, std::size_t begin, std::size_t end)
{
    edge == 2 ? transform<Edge2>(l, side, begin, end) : transform<Edge4>(l, side, begin, end);
}

// --- direct

// `count` <= together neighbouring pixels times two vectors of outputs stay in registers.
constexpr std::size_t together = 6;

struct Place {
    std::size_t image, row, column, output;
};

template <std::size_t count>
HWY_INLINE void directBlock(const Layer &l, const Place &at)
{
    const std::size_t lanes = hn::Lanes(vectorTag);
    const bool second = at.output + lanes < l.paddedOutputs;
    Vec a[count], b[count];
    for (std::size_t i = 0; i < count; ++i) {
        a[i] = b[i] = hn::Zero(vectorTag);
    }
    for (std::size_t r = 0; r < 3; ++r) {
        const float *from = l.pixel(at.image, at.row + r, at.column);
        const float *w = l.blockedWeights.data() + r * 3 * l.inputs * l.paddedOutputs + at.output;
        for (std::size_t j = 0; j < 3 * l.inputs; ++j, w += l.paddedOutputs) {
            const Vec wa = hn::LoadU(vectorTag, w);
            const Vec wb = hn::LoadU(vectorTag, second ? w + lanes : w);
            for (std::size_t i = 0; i < count; ++i) {
                const Vec value = hn::Set(vectorTag, from[i * l.inputs + j]);
                a[i] = hn::MulAdd(value, wa, a[i]);
                b[i] = hn::MulAdd(value, wb, b[i]);
            }
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t p = (at.image * l.size + at.row) * l.size + at.column + i;
        float *to = l.y.data() + p * l.outputs + at.output;
        storeSome(a[i], to, l.outputs - at.output);
        if (at.output + lanes < l.outputs) {
            storeSome(b[i], to + lanes, l.outputs - at.output - lanes);
        }
    }
}

void BlockedDirect(const Layer &l, std::size_t begin, std::size_t end)
{
    const std::size_t step = 2 * hn::Lanes(vectorTag);
    for (std::size_t k = 0; k < l.outputs; k += step) {
        for (std::size_t line = begin; line < end; ++line) {
            Place at{line / l.size, line % l.size, 0, k};
            for (; at.column + together <= l.size; at.column += together) {
                directBlock<together>(l, at);
            }
            for (; at.column < l.size; ++at.column) {
                directBlock<1>(l, at);
            }
        }
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::conv_algo_matrix
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels::conv_algo_matrix {

HWY_EXPORT(TransformTiles);
HWY_EXPORT(BlockedDirect);

void transformTiles(const Layer &layer, Side side, std::size_t edge, std::size_t begin,
                    std::size_t end)
{
    HWY_DYNAMIC_DISPATCH(TransformTiles)(layer, side, edge, begin, end);
}

void blockedDirectRows(const Layer &layer, std::size_t begin, std::size_t end)
{
    HWY_DYNAMIC_DISPATCH(BlockedDirect)(layer, begin, end);
}

}  // namespace touchstone::kernels::conv_algo_matrix
#endif
