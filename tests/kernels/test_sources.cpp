// Sources of text with exact conditionals, and the model errors on top of them.
#include "kernels/blocks/block_decoder_oracle.h"
#include "kernels/blocks/denoiser.h"
#include "kernels/blocks/noted_forwards.h"
#include "kernels/blocks/rng.h"
#include "kernels/blocks/segment_oracle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

using namespace touchstone::kernels;
using namespace touchstone::kernels::sources;

namespace {

constexpr SegmentSizes fewSegments{3, 5, 1, 4, 0.5, 0.4};

double emission(const SegmentSource &source, std::size_t k, std::size_t i, Token token)
{
    const Segment &segment = source.segments()[k];
    const double error = segment.errors[i];
    return (segment.tokens[i] == token ? 1 - error : 0) + error / double(source.vocabulary());
}

// Every way of segments to cover a text, one after another: the places' emitters and the weight.
struct Way {
    std::vector<std::pair<std::size_t, std::size_t>> emitters;  // segment and token of it, by place
    double weight = 1;
};

void extend(const SegmentSource &source, std::size_t length, const Way &so, std::size_t k,
            std::vector<Way> &all)
{
    Way way = so;
    for (std::size_t i = 0; i < source.segments()[k].tokens.size(); ++i) {
        way.emitters.emplace_back(k, i);
        if (way.emitters.size() == length) {
            all.push_back(way);
            return;
        }
    }
    for (std::size_t next = 0; next < source.segments().size(); ++next) {
        Way longer = way;
        longer.weight *= source.segments()[k].successors[next];
        extend(source, length, longer, next, all);
    }
}

std::vector<Way> allWays(const SegmentSource &source, std::size_t length)
{
    std::vector<Way> all;
    for (std::size_t k = 0; k < source.segments().size(); ++k) {
        extend(source, length, {{}, 1 / double(source.segments().size())}, k, all);
    }
    return all;
}

double weightOf(const SegmentSource &source, const Way &way, const std::vector<Token> &text)
{
    double weight = way.weight;
    for (std::size_t i = 0; i < text.size(); ++i) {
        weight *= text[i] == maskedToken ? 1
                                         : emission(source, way.emitters[i].first,
                                                    way.emitters[i].second, text[i]);
    }
    return weight;
}

std::vector<Token> someMasked(std::size_t length, std::uint64_t seed)
{
    rng::Sequence numbers(seed, 77);
    std::vector<Token> text(length);
    for (Token &token : text) {
        token = numbers.below(2) == 0 ? maskedToken : Token(numbers.below(fewSegments.vocabulary));
    }
    return text;
}

constexpr Token M = maskedToken;
constexpr BlockRule staticRule{4, false}, dynamicRule{4, true};

// Of a block; token i is predicted to be 10 + i.
std::vector<Token> commit(const BlockRule &rule, std::vector<Token> tokens,
                          const std::vector<double> &confidence)
{
    std::vector<Prediction> predictions;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        predictions.push_back({Token(10 + i), confidence[i]});
    }
    const auto before = std::count(tokens.begin(), tokens.end(), M);
    std::vector<std::int32_t> steps(tokens.size(), -1);
    const std::size_t count = commitTokens(rule, 0.9, predictions, tokens, steps, 7);
    EXPECT_EQ(std::count(steps.begin(), steps.end(), 7), std::ptrdiff_t(count));
    EXPECT_EQ(before - std::count(tokens.begin(), tokens.end(), M), std::ptrdiff_t(count));
    return tokens;
}

}  // namespace

TEST(SegmentSource, ConditionalsAreThoseOfAllWaysToCoverTheText)
{
    std::size_t compared = 0;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const SegmentSource source(fewSegments, seed);
        for (std::size_t length = 1; length <= 8; ++length) {
            const auto text = someMasked(length, seed * 10 + length);
            std::vector<double> p(length * source.vocabulary()), exact(p.size(), 0.0);
            double sum = 0;
            for (const Way &way : allWays(source, length)) {
                const double weight = weightOf(source, way, text);
                sum += weight;
                for (std::size_t i = 0; i < exact.size(); ++i) {
                    const auto [k, place] = way.emitters[i / source.vocabulary()];
                    exact[i] += weight * emission(source, k, place, Token(i % source.vocabulary()));
                }
            }
            HiddenMarkov::Workspace space;
            source.conditionals(source.start(), text, p, space);
            for (std::size_t i = 0; i < p.size(); ++i) {
                if (text[i / source.vocabulary()] == maskedToken) {
                    ASSERT_NEAR(p[i], exact[i] / sum, 1e-12) << seed << " " << length << " " << i;
                    ++compared;
                }
            }
        }
    }
    EXPECT_GT(compared, 500U);
}

TEST(SegmentSource, LikelihoodIsTheSumOverAllWays)
{
    const SegmentSource source(fewSegments, 3);
    const auto text = source.draw(7, 5, 1);
    double sum = 0;
    for (const Way &way : allWays(source, text.size())) {
        sum += weightOf(source, way, text);
    }
    EXPECT_NEAR(source.logLikelihood(source.start(), text), std::log(sum), 1e-12);
    // The chain rule: what comes first, and what follows given that.
    const auto first = std::span(text).first(3);
    EXPECT_NEAR(source.logLikelihood(source.start(), first)
                        + source.logLikelihood(source.after(source.start(), first),
                                               std::span(text).subspan(3)),
                std::log(sum), 1e-12);
}

TEST(SegmentSource, DrawsWhatItSaysAndInShares)
{
    const SegmentSource source({}, 1);
    EXPECT_EQ(source.segments().size(), 32U);
    double places = 0, sure = 0, large = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const SegmentSource one({}, seed);
        for (const Segment &segment : one.segments()) {
            EXPECT_GE(segment.tokens.size(), 4U);
            EXPECT_LE(segment.tokens.size(), 16U);
            EXPECT_NEAR(std::accumulate(segment.successors.begin(), segment.successors.end(), 0.0),
                        1, 1e-12);
            for (const double error : segment.errors) {
                places += 1;
                sure += error == surePlaceError ? 1 : 0;
                large += error == largePlaceError ? 1 : 0;
            }
        }
    }
    EXPECT_NEAR(sure / places, 0.88, 0.01);
    EXPECT_NEAR(large / places, 0.02, 0.005);
    // Mean information of a drawn text is below that of another source's texts.
    const SegmentSource other({}, 2);
    const auto own = source.draw(400, 9, 5), foreign = other.draw(400, 9, 5);
    EXPECT_GT(source.logLikelihood(source.start(), own),
              source.logLikelihood(source.start(), foreign) + 400);
    EXPECT_EQ(own, source.draw(400, 9, 5));
    EXPECT_NE(own, source.draw(400, 9, 6));
}

TEST(Rng, DirichletSharesHaveTheMomentsOfTheirConcentration)
{
    // Var = (1/n)(1 - 1/n) / (n a + 1) for n shares of concentration a.
    for (const double concentration : {0.05, 0.5, 3.0}) {
        constexpr std::size_t count = 8;
        rng::Sequence numbers(1, 2);
        double squares = 0;
        constexpr int draws = 4000;
        for (int n = 0; n < draws; ++n) {
            const auto shares = rng::dirichlet(count, concentration, numbers);
            ASSERT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-12);
            squares += std::pow(shares[0] - 1.0 / count, 2) / draws;
        }
        const double expected = 1.0 / count * (1 - 1.0 / count) / (count * concentration + 1);
        EXPECT_NEAR(squares / expected, 1, 0.1) << concentration;
    }
}

TEST(Rng, ASequenceChoosesByShares)
{
    rng::Sequence numbers(3, 4);
    const std::vector<double> shares{0.2, 0.0, 0.5, 0.3};
    std::vector<double> seen(4, 0.0);
    for (int n = 0; n < 20000; ++n) {
        seen[numbers.choose(shares)] += 1.0 / 20000;
    }
    for (std::size_t i = 0; i < shares.size(); ++i) {
        EXPECT_NEAR(seen[i], shares[i], 0.012) << i;
    }
    EXPECT_EQ(seen[1], 0);
}

TEST(Denoiser, WithoutErrorIsTheLikeliestTokenOfThePosterior)
{
    const SegmentSource source(fewSegments, 2);
    const std::vector<Token> text{1, maskedToken, maskedToken, 0, maskedToken, 2, maskedToken};
    const auto known = std::span(text).first(1);
    std::vector<double> p(5 * source.vocabulary());
    HiddenMarkov::Workspace space;
    source.conditionals(source.after(source.start(), known), std::span(text).subspan(1, 5), p,
                        space);
    Denoiser model(source, source.start(), {});
    const auto seen = model.predict(text, 1, 6);
    ASSERT_EQ(seen.size(), 5U);
    for (std::size_t i = 0; i < seen.size(); ++i) {
        const auto row = p.begin() + std::ptrdiff_t(i * source.vocabulary());
        const auto best = std::max_element(row, row + std::ptrdiff_t(source.vocabulary()));
        const bool masked = text[i + 1] == maskedToken;
        EXPECT_EQ(seen[i].token, masked ? Token(best - row) : text[i + 1]);
        EXPECT_NEAR(seen[i].confidence, masked ? *best : 1, 1e-12);
        for (std::size_t v = 0; v < source.vocabulary() && masked; ++v) {
            EXPECT_EQ(model.posterior()[i * source.vocabulary() + v], row[std::ptrdiff_t(v)]);
        }
    }
}

TEST(Denoiser, OverConfidenceGrowsWithTheDistanceToKnownTokens)
{
    const SegmentSource source(fewSegments, 4);
    // What precedes the window is known: distances 1 2 3 2 1, then 1 2.
    const std::vector<Token> text{3,           maskedToken, maskedToken, maskedToken, maskedToken,
                                  maskedToken, 1,           maskedToken, maskedToken};
    const std::vector<double> distance{1, 2, 3, 2, 1, 0, 1, 2};
    Denoiser exact(source, source.start(), {}), wrong(source, source.start(), {0, 3});
    const auto plain = exact.predict(text, 1, text.size());
    const auto sharp = wrong.predict(text, 1, text.size());
    for (std::size_t i = 0; i < distance.size(); ++i) {
        EXPECT_EQ(sharp[i].token, plain[i].token);
        if (distance[i] == 0) {
            continue;
        }
        double sum = 0;
        for (std::size_t v = 0; v < source.vocabulary(); ++v) {
            sum += std::pow(exact.posterior()[i * source.vocabulary() + v],
                            1 + 3 * distance[i] / 15);
        }
        EXPECT_NEAR(sharp[i].confidence,
                    std::pow(plain[i].confidence, 1 + 3 * distance[i] / 15) / sum, 1e-12);
        EXPECT_GT(sharp[i].confidence, plain[i].confidence);
    }
}

TEST(Denoiser, NoiseGrowsWithTheMaskedTokensToTheLeft)
{
    const SegmentSource source(fewSegments, 4);
    const std::vector<Token> text{maskedToken, 2, maskedToken, maskedToken};
    std::vector<float> noise(text.size() * source.vocabulary());
    rng::fillNormal(noise, 0.0F, 1.0F, 3, 3);
    Denoiser exact(source, source.start(), {}), wrong(source, source.start(), {1.5, 0}, noise);
    const auto plain = exact.predict(text, 0, text.size());
    const auto noisy = wrong.predict(text, 0, text.size());
    EXPECT_EQ(noisy[0].token, plain[0].token);
    EXPECT_NEAR(noisy[0].confidence, plain[0].confidence, 1e-15);
    std::vector<double> q(source.vocabulary());
    for (std::size_t v = 0; v < q.size(); ++v) {
        q[v] = exact.posterior()[3 * q.size() + v]
               * std::exp(1.5 * std::sqrt(2.0) / 4 * double(noise[3 * q.size() + v]));
    }
    const auto best = std::max_element(q.begin(), q.end());
    EXPECT_EQ(noisy[3].token, Token(best - q.begin()));
    EXPECT_NEAR(noisy[3].confidence, *best / std::accumulate(q.begin(), q.end(), 0.0), 1e-12);
}

TEST(SegmentOracle, SumsOverSegmentsAreTheForwardBackwardPosterior)
{
    const SegmentSource source({}, 5);
    auto text = source.draw(60, 1, 1);
    for (std::size_t i = 9; i < text.size(); ++i) {
        text[i] = i % 5 == 0 || i % 7 == 3 ? text[i] : maskedToken;
    }
    std::vector<double> p(text.size() * source.vocabulary());
    HiddenMarkov::Workspace space;
    source.conditionals(source.start(), text, p, space);
    const auto exact = exactConditionals(source, text);
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (text[i / source.vocabulary()] == maskedToken) {
            ASSERT_NEAR(p[i], exact[i], 1e-11) << i;
        }
    }
}

TEST(SegmentOracle, ItsGuessesAreTheDenoisers)
{
    const SegmentSource source({}, 6);
    auto text = source.draw(40, 1, 1);
    for (std::size_t i = 8; i < text.size(); ++i) {
        text[i] = i % 6 == 1 ? text[i] : maskedToken;
    }
    for (const double beta : {0.0, 2.0}) {
        Denoiser model(source, source.start(), {0, beta});
        const auto seen = model.predict(text, 8, text.size());
        const auto exact = exactGuesses(source, text, beta);
        for (std::size_t i = 8; i < text.size(); ++i) {
            if (text[i] == maskedToken) {
                EXPECT_EQ(seen[i - 8].token, exact[i].token) << i;
                EXPECT_NEAR(seen[i - 8].confidence, exact[i].confidence, 1e-9) << i;
            }
        }
    }
}

TEST(BlockRule, DynamicCommitsAllAboveTheThresholdAndTheSurest)
{
    EXPECT_EQ(commit(dynamicRule, {M, M, M, M}, {0.95, 0.2, 0.9, 0.8}),
              (std::vector<Token>{10, M, 12, M}));
    EXPECT_EQ(commit(dynamicRule, {M, M, M, M}, {0.1, 0.2, 0.2, 0.1}),
              (std::vector<Token>{M, 11, M, M}));
    EXPECT_EQ(commit(dynamicRule, {5, M, M, 6}, {1, 0.2, 0.3, 1}),
              (std::vector<Token>{5, M, 12, 6}));
    EXPECT_EQ(commit(staticRule, {5, M, M, M}, {1, 0.95, 0.99, 0.97}),
              (std::vector<Token>{5, M, 12, M}));
}

TEST(BlockDecoder, OfASourceIsThatOfItsOracle)
{
    const SegmentSource source({}, 3);
    const auto prompt = source.draw(8, 3, 1);
    for (const BlockRule &rule :
         {BlockRule{1, false}, {4, false}, {4, true}, {7, true}, {16, true}}) {
        for (const double threshold : {0.5, 0.9}) {
            std::vector<Token> tokens(45, M);
            std::vector<std::int32_t> steps(tokens.size(), -1);
            std::vector<std::size_t> ends;
            Denoiser model(source, source.after(source.start(), prompt), {});
            const std::size_t passes = decodeBlocks(
                    rule, threshold, tokens, steps,
                    [&](std::size_t begin, std::size_t end) {
                        return model.predict(tokens, begin, end);
                    },
                    [&](std::size_t, std::size_t end) { ends.push_back(end); });
            const ExactText exact = exactBlocks(source, prompt, tokens.size(), rule, threshold);
            EXPECT_EQ(exact.tokens, tokens);
            EXPECT_EQ(exact.steps, steps);
            EXPECT_EQ(std::set<std::int32_t>(steps.begin(), steps.end()).size(), passes);
            EXPECT_EQ(ends.size(), blocksOf(rule.block, tokens.size()));
            EXPECT_EQ(ends.back(), tokens.size());
            EXPECT_EQ(std::count(tokens.begin(), tokens.end(), M), 0);
        }
    }
}

TEST(NotedForwards, ComeBackInTheirOrder)
{
    NotedForwards noted;
    noted.note(std::vector<Prediction>{{1, 0.5}, {2, 0.25}});
    noted.note(std::vector<Prediction>{});
    noted.note(std::vector<Prediction>{{3, 0.75}});
    Memory memory;
    noted.store(memory);
    ASSERT_EQ(noted.count(), 3U);
    ASSERT_EQ(noted.at(0).size(), 2U);
    EXPECT_EQ(noted.at(0)[1].token, 2);
    EXPECT_TRUE(noted.at(1).empty());
    ASSERT_EQ(noted.at(2).size(), 1U);
    EXPECT_EQ(noted.at(2)[0].confidence, 0.75);
    EXPECT_EQ(noted.predictions().role(), BufferRole::Input);
}
