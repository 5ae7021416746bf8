// A group of queries over a head of cached keys and values, in vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/blocks/kv_cache_simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include "kernels/blocks/attention-inl.h"
#include "kernels/blocks/kv_cache.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::kv {
namespace HWY_NAMESPACE {

namespace tiles = touchstone::kernels::attention::HWY_NAMESPACE;

void AttendHead(const float *q, std::size_t group, std::size_t headSize, const Half *head,
                std::span<const KeyRange> ranges, const float *bias, const Attended &result)
{
    attention::QueryTile tile{q, result.out, group, headSize};
    tile.lse = result.lse;
    // A lone query would waste most rows of a tile.
    if (group == 1) {
        tiles::attendTile<1>(tile, headSize, head, ranges, bias);
    } else {
        tiles::attendTile<tiles::microRows>(tile, headSize, head, ranges, bias);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::kv
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace touchstone::kernels::kv {

HWY_EXPORT(AttendHead);

void attendHead(const float *q, std::size_t group, std::size_t headSize, const Half *head,
                std::span<const KeyRange> ranges, const float *bias, const Attended &result)
{
    HWY_DYNAMIC_DISPATCH(AttendHead)(q, group, headSize, head, ranges, bias, result);
}

}  // namespace touchstone::kernels::kv

#endif  // HWY_ONCE
