// Stores of results that nobody reads soon, around the caches: a store that goes through them first
// reads what it overwrites. Included once per Highway target, after highway.h, in a file that is
// compiled by foreach_target.h.
#if defined(TOUCHSTONE_STORE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef TOUCHSTONE_STORE_INL_H
#undef TOUCHSTONE_STORE_INL_H
#else
#define TOUCHSTONE_STORE_INL_H
#endif

#include <hwy/cache_control.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels {
namespace HWY_NAMESPACE {

// bypass: `to` is aligned to a vector; hwy::FlushStream() follows the last one.
template <bool bypass, class D>
HWY_INLINE void putVector(hwy::HWY_NAMESPACE::Vec<D> value, D tag,
                          hwy::HWY_NAMESPACE::TFromD<D> *to)
{
    if constexpr (bypass) {
        hwy::HWY_NAMESPACE::Stream(value, tag, to);
    } else {
        hwy::HWY_NAMESPACE::StoreU(value, tag, to);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels
HWY_AFTER_NAMESPACE();

#endif
