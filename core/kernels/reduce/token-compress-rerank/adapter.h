// The adapter that compresses an image's tokens, and the reading of tokens that its fit needs.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace touchstone::kernels::token_compress_rerank {

// Queries that attend to tokens, the same for all images, and a linear map of what they get:
// y = softmax(sharpness Q X^T) X P^T.
struct Adapter {
    std::size_t width = 0;
    std::vector<float> queries;  // [kept x width]
    float sharpness = 1;
    std::vector<float> projection{};  // [width x width]; empty: the identity

    std::size_t kept() const { return queries.size() / width; }
};

// tokens: [n x width], n > 0; returns [kept x width]. On one thread.
std::vector<float> compressed(const Adapter &adapter, std::span<const float> tokens);
// Means of `kept` runs of neighbours, the same bytes without anything learned; kept > n repeats
// tokens.
std::vector<float> pooled(std::size_t kept, std::size_t width, std::span<const float> tokens);

}  // namespace touchstone::kernels::token_compress_rerank
