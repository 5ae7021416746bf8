#include "kernels/blocks/figures.h"
#include "kernels/blocks/oracle.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <stop_token>

using namespace touchstone::kernels;

TEST(Figures, OneValueForEverySeedInTheOrderOfTheFirst)
{
    touchstone::kernels::Setup setup;
    setup.seed = 10;
    const auto figures = studySeeds(setup, "", [](std::uint64_t seed, SeedFigures &to) {
        to.add("z", "a", double(seed), "s", Evidence::Simulated, {{"tau", 1}});
        to.add("z", "a", 1, "s", Evidence::Simulated, {{"tau", 2}});
        to.add("b", "a", 2, "");
    });
    ASSERT_TRUE(figures && figures->size() == 3);
    EXPECT_EQ((*figures)[0].perSeed, (std::vector<double>{10, 11, 12, 13, 14}));
    EXPECT_EQ((*figures)[0].value, 12);
    EXPECT_EQ((*figures)[0].unit, "s");
    EXPECT_EQ((*figures)[0].evidence, Evidence::Simulated);
    EXPECT_EQ((*figures)[1].at, (At{{"tau", 2}}));
    EXPECT_EQ((*figures)[2].metric, "b");
}

TEST(Figures, SeedsInParallelComeInTheSameOrder)
{
    touchstone::kernels::Setup setup;
    setup.seed = 10;
    const auto study = [](std::uint64_t seed, SeedFigures &to) {
        to.add("z", "a", double(seed), "");
    };
    const auto figures = studySeeds(setup, "", study, 3);
    ASSERT_TRUE(figures && figures->size() == 1);
    EXPECT_EQ((*figures)[0].perSeed, (std::vector<double>{10, 11, 12, 13, 14}));
}

TEST(Figures, TheLargestIsTheFirstOfEquals)
{
    EXPECT_EQ(largestOf(std::array{1.0F, 3.0F, 3.0F, -4.0F}), 1U);
}

TEST(Figures, AStoppedStudyHasNone)
{
    std::stop_source source;
    touchstone::kernels::Setup setup;
    setup.stop = source.get_token();
    int seeds = 0;
    const auto figures = studySeeds(setup, "", [&](std::uint64_t, SeedFigures &) {
        ++seeds;
        source.request_stop();
    });
    EXPECT_FALSE(figures);
    EXPECT_EQ(seeds, 1);
}

TEST(Figures, EntropyIsInBits)
{
    EXPECT_DOUBLE_EQ(entropyOf(std::array{4.0, 0.0, 2.0, 2.0}), 1.5);
    EXPECT_DOUBLE_EQ(entropyOf(std::array{7.0}), 0);
}

TEST(Figures, RelativeErrorsAreOverTheExactNorm)
{
    constexpr std::array exact{3.0F, 4.0F};
    EXPECT_DOUBLE_EQ(relativeError(std::array{3.0F, 3.0F}, exact), 0.2);
    EXPECT_EQ(relativeError(std::array{3.0F, std::numeric_limits<float>::quiet_NaN()}, exact),
              std::numeric_limits<double>::infinity());
}

TEST(Figures, ACurveIsReadBetweenItsPointsAndNotBeyond)
{
    const std::map<double, double> curve{{1, 10}, {3, 20}, {4, 0}};
    EXPECT_EQ(onCurve(curve, 1), 10);
    EXPECT_EQ(onCurve(curve, 2), 15);
    EXPECT_EQ(onCurve(curve, 3.75), 5);
    EXPECT_EQ(onCurve(curve, 4), 0);
    EXPECT_EQ(onCurve(curve, 0.9), std::nullopt);
    EXPECT_EQ(onCurve(curve, 4.1), std::nullopt);
    EXPECT_EQ(onCurve({}, 1), std::nullopt);
}
