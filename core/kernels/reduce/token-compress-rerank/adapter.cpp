#include "kernels/reduce/token-compress-rerank/adapter.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/softmax.h"

#include <algorithm>

namespace touchstone::kernels::token_compress_rerank {

std::vector<float> compressed(const Adapter &adapter, std::span<const float> tokens)
{
    const std::size_t width = adapter.width, kept = adapter.kept(), n = tokens.size() / width;
    std::vector<float> weights(kept * n), out(kept * width);
    gemm(GemmForm::NT, kept, n, width, adapter.sharpness, {adapter.queries.data(), width},
         {tokens.data(), width}, 0, weights.data(), n, 1);
    for (std::size_t q = 0; q < kept; ++q) {
        softmaxInPlace(weights.data() + q * n, n);
    }
    gemmNN(kept, width, n, weights.data(), tokens.data(), 0, out.data(), 1);
    if (adapter.projection.empty()) {
        return out;
    }
    std::vector<float> projected(kept * width);
    gemmNT(kept, width, width, out.data(), adapter.projection.data(), 0, projected.data(), width,
           1);
    return projected;
}

std::vector<float> pooled(std::size_t kept, std::size_t width, std::span<const float> tokens)
{
    const std::size_t n = tokens.size() / width;
    std::vector<float> out(kept * width);
    for (std::size_t k = 0; k < kept; ++k) {
        const std::size_t begin = k * n / kept, end = std::max(begin + 1, (k + 1) * n / kept);
        for (std::size_t i = begin; i < end; ++i) {
            for (std::size_t c = 0; c < width; ++c) {
                out[k * width + c] += tokens[i * width + c] / float(end - begin);
            }
        }
    }
    return out;
}

}  // namespace touchstone::kernels::token_compress_rerank
