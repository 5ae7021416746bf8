// What the contract of all kernels does not ask of sim-precomputed-answers: its generators and its
// index.
#include "kernels/systems/answer_index.h"
#include "kernels/systems/answer_topics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

using namespace touchstone::kernels;
using namespace touchstone::kernels::answers;

TEST(Answers, TheNaiveGeneratorCoversWhatTheFormulaOfCouponsSays)
{
    constexpr std::size_t draws = 3000;
    double mean = 0;
    constexpr int seeds = 8;
    double expected = 0;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const World world{1000, 8, seed};
        mean += world.popularity(generate(world, Generator::Naive, draws)) / seeds;
        expected = expectedCoverage(world, draws);
    }
    EXPECT_NEAR(mean, expected, 0.01);
    EXPECT_GT(expected, 0.3);
    EXPECT_LT(expected, 0.99);
}

TEST(Answers, TheAdaptiveGeneratorRepeatsNoQuestionAndCoversMore)
{
    const World world{1000, 8, 3};
    const auto adaptive = generate(world, Generator::Adaptive, 2000);
    std::set<std::pair<std::uint32_t, std::uint32_t>> different;
    for (const Question &question : adaptive) {
        different.insert({question.topic, question.phrasing});
    }
    EXPECT_EQ(different.size(), adaptive.size());
    const double naive = world.popularity(generate(world, Generator::Naive, 2000));
    const double masked = world.popularity(generate(world, Generator::Masked, 2000));
    EXPECT_GT(masked, naive + 0.02);
    EXPECT_GT(world.popularity(adaptive), masked + 0.01);
}

TEST(Answers, MaskingKeepsTopicsApart)
{
    const auto questions = generate({1000, 8, 3}, Generator::Masked, 2000);
    for (std::size_t i = 200; i < questions.size(); ++i) {
        for (std::size_t back = 1; back <= 200; ++back) {
            ASSERT_NE(questions[i].topic, questions[i - back].topic) << i << " " << back;
        }
    }
}

TEST(Answers, AWorldThatRunsOutOfQuestionsStillFillsTheStore)
{
    EXPECT_EQ(generate({2, 8, 1}, Generator::Adaptive, 60).size(), 60U);
}

TEST(Answers, PhrasingsLieAroundTheirTopic)
{
    const World world{50, 64, 2};
    std::vector<float> a(64), b(64), other(64);
    double same = 0, different = 0;
    for (std::uint32_t topic = 0; topic < 50; ++topic) {
        world.embed({topic, 0}, a.data());
        world.embed({topic, 7}, b.data());
        world.embed({(topic + 1) % 50, 7}, other.data());
        EXPECT_NEAR(std::inner_product(a.begin(), a.end(), a.begin(), 0.0), 1, 1e-5);
        same += std::inner_product(a.begin(), a.end(), b.begin(), 0.0) / 50;
        different += std::inner_product(a.begin(), a.end(), other.begin(), 0.0) / 50;
    }
    EXPECT_NEAR(same, 1 / (1 + 0.35 * 0.35), 0.02);  // two independent phrasings of one topic
    EXPECT_NEAR(different, 0, 0.06);
}

TEST(Answers, TheIndexHoldsEveryRowAndFindsItselfThere)
{
    const World world{80, 16, 5};
    const auto rows = world.embed(generate(world, Generator::Adaptive, 300));
    Memory memory;
    const Index index(rows, 16, memory);
    std::set<std::int32_t> held;
    for (std::size_t list = 0; list < index.lists(); ++list) {
        held.insert(index.idsOf(list).begin(), index.idsOf(list).end());
    }
    EXPECT_EQ(held.size(), 300U);
    EXPECT_EQ(*held.rbegin(), 299);
    std::vector<float> scratch;
    for (std::size_t i = 0; i < 300; ++i) {
        const Match match = index.search(rows.data() + i * 16, 1, scratch);
        EXPECT_EQ(match.id, std::int32_t(i));
        EXPECT_NEAR(match.similarity, 1, 1e-5);
    }
}

TEST(Answers, LargestFindsTheFirstOfEquals)
{
    for (const std::size_t count : {0U, 1U, 3U, 16U, 37U}) {
        std::vector<float> scores(count, -0.5F);
        EXPECT_EQ(largest(scores.data(), count).id, count == 0 ? -1 : 0);
        if (count > 2) {
            scores[count - 1] = scores[count - 2] = 0.25F;
            EXPECT_EQ(largest(scores.data(), count).id, std::int32_t(count - 2));
        }
    }
}
