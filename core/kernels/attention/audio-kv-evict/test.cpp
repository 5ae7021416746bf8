// What the contract of all kernels does not ask of audio-kv-evict: its recordings and questions.
#include "kernels/attention/audio-kv-evict/evict.h"
#include "kernels/attention/audio-kv-evict/quality.h"
#include "kernels/blocks/rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

using namespace touchstone::kernels;
using namespace touchstone::kernels::audio_kv_evict;

TEST(Keepers, ScoresAreThoseOfTheDefinition)
{
    constexpr std::size_t tokens = 90, heads = 3, size = 20;
    std::vector<float> q(tokens * heads * size), k = q, scores(tokens);
    rng::fillNormal(q, 0.0F, 1.0F, 1, 1);
    rng::fillNormal(k, 0.0F, 1.0F, 1, 2);
    const Recording recording{q.data(), k.data(), tokens, heads, size};
    for (const Keeper by : {Keeper::Score, Keeper::Duplication, Keeper::Observation}) {
        std::vector<float> work(scratchFloats(by, tokens, heads));
        scoreTokens(by, recording, scores.data(), work.data(), 2);
        const auto exact = exactScores(by, recording);
        double sum = 0;
        for (std::size_t t = 0; t < tokens; ++t) {
            EXPECT_NEAR(scores[t], exact[t], 1e-5) << int(by) << " " << t;
            sum += exact[t];
        }
        if (by != Keeper::Duplication) {
            // Every query of every head gives away an attention of 1.
            EXPECT_NEAR(sum, double(heads) * (by == Keeper::Score ? 1 : observed), 1e-9);
        }
    }
}

TEST(Keepers, LeaveAsManyAsAsked)
{
    EXPECT_EQ(keptTokens(7500, 10), 750U);
    EXPECT_EQ(keptTokens(97, 1), 1U);
    EXPECT_EQ(keptTokens(200, 100), 200U);
    const Soundtrack track(2250, 1);
    for (const Keeper by : {Keeper::Random, Keeper::Uniform, Keeper::Score, Keeper::Duplication,
                            Keeper::Observation}) {
        const auto stay = keptFor(track, track.questions[0], by, 30, 1);
        EXPECT_EQ(std::set<std::int32_t>(stay.begin(), stay.end()).size(), 675U);
    }
}

TEST(Questions, AreAnsweredOverAllTokensAndNotWithoutTheSecondEvent)
{
    const Soundtrack track(2250, 3);
    std::size_t right = 0;
    for (const auto &question : track.questions) {
        right += ask(track, question, std::nullopt).right ? 1 : 0;
        EXPECT_NEAR(ask(track, question, std::nullopt).mass, 1, 1e-9);
    }
    EXPECT_GE(right * 10, track.questions.size() * 7);
    // Only the question's own frames stay: what they name is not there any more.
    std::size_t lucky = 0;
    for (const auto &question : track.questions) {
        const auto stay = keptFor(track, question, Keeper::Score, 1, 1);
        const Asked asked = ask(track, question, stay);
        EXPECT_GT(asked.mass, 0.3);
        lucky += asked.right ? 1 : 0;
    }
    EXPECT_LT(lucky, right);
}
