#include "kernels/blocks/attention_sum.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/parallel.h"

#include <cmath>

namespace touchstone::kernels::attention {

namespace {

// weights: [keys], scores; replaced by their softmax over the first `seen`, others by 0.
void softmax(float *weights, std::size_t seen, std::size_t keys, float scale)
{
    const float top = *std::max_element(weights, weights + seen);
    float all = 0;
    for (std::size_t t = 0; t < seen; ++t) {
        weights[t] = std::exp(scale * (weights[t] - top));
        all += weights[t];
    }
    for (std::size_t t = 0; t < seen; ++t) {
        weights[t] /= all;
    }
    std::fill(weights + seen, weights + keys, 0.0F);
}

}  // namespace

void sumAttention(const Observed &of, float *scratch, float *sums, int threads)
{
    const float scale = 1 / std::sqrt(float(of.size));
    parallelEach(threads, of.heads, [&](std::size_t head) {
        float *own = scratch + head * of.queries * of.keys;
        gemmNT(of.queries, of.keys, of.size, of.q + head * of.size, of.row(), of.k + head * of.size,
               of.row(), 0, own, of.keys, 1);
        for (std::size_t query = 0; query < of.queries; ++query) {
            softmax(own + query * of.keys, of.seenBy(query), of.keys, scale);
        }
    });
    parallelRows(threads, of.keys, [&](std::size_t begin, std::size_t end) {
        std::fill(sums + begin, sums + end, 0.0F);
        for (std::size_t row = 0; row < of.heads * of.queries; ++row) {
            for (std::size_t t = begin; t < end; ++t) {
                sums[t] += scratch[row * of.keys + t];
            }
        }
    });
}

}  // namespace touchstone::kernels::attention
