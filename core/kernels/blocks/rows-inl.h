// Rows of any length in vectors: the last one may be a part. Included once per Highway target,
// after highway.h, in a file that is compiled by foreach_target.h.
#if defined(TOUCHSTONE_ROWS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef TOUCHSTONE_ROWS_INL_H
#undef TOUCHSTONE_ROWS_INL_H
#else
#define TOUCHSTONE_ROWS_INL_H
#endif

#include <hwy/highway.h>

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels {
namespace HWY_NAMESPACE {

// body(first, lanes) for whole vectors of d, then for what is left.
template <class D, class Body>
HWY_INLINE void overRow(D d, std::size_t width, const Body &body)
{
    const std::size_t lanes = hwy::HWY_NAMESPACE::Lanes(d);
    std::size_t i = 0;
    for (; i + lanes <= width; i += lanes) {
        body(i, lanes);
    }
    if (i < width) {
        body(i, width - i);
    }
}

// The first `lanes` of a vector; the others are `padding`.
template <class D, class T = hwy::HWY_NAMESPACE::TFromD<D>>
HWY_INLINE hwy::HWY_NAMESPACE::Vec<D> loadPart(D d, const T *from, std::size_t lanes, T padding = 0)
{
    if (lanes == hwy::HWY_NAMESPACE::Lanes(d)) {
        return hwy::HWY_NAMESPACE::LoadU(d, from);
    }
    T values[HWY_MAX_BYTES / sizeof(T)];
    std::fill(std::begin(values), std::end(values), padding);
    std::copy(from, from + lanes, values);
    return hwy::HWY_NAMESPACE::LoadU(d, values);
}

template <class D, class T = hwy::HWY_NAMESPACE::TFromD<D>>
HWY_INLINE void storePart(hwy::HWY_NAMESPACE::Vec<D> value, D d, T *to, std::size_t lanes)
{
    if (lanes == hwy::HWY_NAMESPACE::Lanes(d)) {
        hwy::HWY_NAMESPACE::StoreU(value, d, to);
        return;
    }
    T values[HWY_MAX_BYTES / sizeof(T)];
    hwy::HWY_NAMESPACE::StoreU(value, d, values);
    std::copy(values, values + lanes, to);
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels
HWY_AFTER_NAMESPACE();

#endif
