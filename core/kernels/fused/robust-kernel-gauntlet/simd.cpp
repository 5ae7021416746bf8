#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/fused/robust-kernel-gauntlet/simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>

#include "kernels/blocks/exp2-inl.h"
#include "kernels/blocks/rows-inl.h"
#include "kernels/fused/robust-kernel-gauntlet/rows.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::robust_kernel_gauntlet {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using namespace touchstone::kernels::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
constexpr Floats floatTag;
using Vec = hn::Vec<Floats>;

HWY_INLINE Vec constant(float value)
{
    return hn::Set(floatTag, value);
}

HWY_INLINE float total(Vec v)
{
    return hn::GetLane(hn::SumOfLanes(floatTag, v));
}

// Sum of op(x). Four sums in turn hide the latency of the additions; one alone does not.
template <class Op>
HWY_INLINE float reduced(const float *x, std::size_t width, bool single, const Op &op)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    Vec s0 = hn::Zero(floatTag), s1 = s0, s2 = s0, s3 = s0;
    std::size_t i = 0;
    for (; !single && i + 4 * lanes <= width; i += 4 * lanes) {
        s0 = op(hn::LoadU(floatTag, x + i), s0);
        s1 = op(hn::LoadU(floatTag, x + i + lanes), s1);
        s2 = op(hn::LoadU(floatTag, x + i + 2 * lanes), s2);
        s3 = op(hn::LoadU(floatTag, x + i + 3 * lanes), s3);
    }
    for (; i + lanes <= width; i += lanes) {
        s0 = op(hn::LoadU(floatTag, x + i), s0);
    }
    float sum = total(hn::Add(hn::Add(s0, s1), hn::Add(s2, s3)));
    if (i < width) {
        const std::size_t rest = width - i;
        const Vec last = op(loadPart(floatTag, x + i, rest), hn::Zero(floatTag));
        sum += total(hn::IfThenElseZero(hn::FirstN(floatTag, rest), last));
    }
    return sum;
}

// y = op(x...), element by element.
template <class Op, class... In>
HWY_INLINE void mapped(std::size_t width, float *y, const Op &op, const In *...in)
{
    overRow(floatTag, width, [&](std::size_t i, std::size_t lanes) HWY_ATTR {
        storePart(op(loadPart(floatTag, in + i, lanes)...), floatTag, y + i, lanes);
    });
}

HWY_INLINE Vec expOf(Vec x)
{
    return exp2OfNegative(floatTag, hn::Mul(x, constant(1.442695041F)));
}

float Sum(const float *x, std::size_t width, bool single)
{
    return reduced(x, width, single, [](Vec v, Vec s) HWY_ATTR { return hn::Add(s, v); });
}

float SquareSum(const float *x, float mean, std::size_t width, bool single)
{
    const Vec m = constant(mean);
    return reduced(x, width, single, [m](Vec v, Vec s) HWY_ATTR {
        const Vec away = hn::Sub(v, m);
        return hn::MulAdd(away, away, s);
    });
}

void ScaleShift(const float *x, float mean, float scale, const float *weight, const float *bias,
                std::size_t width, float *y)
{
    const Vec m = constant(mean), s = constant(scale);
    if (bias) {
        mapped(
                width, y,
                [m, s](Vec v, Vec w, Vec b)
                        HWY_ATTR { return hn::MulAdd(hn::Mul(hn::Sub(v, m), s), w, b); },
                x, weight, bias);
    } else {
        mapped(
                width, y,
                [m, s](Vec v, Vec w) HWY_ATTR { return hn::Mul(hn::Mul(hn::Sub(v, m), s), w); }, x,
                weight);
    }
}

void Subtract(const float *x, float value, std::size_t width, float *y)
{
    const Vec v = constant(value);
    mapped(
            width, y, [v](Vec a) HWY_ATTR { return hn::Sub(a, v); }, x);
}
void Multiply(const float *x, float value, std::size_t width, float *y)
{
    const Vec v = constant(value);
    mapped(
            width, y, [v](Vec a) HWY_ATTR { return hn::Mul(a, v); }, x);
}
void MultiplyBy(const float *x, const float *weight, std::size_t width, float *y)
{
    mapped(
            width, y, [](Vec a, Vec b) HWY_ATTR { return hn::Mul(a, b); }, x, weight);
}
void AddTo(const float *x, const float *bias, std::size_t width, float *y)
{
    mapped(
            width, y, [](Vec a, Vec b) HWY_ATTR { return hn::Add(a, b); }, x, bias);
}
void Relu(const float *x, std::size_t width, float *y)
{
    mapped(
            width, y, [](Vec a) HWY_ATTR { return hn::Max(a, hn::Zero(floatTag)); }, x);
}
void BiasRelu(const float *x, const float *bias, std::size_t width, float *y)
{
    mapped(
            width, y,
            [](Vec a, Vec b) HWY_ATTR { return hn::Max(hn::Add(a, b), hn::Zero(floatTag)); }, x,
            bias);
}
void SoftmaxBackward(const float *x, float total, std::size_t width, float *g)
{
    const Vec t = constant(total);
    mapped(
            width, g, [t](Vec a, Vec b) HWY_ATTR { return hn::NegMulAdd(t, expOf(a), b); }, x, g);
}

float Maximum(const float *x, std::size_t width)
{
    const float first = x[0];
    Vec most = constant(first);
    overRow(floatTag, width, [&](std::size_t i, std::size_t lanes) HWY_ATTR {
        most = hn::Max(most, loadPart(floatTag, x + i, lanes, first));
    });
    return hn::GetLane(hn::MaxOfLanes(floatTag, most));
}

float ExponentialSum(const float *x, float top, std::size_t width, bool single)
{
    const Vec t = constant(top);
    return reduced(x, width, single,
                   [t](Vec v, Vec s) HWY_ATTR { return hn::Add(s, expOf(hn::Sub(v, t))); });
}

void SoftmaxTimes(const float *x, float top, float factor, std::size_t width, float *y)
{
    const Vec t = constant(top), f = constant(factor);
    mapped(
            width, y, [t, f](Vec a) HWY_ATTR { return hn::Mul(f, expOf(hn::Sub(a, t))); }, x);
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::robust_kernel_gauntlet
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels::robust_kernel_gauntlet {

HWY_EXPORT(Sum);
HWY_EXPORT(SquareSum);
HWY_EXPORT(ScaleShift);
HWY_EXPORT(Subtract);
HWY_EXPORT(Multiply);
HWY_EXPORT(MultiplyBy);
HWY_EXPORT(AddTo);
HWY_EXPORT(Relu);
HWY_EXPORT(BiasRelu);
HWY_EXPORT(SoftmaxBackward);
HWY_EXPORT(Maximum);
HWY_EXPORT(ExponentialSum);
HWY_EXPORT(SoftmaxTimes);

#define CALL HWY_DYNAMIC_DISPATCH

float sum(const float *x, std::size_t width, bool single)
{
    return CALL(Sum)(x, width, single);
}
float squareSum(const float *x, float mean, std::size_t width, bool single)
{
    return CALL(SquareSum)(x, mean, width, single);
}
void scaleShift(const float *x, float mean, float scale, const float *weight, const float *bias,
                std::size_t width, float *y)
{
    CALL(ScaleShift)(x, mean, scale, weight, bias, width, y);
}
void subtract(const float *x, float value, std::size_t width, float *y)
{
    CALL(Subtract)(x, value, width, y);
}
void multiply(const float *x, float value, std::size_t width, float *y)
{
    CALL(Multiply)(x, value, width, y);
}
void multiplyBy(const float *x, const float *weight, std::size_t width, float *y)
{
    CALL(MultiplyBy)(x, weight, width, y);
}
void addTo(const float *x, const float *bias, std::size_t width, float *y)
{
    CALL(AddTo)(x, bias, width, y);
}
void relu(const float *x, std::size_t width, float *y)
{
    CALL(Relu)(x, width, y);
}
void biasRelu(const float *x, const float *bias, std::size_t width, float *y)
{
    CALL(BiasRelu)(x, bias, width, y);
}
void softmaxBackward(const float *x, float total, std::size_t width, float *g)
{
    CALL(SoftmaxBackward)(x, total, width, g);
}
float maximum(const float *x, std::size_t width)
{
    return CALL(Maximum)(x, width);
}
float exponentialSum(const float *x, float top, std::size_t width, bool single)
{
    return CALL(ExponentialSum)(x, top, width, single);
}
void softmaxTimes(const float *x, float top, float factor, std::size_t width, float *y)
{
    CALL(SoftmaxTimes)(x, top, factor, width, y);
}

// Chan, Golub and LeVeque, "Algorithms for Computing the Sample Variance", 1983.
void Spread::add(const Spread &other)
{
    const double all = count + other.count, away = other.mean - mean;
    squares += other.squares + away * away * count * other.count / all;
    mean += away * other.count / all;
    count = all;
}

constexpr std::size_t blockSize = 2048;  // floats of a row, which stay in the first cache

Spread spreadOf(const float *x, std::size_t width)
{
    Spread all;
    for (std::size_t at = 0; at < width; at += blockSize) {
        const std::size_t count = std::min(blockSize, width - at);
        const float mean = sum(x + at, count, false) / float(count);
        all.add({double(count), mean, squareSum(x + at, mean, count, false)});
    }
    return all;
}

Online onlineSum(const float *x, std::size_t width)
{
    Online all{x[0], 0};
    for (std::size_t at = 0; at < width; at += blockSize) {
        const std::size_t count = std::min(blockSize, width - at);
        const float top = std::max(all.top, maximum(x + at, count));
        all.sum = all.sum * std::exp(all.top - top) + exponentialSum(x + at, top, count, false);
        all.top = top;
    }
    return all;
}

}  // namespace touchstone::kernels::robust_kernel_gauntlet
#endif
