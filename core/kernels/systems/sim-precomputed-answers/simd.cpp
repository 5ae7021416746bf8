// Products of questions with stored rows, and the largest of them, in vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/systems/sim-precomputed-answers/simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "kernels/systems/sim-precomputed-answers/index.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::sim_precomputed_answers {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::CappedTag<float, panelRows>;
using Vec = hn::Vec<Floats>;
constexpr Floats floatTag;

void Products(const float *query, const float *packed, std::size_t panels, std::size_t dimension,
              float *scores)
{
    const std::size_t whole = dimension / 4 * 4;
    for (std::size_t p = 0; p < panels; ++p) {
        for (std::size_t r = 0; r < panelRows; r += hn::Lanes(floatTag)) {
            const float *column = packed + p * panelRows * dimension + r;
            const auto times = [&](std::size_t c, Vec sum) HWY_ATTR {
                return hn::MulAdd(hn::Set(floatTag, query[c]),
                                  hn::LoadU(floatTag, column + c * panelRows), sum);
            };
            // Four sums: one would wait for itself in every step.
            Vec s0 = hn::Zero(floatTag), s1 = s0, s2 = s0, s3 = s0;
            for (std::size_t c = 0; c < whole; c += 4) {
                s0 = times(c, s0);
                s1 = times(c + 1, s1);
                s2 = times(c + 2, s2);
                s3 = times(c + 3, s3);
            }
            for (std::size_t c = whole; c < dimension; ++c) {
                s0 = times(c, s0);
            }
            hn::StoreU(hn::Add(hn::Add(s0, s1), hn::Add(s2, s3)), floatTag,
                       scores + p * panelRows + r);
        }
    }
}

Match Largest(const float *scores, std::size_t count)
{
    const hn::ScalableTag<float> floats;
    const std::size_t lanes = hn::Lanes(floats);
    const std::size_t whole = count / lanes * lanes;
    float top = Match().similarity;
    if (whole > 0) {
        auto most = hn::LoadU(floats, scores);
        for (std::size_t i = lanes; i < whole; i += lanes) {
            most = hn::Max(most, hn::LoadU(floats, scores + i));
        }
        top = hn::GetLane(hn::MaxOfLanes(floats, most));
    }
    for (std::size_t i = whole; i < count; ++i) {
        top = std::max(top, scores[i]);
    }
    const float *at = std::find(scores, scores + count, top);
    return at == scores + count ? Match() : Match{std::int32_t(at - scores), top};
}

float CosineDistance(const void *a, const void *b, const void *dimension)
{
    const hn::ScalableTag<float> floats;
    const auto *x = static_cast<const float *>(a);
    const auto *y = static_cast<const float *>(b);
    const std::size_t size = *static_cast<const std::size_t *>(dimension);
    const std::size_t lanes = hn::Lanes(floats);
    const auto times = [&](std::size_t c, auto sum) HWY_ATTR {
        return hn::MulAdd(hn::LoadU(floats, x + c), hn::LoadU(floats, y + c), sum);
    };
    auto s0 = hn::Zero(floats), s1 = s0, s2 = s0, s3 = s0;
    std::size_t c = 0;
    for (; c + 4 * lanes <= size; c += 4 * lanes) {
        s0 = times(c, s0);
        s1 = times(c + lanes, s1);
        s2 = times(c + 2 * lanes, s2);
        s3 = times(c + 3 * lanes, s3);
    }
    for (; c + lanes <= size; c += lanes) {
        s0 = times(c, s0);
    }
    float rest = 0;
    for (; c < size; ++c) {
        rest += x[c] * y[c];
    }
    return 1 - rest
           - hn::GetLane(hn::SumOfLanes(floats, hn::Add(hn::Add(s0, s1), hn::Add(s2, s3))));
}

// Sums of tileQueries queries with the rows of two vectors: they stay in 32 or 16 registers.
constexpr std::size_t tileQueries = HWY_TARGET <= HWY_AVX3 ? 12 : 6;

HWY_INLINE void keepLarger(Vec sum, const Tile &tile, std::size_t at, std::int32_t panel)
{
    const Vec most = hn::LoadU(floatTag, tile.products + at);
    const auto more = hn::Gt(sum, most);
    if (HWY_UNLIKELY(!hn::AllFalse(floatTag, more))) {
        const hn::RebindToSigned<Floats> integers;
        hn::StoreU(hn::IfThenElse(more, sum, most), floatTag, tile.products + at);
        hn::StoreU(hn::IfThenElse(hn::RebindMask(integers, more), hn::Set(integers, panel),
                                  hn::LoadU(integers, tile.panels + at)),
                   integers, tile.panels + at);
    }
}

// Q: 0, 1, ... tileQueries - 1, so that every sum is a register of its own.
template <std::size_t... Q>
HWY_INLINE void compareTile(std::index_sequence<Q...> /*queries*/, const Tile &tile,
                            const float *rows, std::size_t dimension, std::int32_t panel)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    for (std::size_t r = 0; r < wideRows; r += 2 * lanes) {
        Vec left[] = {((void)Q, hn::Zero(floatTag))...};
        Vec right[] = {((void)Q, hn::Zero(floatTag))...};
        for (std::size_t c = 0; c < dimension; ++c) {
            const Vec first = hn::LoadU(floatTag, rows + c * wideRows + r);
            const Vec second = hn::LoadU(floatTag, rows + c * wideRows + r + lanes);
            const float *value = tile.queries + c * tileQueries;
            ((left[Q] = hn::MulAdd(hn::Set(floatTag, value[Q]), first, left[Q]),
              right[Q] = hn::MulAdd(hn::Set(floatTag, value[Q]), second, right[Q])),
             ...);
        }
        ((keepLarger(left[Q], tile, Q * wideRows + r, panel),
          keepLarger(right[Q], tile, Q * wideRows + r + lanes, panel)),
         ...);
    }
}

// The last panel repeats the last row, which has a larger number there.
Match BestOf(const Tile &tile, std::size_t query)
{
    Match best;
    for (std::size_t i = query * wideRows; i < (query + 1) * wideRows; ++i) {
        const auto id = std::int32_t(std::size_t(tile.panels[i]) * wideRows + i % wideRows);
        const float product = tile.products[i];
        if (product > best.similarity || (product == best.similarity && id < best.id)) {
            best = {id, product};
        }
    }
    return best;
}

void NearestOfAll(const float *queries, const float *packed, std::size_t panels,
                  std::size_t dimension, const Tile &room, std::span<Match> best)
{
    constexpr std::size_t cached = std::size_t(1) << 16;  // floats that stay in the second level
    const std::size_t block = std::max<std::size_t>(1, cached / (wideRows * dimension));
    const auto tileAt = [&](std::size_t tile) {
        const std::size_t first = tile * tileQueries;
        return Tile{room.queries + first * dimension, room.products + first * wideRows,
                    room.panels + first * wideRows};
    };
    for (std::size_t i = 0; i < best.size() * dimension; ++i) {
        const std::size_t q = i / dimension;
        const std::size_t at = i % dimension * tileQueries + q % tileQueries;
        tileAt(q / tileQueries).queries[at] = queries[i];
    }
    for (std::size_t first = 0; first < panels; first += block) {
        for (std::size_t t = 0; t * tileQueries < best.size(); ++t) {
            for (std::size_t p = first; p < std::min(panels, first + block); ++p) {
                compareTile(std::make_index_sequence<tileQueries>(), tileAt(t),
                            packed + p * wideRows * dimension, dimension, std::int32_t(p));
            }
        }
    }
    for (std::size_t q = 0; q < best.size(); ++q) {
        best[q] = BestOf(tileAt(q / tileQueries), q % tileQueries);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::sim_precomputed_answers
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels::sim_precomputed_answers {

HWY_EXPORT(Products);
HWY_EXPORT(Largest);
HWY_EXPORT(CosineDistance);
HWY_EXPORT(NearestOfAll);

void products(const float *query, const float *packed, std::size_t panels, std::size_t dimension,
              float *scores)
{
    HWY_DYNAMIC_DISPATCH(Products)(query, packed, panels, dimension, scores);
}

Match largest(const float *scores, std::size_t count)
{
    return HWY_DYNAMIC_DISPATCH(Largest)(scores, count);
}

Distance cosineDistance()
{
    // Chosen here: a table of targets at every product would cost a good part of it.
    static_cast<void>(largest(nullptr, 0));  // the first call of all chooses the target
    return &HWY_DYNAMIC_DISPATCH(CosineDistance);
}

void nearestOfAll(const float *queries, const float *packed, std::size_t count,
                  std::size_t dimension, std::span<Match> best)
{
    constexpr std::size_t tile = 12;  // a multiple of every instruction set's
    const std::size_t padded = (best.size() + tile - 1) / tile * tile;
    std::vector<float> transposed(padded * dimension, 0.0F);
    std::vector<float> products(padded * wideRows, Match().similarity);
    std::vector<std::int32_t> panels(products.size(), 0);
    HWY_DYNAMIC_DISPATCH(NearestOfAll)
    (queries, packed, (count + wideRows - 1) / wideRows, dimension,
     {transposed.data(), products.data(), panels.data()}, best);
}

}  // namespace touchstone::kernels::sim_precomputed_answers
#endif
