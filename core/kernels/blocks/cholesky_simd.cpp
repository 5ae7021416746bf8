// The inner loops of the Cholesky factorisation, in vectors.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/blocks/cholesky_simd.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <algorithm>
#include <cmath>

#include "kernels/blocks/cholesky.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Columns = hn::CappedTag<float, 16>;  // divides factorBlockSize
constexpr Columns columnTag;
constexpr std::size_t copyWidth = factorBlockSize;  // of a row of the copies

// M with M^T M = H in place: what row k leaves of the rows above it. Vectors run on beyond the
// diagonal, where nothing is read.
bool factorRows(std::size_t n, float *m)
{
    for (std::size_t k = n; k-- > 0;) {
        float *row = m + k * copyWidth;
        if (!(row[k] > 0)) {
            return false;
        }
        const float root = std::sqrt(row[k]), inverse = 1 / root;
        for (std::size_t j = 0; j < k; j += hn::Lanes(columnTag)) {
            const auto scaled = hn::Mul(hn::Load(columnTag, row + j), hn::Set(columnTag, inverse));
            hn::Store(scaled, columnTag, row + j);
        }
        row[k] = root;
        for (std::size_t i = 0; i < k; ++i) {
            float *above = m + i * copyWidth;
            const auto factor = hn::Set(columnTag, row[i]);
            for (std::size_t j = 0; j <= i; j += hn::Lanes(columnTag)) {
                const auto left = hn::NegMulAdd(factor, hn::Load(columnTag, row + j),
                                                hn::Load(columnTag, above + j));
                hn::Store(left, columnTag, above + j);
            }
        }
    }
    return true;
}

// G = M^-1 row after row: G_k = (e_k - sum over j < k of M_kj G_j) / M_kk. g: zeros before.
void invertRows(std::size_t n, const float *m, float *g)
{
    for (std::size_t c = 0; c < n; c += hn::Lanes(columnTag)) {
        for (std::size_t k = c; k < n; ++k) {
            const float *row = m + k * copyWidth;
            auto even = hn::Zero(columnTag), odd = even;
            std::size_t j = c;
            for (; j + 2 <= k; j += 2) {
                const float *known = g + j * copyWidth + c;
                even = hn::MulAdd(hn::Set(columnTag, row[j]), hn::Load(columnTag, known), even);
                odd = hn::MulAdd(hn::Set(columnTag, row[j + 1]),
                                 hn::Load(columnTag, known + copyWidth), odd);
            }
            if (j < k) {
                even = hn::MulAdd(hn::Set(columnTag, row[j]),
                                  hn::Load(columnTag, g + j * copyWidth + c), even);
            }
            const float inverse = 1 / row[k];
            hn::Store(hn::Mul(hn::Add(even, odd), hn::Set(columnTag, -inverse)), columnTag,
                      g + k * copyWidth + c);
            if (k < c + hn::Lanes(columnTag)) {
                g[k * copyWidth + k] = inverse;
            }
        }
    }
}

bool FactorOfInverseBlock(std::size_t n, const float *h, float *g, std::size_t stride)
{
    HWY_ALIGN float m[factorBlockSize * copyWidth];
    HWY_ALIGN float inverse[factorBlockSize * copyWidth];
    std::fill_n(m, n * copyWidth, 0.0F);
    std::fill_n(inverse, n * copyWidth, 0.0F);
    for (std::size_t i = 0; i < n; ++i) {
        std::copy_n(h + i * stride, i + 1, m + i * copyWidth);
    }
    if (!factorRows(n, m)) {
        return false;
    }
    invertRows(n, m, inverse);
    for (std::size_t i = 0; i < n; ++i) {
        std::copy_n(inverse + i * copyWidth, i + 1, g + i * stride);
    }
    return true;
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels {

HWY_EXPORT(FactorOfInverseBlock);

bool factorOfInverseBlock(std::size_t n, const float *h, float *g, std::size_t stride)
{
    return HWY_DYNAMIC_DISPATCH(FactorOfInverseBlock)(n, h, g, stride);
}

}  // namespace touchstone::kernels
#endif
