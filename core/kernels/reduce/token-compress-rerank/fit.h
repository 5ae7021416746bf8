// How an adapter is fitted to images in closed form, where the paper trains it.
#pragma once

#include "kernels/reduce/token-compress-rerank/adapter.h"
#include "kernels/reduce/token-compress-rerank/images.h"

#include <span>

namespace touchstone::kernels::token_compress_rerank {

// What a text reads from an image: each of the factor's directions attends to the tokens.
Adapter readerOf(const ImageSource &source);

// Queries: centres of clusters of the images' tokens in their leading principal components.
// Projection: by ridge regression, so that the reader gets from the compressed tokens what it gets
// from all of them.
Adapter fitted(std::size_t kept, const ImageSource &source, std::span<const Image> images,
               std::uint64_t seed);

}  // namespace touchstone::kernels::token_compress_rerank
