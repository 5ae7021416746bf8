#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/systems/answer_simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>

#include "kernels/systems/answer_index.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::answers {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::CappedTag<float, kPanelRows>;
using Vec = hn::Vec<Floats>;
constexpr Floats kFloats;

void Products(const float *query, const float *packed, std::size_t panels, std::size_t dimension,
              float *scores)
{
    const std::size_t whole = dimension / 4 * 4;
    for (std::size_t p = 0; p < panels; ++p) {
        for (std::size_t r = 0; r < kPanelRows; r += hn::Lanes(kFloats)) {
            const float *column = packed + p * kPanelRows * dimension + r;
            const auto times = [&](std::size_t c, Vec sum) HWY_ATTR {
                return hn::MulAdd(hn::Set(kFloats, query[c]),
                                  hn::LoadU(kFloats, column + c * kPanelRows), sum);
            };
            // Four sums: one would wait for itself in every step.
            Vec s0 = hn::Zero(kFloats), s1 = s0, s2 = s0, s3 = s0;
            for (std::size_t c = 0; c < whole; c += 4) {
                s0 = times(c, s0);
                s1 = times(c + 1, s1);
                s2 = times(c + 2, s2);
                s3 = times(c + 3, s3);
            }
            for (std::size_t c = whole; c < dimension; ++c) {
                s0 = times(c, s0);
            }
            hn::StoreU(hn::Add(hn::Add(s0, s1), hn::Add(s2, s3)), kFloats,
                       scores + p * kPanelRows + r);
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

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::answers
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels::answers {

HWY_EXPORT(Products);
HWY_EXPORT(Largest);

void products(const float *query, const float *packed, std::size_t panels, std::size_t dimension,
              float *scores)
{
    HWY_DYNAMIC_DISPATCH(Products)(query, packed, panels, dimension, scores);
}

Match largest(const float *scores, std::size_t count)
{
    return HWY_DYNAMIC_DISPATCH(Largest)(scores, count);
}

}  // namespace touchstone::kernels::answers
#endif
