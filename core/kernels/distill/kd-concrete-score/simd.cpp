// Losses of one row and their gradients, in vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/distill/kd-concrete-score/simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "kernels/blocks/exp2-inl.h"
#include "kernels/blocks/store-inl.h"
#include "kernels/distill/kd-concrete-score/loss.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::kd_concrete_score {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
constexpr Floats floatTag;
using Vec = hn::Vec<Floats>;

// body(first, lanes) for whole vectors, then for what is left.
template <class Body>
HWY_INLINE void overRow(std::size_t size, const Body &body)
{
    const std::size_t lanes = hn::Lanes(floatTag);
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
    if (lanes == hn::Lanes(floatTag)) {
        return hn::LoadU(floatTag, from);
    }
    float values[HWY_MAX_BYTES / sizeof(float)];
    std::fill(std::begin(values), std::end(values), padding);
    std::copy(from, from + lanes, values);
    return hn::LoadU(floatTag, values);
}

template <bool bypass = false>
HWY_INLINE void store(Vec value, float *to, std::size_t lanes)
{
    if (lanes == hn::Lanes(floatTag)) {
        touchstone::kernels::HWY_NAMESPACE::putVector<bypass>(value, floatTag, to);
        return;
    }
    float values[HWY_MAX_BYTES / sizeof(float)];
    hn::StoreU(value, floatTag, values);
    std::copy(values, values + lanes, to);
}

// Nothing where there are no logits.
HWY_INLINE Vec valid(Vec v, std::size_t lanes)
{
    return lanes == hn::Lanes(floatTag) ? v : hn::IfThenElseZero(hn::FirstN(floatTag, lanes), v);
}

HWY_INLINE float total(Vec v)
{
    return hn::GetLane(hn::SumOfLanes(floatTag, v));
}

HWY_INLINE Vec exponential(Vec x)
{
    return touchstone::kernels::HWY_NAMESPACE::exp2OfNegative(
            floatTag, hn::Mul(x, hn::Set(floatTag, 1.442695041F)));
}

float maximum(const float *values, std::size_t size)
{
    const float first = values[0];
    Vec most = hn::Set(floatTag, first);
    overRow(size, [&](std::size_t i, std::size_t lanes)
                          HWY_ATTR { most = hn::Max(most, load(values + i, lanes, first)); });
    return hn::GetLane(hn::MaxOfLanes(floatTag, most));
}

// Sums of w, w D and w D^2, up to an order.
struct Moments {
    // Written out: a constructor made by the compiler would not be for this target.
    HWY_INLINE Moments()
        : weight(hn::Zero(floatTag)), first(hn::Zero(floatTag)), second(hn::Zero(floatTag))
    {
    }
    template <int order>
    HWY_INLINE void add(Vec w, Vec d)
    {
        weight = hn::Add(weight, w);
        if constexpr (order >= 1) {
            const Vec product = hn::Mul(w, d);
            first = hn::Add(first, product);
            if constexpr (order >= 2) {
                second = hn::MulAdd(product, d, second);
            }
        }
    }

    Vec weight, first, second;
};

// Mean and variance of D under weights known up to a factor.
struct Spread {
    // All weights times a factor, all D plus a shift.
    void rebase(float factor, float shift)
    {
        weight *= factor;
        mean += shift;
    }
    void add(const Spread &other)
    {
        const float share = other.weight / (weight + other.weight);
        const float away = other.mean - mean;
        variance += share * (other.variance - variance + (1 - share) * away * away);
        mean += share * away;
        weight += other.weight;
    }

    float weight = 1, mean = 0, variance = 0;
};

// How far the moments of each weighting are needed: 0 the weights' sum, 1 the mean, 2 the variance.
struct Orders {
    int student, teacher, uniform;
};
constexpr int none = -1;
constexpr std::array<Orders, lossIds.size()> ordersBy{
        {{0, 1, none}, {1, 0, none}, {}, {2, none, none}, {2, 2, none}, {2, none, 2}}};  // by form

// Short rows would feel it if moments that nobody needs were summed up.
template <int order>
HWY_INLINE Spread spreadOf(const Moments &m)
{
    Spread spread;
    if constexpr (order >= 0) {
        spread.weight = total(m.weight);
    }
    if constexpr (order >= 1) {
        spread.mean = total(m.first) / spread.weight;
    }
    if constexpr (order >= 2) {
        spread.variance = total(m.second) / spread.weight - spread.mean * spread.mean;
    }
    return spread;
}

// What a part of a row adds to its losses. Differences are taken between logits less their maxima:
// no loss but the squared one changes when all logits do by a constant, and sums of squares stay
// small.
struct Part {
    // About other maxima.
    void rebase(float newS, float newT)
    {
        const float downS = mostS - newS, downT = mostT - newT;
        byStudent.rebase(std::exp(downS), downS - downT);
        byTeacher.rebase(std::exp(downT), downS - downT);
        uniform.rebase(1, downS - downT);
        mostS = newS;
        mostT = newT;
    }
    void add(Part other)
    {
        const float newS = std::max(mostS, other.mostS), newT = std::max(mostT, other.mostT);
        rebase(newS, newT);
        other.rebase(newS, newT);
        byStudent.add(other.byStudent);
        byTeacher.add(other.byTeacher);
        uniform.add(other.uniform);
    }

    float mostS, mostT;
    Spread byStudent, byTeacher, uniform;
};

Row partAt(const Row &row, std::size_t at)
{
    return {row.student + at, row.teacher + at, row.gradient + at,
            std::min(row.size - at, partSize)};
}

// weights: receives those of the student about the maximum of the part.
template <Form form>
Part sumsOf(const Row &part, float *weights)
{
    constexpr Orders orders = ordersBy[form];
    const float *const student = part.student, *const teacher = part.teacher;
    const float largestS = maximum(student, part.size), largestT = maximum(teacher, part.size);
    const Vec mostS = hn::Set(floatTag, largestS), mostT = hn::Set(floatTag, largestT);
    Moments byStudent, byTeacher, uniform;
    overRow(part.size, [&](std::size_t i, std::size_t lanes) HWY_ATTR {
        // The next part comes from memory meanwhile; past the last row this is without effect.
        hwy::Prefetch(student + i + partSize);
        hwy::Prefetch(teacher + i + partSize);
        const Vec s = hn::Sub(load(student + i, lanes, largestS), mostS);
        const Vec t = hn::Sub(load(teacher + i, lanes, largestT), mostT);
        const Vec d = hn::Sub(s, t);
        const Vec weight = valid(exponential(s), lanes);
        byStudent.add<orders.student>(weight, d);
        store(weight, weights + i, lanes);
        if constexpr (orders.teacher != none) {
            byTeacher.add<orders.teacher>(valid(exponential(t), lanes), d);
        }
        if constexpr (orders.uniform != none) {
            uniform.add<orders.uniform>(valid(hn::Set(floatTag, 1.0F), lanes), d);
        }
    });
    return {largestS, largestT, spreadOf<orders.student>(byStudent),
            spreadOf<orders.teacher>(byTeacher), spreadOf<orders.uniform>(uniform)};
}

// part: of a row with these sums; weights: those of sumsOf(part), about mostS.
template <Form form, bool bypass>
void writeGradient(const Row &part, const Part &all, const float *weights, float mostS)
{
    const float share = form == CsdTS || form == CsdUS ? 0.5F : 1.0F;
    const Vec scaleS =
            hn::Set(floatTag, share * (mostS < all.mostS ? std::exp(mostS - all.mostS) : 1)
                                      / all.byStudent.weight);
    const Vec scaleT = hn::Set(floatTag, share / all.byTeacher.weight);
    const Vec scaleU = hn::Set(floatTag, share / all.uniform.weight);
    const Vec meanS = hn::Set(floatTag, all.byStudent.mean);
    const Vec meanT = hn::Set(floatTag, all.byTeacher.mean);
    const Vec meanU = hn::Set(floatTag, all.uniform.mean);
    const Vec largestS = hn::Set(floatTag, all.mostS), largestT = hn::Set(floatTag, all.mostT);
    overRow(part.size, [&](std::size_t i, std::size_t lanes) HWY_ATTR {
        const Vec t = hn::Sub(load(part.teacher + i, lanes, all.mostT), largestT);
        const Vec d = hn::Sub(hn::Sub(load(part.student + i, lanes, all.mostS), largestS), t);
        const Vec p = hn::Mul(load(weights + i, lanes, 0.0F), scaleS);
        Vec gradient = hn::Mul(p, hn::Sub(d, meanS));
        if constexpr (form == ForwardKl) {
            gradient = hn::NegMulAdd(exponential(t), scaleT, p);
        } else if constexpr (form == CsdTS) {
            gradient = hn::MulAdd(hn::Mul(exponential(t), scaleT), hn::Sub(d, meanT), gradient);
        } else if constexpr (form == CsdUS) {
            gradient = hn::MulAdd(scaleU, hn::Sub(d, meanU), gradient);
        }
        store<bypass>(gradient, part.gradient + i, lanes);
    });
}

template <Form form>
float lossOf(const Part &all)
{
    const auto &[mostS, mostT, byStudent, byTeacher, uniform] = all;
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

// One pass from memory gathers all sums, part after part as in an online softmax; one more, from
// the cache, writes the gradient.
template <Form form, bool bypass>
float softmaxLoss(const Row &row, const Scratch &scratch)
{
    Part all = sumsOf<form>(partAt(row, 0), scratch.weights);
    scratch.maxima[0] = all.mostS;
    for (std::size_t at = partSize; at < row.size; at += partSize) {
        const Part part = sumsOf<form>(partAt(row, at), scratch.weights + at);
        scratch.maxima[at / partSize] = part.mostS;
        all.add(part);
    }
    for (std::size_t at = 0; at < row.size; at += partSize) {
        writeGradient<form, bypass>(partAt(row, at), all, scratch.weights + at,
                                    scratch.maxima[at / partSize]);
    }
    return lossOf<form>(all);
}

template <bool bypass>
float squaredLoss(const Row &row, const Scratch &)
{
    const Vec scale = hn::Set(floatTag, 1.0F / float(row.size));
    Vec sum = hn::Zero(floatTag);
    overRow(row.size, [&](std::size_t i, std::size_t lanes) HWY_ATTR {
        const Vec d =
                hn::Sub(load(row.student + i, lanes, 0.0F), load(row.teacher + i, lanes, 0.0F));
        sum = hn::MulAdd(d, d, sum);
        store<bypass>(hn::Mul(d, scale), row.gradient + i, lanes);
    });
    return total(sum) / float(2 * row.size);
}

// By form.
template <bool bypass>
constexpr std::array<float (*)(const Row &, const Scratch &), lossIds.size()> lossBy{
        softmaxLoss<ForwardKl, bypass>, softmaxLoss<ReverseKl, bypass>, squaredLoss<bypass>,
        softmaxLoss<CsdSS, bypass>,     softmaxLoss<CsdTS, bypass>,     softmaxLoss<CsdUS, bypass>};

float LossAndGradient(Form form, const Row &row, const Scratch &scratch)
{
    // The gradient of a shorter row is likely read from the caches: it holds the weights meanwhile.
    constexpr std::size_t longRow = 16'384;
    const bool aligned =
            reinterpret_cast<std::uintptr_t>(row.gradient) % (hn::Lanes(floatTag) * sizeof(float))
            == 0;
    if (row.size < longRow || !aligned) {
        return lossBy<false>[form](row, {row.gradient, scratch.maxima});
    }
    const float loss = lossBy<true>[form](row, scratch);
    hwy::FlushStream();
    return loss;
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::kd_concrete_score
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels::kd_concrete_score {

HWY_EXPORT(LossAndGradient);

float lossAndGradient(Form form, const Row &row)
{
    thread_local std::vector<float> weights, maxima;
    if (weights.size() < row.size) {
        weights.resize(row.size);
        maxima.resize(row.size / partSize + 1);
    }
    return HWY_DYNAMIC_DISPATCH(LossAndGradient)(form, row, {weights.data(), maxima.data()});
}

}  // namespace touchstone::kernels::kd_concrete_score
#endif
