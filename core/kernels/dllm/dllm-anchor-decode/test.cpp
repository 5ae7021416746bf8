// What the contract of all kernels does not ask of dllm-anchor-decode: its rules by hand, its
// oracle against the forward-backward algorithm, and what its study says.
#include "kernels/dllm/dllm-anchor-decode/oracle.h"
#include "kernels/dllm/dllm-anchor-decode/study.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

using namespace touchstone::kernels;
using namespace touchstone::kernels::dllm_anchor_decode;
using sources::maskedToken;

namespace {

struct Committed {
    std::vector<Token> tokens;
    std::size_t count;
};

// Of a block of masked tokens but for those with confidence 1; token i is predicted to be i.
Committed commit(const Rule &rule, const std::vector<double> &confidence)
{
    std::vector<Prediction> predictions;
    Committed out{std::vector<Token>(confidence.size(), maskedToken), 0};
    for (std::size_t i = 0; i < confidence.size(); ++i) {
        predictions.push_back({Token(i), confidence[i]});
        out.tokens[i] = confidence[i] == 1 ? Token(i) : maskedToken;
    }
    std::vector<std::int32_t> steps(confidence.size(), -1);
    out.count = commitTokens(rule, predictions, out.tokens, steps, 5);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        EXPECT_EQ(steps[i], out.tokens[i] != maskedToken && confidence[i] < 1 ? 5 : -1) << i;
    }
    return out;
}

constexpr Token M = maskedToken;

}  // namespace

TEST(AnchorRule, CommitsNearAnchorsAtTheRelaxedThreshold)
{
    //                                       0    1    2    3    4     5    6    7    8    9
    const std::vector<double> confidence{0.8, 0.7, 0.8, 0.5, 0.95, 0.8, 0.8, 0.8, 0.8, 0.8};
    EXPECT_EQ(commit({0.9, 0.75, 2}, confidence).tokens,
              (std::vector<Token>{M, M, 2, M, 4, 5, 6, M, M, M}));
    EXPECT_EQ(commit(localRule, confidence).tokens,
              (std::vector<Token>{0, M, 2, M, 4, 5, 6, 7, 8, M}));
    EXPECT_EQ(commit(thresholdRule, confidence).tokens,
              (std::vector<Token>{M, M, M, M, 4, M, M, M, M, M}));
    EXPECT_EQ(commit(localRule, confidence).count, 7U);
}

TEST(AnchorRule, TokensThatWereKnownAreNoAnchors)
{
    EXPECT_EQ(commit(localRule, {1, 0.8, 0.85, 0.8}).tokens, (std::vector<Token>{0, M, 2, M}));
    EXPECT_EQ(commit(localRule, {1, 0.8, 0.9, 0.8}).tokens, (std::vector<Token>{0, 1, 2, 3}));
}

TEST(AnchorRule, WithoutASureTokenTheSurestIsCommitted)
{
    EXPECT_EQ(commit(localRule, {0.2, 0.3, 0.3, 0.1}).tokens, (std::vector<Token>{M, 1, M, M}));
    EXPECT_EQ(commit(oneTokenRule, {0.99, 0.95, 0.999, 1}).tokens,
              (std::vector<Token>{M, M, 2, 3}));
}

TEST(AnchorRule, EveryBlockIsFinishedBeforeTheNext)
{
    const auto source = sources::segmentSource(3, 12);
    for (const Rule &rule : rules) {
        std::vector<Token> tokens(75, maskedToken);
        std::vector<std::int32_t> steps(75, -1);
        sources::Denoiser model(source, source.start(), {0, 2});
        const std::size_t forwards =
                decode(rule, tokens, steps, [&](std::size_t begin, std::size_t end) {
                    EXPECT_EQ(begin % blockSize, 0U);
                    return model.predict(tokens, begin, end);
                });
        EXPECT_GE(forwards, blocksOf(75));
        EXPECT_LE(forwards, rule.threshold > 1 ? 75U : 40U);
        EXPECT_EQ(std::set<std::int32_t>(steps.begin(), steps.end()).size(), forwards);
        EXPECT_LT(*std::max_element(steps.begin(), steps.begin() + 32),
                  *std::min_element(steps.begin() + 32, steps.begin() + 64));
        EXPECT_EQ(std::count(tokens.begin(), tokens.end(), maskedToken), 0);
    }
}

TEST(AnchorStudy, LocalityBuysNothingWithoutOverConfidence)
{
    touchstone::kernels::Setup setup;
    setup.shape = {"", {{"tokens", 96}, {"texts", 3}}};
    setup.threads = 2;
    const auto figures = anchorQuality(setup);
    ASSERT_TRUE(figures);
    std::map<std::tuple<std::string, std::string, double>, double> value;  // at 12 % uncertain
    for (const Quality &figure : *figures) {
        EXPECT_EQ(figure.evidence, touchstone::Evidence::Simulated);
        EXPECT_GE(figure.perSeed.size(), 10U) << figure.metric;
        if (figure.at.back() == std::pair<std::string, double>("uncertain", 12)) {
            value[{figure.metric, figure.variant, figure.at.front().second}] = figure.value;
        }
    }
    for (const double beta : {0.0, 1.0, 2.0, 4.0}) {
        const auto of = [&](const char *metric, const char *variant) {
            return value.at({metric, variant, beta});
        };
        EXPECT_EQ(of("nfe", "one-token"), 96);
        EXPECT_EQ(of("agreement", "one-token"), 100);
        EXPECT_LT(of("nfe", "local"), of("nfe", "threshold")) << beta;
        EXPECT_GE(of("nfe", "local"), 3);
        EXPECT_NEAR(of("agreement", "local") + of("disagreement", "local"), 100, 1e-9);
    }
    // More over-confidence, fewer forwards; and with an exact model a relaxed global threshold
    // reaches the same agreement with no more of them.
    EXPECT_LT((value.at({"nfe", "local", 4})), (value.at({"nfe", "local", 0})));
    EXPECT_LT((value.at({"nfe-at-equal-agreement", "threshold", 0})),
              (1.05 * value.at({"nfe-at-equal-agreement", "local", 0})));
}
