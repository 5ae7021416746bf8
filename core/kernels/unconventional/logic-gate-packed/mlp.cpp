// The network of floats, in fp32 and in int8.
#include "kernels/blocks/device_gemm.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/gemm_int8.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/quantise.h"
#include "kernels/blocks/rng.h"
#include "kernels/unconventional/logic-gate-packed/inference.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace touchstone::kernels::logic_gate_packed {

namespace {

// The first of the largest scores of each row, times unit.
template <class T>
void chooseLargest(std::span<const T> scores, std::size_t classes, float unit, std::int32_t *chosen,
                   float *largest)
{
    for (std::size_t s = 0; s < scores.size() / classes; ++s) {
        const T *row = scores.data() + s * classes;
        const T *most = std::max_element(row, row + classes);
        chosen[s] = std::int32_t(most - row);
        largest[s] = float(*most) * unit;
    }
}

}  // namespace

// The scale of hidden bytes is that of the largest value that some of the samples give.
void Inference::fillWeights(std::uint64_t seed)
{
    rng::fillNormal(first.span(), 0.0F, float(std::sqrt(2.0 / double(features))), seed, 101);
    rng::fillNormal(second.span(), 0.0F, float(std::sqrt(1.0 / double(hidden))), seed, 102);
    double largest = 1e-30;
    for (const std::size_t s : sample(samples, 64)) {
        for (std::size_t h = 0; h < hidden; ++h) {
            const float *weights = first.data() + h * features;
            largest = std::max(largest, std::inner_product(weights, weights + features,
                                                           x.data() + s * features, 0.0));
        }
    }
    const auto unitHidden = float(largest / 127);
    toHidden = roundToLargest(x.span(), 127, xBytes.data())
               * roundToLargest(first.span(), 63, firstBytes.data()) / unitHidden;
    toScore = roundToLargest(second.span(), 63, secondBytes.data()) * unitHidden;
}

void Inference::inferFloats(const Part &part)
{
    float *h = hiddenFloats.data() + part.thread * productSamples * hidden;
    float *out = scores.data() + part.thread * productSamples * classes;
    gemmNT(part.count, hidden, features, x.data() + part.begin * features, first.data(), 0.0F, h,
           hidden, 1);
    const std::size_t count = part.count * hidden;
    for (std::size_t i = 0; i < count; ++i) {
        h[i] = std::max(h[i], 0.0F);
    }
    gemmNT(part.count, classes, hidden, h, second.data(), 0.0F, out, classes, 1);
    chooseLargest<float>({out, part.count * classes}, classes, 1, chosen.data() + part.begin,
                         votes.data() + part.begin);
}

void Inference::inferBytes(const Part &part)
{
    std::int8_t *h = hiddenBytes.data() + part.thread * productSamples * hidden;
    std::int32_t *out = sums.data() + part.thread * (sums.size() / places);
    gemmInt8NT(part.count, hidden, features, xBytes.data() + part.begin * features,
               firstBytes.data(), out, 1);
    toHiddenBytes(out, part.count * hidden, toHidden, h);
    gemmInt8NT(part.count, classes, hidden, h, secondBytes.data(), out, 1);
    chooseLargest<std::int32_t>({out, part.count * classes}, classes, toScore,
                                chosen.data() + part.begin, votes.data() + part.begin);
}

// --- on a device: all samples at once, since one block would not fill it

void Inference::inferFloatsOn(DeviceCopies &d)
{
    deviceGemmNT(d, samples, hidden, features, {d[x], 0, features}, {d[first], 0, features},
                 {d[hiddenFloats], 0, hidden});
    d.launch("relu", samples * hidden, 64, {d[hiddenFloats], samples * hidden});
    deviceGemmNT(d, samples, classes, hidden, {d[hiddenFloats], 0, hidden}, {d[second], 0, hidden},
                 {d[scores], 0, classes});
    d.launch("largest", samples, 64, {d[scores], d[chosen], d[votes], samples, classes});
}

void Inference::inferBytesOn(DeviceCopies &d)
{
    const auto layer = [&](const Buffer<std::int8_t> &in, const Buffer<std::int8_t> &weights,
                           std::size_t n, std::size_t k, float scale, bool toBytes) {
        d.launch("int8_layer", {n, samples}, {16, 16},
                 {d[in], d[weights], d[hiddenBytes], d[scores], samples, n, k, scale,
                  std::int32_t(toBytes)});
    };
    layer(xBytes, firstBytes, hidden, features, toHidden, true);
    layer(hiddenBytes, secondBytes, classes, hidden, toScore, false);
    d.launch("largest", samples, 64, {d[scores], d[chosen], d[votes], samples, classes});
}

}  // namespace touchstone::kernels::logic_gate_packed
