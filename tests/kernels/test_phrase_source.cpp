#include "kernels/blocks/phrase_source.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

using namespace touchstone::kernels;
using namespace touchstone::kernels::sources;

namespace {

constexpr PhraseSizes fewPhrases{3, 2, 5, 3, 2, 2, 3, 1};

// Calls body(text) for each run of tokens of the length of a text.
template <class Body>
void forEachRun(const PhraseSource &source, const Body &body)
{
    std::vector<Token> text(source.textLength());
    const auto count = std::size_t(std::pow(source.sizes().vocabulary, text.size()));
    for (std::size_t i = 0; i < count; ++i) {
        std::size_t left = i;
        for (Token &token : text) {
            token = Token(left % source.sizes().vocabulary);
            left /= source.sizes().vocabulary;
        }
        body(text);
    }
}

}  // namespace

TEST(PhraseSource, ProbabilitiesSumToOneOverAllRunsOfTokens)
{
    const PhraseSource source(fewPhrases, 4);
    for (std::size_t prompt = 0; prompt < source.prompts(); ++prompt) {
        double sum = 0;
        std::size_t texts = 0;
        forEachRun(source, [&](const std::vector<Token> &text) {
            sum += source.probability(prompt, text);
            texts += source.isText(prompt, text) ? 1 : 0;
        });
        EXPECT_NEAR(sum, 1, 1e-12);
        EXPECT_EQ(texts, 3U * 2 * 2);  // alternatives of the first phrase, then successors
    }
}

TEST(PhraseSource, TextsAreDrawnAsOftenAsTheirProbability)
{
    const PhraseSource source(fewPhrases, 5);
    constexpr std::size_t draws = 4000;
    rng::Sequence numbers(5, 9);
    std::map<std::vector<Token>, double> seen;
    for (std::size_t i = 0; i < draws; ++i) {
        seen[source.draw(7, numbers)] += 1.0 / draws;
    }
    for (const auto &[text, share] : seen) {
        const double right = source.probability(7, text);
        EXPECT_GT(right, 0);
        EXPECT_NEAR(share, right, 4 * std::sqrt(right * (1 - right) / draws));
    }
}

TEST(PhraseSource, APlaceDependsOnItsAttributeAlone)
{
    const PhraseSource source(fewPhrases, 6);
    ASSERT_EQ(source.prompts(), 9U);
    std::set<std::pair<std::size_t, std::size_t>> values;
    for (std::size_t prompt = 0; prompt < 9; ++prompt) {
        values.emplace(source.valueOf(prompt, 0), source.valueOf(prompt, 1));
    }
    EXPECT_EQ(values.size(), 9U);
    // Prompts 0 and 3 differ in the second attribute, which tells the second phrase.
    const auto phrasesAt = [&](std::size_t prompt, std::size_t place) {
        std::set<std::vector<Token>> all;
        forEachRun(source, [&](const std::vector<Token> &text) {
            if (source.isText(prompt, text)) {
                const auto first = text.begin() + std::ptrdiff_t(2 * place);
                all.emplace(first, first + 2);
            }
        });
        return all;
    };
    ASSERT_EQ(source.valueOf(0, 0), source.valueOf(3, 0));
    EXPECT_EQ(phrasesAt(0, 0), phrasesAt(3, 0));
    EXPECT_NE(phrasesAt(0, 1), phrasesAt(3, 1));
    EXPECT_EQ(phrasesAt(0, 2), phrasesAt(3, 2));
    EXPECT_EQ(phrasesAt(0, 0).size(), 3U);
}
