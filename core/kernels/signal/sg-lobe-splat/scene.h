// Colours of splatted Gaussians as functions of the viewing direction, for kernel.cpp.
// Primitives lie in blocks of 16 (structure of arrays within a block, blocks one after another).
#pragma once

#include "kernels/kernel.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace touchstone::kernels::sg_lobe_splat {

enum Form : std::size_t { Sh1, Sh2, Sh3, ShSorted, Sg1, Sg3, SgSorted };
constexpr std::size_t formCount = 7;
constexpr std::array<const char *, formCount> variantIds{"sh1", "sh2", "sh3",      "sh-sorted",
                                                         "sg1", "sg3", "sg-sorted"};
constexpr std::size_t blockSize = 16;
constexpr std::size_t mostLevel = 3;  // of degrees, and of lobes

constexpr bool isSh(std::size_t form)
{
    return form <= ShSorted;
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

// Degree of the harmonics or number of lobes, by quarter of the blocks: the sorted forms take as
// many numbers for a primitive on average, (3 + 2 * 12 + 27) / 4 = (3 + 10 + 17 + 24) / 4 = 13.5.
using Quarters = std::array<std::size_t, 4>;
constexpr std::array<Quarters, formCount> levels{{{1, 1, 1, 1},
                                                  {2, 2, 2, 2},
                                                  {3, 3, 3, 3},
                                                  {0, 1, 1, 2},
                                                  {1, 1, 1, 1},
                                                  {3, 3, 3, 3},
                                                  {0, 1, 2, 3}}};
constexpr std::size_t floatsAt(std::size_t form, std::size_t level)
{
    return isSh(form) ? shFloats(level) : sgFloats(level);
}
// Position, scale, rotation and opacity, which all forms keep and shading does not read.
constexpr double geometryFloats = 3 + 3 + 4 + 1;
// Bytes that a primitive takes on average.
constexpr double bytesPerPrimitive(std::size_t form)
{
    double floats = 0;
    for (const std::size_t level : levels[form]) {
        floats += double(floatsAt(form, level)) / 4;
    }
    return sizeof(float) * (geometryFloats + floats);
}

struct Scene {
    Scene(std::size_t count, Memory &memory);
    // SH coefficients N(0, (l + 1)^-3); lobes with lambda log-uniform in 4 to 64; any directions.
    void fill(std::uint64_t seed);

    // Of the first number of a block.
    std::size_t offsetOf(std::size_t form, std::size_t block) const;
    std::size_t quarterFrom(std::size_t quarter) const { return blocks * quarter / 4; }
    std::size_t levelOf(std::size_t form, std::size_t block) const;

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
