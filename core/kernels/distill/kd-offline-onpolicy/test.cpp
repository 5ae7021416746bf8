// What the contract of all kernels does not ask of kd-offline-onpolicy: the language, and the
// losses at the teacher.
#include "kernels/distill/kd-offline-onpolicy/study.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

using namespace touchstone::kernels;
using namespace touchstone::kernels::kd_offline_onpolicy;

TEST(OfflineLanguage, TheTeacherIsADistributionWhateverTheText)
{
    for (const Style style : {Style::Long, Style::Short}) {
        const Language language(style, 0.02, 3);
        Language::Place place;
        for (std::uint32_t i = 0; i < 2000; ++i) {  // any tokens
            const Shares shares = language.next(place);
            EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-12);
            EXPECT_GE(*std::min_element(shares.begin(), shares.end()), 0.02 / 32 - 1e-15);
            place = language.after(place, rng::philox(5, 1, i)[0] % vocabularySize);
        }
    }
}

TEST(OfflineLanguage, AMistakeIsRecoveredFromByTheNextPhrase)
{
    const Language language(Style::Short, 0, 3);
    const Shares first = language.next({});
    const auto begins = [&](Token token) { return first[token] > 0; };
    EXPECT_EQ(std::count_if(first.begin(), first.end(), [](double p) { return p > 0; }),
              std::ptrdiff_t(phraseCount));
    Token begin = 0, other = 0;
    while (!begins(begin)) {
        ++begin;
    }
    while (begins(other)) {
        ++other;
    }
    const Language::Place inside = language.after({}, begin);
    EXPECT_EQ(inside.tokens, 1U);
    const Shares within = language.next(inside);
    EXPECT_EQ(*std::max_element(within.begin(), within.end()), 1);  // the phrase goes on
    const auto expected = Token(std::max_element(within.begin(), within.end()) - within.begin());
    EXPECT_TRUE(language.isExpected(inside, expected));
    EXPECT_EQ(language.after(inside, expected).tokens, 2U);
    Token wrong = other;
    while (wrong == expected || begins(wrong)) {
        ++wrong;
    }
    EXPECT_FALSE(language.isExpected(inside, wrong));
    EXPECT_EQ(language.next(language.after(inside, wrong)), first);  // lost: as at the beginning
}

namespace {

Grid<double> someShares()
{
    Tape<double> tape;
    return tape.value(softmax(tape, tape.constant(inDouble(normalGrid(5, 9, 2, 7, 1)))));
}

// Largest element of the gradient by logits at log(shares).
double slopeAt(const Grid<double> &shares, const Stored &stored, Rest rest)
{
    Grid<double> start = shares;
    for (double &value : start.values) {
        value = std::log(value);
    }
    Weight<double> logits(start);
    Tape<double> tape;
    tape.backward(storedLoss(tape, tape.weight(logits), stored, rest));
    double most = 0;
    for (const double slope : logits.gradient.values) {
        most = std::max(most, std::abs(slope));
    }
    return most;
}

}  // namespace

TEST(StoredLoss, TheTeacherIsItsLeastUnlessTheRestIsDropped)
{
    const Grid<double> teacher = someShares();
    EXPECT_LT(slopeAt(teacher, largest(teacher, 9), Rest::Dropped), 1e-12);
    EXPECT_LT(slopeAt(teacher, largest(teacher, 3), Rest::Bucket), 1e-12);
    EXPECT_GT(slopeAt(teacher, largest(teacher, 3), Rest::Dropped), 1e-3);
}

TEST(StoredLoss, GradientsAreThoseOfTheLoss)
{
    const Stored stored = largest(someShares(), 3);
    for (const Rest rest : {Rest::Dropped, Rest::Bucket}) {
        Student<double> student{Weight<double>(inDouble(normalGrid(6, 4, 1, 8, 1))),
                                Weight<double>(inDouble(normalGrid(9, 6, 1, 8, 2)))};
        const Grid<double> x = inDouble(normalGrid(5, 4, 1, 8, 3));
        const auto loss = [&](Tape<double> &tape) {
            return storedLoss(tape, student.logits(tape, tape.constant(x)), stored, rest);
        };
        EXPECT_LT(gradientError(student.weights(), loss), 1e-7);
    }
}

TEST(StoredLoss, TheLargestAreStoredAndOfEqualsTheFirst)
{
    Grid<double> shares(2, 4);
    shares.values = {0.1, 0.4, 0.1, 0.4, 0.2, 0.3, 0.3, 0.2};
    const Stored stored = largest(shares, 3);
    EXPECT_EQ(stored.columns, (std::vector<std::uint32_t>{1, 3, 0, 1, 2, 0}));
    EXPECT_EQ(stored.shares, (std::vector<double>{0.4, 0.4, 0.1, 0.3, 0.3, 0.2}));
}
