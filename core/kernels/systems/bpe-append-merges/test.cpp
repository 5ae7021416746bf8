// What appended merges promise, on strings that no training has seen.
#include "kernels/blocks/rng.h"
#include "kernels/systems/bpe-append-merges/text.h"

#include <gtest/gtest.h>

using namespace touchstone::kernels;
using namespace touchstone::kernels::bpe_append_merges;

namespace {

Tokenizer baseTokenizer()
{
    return Tokenizer(train(countWords(makeText(TextKind::General, 20'000, 1, 10)), 200));
}

}  // namespace

TEST(Bpe, AppendedMergesNeverLengthenAString)
{
    const Tokenizer base = baseTokenizer();
    const WordCounts domain = countWords(makeText(TextKind::Listings, 20'000, 1, 11));
    const Tokenizer appended = extend(base, domain, 100);
    ASSERT_GT(appended.merges().size(), base.merges().size());
    const std::string letters = "abcdegiklmnoprstuwABC-0123456789 ";
    std::size_t shorter = 0;
    for (std::uint64_t n = 0; n < 5000; ++n) {
        std::string word;
        for (std::uint64_t i = 0; i < 5; ++i) {
            for (const std::uint32_t r : rng::philox(9, 1, 5 * n + i)) {
                word += letters[r % letters.size()];
            }
        }
        ASSERT_LE(appended.count(word), base.count(word)) << word;
        shorter += appended.count(word) < base.count(word) ? 1 : 0;
    }
    EXPECT_GT(shorter, 0U);
}

TEST(Bpe, PrependedMergesCanLengthenAString)
{
    // Base: "ab", "abc". A domain full of "bc" takes the b away when its merge comes first.
    const Tokenizer base({{'a', 'b'}, {256, 'c'}});
    const WordCounts domain{{"bc", 10}};
    EXPECT_EQ(base.count("abc"), 1U);
    const Tokenizer appended = extend(base, domain, 1);
    EXPECT_EQ(appended.count("abc"), 1U);
    EXPECT_EQ(Tokenizer(appended.merges(), base.merges().size()).count("abc"), 2U);
}

TEST(Bpe, TokensSpellTheWord)
{
    const Tokenizer base = baseTokenizer();
    for (const std::string word : {" black", "x", " kg-1234"}) {
        std::vector<Token> tokens(word.size());
        tokens.resize(base.encode(word, tokens.data()));
        std::string spelled;
        for (const Token token : tokens) {
            spelled += base.spelling(token);
        }
        EXPECT_EQ(spelled, word);
    }
}
