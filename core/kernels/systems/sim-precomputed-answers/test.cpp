// What the contract of all kernels does not ask of sim-precomputed-answers: its generators and its
// searches.
#include "kernels/catalogue.h"
#include "kernels/systems/sim-precomputed-answers/index.h"
#include "kernels/systems/sim-precomputed-answers/mapped_lists.h"
#include "kernels/systems/sim-precomputed-answers/recall.h"

#include "targets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <set>
#include <unistd.h>

using namespace touchstone::kernels;
using namespace touchstone::kernels::sim_precomputed_answers;

namespace {

// Expected share of user questions whose topic is among `draws` independent ones at temperature
// 0.7: sum p_i (1 - (1 - q_i)^draws).
double expectedCoverage(const World &world, std::size_t draws)
{
    const auto asked = zipf(world.topics, 0.9);
    const auto drawn = zipf(world.topics, 0.9 / 0.7);
    double covered = 0;
    for (std::size_t i = 0; i < world.topics; ++i) {
        covered += asked[i] * (1 - std::pow(1 - drawn[i], double(draws)));
    }
    return covered;
}

std::vector<float> embedded(const World &world, const Question &question)
{
    return world.embed(std::span(&question, 1));
}

}  // namespace

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
    double same = 0, different = 0;
    for (std::uint32_t topic = 0; topic < 50; ++topic) {
        const auto a = embedded(world, {topic, 0});
        const auto b = embedded(world, {topic, 7});
        const auto other = embedded(world, {(topic + 1) % 50, 7});
        EXPECT_NEAR(std::inner_product(a.begin(), a.end(), a.begin(), 0.0), 1, 1e-5);
        same += std::inner_product(a.begin(), a.end(), b.begin(), 0.0) / 50;
        different += std::inner_product(a.begin(), a.end(), other.begin(), 0.0) / 50;
    }
    EXPECT_NEAR(same, 1 / (1 + 0.35 * 0.35), 0.02);  // two independent phrasings of one topic
    EXPECT_NEAR(different, 0, 0.06);
}

namespace {

// The best of all rows, in double precision.
Match nearest(const float *query, const std::vector<float> &rows, std::size_t dimension)
{
    Match best;
    double most = -2;
    for (std::size_t at = 0; at < rows.size(); at += dimension) {
        const double product = std::inner_product(query, query + dimension, rows.data() + at, 0.0);
        if (product > most) {
            most = product;
            best = {std::int32_t(at / dimension), float(product)};
        }
    }
    return best;
}

std::filesystem::path emptyFolder()
{
    auto folder = std::filesystem::path(testing::TempDir())
                  / ("touchstone-answers-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder);
    std::filesystem::create_directory(folder);
    return folder;
}

}  // namespace

TEST(Answers, TheListsHoldEveryRowAndFindItThere)
{
    const World world{80, 16, 5};
    const auto rows = world.embed(generate(world, Generator::Adaptive, 300));
    Memory memory;
    const PackedLists packed(rows, 16, cluster(rows, 16), memory);
    const std::set<std::int32_t> held(packed.ids.span().begin(), packed.ids.span().end());
    EXPECT_EQ(held.size(), 300U);
    EXPECT_EQ(*held.rbegin(), 299);
    std::vector<float> scratch;
    for (std::size_t i = 0; i < 300; ++i) {
        const Match match = packed.view().search(rows.data() + i * 16, 1, scratch);
        EXPECT_EQ(match.id, std::int32_t(i));
        EXPECT_NEAR(match.similarity, 1, 1e-5);
    }
}

TEST(Answers, IndicesAreSetToTheSameRecall)
{
    const World world{400, 32, 6};
    const auto rows = world.embed(generate(world, Generator::Adaptive, 1500));
    Memory memory;
    const PackedLists packed(rows, 32, cluster(rows, 32), memory);
    Graph graph(rows, 32);
    const Truth truth = heldOut(world, rows, 1, {});
    const std::size_t probes = probesFor(truth, packed.view());
    const std::size_t candidates = breadthFor(truth, graph);
    std::vector<float> scratch;
    const auto recallOfLists = [&](std::size_t probed) {
        return truth.recall(
                [&](const float *query) { return packed.view().search(query, probed, scratch); });
    };
    const auto recallOfGraph = [&] {
        return truth.recall([&](const float *query) { return graph.search(query); });
    };
    EXPECT_GE(recallOfLists(probes), recallWanted);
    EXPECT_GE(recallOfGraph(), recallWanted);
    ASSERT_GT(probes, 1U);
    EXPECT_LT(recallOfLists(probes / 2), recallWanted);
    if (candidates > 1) {
        graph.setBreadth(1);
        EXPECT_LT(recallOfGraph(), recallWanted);
    }
    graph.setBreadth(1500);  // a search that keeps every row finds the nearest
    EXPECT_EQ(recallOfGraph(), 1);
    EXPECT_GT(graph.productsOf(rows.data()), 1000U);
}

TEST(Answers, TheDistanceOfAGraphIsThatOfCosinesOnEveryInstructionSet)
{
    onEveryTarget([] {
        for (const std::size_t size : {1U, 7U, 16U, 61U, 200U}) {
            const World world{2, size, 9};
            const auto a = embedded(world, {0, 1}), b = embedded(world, {1, 2});
            const double product = std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
            EXPECT_NEAR(cosineDistance()(a.data(), b.data(), &size), 1 - product, 1e-6) << size;
        }
    });
}

TEST(Answers, AMappedFileGivesTheSameBitsAndLeavesNothingBehind)
{
    const World world{80, 33, 5};
    const auto rows = world.embed(generate(world, Generator::Adaptive, 301));
    Memory memory;
    const PackedLists packed(rows, 33, cluster(rows, 33), memory);
    const auto folder = emptyFolder();
    auto made = MappedLists::make(packed, folder);
    ASSERT_TRUE(made) << made.error().message.en;
    EXPECT_TRUE(std::filesystem::is_empty(folder));
    const MappedLists mapped = std::move(*made);
    const auto queries = world.embed(world.ask(100, 7));
    std::vector<float> scratch;
    for (std::size_t q = 0; q < 100; ++q) {
        const Match a = packed.view().search(queries.data() + q * 33, 3, scratch);
        const Match b = mapped.view().search(queries.data() + q * 33, 3, scratch);
        EXPECT_EQ(a.id, b.id);
        EXPECT_EQ(a.similarity, b.similarity);
    }
    std::filesystem::remove_all(folder);
}

TEST(Answers, AFolderThatIsNotThereIsAnErrorThatNamesIt)
{
    const World world{8, 4, 5};
    const auto rows = world.embed(generate(world, Generator::Naive, 9));
    Memory memory;
    const auto made =
            MappedLists::make(PackedLists(rows, 4, cluster(rows, 4), memory), "/no/such/folder");
    ASSERT_FALSE(made);
    EXPECT_NE(made.error().message.en.find("/no/such/folder"), std::string::npos);
    EXPECT_EQ(made.error().code, touchstone::ErrorCode::Unwritable);
}

TEST(Answers, OnePassOverAllRowsFindsTheNearestOnEveryInstructionSet)
{
    const World world{60, 19, 4};
    onEveryTarget([&world] {
        for (const std::size_t pairs : {1U, 31U, 32U, 33U, 200U}) {
            const auto rows = world.embed(generate(world, Generator::Naive, pairs));
            const auto queries = world.embed(world.ask(25, 7));
            const auto found = nearestOf(queries, rows, 19, 1, {});
            for (std::size_t q = 0; q < found.size(); ++q) {
                // Repeated questions are the same rows: the first one is asked for.
                const Match exact = nearest(queries.data() + q * 19, rows, 19);
                EXPECT_EQ(found[q].id, exact.id) << pairs;
                EXPECT_NEAR(found[q].similarity, exact.similarity, 1e-5);
            }
        }
    });
}

TEST(Answers, EmbeddingTogetherIsEmbeddingOneByOne)
{
    const World world{20, 21, 4};
    const auto questions = generate(world, Generator::Naive, 50);
    const auto together = world.embed(questions, 2);
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const auto one = embedded(world, questions[i]);
        EXPECT_TRUE(std::equal(one.begin(), one.end(), together.begin() + std::ptrdiff_t(i * 21)));
    }
}

TEST(Answers, PreparationEndsWhenAskedTo)
{
    const Kernel *kernel = find("sim-precomputed-answers");
    ASSERT_NE(kernel, nullptr);
    std::stop_source source;
    source.request_stop();
    touchstone::kernels::Setup setup;
    setup.shape = kernel->oddShapes().back();
    setup.stop = source.get_token();
    Memory memory;
    const auto problem = kernel->prepare(setup, memory);
    ASSERT_FALSE(problem);
    EXPECT_TRUE(problem.error().cancelled());
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
