// One layer of relaxed gates, forward and backward over a batch, in vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/unconventional/logic-gate-packed/training_simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>

#include "kernels/blocks/exp2-inl.h"
#include "kernels/unconventional/logic-gate-packed/training.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::logic_gate_packed {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Floats = hn::CappedTag<float, 16>;
constexpr Floats floatTag;
using Vec = hn::Vec<Floats>;

// 1 where table t has bit k set.
struct TableBits {
    TableBits()
    {
        for (std::size_t k = 0; k < 4; ++k) {
            for (std::size_t t = 0; t < tableCount; ++t) {
                bits[k][t] = (t >> k) & 1U ? 1.0F : 0.0F;
            }
        }
    }
    alignas(64) float bits[4][tableCount];
};

void relax(std::size_t gates, const float *logits, float *shares, float *expected)
{
    const TableBits table;
    const Vec log2e = hn::Set(floatTag, 1.442695041F);
    const std::size_t lanes = hn::Lanes(floatTag);
    for (std::size_t g = 0; g < gates; ++g) {
        const float *w = logits + g * tableCount;
        float *p = shares + g * tableCount;
        const Vec most = hn::Set(floatTag, *std::max_element(w, w + tableCount));
        Vec sum = hn::Zero(floatTag);
        for (std::size_t i = 0; i < tableCount; i += lanes) {
            const Vec power = touchstone::kernels::HWY_NAMESPACE::exp2OfNegative(
                    floatTag, hn::Mul(hn::Sub(hn::LoadU(floatTag, w + i), most), log2e));
            hn::StoreU(power, floatTag, p + i);
            sum = hn::Add(sum, power);
        }
        const Vec inverse = hn::Div(hn::Set(floatTag, 1.0F), hn::SumOfLanes(floatTag, sum));
        Vec values[4] = {hn::Zero(floatTag), hn::Zero(floatTag), hn::Zero(floatTag),
                         hn::Zero(floatTag)};
        for (std::size_t i = 0; i < tableCount; i += lanes) {
            const Vec share = hn::Mul(hn::LoadU(floatTag, p + i), inverse);
            hn::StoreU(share, floatTag, p + i);
            for (std::size_t k = 0; k < 4; ++k) {
                values[k] = hn::MulAdd(share, hn::LoadU(floatTag, table.bits[k] + i), values[k]);
            }
        }
        for (std::size_t k = 0; k < 4; ++k) {
            expected[g * 4 + k] = hn::GetLane(hn::SumOfLanes(floatTag, values[k]));
        }
    }
}

// Coefficients of 1, a, b and ab; expected table bit 2a + b.
struct Polynomial {
    explicit HWY_INLINE Polynomial(const float *t)
        : one(hn::Set(floatTag, t[0])), a(hn::Set(floatTag, t[2] - t[0])),
          b(hn::Set(floatTag, t[1] - t[0])), ab(hn::Set(floatTag, t[0] - t[1] - t[2] + t[3]))
    {
    }
    Vec one, a, b, ab;
};

void ForwardLayer(std::size_t gates, const std::uint32_t *wires, const float *logits,
                  const float *in, float *out, float *shares, float *expected)
{
    relax(gates, logits, shares, expected);
    for (std::size_t g = 0; g < gates; ++g) {
        const Polynomial c(expected + g * 4);
        const float *rowA = in + wires[2 * g] * batchSize;
        const float *rowB = in + wires[2 * g + 1] * batchSize;
        for (std::size_t s = 0; s < batchSize; s += hn::Lanes(floatTag)) {
            const Vec a = hn::LoadU(floatTag, rowA + s);
            const Vec b = hn::LoadU(floatTag, rowB + s);
            const Vec slope = hn::MulAdd(c.ab, b, c.a);
            hn::StoreU(hn::MulAdd(slope, a, hn::MulAdd(c.b, b, c.one)), floatTag,
                       out + g * batchSize + s);
        }
    }
}

// d loss / d expected table from the sums of g, g a, g b and g a b.
HWY_INLINE void tableGradient(const Vec (&sums)[4], float *gradient)
{
    const auto total = [&](std::size_t i)
                               HWY_ATTR { return hn::GetLane(hn::SumOfLanes(floatTag, sums[i])); };
    const float one = total(0), a = total(1), b = total(2), ab = total(3);
    gradient[0] = one - a - b + ab;
    gradient[1] = b - ab;
    gradient[2] = a - ab;
    gradient[3] = ab;
}

// shares: of one gate, into d loss / d logits: p_i (d_i - sum_j p_j d_j), where d_i sums the
// gradients of table i's bits.
HWY_INLINE void logitGradient(const TableBits &table, const float *expected, const float *gradient,
                              float *shares)
{
    const float mean = expected[0] * gradient[0] + expected[1] * gradient[1]
                       + expected[2] * gradient[2] + expected[3] * gradient[3];
    for (std::size_t i = 0; i < tableCount; i += hn::Lanes(floatTag)) {
        Vec slope = hn::Set(floatTag, -mean);
        for (std::size_t k = 0; k < 4; ++k) {
            slope = hn::MulAdd(hn::Set(floatTag, gradient[k]),
                               hn::LoadU(floatTag, table.bits[k] + i), slope);
        }
        hn::StoreU(hn::Mul(slope, hn::LoadU(floatTag, shares + i)), floatTag, shares + i);
    }
}

void BackwardLayer(std::size_t gates, const std::uint32_t *wires, const float *expected,
                   const float *in, const float *gradients, float *gradientsBefore, float *shares)
{
    const TableBits table;
    for (std::size_t g = 0; g < gates; ++g) {
        const Polynomial c(expected + g * 4);
        const std::size_t atA = wires[2 * g] * batchSize, atB = wires[2 * g + 1] * batchSize;
        Vec sums[4] = {hn::Zero(floatTag), hn::Zero(floatTag), hn::Zero(floatTag),
                       hn::Zero(floatTag)};
        for (std::size_t s = 0; s < batchSize; s += hn::Lanes(floatTag)) {
            const Vec gradient = hn::LoadU(floatTag, gradients + g * batchSize + s);
            const Vec a = hn::LoadU(floatTag, in + atA + s);
            const Vec b = hn::LoadU(floatTag, in + atB + s);
            const Vec timesA = hn::Mul(gradient, a);
            sums[0] = hn::Add(sums[0], gradient);
            sums[1] = hn::Add(sums[1], timesA);
            sums[2] = hn::MulAdd(gradient, b, sums[2]);
            sums[3] = hn::MulAdd(timesA, b, sums[3]);
            float *toA = gradientsBefore + atA + s;
            hn::StoreU(hn::MulAdd(gradient, hn::MulAdd(c.ab, b, c.a), hn::LoadU(floatTag, toA)),
                       floatTag, toA);
            float *toB = gradientsBefore + atB + s;
            hn::StoreU(hn::MulAdd(gradient, hn::MulAdd(c.ab, a, c.b), hn::LoadU(floatTag, toB)),
                       floatTag, toB);
        }
        float gradient[4];
        tableGradient(sums, gradient);
        logitGradient(table, expected + g * 4, gradient, shares + g * tableCount);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::logic_gate_packed
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels::logic_gate_packed {

HWY_EXPORT(ForwardLayer);
HWY_EXPORT(BackwardLayer);

void forwardLayer(std::size_t gates, const std::uint32_t *wires, const float *logits,
                  const float *in, float *out, float *shares, float *expected)
{
    HWY_DYNAMIC_DISPATCH(ForwardLayer)(gates, wires, logits, in, out, shares, expected);
}

void backwardLayer(std::size_t gates, const std::uint32_t *wires, const float *expected,
                   const float *in, const float *gradients, float *gradientsBefore, float *shares)
{
    HWY_DYNAMIC_DISPATCH(BackwardLayer)
    (gates, wires, expected, in, gradients, gradientsBefore, shares);
}

}  // namespace touchstone::kernels::logic_gate_packed
#endif
