// Figures with seeds, and their ratios.
#include "measure/quantities.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace touchstone;
using namespace touchstone::measure;

namespace {

kernels::Quality figureOf(const std::string &variant, std::vector<double> perSeed,
                          kernels::Evidence evidence = kernels::Evidence::Measured)
{
    kernels::Quality figure;
    figure.metric = "error";
    figure.variant = variant;
    figure.perSeed = std::move(perSeed);
    for (const double value : figure.perSeed) {
        figure.value += value / double(figure.perSeed.size());
    }
    figure.evidence = evidence;
    return figure;
}

const kernels::Comparison wanted{"base", "technique", "error", "encode"};

}  // namespace

TEST(Quantities, SeedsArePaired)
{
    // Seeds differ by a factor of eight, variants always by two: unpaired this is lost.
    const auto ratios = quantityRatios(
            wanted, {figureOf("base", {2, 4, 8, 16}), figureOf("technique", {1, 2, 4, 8})});
    ASSERT_EQ(ratios.size(), 1U);
    EXPECT_NEAR(ratios[0].ratio, 2, 1e-12);
    EXPECT_NEAR(ratios[0].low, 2, 1e-9);
    EXPECT_NEAR(ratios[0].high, 2, 1e-9);
    EXPECT_EQ(ratios[0].verdict, RatioVerdict::Faster);
    EXPECT_EQ(ratios[0].operation, "encode");
}

TEST(Quantities, TwoSeedsWithoutSpreadResolveNothing)
{
    const auto verdict = [](kernels::Evidence evidence, std::vector<double> base) {
        return quantityRatios(wanted, {figureOf("base", std::move(base), evidence),
                                       figureOf("technique", {2, 4}, evidence)})
                .at(0)
                .verdict;
    };
    using kernels::Evidence;
    EXPECT_EQ(verdict(Evidence::Measured, {3, 6}), RatioVerdict::Unresolved);
    EXPECT_EQ(verdict(Evidence::Simulated, {3, 6}), RatioVerdict::Unresolved);
    EXPECT_EQ(verdict(Evidence::Computed, {3, 6}), RatioVerdict::Faster);  // exact
    EXPECT_EQ(verdict(Evidence::Measured, {300, 601}), RatioVerdict::Faster);
}

TEST(Quantities, AnIntervalAroundNothingIsUnresolved)
{
    const auto ratios = quantityRatios(
            wanted, {figureOf("base", {1.0, 1.2, 0.8}), figureOf("technique", {1.1, 1.0, 0.9})});
    ASSERT_EQ(ratios.size(), 1U);
    EXPECT_LT(ratios[0].low, 1);
    EXPECT_GT(ratios[0].high, 1);
    EXPECT_EQ(ratios[0].verdict, RatioVerdict::Unresolved);
}

TEST(Quantities, WhereHigherIsBetterTheRatioTurnsRound)
{
    kernels::Comparison higher = wanted;
    higher.higherIsBetter = true;
    const auto ratios =
            quantityRatios(higher, {figureOf("base", {50, 40}), figureOf("technique", {75, 60})});
    ASSERT_EQ(ratios.size(), 1U);
    EXPECT_NEAR(ratios[0].ratio, 1.5, 1e-12);
}

TEST(Quantities, EveryParameterHasItsOwnRatioAndTheWeakerEvidence)
{
    std::vector<kernels::Quality> figures;
    for (const double tau : {1.0, 2.0}) {
        figures.push_back(figureOf("base", {2 * tau}, kernels::Evidence::Computed));
        figures.push_back(figureOf("technique", {1}, kernels::Evidence::Simulated));
        for (std::size_t i = figures.size() - 2; i < figures.size(); ++i) {
            figures[i].at = {{"tau", tau}};
        }
    }
    const auto ratios = quantityRatios(wanted, figures);
    ASSERT_EQ(ratios.size(), 2U);
    for (const RatioResult &ratio : ratios) {
        ASSERT_EQ(ratio.at.size(), 1U);
        EXPECT_NEAR(ratio.ratio, 2 * ratio.at[0].second, 1e-12);
        EXPECT_EQ(ratio.evidence, Evidence::Simulated);
    }
}

TEST(Quantities, AnIntervalWithinTheMarginIsEquivalent)
{
    const auto verdictOf = [](std::vector<double> base, std::vector<double> technique) {
        const auto ratios = quantityRatios(wanted, {figureOf("base", std::move(base)),
                                                    figureOf("technique", std::move(technique))});
        return ratios.at(0).verdict;
    };
    EXPECT_EQ(verdictOf({1, 2, 3}, {1, 2, 3}), RatioVerdict::Equivalent);
    EXPECT_EQ(verdictOf({1, 2, 3}, {1 - 1e-8, 2 - 2e-8, 3 - 3e-8}), RatioVerdict::Equivalent);
    EXPECT_EQ(verdictOf({1, 2, 3}, {1.001, 1.998, 3.001}), RatioVerdict::Equivalent);
    EXPECT_EQ(verdictOf({1, 2, 3}, {1.05, 1.9, 3}), RatioVerdict::Unresolved);
    EXPECT_EQ(verdictOf({1, 2, 3}, {0.99, 1.979, 2.971}), RatioVerdict::Faster);
}

TEST(Quantities, FiguresWithoutSignOrPartnerGiveNoRatio)
{
    EXPECT_TRUE(quantityRatios(wanted, {figureOf("base", {1, 2})}).empty());
    EXPECT_TRUE(quantityRatios(wanted, {figureOf("base", {1, 2}), figureOf("technique", {0, 1})})
                        .empty());
}

TEST(Quantities, TheIntervalOfAFigureComesFromItsSeeds)
{
    // t(2, .975) = 4.3027, s = 1, n = 3.
    const QualityResult result = qualityResult(figureOf("base", {1, 2, 3}));
    EXPECT_NEAR(result.value, 2, 1e-12);
    ASSERT_TRUE(result.low && result.high);
    EXPECT_NEAR(*result.high - 2, 4.3027 / std::sqrt(3.0), 1e-3);
    EXPECT_NEAR(2 - *result.low, 4.3027 / std::sqrt(3.0), 1e-3);
    EXPECT_FALSE(qualityResult(figureOf("base", {2})).low);
}
