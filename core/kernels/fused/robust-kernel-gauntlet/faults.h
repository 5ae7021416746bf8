// RMSNorm of small rows, right or with a planted fault, and two ways of telling which.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace touchstone::kernels::robust_kernel_gauntlet {

enum class Fault {
    None,
    OtherOrder,  // right: sums in another order
    Constant,
    Cached,            // the answer of the first call
    ShapeSpecialised,  // right for widths that are multiples of eight
    WeightsIgnored,
    EpsilonDropped,
    HalfPrecision,
    RowsSkipped,  // every fifth
    StaleBuffer   // writes nothing
};
constexpr std::size_t honest = 2, candidates = 10;
constexpr std::array<const char *, candidates> faultIds{
        "none",    "other order",     "constant",       "cached",       "shape-specialised",
        "weights", "epsilon dropped", "half precision", "rows skipped", "stale buffer"};

// One input of a verification.
struct Trial {
    std::size_t rows, width;
    std::vector<float> x, weight;  // [rows x width], [width]
};
// The first is the one that a plain benchmark has: N(0, 1), the given size. Others have other
// seeds, widths with a tail, and rows so small that epsilon counts.
constexpr std::size_t trials = 6;
std::vector<Trial> drawTrials(std::size_t rows, std::size_t width, std::uint64_t seed);

// What a candidate leaves in y, which holds what was there before. first: the trial that it saw
// first.
void normalise(Fault fault, const Trial &trial, const Trial &first, float *y);

// Whether |y - r| <= tolerance + tolerance |r| for all of y, r the reference in float, as
// torch.allclose has it.
bool allClose(const Trial &trial, const float *y, double tolerance);
// Whether the relative Frobenius error of every row against double precision is below 1e-5, and y
// holds no poison.
bool holds(const Trial &trial, const float *y);
// Whether a candidate holds on all trials, y being poisoned before each.
bool passesGauntlet(Fault fault, const std::vector<Trial> &drawn);

}  // namespace touchstone::kernels::robust_kernel_gauntlet
