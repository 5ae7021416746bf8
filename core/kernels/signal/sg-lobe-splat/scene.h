// Colours of splatted Gaussians as functions of the viewing direction, for kernel.cpp.
// Primitives lie in blocks of 16 (structure of arrays within a block, blocks one after another).
#pragma once

#include "kernels/kernel.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace touchstone::kernels::sg_lobe_splat {

enum Form : std::size_t { Sh1, Sh2, Sh3, Sg1, Sg3, SgSorted };
constexpr std::size_t formCount = 6;
constexpr std::array<const char *, formCount> variantIds{"sh1", "sh2", "sh3",
                                                         "sg1", "sg3", "sg-sorted"};
constexpr std::size_t blockSize = 16;
constexpr std::size_t mostLobes = 3;

constexpr bool isSh(std::size_t form)
{
    return form <= Sh3;
}
// Floats per primitive: 3 (degree + 1)^2 coefficients.
constexpr std::size_t shFloats(std::size_t degree)
{
    return 3 * (degree + 1) * (degree + 1);
}
// c0 (3), then a lobe: colour (3), lambda, mu (3).
constexpr std::size_t sgFloats(std::size_t lobeCount)
{
    return 3 + 7 * lobeCount;
}

struct Scene {
    Scene(std::size_t count, Memory &memory);
    // SH coefficients N(0, (l + 1)^-3); lobes with lambda log-uniform in 4 to 64; any directions.
    void fill(std::uint64_t seed);

    std::size_t floatsOf(std::size_t form, std::size_t block) const;
    // Of the first number of a block.
    std::size_t offsetOf(std::size_t form, std::size_t block) const;
    // Sorted by their number of lobes, a quarter of the blocks each with 0, 1, 2 and 3.
    std::size_t sortedFrom(std::size_t lobeCount) const { return blocks * lobeCount / 4; }
    std::size_t lobesOf(std::size_t form, std::size_t block) const;

    std::size_t primitives, blocks;
    std::array<Buffer<float>, formCount> parameters;
    Buffer<float> directions, colours;  // [blocks][3][16]; directions are of unit length
};

// --- simd.cpp

// Blocks [begin, end).
void shade(const Scene &scene, std::size_t form, std::size_t begin, std::size_t end);

// --- oracle.cpp

// Real spherical harmonics up to degree 3 by the recurrence of the associated Legendre functions.
std::array<double, 16> sphericalHarmonics(double x, double y, double z);
double exactColour(const Scene &scene, std::size_t form, std::size_t primitive,
                   std::size_t channel);

// --- quality.cpp

// How well colours over all directions are kept by fitted harmonics and lobes.
Result<std::vector<Quality>> fitQuality(const Setup &setup);

}  // namespace touchstone::kernels::sg_lobe_splat
