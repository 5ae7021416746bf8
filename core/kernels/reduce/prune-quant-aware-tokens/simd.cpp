// Rows between products, in vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/reduce/prune-quant-aware-tokens/simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>

#include "kernels/blocks/rows-inl.h"
#include "kernels/reduce/prune-quant-aware-tokens/rows.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels::prune_quant_aware_tokens {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using namespace touchstone::kernels::HWY_NAMESPACE;

using Floats = hn::ScalableTag<float>;
constexpr Floats floatTag;
using Vec = hn::Vec<Floats>;
constexpr hn::RebindToSigned<Floats> intTag;
constexpr hn::Rebind<std::int8_t, Floats> byteTag;

void Normalise(const float *x, std::size_t width, float *out)
{
    Vec squares = hn::Zero(floatTag);
    overRow(floatTag, width, [&](std::size_t i, std::size_t lanes) HWY_ATTR {
        const Vec v = loadPart(floatTag, x + i, lanes);
        squares = hn::MulAdd(v, v, squares);
    });
    const float mean = hn::GetLane(hn::SumOfLanes(floatTag, squares)) / float(width);
    const Vec scale = hn::Set(floatTag, 1 / std::sqrt(mean));
    overRow(floatTag, width, [&](std::size_t i, std::size_t lanes) HWY_ATTR {
        storePart(hn::Mul(loadPart(floatTag, x + i, lanes), scale), floatTag, out + i, lanes);
    });
}

// Sums and differences of values `stride` apart.
HWY_INLINE void butterflies(float *x, std::size_t width, std::size_t stride)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    for (std::size_t begin = 0; begin < width; begin += 2 * stride) {
        for (std::size_t i = begin; i < begin + stride; i += lanes) {
            const Vec a = hn::LoadU(floatTag, x + i), b = hn::LoadU(floatTag, x + i + stride);
            hn::StoreU(hn::Add(a, b), floatTag, x + i);
            hn::StoreU(hn::Sub(a, b), floatTag, x + i + stride);
        }
    }
}

// All strides below a vector's length at once; the last step scales.
HWY_INLINE void withinVectors(float *x, std::size_t width, float scale)
{
    const std::size_t lanes = hn::Lanes(floatTag);
    const Vec scaling = hn::Set(floatTag, scale);
    for (std::size_t i = 0; i < width; i += lanes) {
        Vec v = hn::Mul(hn::LoadU(floatTag, x + i), scaling);
        for (std::size_t stride = 1; stride < lanes; stride *= 2) {
            const auto places = hn::Iota(intTag, 0);
            const auto flag = hn::Set(intTag, std::int32_t(stride));
            const auto partner =
                    hn::TableLookupLanes(v, hn::IndicesFromVec(floatTag, hn::Xor(places, flag)));
            const auto second = hn::RebindMask(floatTag, hn::TestBit(places, flag));
            v = hn::Add(partner, hn::IfThenElse(second, hn::Neg(v), v));
        }
        hn::StoreU(v, floatTag, x + i);
    }
}

void scalarRotate(float *x, std::size_t width, std::size_t block, float scale)
{
    for (std::size_t stride = 1; stride < block; stride *= 2) {
        for (std::size_t begin = 0; begin < width; begin += 2 * stride) {
            for (std::size_t i = begin; i < begin + stride; ++i) {
                const float a = x[i], b = x[i + stride];
                x[i] = a + b;
                x[i + stride] = a - b;
            }
        }
    }
    for (std::size_t i = 0; i < width; ++i) {
        x[i] *= scale;
    }
}

void Rotate(float *x, std::size_t width)
{
    const std::size_t lanes = hn::Lanes(floatTag), block = blockOf(width);
    const float scale = 1 / std::sqrt(float(block));
    if (block < lanes) {
        scalarRotate(x, width, block, scale);
        return;
    }
    for (std::size_t stride = block / 2; stride >= lanes; stride /= 2) {
        butterflies(x, width, stride);
    }
    withinVectors(x, width, scale);
}

float ToCodes(const float *x, std::size_t width, std::int8_t *codes)
{
    Vec most = hn::Zero(floatTag);
    overRow(floatTag, width, [&](std::size_t i, std::size_t lanes) HWY_ATTR {
        most = hn::Max(most, hn::Abs(loadPart(floatTag, x + i, lanes)));
    });
    const float step = hn::GetLane(hn::MaxOfLanes(floatTag, most)) / float(mostCode);
    const Vec perStep = hn::Set(floatTag, step > 0 ? 1 / step : 0.0F);
    overRow(floatTag, width, [&](std::size_t i, std::size_t lanes) HWY_ATTR {
        const auto nearest = hn::NearestInt(hn::Mul(loadPart(floatTag, x + i, lanes), perStep));
        storePart(hn::DemoteTo(byteTag, nearest), byteTag, codes + i, lanes);
    });
    return step;
}

void FromSums(const std::int32_t *sums, float step, const float *steps, const float *residual,
              std::size_t width, float *y)
{
    const Vec all = hn::Set(floatTag, step);
    overRow(floatTag, width, [&](std::size_t i, std::size_t lanes) HWY_ATTR {
        const Vec scale = hn::Mul(all, loadPart(floatTag, steps + i, lanes));
        const Vec sum = hn::ConvertTo(floatTag, loadPart(intTag, sums + i, lanes));
        const Vec before = residual ? loadPart(floatTag, residual + i, lanes) : hn::Zero(floatTag);
        storePart(hn::MulAdd(sum, scale, before), floatTag, y + i, lanes);
    });
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels::prune_quant_aware_tokens
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels::prune_quant_aware_tokens {

HWY_EXPORT(Normalise);
HWY_EXPORT(Rotate);
HWY_EXPORT(ToCodes);
HWY_EXPORT(FromSums);

#define CALL HWY_DYNAMIC_DISPATCH

void normalise(const float *x, std::size_t width, float *out)
{
    CALL(Normalise)(x, width, out);
}
void rotate(float *x, std::size_t width)
{
    CALL(Rotate)(x, width);
}
float toCodes(const float *x, std::size_t width, std::int8_t *codes)
{
    return CALL(ToCodes)(x, width, codes);
}
void fromSums(const std::int32_t *sums, float step, const float *steps, const float *residual,
              std::size_t width, float *y)
{
    CALL(FromSums)(sums, step, steps, residual, width, y);
}

Matrix4 roundTo4Bits(const float *weights, std::size_t outputs, std::size_t inputs, bool rotated)
{
    Matrix4 matrix{std::vector<std::int8_t>(outputs * inputs), std::vector<float>(outputs)};
    std::vector<float> row(inputs);
    for (std::size_t o = 0; o < outputs; ++o) {
        std::copy_n(weights + o * inputs, inputs, row.data());
        if (rotated) {
            rotate(row.data(), inputs);
        }
        matrix.steps[o] = toCodes(row.data(), inputs, matrix.codes.data() + o * inputs);
    }
    return matrix;
}

}  // namespace touchstone::kernels::prune_quant_aware_tokens
#endif
