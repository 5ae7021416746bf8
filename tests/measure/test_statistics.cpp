#include "measure/results/statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

using namespace touchstone::measure;

TEST(Statistics, MedianAndPercentile)
{
    EXPECT_EQ(median({3}), 3);
    EXPECT_EQ(median({5, 1, 3}), 3);
    EXPECT_EQ(median({4, 1, 3, 2}), 2.5);
    EXPECT_EQ(percentile({1, 2, 3, 4, 5}, 0), 1);
    EXPECT_EQ(percentile({1, 2, 3, 4, 5}, 1), 5);
    EXPECT_DOUBLE_EQ(percentile({1, 2, 3, 4, 5}, 0.95), 4.8);
}

TEST(Statistics, StandardDeviation)
{
    EXPECT_EQ(standardDeviation({7}), 0);
    EXPECT_NEAR(standardDeviation({2, 4, 4, 4, 5, 5, 7, 9}), 2.13809, 1e-5);
}

// Tables of the sign test: ranks of the 95 % interval of a median (Conover, table A3 and others).
TEST(Statistics, MedianIntervalUsesTheRanksOfTheSignTest)
{
    const auto ranks = [](int n) {
        std::vector<double> values;
        for (int i = 1; i <= n; ++i) {
            values.push_back(i);
        }
        const Interval interval = medianInterval(values);
        return std::pair(int(interval.low), int(interval.high));
    };
    EXPECT_EQ(ranks(5), std::pair(1, 5));
    EXPECT_EQ(ranks(6), std::pair(1, 6));
    EXPECT_EQ(ranks(8), std::pair(1, 8));
    EXPECT_EQ(ranks(9), std::pair(2, 8));
    EXPECT_EQ(ranks(10), std::pair(2, 9));
    EXPECT_EQ(ranks(20), std::pair(6, 15));
    EXPECT_EQ(ranks(100), std::pair(40, 61));
}

TEST(Statistics, NormalQuantile)
{
    EXPECT_NEAR(normalQuantile(0.975), 1.959963984540054, 1e-12);
    EXPECT_NEAR(normalQuantile(0.5), 0, 1e-12);
    EXPECT_NEAR(normalQuantile(0.05), -1.6448536269514722, 1e-12);
}

TEST(Statistics, StudentQuantilesAgreeWithTheTables)
{
    const std::map<int, double> tabulated{{1, 12.7062047},  {2, 4.30265273},  {3, 3.18244631},
                                          {7, 2.36462425},  {8, 2.30600414},  {15, 2.13144955},
                                          {30, 2.04227246}, {31, 2.03951345}, {120, 1.97993041}};
    for (const auto &[degrees, value] : tabulated) {
        EXPECT_NEAR(tQuantile(0.975, degrees), value, 1e-7) << degrees;
        EXPECT_NEAR(tQuantile(0.025, degrees), -value, 1e-7) << degrees;
    }
    EXPECT_NEAR(tProbability(2.36462425, 7), 0.975, 1e-8);
    EXPECT_NEAR(tProbability(0, 4), 0.5, 1e-12);
}

TEST(Statistics, IntervalOfAMean)
{
    const Interval interval = tInterval({1, 2, 3, 4, 5, 6, 7, 8});
    EXPECT_NEAR(interval.halfWidth(), 2.36462425 * 2.44948974 / std::sqrt(8.0), 1e-6);
    EXPECT_NEAR((interval.low + interval.high) / 2, 4.5, 1e-12);
}

TEST(Statistics, TwoOneSidedTests)
{
    // Mean 0, margin two standard errors, 10 degrees: P(T > 2) = 0.036694.
    EXPECT_NEAR(tostProbability(0, 1, 10, 2), 0.036694, 1e-6);
    EXPECT_NEAR(tostProbability(0.5, 1, 10, 2), 1 - tProbability(1.5, 10), 1e-12);
    EXPECT_NEAR(tostProbability(-0.5, 1, 10, 2), tostProbability(0.5, 1, 10, 2), 1e-12);
    EXPECT_GT(tostProbability(3, 1, 10, 2), 0.5);
}

TEST(Statistics, WilsonInterval)
{
    // Newcombe 1998, table I: 81/263, 15/148, 0/20, 1/29.
    const auto expect = [](int successes, int trials, double low, double high) {
        const Interval interval = wilsonInterval(successes, trials);
        EXPECT_NEAR(interval.low, low, 5e-5);
        EXPECT_NEAR(interval.high, high, 5e-5);
    };
    expect(81, 263, 0.2553, 0.3662);
    expect(15, 148, 0.0624, 0.1605);
    expect(0, 20, 0.0, 0.1611);
    expect(1, 29, 0.0061, 0.1718);
}

TEST(Statistics, LayoutVarianceIsTheBetweenComponent)
{
    // Balanced: group means 1, 2, 3, within variance 0.02 each of n = 2; MSB = 2, MSW = 0.02.
    EXPECT_NEAR(layoutVariance({{0.9, 1.1}, {1.9, 2.1}, {2.9, 3.1}}), (2 - 0.02) / 2, 1e-12);
    EXPECT_EQ(layoutVariance({{1, 3}, {1, 3}}), 0);
    EXPECT_EQ(layoutVariance({{1, 2, 3}}), 0);
    EXPECT_EQ(layoutVariance({{1}, {2}, {}}), 0);
}

class Williams : public testing::TestWithParam<std::size_t> {};

TEST_P(Williams, EveryTreatmentFollowsEveryOtherEquallyOften)
{
    const std::size_t k = GetParam();
    const auto rows = williamsSquare(k);
    EXPECT_EQ(rows.size(), k % 2 == 0 ? k : 2 * k);
    std::map<std::pair<std::size_t, std::size_t>, int> follows, places;
    for (const auto &row : rows) {
        auto sorted = row;
        std::sort(sorted.begin(), sorted.end());
        for (std::size_t i = 0; i < k; ++i) {
            ASSERT_EQ(sorted[i], i);
            ++places[{i, row[i]}];
            if (i > 0) {
                ++follows[{row[i - 1], row[i]}];
            }
        }
    }
    EXPECT_EQ(follows.size(), k * (k - 1));
    EXPECT_EQ(places.size(), k * k);
    for (const auto &[pair, count] : follows) {
        EXPECT_EQ(count, follows.begin()->second);
    }
    for (const auto &[place, count] : places) {
        EXPECT_EQ(count, places.begin()->second);
    }
}

INSTANTIATE_TEST_SUITE_P(Sizes, Williams, testing::Values(2U, 3U, 4U, 5U, 6U, 7U, 8U));
