#include "kernels/blocks/codebook.h"

#include "kernels/blocks/principal_components.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

using namespace touchstone::kernels;

TEST(Codebook, TheNearestIsThatOfAllDistances)
{
    for (const std::size_t codes : {1U, 2U, 15U, 16U, 37U, 100U}) {
        const Codebook book(normalGrid(codes, 7, 1, 3, std::uint32_t(codes)));
        const Grid<float> rows = normalGrid(50, 7, 1, 4, 1);
        const auto found = book.codesOf(rows);
        for (std::size_t row = 0; row < rows.rows; ++row) {
            const auto distance = [&](std::size_t code) {
                double sum = 0;
                for (std::size_t i = 0; i < 7; ++i) {
                    sum += std::pow(double(rows.at(row, i)) - double(book.centroids.at(code, i)),
                                    2);
                }
                return sum;
            };
            double least = distance(0);
            for (std::size_t code = 1; code < codes; ++code) {
                least = std::min(least, distance(code));
            }
            ASSERT_LT(found[row], codes);
            EXPECT_NEAR(distance(found[row]), least, 1e-5);
        }
    }
}

TEST(Codebook, OfEqualsTheFirstIsChosen)
{
    std::vector<float> products(40, 2.0F);
    const std::vector<float> halfSquares(40, 1.0F);
    products[0] = 1;
    EXPECT_EQ(nearestCode(products.data(), halfSquares.data(), products.size()), 1U);
}

TEST(Codebook, EveryRoundOfKMeansLowersTheDistortion)
{
    const Grid<float> rows = normalGrid(300, 5, 1, 6, 1);
    double before = INFINITY;
    for (const std::size_t rounds : {0U, 1U, 2U, 4U, 8U}) {
        const Codebook book = codebookOf(rows, 12, rounds, 6, 2);
        const double now = book.distortion(rows, book.codesOf(rows));
        EXPECT_LT(now, before) << rounds;
        before = now;
    }
}

TEST(Codebook, KMeansFindsClustersThatAreFarApart)
{
    Grid<float> rows = normalGrid(90, 3, 0.1, 7, 1);
    for (std::size_t row = 0; row < rows.rows; ++row) {
        rows.at(row, row % 3) += 10;
    }
    const auto codes = codebookOf(rows, 3, 5, 7, 2).codesOf(rows);
    for (std::size_t row = 3; row < rows.rows; ++row) {
        EXPECT_EQ(codes[row], codes[row % 3]);
    }
    EXPECT_NE(codes[0], codes[1]);
    EXPECT_NE(codes[0], codes[2]);
    EXPECT_NE(codes[1], codes[2]);
}

TEST(PrincipalComponents, CoordinatesHaveTheVariancesAndAreUncorrelated)
{
    Grid<float> rows = normalGrid(400, 6, 1, 8, 1);
    for (std::size_t row = 0; row < rows.rows; ++row) {
        rows.at(row, 2) += 3 * rows.at(row, 4) + 5;
    }
    const PrincipalComponents found = principalComponents(rows, 3);
    const Grid<float> out = projected(found, rows);
    for (std::size_t a = 0; a < 3; ++a) {
        EXPECT_GE(found.variances[a], found.variances[a + 1]);
        for (std::size_t b = 0; b < 3; ++b) {
            double product = 0;
            for (std::size_t row = 0; row < rows.rows; ++row) {
                product += double(out.at(row, a)) * double(out.at(row, b)) / double(rows.rows);
            }
            EXPECT_NEAR(product, a == b ? found.variances[a] : 0, 1e-4);
            const auto x = found.directions.row(a), y = found.directions.row(b);
            EXPECT_NEAR(std::inner_product(x.begin(), x.end(), y.begin(), 0.0), a == b, 1e-6);
        }
    }
    EXPECT_NEAR(std::accumulate(found.variances.begin(), found.variances.end(), 0.0), 5 + 10, 2);
    EXPECT_NEAR(found.mean[2], 5, 0.5);
}
