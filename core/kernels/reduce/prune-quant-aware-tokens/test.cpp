// What the contract of all kernels does not ask of prune-quant-aware-tokens.
#include "kernels/blocks/rng.h"
#include "kernels/reduce/prune-quant-aware-tokens/choice.h"
#include "kernels/reduce/prune-quant-aware-tokens/rows.h"
#include "kernels/reduce/prune-quant-aware-tokens/scene.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace touchstone::kernels;
using namespace touchstone::kernels::prune_quant_aware_tokens;

TEST(Rotation, IsOrthogonalAndItsOwnInverse)
{
    for (const std::size_t width : {1U, 7U, 20U, 24U, 96U, 512U}) {
        std::vector<float> x(width);
        rng::fillNormal(x, 0.0F, 1.0F, 1, 1);
        auto y = x;
        rotate(y.data(), width);
        double before = 0, after = 0;
        for (std::size_t i = 0; i < width; ++i) {
            before += double(x[i]) * x[i];
            after += double(y[i]) * y[i];
        }
        EXPECT_NEAR(after / before, 1, 1e-5) << width;
        rotate(y.data(), width);
        for (std::size_t i = 0; i < width; ++i) {
            EXPECT_NEAR(y[i], x[i], 1e-5) << width << " " << i;
        }
    }
}

// The order of Sylvester: the transform of a unit vector is a row of signs.
TEST(Rotation, IsThatOfHadamard)
{
    constexpr std::size_t width = 128;
    for (const std::size_t one : {0U, 1U, 5U, 16U, 77U}) {
        std::vector<float> x(width);
        x[one] = 1;
        rotate(x.data(), width);
        for (std::size_t i = 0; i < width; ++i) {
            const bool odd = __builtin_popcountll(i & one) % 2 != 0;
            EXPECT_NEAR(x[i], (odd ? -1 : 1) / std::sqrt(double(width)), 1e-6);
        }
    }
}

TEST(Rounding, OfRotatedRowsLosesLessWhereChannelsStandOut)
{
    constexpr std::size_t width = 256;
    std::vector<float> x(width);
    rng::fillNormal(x, 0.0F, 1.0F, 3, 1);
    x[17] = 40;
    const auto errorOf = [&](bool rotated) {
        const Matrix4 rounded = roundTo4Bits(x.data(), 1, width, rotated);
        std::vector<float> back(width);
        for (std::size_t i = 0; i < width; ++i) {
            back[i] = rounded.steps[0] * float(rounded.codes[i]);
        }
        if (rotated) {
            rotate(back.data(), width);
        }
        double sum = 0;
        for (std::size_t i = 0; i < width; ++i) {
            sum += std::pow(double(back[i]) - x[i], 2);
        }
        return sum;
    };
    EXPECT_LT(errorOf(true), 0.5 * errorOf(false));
}

TEST(Criteria, KeepWhatIsNearFirstAndFillUpWithCoverage)
{
    constexpr std::size_t side = 16, kept = 60;
    std::vector<float> scores(side * side);
    rng::fillUniform(scores, 0.0F, 1.0F, 5, 1);
    const Cell effector{3, 12};
    const Choice choice = threeCriteria(scores, side, effector, kept);
    ASSERT_EQ(choice.tokens.size(), kept);
    EXPECT_TRUE(std::is_sorted(choice.tokens.begin(), choice.tokens.end()));
    const auto count = [&](Reason why) {
        return std::count(choice.reasons.begin(), choice.reasons.end(), why);
    };
    EXPECT_EQ(count(NearEffector), 13);  // cells within 2
    EXPECT_EQ(count(ByScore), 24);
    EXPECT_EQ(count(ForCoverage), 23);
    for (std::size_t i = 0; i < kept; ++i) {
        const std::int32_t down = choice.tokens[i] / 16 - 3, right = choice.tokens[i] % 16 - 12;
        EXPECT_EQ(choice.reasons[i] == NearEffector, down * down + right * right <= 4);
    }
    // Fewer places than cells: the nearest of them.
    EXPECT_EQ(threeCriteria(scores, side, effector, 1).tokens.front(), 3 * 16 + 12);
    EXPECT_EQ(threeCriteria(scores, side, effector, side * side).tokens.size(), side * side);
}

TEST(Scenes, TheInstructionAttendsToWhatItNeeds)
{
    double right = 0, all = 0, plain = 0, rotated = 0;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const Scene scene(seed, 30);
        const auto exact = scene.scores(Rounding::None);
        const Choice choice = largestScores(exact, 102);
        for (const std::int32_t token : scene.needed) {
            all += 1;
            right += std::binary_search(choice.tokens.begin(), choice.tokens.end(), token) ? 1 : 0;
        }
        plain += correlation(exact, scene.scores(Rounding::Plain)) / 5;
        rotated += correlation(exact, scene.scores(Rounding::Rotated)) / 5;
        EXPECT_NEAR(correlation(exact, exact), 1, 1e-12);
    }
    EXPECT_GT(right / all, 0.6);
    EXPECT_GT(rotated, plain);
}
