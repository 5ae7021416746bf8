// Selections against their definitions.
#include "kernels/blocks/rng.h"
#include "kernels/blocks/select.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

using namespace touchstone::kernels;
using Indices = std::vector<std::int32_t>;

TEST(TopK, IsTheStartOfAFullSort)
{
    for (const std::size_t n : {1U, 2U, 17U, 500U}) {
        std::vector<float> scores(n);
        rng::fillNormal(scores, 0.0F, 1.0F, n, 1);
        for (float &score : scores) {
            score = std::round(4 * score);  // many ties
        }
        Indices order(n);
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
            return scores[std::size_t(a)] > scores[std::size_t(b)];
        });
        for (const std::size_t k : {std::size_t(0), std::size_t(1), n / 3, n}) {
            Indices first(order.begin(), order.begin() + std::ptrdiff_t(std::min(k, n)));
            std::sort(first.begin(), first.end());
            EXPECT_EQ(select::topK(scores, std::min(k, n)), first) << n << " " << k;
        }
    }
}

TEST(Selections, EvenlyAndRandomlyGiveDifferentIndicesInOrder)
{
    EXPECT_EQ(select::evenly(10, 5), (Indices{0, 2, 4, 6, 8}));
    EXPECT_EQ(select::evenly(7, 7), (Indices{0, 1, 2, 3, 4, 5, 6}));
    std::vector<int> hits(50);
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const Indices chosen = select::randomly(50, 10, seed, 1);
        EXPECT_EQ(std::set<std::int32_t>(chosen.begin(), chosen.end()).size(), 10U);
        EXPECT_TRUE(std::is_sorted(chosen.begin(), chosen.end()));
        for (const std::int32_t i : chosen) {
            ++hits[std::size_t(i)];
        }
    }
    for (const int hit : hits) {
        EXPECT_NEAR(hit, 40, 30);  // five standard deviations
    }
}

TEST(FarthestPoints, AreEachTheFarthestFromThoseBefore)
{
    constexpr std::size_t size = 3, rows = 40;
    std::vector<float> points(rows * size);
    rng::fillNormal(points, 0.0F, 1.0F, 5, 1);
    const Indices chosen = select::farthestPoints(points, size, 10);
    const auto distance = [&](std::size_t a, std::size_t b) {
        double sum = 0;
        for (std::size_t c = 0; c < size; ++c) {
            sum += std::pow(double(points[a * size + c]) - points[b * size + c], 2);
        }
        return sum;
    };
    for (std::size_t i = 1; i < chosen.size(); ++i) {
        const auto nearest = [&](std::size_t row) {
            double least = HUGE_VAL;
            for (std::size_t j = 0; j < i; ++j) {
                least = std::min(least, distance(row, std::size_t(chosen[j])));
            }
            return least;
        };
        for (std::size_t row = 0; row < rows; ++row) {
            EXPECT_LE(nearest(row), nearest(std::size_t(chosen[i])) + 1e-6) << i << " " << row;
        }
    }
    const std::vector<float> equal(5 * size, 1.0F);
    EXPECT_EQ(select::farthestPoints(equal, size, 5), (Indices{0, 1, 2, 3, 4}));
}

TEST(FarthestPoints, GoOnFromThoseThatAreChosen)
{
    const std::vector<float> line{0, 1, 2, 3, 4, 5, 6, 7, 8};
    EXPECT_EQ(select::farthestPoints(line, 1, 4, {0, 8}), (Indices{0, 8, 4, 2}));
    EXPECT_EQ(select::farthestPoints(line, 1, 2, {3, 5}), (Indices{3, 5}));
    EXPECT_EQ(select::farthestPoints(line, 1, 3, {4}), (Indices{4, 0, 8}));
}
