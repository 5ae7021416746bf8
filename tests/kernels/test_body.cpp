// The transformer and its cache against the formulas.
#include "kernels/blocks/body_oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

using namespace touchstone::kernels;
using namespace touchstone::kernels::transformer;

namespace {

std::vector<Token> someTokens(const Sizes &sizes, std::size_t count, std::uint64_t seed)
{
    rng::Sequence numbers(seed, 1);
    std::vector<Token> tokens(count * sizes.streams);
    for (Token &token : tokens) {
        token = Token(numbers.below(sizes.vocabulary + 1)) - 1;  // -1: masked
    }
    return tokens;
}

double rootMeanSquare(const std::vector<double> &values)
{
    double squares = 0;
    for (const double value : values) {
        squares += value * value / double(values.size());
    }
    return std::sqrt(squares);
}

void expectNear(const float *measured, const std::vector<double> &exact)
{
    const double scale = rootMeanSquare(exact);
    for (std::size_t i = 0; i < exact.size(); ++i) {
        ASSERT_NEAR(double(measured[i]), exact[i], 1e-4 * scale) << i;
    }
}

class TransformerBody : public testing::TestWithParam<Sizes> {};

}  // namespace

TEST_P(TransformerBody, PassesOverWholeTextsGiveTheLogitsOfTheFormula)
{
    const Sizes &sizes = GetParam();
    for (const int threads : {1, 2}) {
        Memory memory;
        const Body body(sizes, 7, memory);
        const Cache cache(sizes, 1, memory);
        const Forwards forwards(body, sizes.places, threads, 1, memory);
        memory.poisonOutputs();
        memory.protectInputs(true);
        const auto tokens = someTokens(sizes, sizes.places, 3);
        const float *logits = forwards.run(tokens, {0, 0, sizes.places}, cache, 0);
        expectNear(logits, ExactBody(body).run(tokens, 0, sizes.places));
        EXPECT_TRUE(memory.redZonesIntact());
        memory.protectInputs(false);
    }
}

// Blocks after the cache of what stands before them, each passed over twice: the second pass
// replaces the keys of the first. Then single tokens.
TEST_P(TransformerBody, BlocksAndSingleTokensFollowTheirCache)
{
    const Sizes &sizes = GetParam();
    const std::size_t width = sizes.places / 3;
    if (width == 0) {
        return;
    }
    Memory memory;
    const Body body(sizes, 7, memory);
    const Cache cache(sizes, 2, memory);
    const Forwards blocks(body, width, 2, 1, memory), single(body, 1, 1, 1, memory);
    memory.poisonOutputs();
    ExactBody exact(body);
    for (std::size_t block = 0; block < 2; ++block) {
        for (std::uint64_t pass = 0; pass < 2; ++pass) {
            const std::size_t first = block * width, end = first + width;
            const auto tokens = someTokens(sizes, width, 10 * block + pass);
            expectNear(blocks.run(tokens, {1, first, end}, cache, 0),
                       exact.run(tokens, first, end));
        }
    }
    for (std::size_t place = 2 * width; place < sizes.places; ++place) {
        const auto token = someTokens(sizes, 1, 100 + place);
        expectNear(single.run(token, {1, place, place + 1}, cache, 0),
                   exact.run(token, place, place + 1));
    }
    // A part of what was written anew, seeing keys behind it as they are.
    const auto again = someTokens(sizes, width, 99);
    expectNear(blocks.run(again, {1, 0, sizes.places}, cache, 0),
               exact.run(again, 0, sizes.places));
    // The first rows of a pass are kept from what follows them.
    const std::size_t earlier = width / 2;
    expectNear(blocks.run(again, {1, width, 2 * width, earlier}, cache, 0),
               exact.run(again, width, 2 * width, earlier));
    EXPECT_TRUE(memory.redZonesIntact());
}

// Rows that are given replace the first tokens; of the logits only the last are made, or none.
TEST_P(TransformerBody, TakesRowsAndGivesTheLastLogits)
{
    const Sizes &sizes = GetParam();
    const std::size_t rows = sizes.places / 3, wanted = (sizes.places + 1) / 2;
    Memory memory;
    const Body body(sizes, 7, memory);
    const Cache cache(sizes, 1, memory);
    const Forwards forwards(body, sizes.places, 2, 1, memory, wanted);
    std::vector<float> given(rows * sizes.width);
    rng::fillNormal(given, 0.0F, 1.0F, 5, 1);
    memory.poisonOutputs();
    const auto tokens = someTokens(sizes, sizes.places - rows, 3);
    const float *logits = forwards.run(tokens, {0, 0, sizes.places}, cache, 0, given);
    ExactBody exact(body);
    const std::vector<double> exactGiven(given.begin(), given.end());
    auto right = exact.run(tokens, 0, sizes.places, 0, exactGiven);
    right.erase(right.begin(), right.end() - std::ptrdiff_t(wanted * sizes.outputs()));
    expectNear(logits, right);
    EXPECT_TRUE(memory.redZonesIntact());

    // Keys and values alone, which a last token then sees.
    if (sizes.places > 1) {
        const std::size_t last = sizes.places - 1;
        const Forwards before(body, last, 1, 1, memory, 0), single(body, 1, 1, 1, memory);
        const auto text = someTokens(sizes, last, 4), end = someTokens(sizes, 1, 6);
        before.run(text, {0, 0, last}, cache, 0);
        exact.run(text, 0, last);
        expectNear(single.run(end, {0, last, sizes.places}, cache, 0),
                   exact.run(end, last, sizes.places));
    }
}

INSTANTIATE_TEST_SUITE_P(Sizes, TransformerBody,
                         testing::Values(Sizes{1, 5, 5, 1}, Sizes{23, 64, 32, 2},
                                         Sizes{70, 11, 33, 1}, Sizes{150, 17, 64, 2, 32},
                                         Sizes{140, 17, 96, 1, 16, 3},
                                         Sizes{67, 9, 64, 2, 16, 4, 4},
                                         Sizes{133, 8, 128, 1, 64, 2, 2}));

TEST(TransformerBody, TextsThatRunAtTheSameTimeDoNotMeet)
{
    const Sizes sizes{40, 12, 64, 2};
    Memory memory;
    const Body body(sizes, 1, memory);
    const Cache cache(sizes, 2, memory);
    const Forwards forwards(body, sizes.places, 1, 2, memory);
    std::vector<std::vector<Token>> texts;
    std::vector<std::vector<float>> last(8, std::vector<float>(sizes.outputs()));
    for (std::uint64_t n = 0; n < last.size(); ++n) {
        texts.push_back(someTokens(sizes, sizes.places, n));
    }
    parallelItems(2, last.size(), [&](std::size_t n, std::size_t worker) {
        const float *logits = forwards.run(texts[n], {worker, 0, sizes.places}, cache, worker);
        std::copy_n(logits + (sizes.places - 1) * sizes.outputs(), sizes.outputs(),
                    last[n].begin());
    });
    for (std::size_t n = 0; n < last.size(); ++n) {
        auto exact = ExactBody(body).run(texts[n], 0, sizes.places);
        exact.erase(exact.begin(), exact.end() - std::ptrdiff_t(sizes.outputs()));
        expectNear(last[n].data(), exact);
    }
}

TEST(TransformerBody, CountsItsWork)
{
    // 24 w^2 a token and layer, 4 w a pair of places, 2 w v a token for the logits.
    const Sizes sizes{16, 10, 8, 3, 8};
    Memory memory;
    const Body body(sizes, 1, memory);
    EXPECT_EQ(body.flops(5, 16), 3.0 * (5 * 24 * 64 + 4 * 5 * 16 * 8) + 2 * 5 * 8 * 10);
    EXPECT_EQ(body.flops(5, 16, 2), body.flops(5, 16) - 3 * 2 * 8 * 10);
    EXPECT_EQ(body.weightBytes(), 4.0 * (3 * 12 * 64 + 10 * 8));
    EXPECT_EQ(Cache(sizes, 2, memory).bytes(),
              4.0 * 2 * 3 * double(attention::packedFloats(16, 8)));
}
