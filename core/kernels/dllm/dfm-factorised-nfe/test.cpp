// What the contract of all kernels does not ask of dfm-factorised-nfe: what must hold of any
// sampler and of the pairs that the study counts.
#include "kernels/dllm/dfm-factorised-nfe/oracle.h"
#include "kernels/dllm/dfm-factorised-nfe/study.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

using namespace touchstone::kernels;
using namespace touchstone::kernels::dfm_factorised_nfe;

namespace {

Sampled drawn(const StreamSource &source, Sampler sampler, std::size_t frames, std::size_t nfe)
{
    return sample(source, sampler, frames, nfe, Chances(3, 1));
}

double sumOf(const Row &row)
{
    return std::accumulate(row.begin(), row.end(), 0.0);
}

}  // namespace

TEST(Samplers, UnmaskEveryTokenOnceAndWithinTheirSteps)
{
    const StreamSource source(5);
    for (const Sampler sampler : samplers) {
        for (const std::size_t nfe : {1, 2, 7, 90}) {
            const Sampled text = drawn(source, sampler, 20, nfe);
            EXPECT_EQ(std::count(text.tokens.begin(), text.tokens.end(), maskedToken), 0);
            EXPECT_GE(*std::min_element(text.steps.begin(), text.steps.end()), 0);
            EXPECT_LT(*std::max_element(text.steps.begin(), text.steps.end()),
                      int(stepsOf(sampler, 20, nfe)));
        }
    }
}

TEST(Samplers, EulerStepsUnmaskWhatThePathSays)
{
    const StreamSource source(6);
    constexpr std::size_t frames = 600, nfe = 5;
    for (const Sampler sampler : {Sampler::Linear, Sampler::Cosine, Sampler::JointHead}) {
        const Sampled text = drawn(source, sampler, frames, nfe);
        double masked = 1;
        for (std::size_t step = 0; step < nfe; ++step) {
            // h kappa' / (1 - kappa): 1 / (5 - step), or (pi / 2) tan(pi t / 2) / 5.
            const double t = double(step) / nfe, half = std::acos(0.0);
            const double rate = step + 1 == nfe              ? 1
                                : sampler == Sampler::Cosine ? half * std::tan(half * t) / nfe
                                                             : 1 / (nfe * (1 - t));
            const auto count =
                    double(std::count(text.steps.begin(), text.steps.end(), std::int32_t(step)));
            EXPECT_NEAR(count / double(text.steps.size()), masked * rate, 0.03) << step;
            masked *= 1 - rate;
        }
    }
    const Sampled ordered = drawn(source, Sampler::ConfidenceOrder, frames, nfe);
    for (std::int32_t step = 0; step < std::int32_t(nfe); ++step) {
        EXPECT_EQ(std::count(ordered.steps.begin(), ordered.steps.end(), step),
                  std::ptrdiff_t(frames * streamCount / nfe));
    }
}

// One frame has no neighbours: a joint head in a single pass is exact, factorised heads are not
// where the streams depend on each other.
TEST(Samplers, OfOneFrameAJointHeadIsExactInOnePass)
{
    const StreamSource source(8);
    const Row exact = streamPairs(source);
    std::map<Sampler, double> distance;
    for (const Sampler sampler : {Sampler::FrameByFrame, Sampler::Linear, Sampler::JointHead}) {
        constexpr std::uint32_t count = 40000;
        Row pairs(exact.size(), 0.0);
        for (std::uint32_t n = 0; n < count; ++n) {
            const auto tokens = sample(source, sampler, 1, 1, Chances(1, n)).tokens;
            pairs[std::size_t(tokens[0]) * vocabulary + std::size_t(tokens[1])] += 1.0 / count;
        }
        for (std::size_t i = 0; i < exact.size(); ++i) {
            distance[sampler] += std::abs(exact[i] - pairs[i]) / 2;
        }
    }
    EXPECT_NEAR(distance[Sampler::JointHead], distance[Sampler::FrameByFrame], 0.01);
    EXPECT_LT(distance[Sampler::FrameByFrame], 0.1);
    EXPECT_GT(distance[Sampler::Linear], 3 * distance[Sampler::FrameByFrame]);
}

TEST(FlowStudy, PairsAreDistributions)
{
    const StreamSource source(2);
    EXPECT_NEAR(sumOf(neighbourPairs(source)), 1, 1e-12);
    EXPECT_NEAR(sumOf(streamPairs(source)), 1, 1e-12);
}

TEST(FlowStudy, MorePassesComeCloserToTheFloor)
{
    touchstone::kernels::Setup setup;
    setup.shape = {"", {{"frames", 96}, {"texts", 4}}};
    setup.threads = 2;
    const auto figures = flowQuality(setup);
    ASSERT_TRUE(figures);
    std::map<std::tuple<std::string, std::string, double>, double> value;
    for (const Quality &figure : *figures) {
        EXPECT_EQ(figure.evidence, touchstone::Evidence::Simulated);
        value[{figure.metric, figure.variant, figure.at.empty() ? 0 : figure.at[0].second}] =
                figure.value;
    }
    for (const char *metric : {"bigram-tv", "cross-stream-tv"}) {
        const double floor = value.at({metric, "autoregressive", 1});
        EXPECT_EQ(floor, (value.at({metric, "autoregressive", 128}))) << metric;
        for (const char *id : {"dfm", "dfm-cosine", "dfm-joint", "confidence-order"}) {
            // The streams of a frame are exact under a joint head in one pass: chance alone
            // remains.
            EXPECT_GT(value.at({metric, id, 1}), value.at({metric, id, 128}) - 0.03) << id;
            EXPECT_LT(value.at({metric, id, 128}), 1.1 * floor) << metric << id;
        }
    }
    EXPECT_LT((value.at({"cross-stream-tv", "dfm-joint", 1})),
              (value.at({"cross-stream-tv", "dfm", 1})));
    EXPECT_GT((value.at({"log-likelihood", "dfm", 64})), (value.at({"log-likelihood", "dfm", 1})));
    EXPECT_NEAR((value.at({"log-likelihood", "dfm", 128})),
                (value.at({"log-likelihood", "autoregressive", 128})), 0.25);
    EXPECT_EQ((value.at({"nfe-at-floor", "autoregressive", 0})), 96);
    EXPECT_GE((value.at({"nfe-at-floor", "dfm", 0})), (value.at({"nfe-at-floor", "dfm-joint", 0})));
}
