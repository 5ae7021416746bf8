#include "kernels/distill/kd-pca-codebook/study.h"

#include "kernels/blocks/codebook.h"
#include "kernels/blocks/principal_components.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

using namespace touchstone::kernels;
using namespace touchstone::kernels::kd_pca_codebook;

TEST(KdPcaCodebook, PhonesLastFiveFramesAndFollowTheirChain)
{
    const Recording r = Language(3).record(200, 3, 20);
    std::map<std::uint32_t, std::set<std::uint32_t>> next;
    double changes = 0;
    for (std::size_t i = 1; i < r.phone.size(); ++i) {
        changes += r.phone[i] != r.phone[i - 1];
        if (r.phone[i] != r.phone[i - 1]) {
            next[r.phone[i - 1]].insert(r.phone[i]);
        }
        const bool starts = i % utteranceLength == 0;
        EXPECT_TRUE(starts || r.dialect[i] == r.dialect[i - 1]);
        EXPECT_TRUE(starts || r.emotion[i] == r.emotion[i - 1]);
    }
    // A phone may follow itself.
    EXPECT_NEAR(double(r.phone.size()) / changes, 5.1, 0.6);
    for (const auto &[phone, others] : next) {
        EXPECT_LE(others.size(), 5U) << phone;
    }
}

TEST(KdPcaCodebook, NuisanceHasItsShareAndItsRank)
{
    const Recording r = Language(4).record(20, 4, 20);
    for (const std::size_t rank : {4U, 512U}) {
        const Teacher teacher(rank, 4);
        const Grid<float> once = teacher.features(r.frames, 4, 1);
        const Grid<float> again = teacher.features(r.frames, 4, 2);
        Grid<float> difference = once;
        double all = 0, chance = 0;
        for (std::size_t i = 0; i < once.values.size(); ++i) {
            difference.values[i] -= again.values[i];
            all += std::pow(double(once.values[i]), 2);
            chance += std::pow(double(difference.values[i]), 2) / 2;  // of two independent ones
        }
        EXPECT_NEAR(chance / all, 0.3, 0.05);
        const auto variances = principalComponents(difference, 1).variances;
        EXPECT_GT(variances[3], 1e-3 * variances[0]);
        EXPECT_EQ(variances[4] > 1e-3 * variances[0], rank > 4);
    }
}

TEST(KdPcaCodebook, MaskedWindowsHideAFrameAndItsNeighbours)
{
    Grid<float> frames(utteranceLength, inputSize, 1);
    std::vector<bool> masked(utteranceLength);
    masked[7] = true;
    const Grid<float> seen = windows(frames, masked);
    ASSERT_EQ(seen.columns, 7 * inputSize + 1);
    for (std::size_t i = 0; i < 7 * inputSize; ++i) {
        EXPECT_EQ(seen.at(6, i), 1);
        EXPECT_EQ(seen.at(7, i), i < 2 * inputSize || i >= 5 * inputSize ? 1 : 0);
    }
    EXPECT_EQ(seen.at(6, 7 * inputSize), 0);
    EXPECT_EQ(seen.at(7, 7 * inputSize), 1);
}

TEST(KdPcaCodebook, WindowsStayWithinTheirUtterance)
{
    Grid<float> frames(2 * utteranceLength, inputSize);
    for (std::size_t row = 0; row < frames.rows; ++row) {
        for (std::size_t i = 0; i < inputSize; ++i) {
            frames.at(row, i) = float(row);
        }
    }
    const Grid<float> seen = windows(frames, std::vector<bool>(frames.rows));
    const std::size_t last = utteranceLength - 1, first = utteranceLength;
    EXPECT_EQ(seen.at(last, 6 * inputSize), float(last));
    EXPECT_EQ(seen.at(first, 0), float(first));
    EXPECT_EQ(seen.at(first, 6 * inputSize), float(first + 3));
}

TEST(KdPcaCodebook, PurityIsThatOfCountedCodes)
{
    const std::vector<std::uint32_t> codes{0, 0, 0, 2, 2, 5}, labels{1, 1, 0, 3, 0, 2};
    EXPECT_NEAR(purity(codes, labels), 100.0 * (2 + 1 + 1) / 6, 1e-12);
    EXPECT_EQ(purity(codes, codes), 100);
}

TEST(KdPcaCodebook, ALinearProbeFindsWhatIsLinear)
{
    const auto labelled = [](std::uint32_t stream) {
        Grid<float> x = normalGrid(600, 3, 1, 5, stream);
        std::vector<std::uint32_t> labels;
        for (std::size_t row = 0; row < x.rows; ++row) {
            labels.push_back(std::uint32_t(row % 3));
            x.at(row, row % 3) += 5;
        }
        return std::pair(x, labels);
    };
    const auto [x, labels] = labelled(1);
    const auto [test, wanted] = labelled(2);
    EXPECT_GT(probeAccuracy(x, labels, test, wanted, 3), 97);
    // Of what says nothing of its label it finds what chance would.
    const Grid<float> chance = normalGrid(600, 3, 1, 6, 1), other = normalGrid(600, 3, 1, 6, 2);
    EXPECT_NEAR(probeAccuracy(chance, labels, other, wanted, 3), 33, 8);
}

TEST(KdPcaCodebook, FewComponentsLeaveOutNuisanceThatIsSpread)
{
    const Recording r = Language(6).record(50, 6, 20);
    const auto purityOf = [&](std::size_t components, std::size_t rank) {
        const Grid<float> features = Teacher(rank, 6).features(r.frames, 6, 1);
        const Grid<float> rows = projected(principalComponents(features, components), features);
        return purity(codebookOf(rows, 80, 4, 6, 2).codesOf(rows), r.phone);
    };
    // Four directions with 30 % of the variance are the first components.
    EXPECT_GT(purityOf(16, 512), purityOf(16, 4) + 2);
}
