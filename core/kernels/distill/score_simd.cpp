#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/distill/score_simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>

#include "kernels/blocks/exp2-inl.h"
#include "kernels/distill/score_loss.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::score {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
constexpr Floats kFloats;
using Vec = hn::Vec<Floats>;

// body(first, lanes) for whole vectors, then for what is left.
template <class Body>
HWY_INLINE void overRow(std::size_t size, const Body &body)
{
    const std::size_t lanes = hn::Lanes(kFloats);
    std::size_t i = 0;
    for (; i + lanes <= size; i += lanes) {
        body(i, lanes);
    }
    if (i < size) {
        body(i, size - i);
    }
}

HWY_INLINE Vec load(const float *from, std::size_t lanes, float padding)
{
    if (lanes == hn::Lanes(kFloats)) {
        return hn::LoadU(kFloats, from);
    }
    float values[HWY_MAX_BYTES / sizeof(float)];
    std::fill(std::begin(values), std::end(values), padding);
    std::copy(from, from + lanes, values);
    return hn::LoadU(kFloats, values);
}

HWY_INLINE void store(Vec value, float *to, std::size_t lanes)
{
    if (lanes == hn::Lanes(kFloats)) {
        hn::StoreU(value, kFloats, to);
        return;
    }
    float values[HWY_MAX_BYTES / sizeof(float)];
    hn::StoreU(value, kFloats, values);
    std::copy(values, values + lanes, to);
}

HWY_INLINE float total(Vec v)
{
    return hn::GetLane(hn::SumOfLanes(kFloats, v));
}

HWY_INLINE Vec exponential(Vec x)
{
    return touchstone::kernels::HWY_NAMESPACE::exp2OfNegative(
            kFloats, hn::Mul(x, hn::Set(kFloats, 1.442695041F)));
}

float maximum(const float *values, std::size_t size)
{
    const float first = values[0];
    Vec most = hn::Set(kFloats, first);
    overRow(size, [&](std::size_t i, std::size_t lanes)
                          HWY_ATTR { most = hn::Max(most, load(values + i, lanes, first)); });
    return hn::GetLane(hn::MaxOfLanes(kFloats, most));
}

// Mean and variance of D under weights known up to a factor.
struct Moments {
    // Written out: a constructor made by the compiler would not be for this target.
    HWY_INLINE Moments()
        : weight(hn::Zero(kFloats)), first(hn::Zero(kFloats)), second(hn::Zero(kFloats))
    {
    }
    HWY_INLINE void add(Vec w, Vec d)
    {
        const Vec product = hn::Mul(w, d);
        weight = hn::Add(weight, w);
        first = hn::Add(first, product);
        second = hn::MulAdd(product, d, second);
    }

    Vec weight, first, second;
};
struct Spread {
    explicit HWY_INLINE Spread(const Moments &m)
        : weight(total(m.weight)), mean(total(m.first) / weight),
          variance(total(m.second) / weight - mean * mean)
    {
    }
    float weight, mean, variance;
};

constexpr bool needsTeacher(Form form)
{
    return form == ForwardKl || form == ReverseKl || form == CsdTS;
}

// Differences are taken between logits less their maxima: no loss but the squared one changes when
// all logits do by a constant, and sums of squares stay small.
template <Form form>
float softmaxLoss(const Row &row)
{
    const float largestS = maximum(row.student, row.size);
    const float largestT = maximum(row.teacher, row.size);
    const Vec mostS = hn::Set(kFloats, largestS), mostT = hn::Set(kFloats, largestT);
    const auto student = [&](std::size_t i, std::size_t lanes) HWY_ATTR {
        return hn::Sub(load(row.student + i, lanes, largestS), mostS);
    };
    const auto teacher = [&](std::size_t i, std::size_t lanes) HWY_ATTR {
        return hn::Sub(load(row.teacher + i, lanes, largestT), mostT);
    };
    Moments sums[3];  // by student, teacher, uniformly
    overRow(row.size, [&](std::size_t i, std::size_t lanes) HWY_ATTR {
        const Vec valid = hn::IfThenElseZero(hn::FirstN(kFloats, lanes), hn::Set(kFloats, 1.0F));
        const Vec s = student(i, lanes), t = teacher(i, lanes);
        const Vec d = hn::Sub(s, t);
        const Vec weight = hn::Mul(valid, exponential(s));
        sums[0].add(weight, d);
        store(weight, row.gradient + i, lanes);  // kept for the second pass
        if constexpr (needsTeacher(form)) {
            sums[1].add(hn::Mul(valid, exponential(t)), d);
        } else if constexpr (form == CsdUS) {
            sums[2].add(valid, d);
        }
    });
    const Spread byStudent(sums[0]), byTeacher(sums[1]), uniform(sums[2]);
    const float share = form == CsdTS || form == CsdUS ? 0.5F : 1.0F;
    const Vec scaleS = hn::Set(kFloats, share / byStudent.weight);
    const Vec scaleT = hn::Set(kFloats, share / byTeacher.weight);
    const Vec scaleU = hn::Set(kFloats, share / uniform.weight);
    overRow(row.size, [&](std::size_t i, std::size_t lanes) HWY_ATTR {
        const Vec p = hn::Mul(load(row.gradient + i, lanes, 0.0F), scaleS);
        const Vec t = teacher(i, lanes);
        const Vec d = hn::Sub(student(i, lanes), t);
        Vec gradient = hn::Mul(p, hn::Sub(d, hn::Set(kFloats, byStudent.mean)));
        if constexpr (form == ForwardKl) {
            gradient = hn::NegMulAdd(exponential(t), scaleT, p);
        } else if constexpr (form == CsdTS) {
            const Vec away = hn::Sub(d, hn::Set(kFloats, byTeacher.mean));
            gradient = hn::MulAdd(hn::Mul(exponential(t), scaleT), away, gradient);
        } else if constexpr (form == CsdUS) {
            gradient = hn::MulAdd(scaleU, hn::Sub(d, hn::Set(kFloats, uniform.mean)), gradient);
        }
        store(gradient, row.gradient + i, lanes);
    });
    if constexpr (form == ForwardKl) {
        return std::log(byStudent.weight) - std::log(byTeacher.weight) - byTeacher.mean;
    } else if constexpr (form == ReverseKl) {
        return std::log(byTeacher.weight) - std::log(byStudent.weight) + byStudent.mean;
    } else if constexpr (form == CsdTS) {
        return (byStudent.variance + byTeacher.variance) / 4;
    } else if constexpr (form == CsdUS) {
        return (byStudent.variance + uniform.variance) / 4;
    } else {
        return byStudent.variance / 2;
    }
}

float squaredLoss(const Row &row)
{
    const Vec scale = hn::Set(kFloats, 1.0F / float(row.size));
    Vec sum = hn::Zero(kFloats);
    overRow(row.size, [&](std::size_t i, std::size_t lanes) HWY_ATTR {
        const Vec d =
                hn::Sub(load(row.student + i, lanes, 0.0F), load(row.teacher + i, lanes, 0.0F));
        sum = hn::MulAdd(d, d, sum);
        store(hn::Mul(d, scale), row.gradient + i, lanes);
    });
    return total(sum) / float(2 * row.size);
}

float LossAndGradient(Form form, const Row &row)
{
    switch (form) {
    case ForwardKl:
        return softmaxLoss<ForwardKl>(row);
    case ReverseKl:
        return softmaxLoss<ReverseKl>(row);
    case CsdSS:
        return softmaxLoss<CsdSS>(row);
    case CsdTS:
        return softmaxLoss<CsdTS>(row);
    case CsdUS:
        return softmaxLoss<CsdUS>(row);
    case LogitMse:
        break;
    }
    return squaredLoss(row);
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::score
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels::score {

HWY_EXPORT(LossAndGradient);

float lossAndGradient(Form form, const Row &row)
{
    return HWY_DYNAMIC_DISPATCH(LossAndGradient)(form, row);
}

}  // namespace touchstone::kernels::score
#endif
