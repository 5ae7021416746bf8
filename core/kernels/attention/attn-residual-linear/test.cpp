// What the contract of all kernels does not ask of residual linear attention: its study.
#include "kernels/attention/attn-residual-linear/quality.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace touchstone::kernels;
using namespace touchstone::kernels::attn_residual_linear;

namespace {

double r2Of(const Stream &stream, const Predictions &predicted)
{
    return explained(stream, {{1, 0}}, predicted, {});
}

}  // namespace

TEST(ResidualStream, ValuesWithoutNoiseHaveVarianceOne)
{
    double square = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Stream stream(0, 0.03, seed, 1);
        for (const double v : stream.v) {
            square += v * v / double(stream.v.size() * 20);
        }
        for (std::size_t t = 0; t < Stream::tokens; t += 97) {
            double length = 0;
            for (std::size_t i = 0; i < Stream::keySize; ++i) {
                length += stream.key(t)[i] * stream.key(t)[i];
            }
            EXPECT_NEAR(length, 1, 1e-9);
        }
    }
    EXPECT_NEAR(square, 1, 0.1);
}

TEST(ResidualStream, NothingPredictsBetterThanTheFilterThatKnowsTheDrift)
{
    for (const double noise : {0.1, 0.5}) {
        for (const double drift : {0.0, 0.01, 0.03}) {
            const Stream stream(noise, drift, 3, 1);
            const double bound = r2Of(stream, kalmanPredictions(stream));
            // What no one can foresee is the noise; the values' variance differs from 1 by chance.
            EXPECT_LT(bound, 1 - 0.6 * noise * noise / (1 + noise * noise));
            for (const double decay : {0.98, 0.995, 1.0}) {
                for (const double strength : {0.1, 0.4, 1.0}) {
                    for (const bool isDelta : {false, true}) {
                        const auto seen =
                                statePredictions(stream, isDelta, decay, strength, stream.v);
                        EXPECT_LT(fitReadout(stream, seen, {}).r2, bound + 0.01)
                                << noise << " " << drift << " " << decay << " " << strength;
                    }
                }
            }
        }
    }
}

TEST(ResidualStream, TheFilterFindsAStillRegressionWithoutNoise)
{
    const Stream stream(0, 0, 5, 1);
    EXPECT_GT(r2Of(stream, kalmanPredictions(stream)), 0.999);
    // So does the delta rule at full strength, if slowly in the directions of small keys.
    EXPECT_GT(r2Of(stream, statePredictions(stream, true, 1, 1, stream.v)), 0.95);
}

TEST(ResidualReadout, IsLeastSquaresAndGivesAUselessSecondNoWeight)
{
    const Stream stream(0.5, 0.01, 7, 1);
    const auto first = statePredictions(stream, true, 0.997, 0.15, stream.v);
    const auto second = statePredictions(stream, false, 0.97, 1, stream.v);
    const Readout alone = fitReadout(stream, first, {}), both = fitReadout(stream, first, second);
    EXPECT_GE(both.r2, alone.r2);
    for (const double step : {-0.01, 0.01}) {
        for (std::size_t i = 0; i < 2; ++i) {
            Readout other = both;
            other.weights[i] += step;
            EXPECT_LT(explained(stream, other, first, second), both.r2);
        }
    }
    const Readout same = fitReadout(stream, first, first);
    EXPECT_EQ(same.weights[1], 0);
    EXPECT_NEAR(same.r2, alone.r2, 1e-12);
}
