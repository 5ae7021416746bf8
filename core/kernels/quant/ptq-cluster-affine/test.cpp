#include "kernels/quant/ptq-cluster-affine/correction.h"
#include "kernels/quant/ptq-cluster-affine/network.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace touchstone::kernels;
using namespace touchstone::kernels::ptq_cluster_affine;

namespace {

constexpr std::size_t samples = 300;
constexpr std::size_t classes = 20;

// Logits around three far centres, and others that follow them by another affine map at each.
struct Logits {
    Grid<float> low = normalGrid(samples, classes, 1, 7, 1), full = low;

    Logits()
    {
        const Grid<float> centres = normalGrid(3, classes, 20, 7, 2);
        const Grid<float> noise = normalGrid(samples, classes, 0.1, 7, 3);
        for (std::size_t row = 0; row < samples; ++row) {
            for (std::size_t c = 0; c < classes; ++c) {
                low.at(row, c) += centres.at(row % 3, c);
                full.at(row, c) = (1 + float(row % 3)) * low.at(row, c) - 5 * float(row % 3)
                                  + noise.at(row, c);
            }
        }
    }
};

double squareOff(const Grid<float> &a, const Grid<float> &b)
{
    double off = 0;
    for (std::size_t i = 0; i < a.values.size(); ++i) {
        off += std::pow(double(a.values[i]) - double(b.values[i]), 2);
    }
    return off / double(a.values.size());
}

}  // namespace

// Normal equations: what is left is orthogonal to both columns of the fit, in every cluster.
TEST(PtqClusterAffine, LeastSquaresLeavesAnOrthogonalResidual)
{
    const Logits logits;
    for (const std::size_t clusters : {1U, 3U}) {
        const ClusterAffine fitted(logits.low, logits.full, clusters, Fit::LeastSquares, 2);
        const std::vector<std::uint32_t> of = fitted.clustersOf(logits.low);
        for (std::size_t k = 0; k < clusters; ++k) {
            for (std::size_t c = 0; c < classes; ++c) {
                double sum = 0, along = 0, size = 0;
                for (std::size_t row = 0; row < samples; ++row) {
                    if (of[row] != k) {
                        continue;
                    }
                    const double z = logits.low.at(row, c);
                    const double left = double(logits.full.at(row, c)) - fitted.gains().at(k, c) * z
                                        - fitted.shifts().at(k, c);
                    sum += left;
                    along += left * z;
                    size += std::abs(left * z);
                }
                EXPECT_NEAR(sum, 0, 1e-8 * (1 + size));
                EXPECT_NEAR(along, 0, 1e-8 * (1 + size));
            }
        }
    }
}

TEST(PtqClusterAffine, ClustersMendWhatOneAffineMapCannot)
{
    const Logits logits;
    for (const Fit fit : {Fit::Deviations, Fit::LeastSquares}) {
        const ClusterAffine one(logits.low, logits.full, 1, fit, 2);
        const ClusterAffine three(logits.low, logits.full, 3, fit, 2);
        EXPECT_LT(squareOff(three.applied(logits.low, 1), logits.full), 0.05);
        EXPECT_GT(squareOff(one.applied(logits.low, 1), logits.full), 1);
        EXPECT_EQ(three.applied(logits.low, 0).values, logits.low.values);
    }
    const LinearMap map(logits.low, logits.full);
    EXPECT_LT(squareOff(map.applied(logits.low, 1), logits.full),
              squareOff(logits.low, logits.full));
}

TEST(PtqClusterAffine, EqualDeviationsAreReached)
{
    const Logits logits;
    const ClusterAffine fitted(logits.low, logits.full, 1, Fit::Deviations, 2);
    const Grid<float> mended = fitted.applied(logits.low, 1);
    const auto moments = [](const Grid<float> &grid, std::size_t c) {
        double mean = 0, square = 0;
        for (std::size_t row = 0; row < samples; ++row) {
            mean += double(grid.at(row, c)) / samples;
        }
        for (std::size_t row = 0; row < samples; ++row) {
            square += std::pow(double(grid.at(row, c)) - mean, 2) / samples;
        }
        return std::pair(mean, std::sqrt(square));
    };
    for (std::size_t c = 0; c < classes; ++c) {
        const auto [mean, deviation] = moments(mended, c);
        const auto [wantedMean, wanted] = moments(logits.full, c);
        EXPECT_NEAR(mean, wantedMean, 1e-4);
        EXPECT_NEAR(deviation, wanted, 1e-4);
    }
}

// Two bits of a normal variable: the best uniform step is 0.9957 deviations (Max, "Quantizing for
// minimum distortion", 1960).
TEST(PtqClusterAffine, BestStepIsThatOfMax)
{
    const Grid<float> values = normalGrid(1, 100000, 1, 5, 1);
    EXPECT_NEAR(bestStep(values.values, 2, Levels::Symmetric), 0.9957, 0.03);
    EXPECT_EQ(roundedTo(-9, 1, 2, Levels::Symmetric), -1.5F);
    EXPECT_EQ(roundedTo(0.1F, 1, 2, Levels::Symmetric), 0.5F);
    EXPECT_EQ(roundedTo(9, 1, 2, Levels::Unsigned), 3);
    EXPECT_EQ(roundedTo(-1, 1, 2, Levels::Unsigned), 0);
}

TEST(PtqClusterAffine, EightBitsKeepTheLogitsAndTwoDoNot)
{
    Classifier network(12, 40, 3, 9, 6);
    const Grid<float> x = normalGrid(200, 12, 1, 6, 99);
    Tape<float> tape;
    const Grid<float> full = tape.value(network.logits(tape, tape.constant(x)));
    const double size = squareOff(full, Grid<float>(full.rows, full.columns));
    EXPECT_LT(squareOff(LowBit(network, x, 8).logits(x), full), 0.002 * size);
    EXPECT_GT(squareOff(LowBit(network, x, 2).logits(x), full), 0.05 * size);
}
