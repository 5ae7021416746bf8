// Scores of ternary words by popcounts, in vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/unconventional/ternary-poisson-code/simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>

#include "kernels/unconventional/ternary-poisson-code/words.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::ternary_poisson_code {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Words = hn::ScalableTag<std::uint64_t>;
constexpr Words lanes;
using Vec = hn::Vec<Words>;

struct Row {
    const std::uint64_t *mask, *sign;
};

// Both count at once: a product is 0 where either mask is, and negative where the signs differ, so
// <a, b> = |both| - 2 |both and signs differ|.
struct Counts {
    Vec both, differ;

    HWY_INLINE void add(Vec maskA, Vec signA, const Row &b, std::size_t i)
    {
        const Vec active = hn::And(maskA, hn::LoadU(lanes, b.mask + i));
        const Vec against = hn::And(active, hn::Xor(signA, hn::LoadU(lanes, b.sign + i)));
        both = hn::Add(both, hn::PopulationCount(active));
        differ = hn::Add(differ, hn::PopulationCount(against));
    }
    HWY_INLINE float dot() const
    {
        const auto total = std::int64_t(hn::GetLane(hn::SumOfLanes(lanes, both)));
        return float(total - 2 * std::int64_t(hn::GetLane(hn::SumOfLanes(lanes, differ))));
    }
};

void ScorePacked(const Packed &queries, const Packed &words, std::size_t plane, float *scores,
                 std::size_t stride)
{
    const auto rowOf = [&](const Packed &of, std::size_t i) {
        const std::uint64_t *row = of.rows + std::min(i, of.count - 1) * 2 * plane;
        return Row{row, row + plane};
    };
    for (std::size_t w = 0; w < words.count; ++w) {
        const Row word = rowOf(words, w);
        // Four queries share the loads of a word.
        for (std::size_t q = 0; q < queries.count; q += 4) {
            const Row rows[4] = {rowOf(queries, q), rowOf(queries, q + 1), rowOf(queries, q + 2),
                                 rowOf(queries, q + 3)};
            const Vec zero = hn::Zero(lanes);
            Counts c0{zero, zero}, c1 = c0, c2 = c0, c3 = c0;
            for (std::size_t i = 0; i < plane; i += hn::Lanes(lanes)) {
                const Vec mask = hn::LoadU(lanes, word.mask + i);
                const Vec sign = hn::LoadU(lanes, word.sign + i);
                c0.add(mask, sign, rows[0], i);
                c1.add(mask, sign, rows[1], i);
                c2.add(mask, sign, rows[2], i);
                c3.add(mask, sign, rows[3], i);
            }
            const float dots[4] = {c0.dot(), c1.dot(), c2.dot(), c3.dot()};
            for (std::size_t j = 0; j < 4 && q + j < queries.count; ++j) {
                scores[(q + j) * stride + w] = dots[j] * queries.scales[q + j] * words.scales[w];
            }
        }
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::ternary_poisson_code
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels::ternary_poisson_code {

HWY_EXPORT(ScorePacked);

void scorePacked(const Packed &queries, const Packed &words, std::size_t plane, float *scores,
                 std::size_t stride)
{
    HWY_DYNAMIC_DISPATCH(ScorePacked)(queries, words, plane, scores, stride);
}

}  // namespace touchstone::kernels::ternary_poisson_code
#endif
