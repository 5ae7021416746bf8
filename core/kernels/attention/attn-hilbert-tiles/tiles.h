// Geometry of kernel.cpp: orders of image tokens and who sees whom.
#pragma once

#include "kernels/blocks/attention.h"
#include "kernels/blocks/device_copies.h"

#include <array>

namespace touchstone::kernels::attn_hilbert_tiles {

// side x side image tokens, a power of two, then text tokens.
struct Image {
    std::size_t side = 0, text = 0, tiles = 0;

    std::size_t pixels() const { return side * side; }
    std::size_t tokens() const { return pixels() + text; }
    std::size_t tileSize() const { return pixels() / tiles; }
    // The central square, a quarter of the side: its tokens see all and are seen by all.
    bool central(std::size_t x, std::size_t y) const
    {
        const auto inside = [this](std::size_t c) { return c >= side * 3 / 8 && c < side * 5 / 8; };
        return inside(x) && inside(y);
    }
};

// Token (row-major, text last) at each position along the Hilbert curve; text keeps its place.
std::vector<std::int32_t> hilbertOrder(const Image &image);
std::vector<std::int32_t> rasterOrder(const Image &image);

// Of the rows [tokens x size] of each head.
struct Permutation {
    Buffer<std::int32_t> order;
    std::size_t heads, tokens, size;
    int threads;
};
// to[i] = from[order[i]] within each head, or back. Enqueued on the device, if there is one.
void permute(const Permutation &by, const Buffer<float> &from, const Buffer<float> &to, bool back,
             DeviceCopies *device);

struct Pattern {
    bool shared = false;     // with the central square
    std::size_t offset = 0;  // by which the tiles' boundaries are slid back along the order
};
// Tiles are contiguous in `order`; a query sees its tile and the text, text sees everything.
attention::Groups tileGroups(const Image &image, std::span<const std::int32_t> order,
                             const Pattern &pattern);

enum class Mask { Dense, RasterTiles, HilbertTiles, HilbertShared, HilbertSlide };
// How a variant's tensors lie in memory.
enum class Layout { Raster, Gathered, Hilbert, Permuted };

struct MaskedVariant {
    const char *id;
    Mask mask;
    Layout layout;
};
// The variants in the order of kernel.json.
inline constexpr std::array variantList{
        MaskedVariant{"dense", Mask::Dense, Layout::Raster},
        MaskedVariant{"raster-tiles", Mask::RasterTiles, Layout::Raster},
        MaskedVariant{"window-gather", Mask::HilbertShared, Layout::Gathered},
        MaskedVariant{"hilbert", Mask::HilbertTiles, Layout::Hilbert},
        MaskedVariant{"hilbert-shared", Mask::HilbertShared, Layout::Hilbert},
        MaskedVariant{"hilbert-slide", Mask::HilbertSlide, Layout::Hilbert},
        MaskedVariant{"hilbert-permute", Mask::HilbertShared, Layout::Permuted}};

// Over the order in which the mask's tiles are contiguous.
attention::Groups groupsOf(const Image &image, Mask mask);

// Share of the image that four layers connect through tiles alone, boundaries at offset[layer].
double reach(const Image &image, std::span<const std::size_t> offsets);

// How scores fall with the distance r of two image tokens, the side being 1:
// strength * exp(-r^2 / (2 length^2)).
struct Locality {
    double length = 0.1, strength = 6;
};
// Queries and keys [tokens x size] whose scores q k^T / sqrt(size) are those of the locality plus
// noise of variance 1: random Fourier features (Rahimi and Recht, 2007) of the place, and content
// N(0,1). Text has content only.
void fillPositional(const Image &image, std::size_t size, const Locality &locality,
                    std::uint64_t seed, std::span<float> q, std::span<float> k);

}  // namespace touchstone::kernels::attn_hilbert_tiles
