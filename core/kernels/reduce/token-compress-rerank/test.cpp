// What the contract of all kernels does not ask of token-compress-rerank: the adapter, what is
// stored, and what the study says.
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"
#include "kernels/reduce/token-compress-rerank/store.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

using namespace touchstone::kernels;
using namespace touchstone::kernels::token_compress_rerank;

namespace {

std::vector<float> normals(std::size_t count, std::uint32_t stream)
{
    std::vector<float> out(count);
    rng::fillNormal(out, 0.0F, 1.0F, 5, stream);
    return out;
}

}  // namespace

TEST(Adapter, IsTheFormula)
{
    constexpr std::size_t width = 7, n = 13, kept = 5;
    const Adapter adapter{width, normals(kept * width, 1), 0.8F, normals(width * width, 2)};
    const auto x = normals(n * width, 3), y = compressed(adapter, x);
    ASSERT_EQ(y.size(), kept * width);
    for (std::size_t q = 0; q < kept; ++q) {
        std::vector<double> sum(width);
        double total = 0;
        for (std::size_t i = 0; i < n; ++i) {
            double score = 0;
            for (std::size_t c = 0; c < width; ++c) {
                score += double(adapter.queries[q * width + c]) * x[i * width + c];
            }
            const double weight = std::exp(0.8 * score);
            total += weight;
            for (std::size_t c = 0; c < width; ++c) {
                sum[c] += weight * x[i * width + c];
            }
        }
        for (std::size_t o = 0; o < width; ++o) {
            double right = 0;
            for (std::size_t c = 0; c < width; ++c) {
                right += sum[c] / total * adapter.projection[o * width + c];
            }
            EXPECT_NEAR(y[q * width + o], right, 1e-4);
        }
    }
}

// As many queries as tokens, each of which finds its own: nothing is lost.
TEST(Adapter, KeepsAllTokensWhereEachHasItsQuery)
{
    constexpr std::size_t width = 16, n = 12;
    const auto x = normals(n * width, 4);
    const Adapter identity{width, x, 100};
    EXPECT_LT(relativeError(compressed(identity, x), x), 1e-5);
    EXPECT_LT(relativeError(pooled(n, width, x), x), 1e-6);
}

TEST(Pooling, TakesMeansOfNeighbours)
{
    const std::vector<float> x{1, 3, 5, 7, 9};
    EXPECT_EQ(pooled(2, 1, x), (std::vector<float>{2, 7}));
    EXPECT_EQ(pooled(10, 1, std::vector<float>{1, 2}),
              (std::vector<float>{1, 1, 1, 1, 1, 2, 2, 2, 2, 2}));
}

// Tokens that see each other alone have the same keys whatever the text: scoring on stored ones is
// scoring on the tokens, up to their rounding.
TEST(StoredKeys, ScoreAsTheTokensDo)
{
    const Sizes sizes{3, 70, 5, 48, 2, 1};
    Memory memory;
    const transformer::Body encoder(sizes.encoder(), 3, memory), tower(sizes.tower(), 4, memory);
    const Store store(sizes, false, memory);
    const auto patches = normals(sizes.pairs * sizes.tokens * sizes.width, 6);
    ASSERT_TRUE(fillStore(store, sizes, tower, encoder, patches, 2, 9, {}));

    const transformer::Cache cache(encoder.sizes(), 1, memory);
    const transformer::Forwards all(encoder, 75, 1, 1, memory, 1),
            text(encoder, 5, 1, 1, memory, 1);
    const auto words = normals(sizes.text * sizes.width, 7);
    std::vector<float> fromTokens, fromKeys;
    for (std::size_t pair = 0; pair < sizes.pairs; ++pair) {
        std::vector<float> rows;
        const std::size_t image = sizes.tokens * sizes.width;
        for (std::size_t i = 0; i < image; ++i) {
            rows.push_back(fromFp16(store.tokens[Stored][pair * image + i]));
        }
        rows.insert(rows.end(), words.begin(), words.end());
        fromTokens.push_back(*all.run({}, {0, 0, 75, 70}, cache, 0, rows));
        store.keys.load(pair, cache, 0);
        fromKeys.push_back(*text.run({}, {0, 70, 75}, cache, 0, words));
    }
    const double error = relativeError(fromKeys, fromTokens);
    EXPECT_GT(error, 0);
    EXPECT_LT(error, 0.01);
}

TEST(ImageSource, DrawsWhatItSays)
{
    const ImageSource source(40, 0, 3);
    const Image image = source.draw(64, 2);
    double present = 0;
    for (const double strength : image.strength) {
        present += strength > 0 ? 1 : 0;
        EXPECT_TRUE(strength == 0 || (strength >= 0.5 && strength <= 1.5));
    }
    EXPECT_GT(present, 0);
    EXPECT_LE(present, 8);  // runs of 8 tokens
    // Without noise the reader finds nothing but what is there.
    const Adapter reader = readerOf(source);
    const auto read = compressed(reader, image.tokens);
    for (std::size_t f = 0; f < factors; ++f) {
        const auto row = read.begin() + std::ptrdiff_t(f * 40);
        const float score = std::inner_product(
                row, row + 40, reader.queries.begin() + std::ptrdiff_t(f * 40), 0.0F);
        EXPECT_NEAR(score, image.strength[f], 0.15) << f;
    }
}

TEST(Ranking, LosesMoreWithFewerTokens)
{
    const RankingSizes sizes{64, 144, 24, 16, 60};
    Ranking few, many;
    for (const std::uint64_t seed : {1, 2}) {
        const auto all = rankings(sizes, 1, seed);
        EXPECT_NEAR(all[Stored].sameFirst, 100, 1e-9);
        EXPECT_NEAR(all[Stored].kendall, 1, 1e-9);
        few.kendall += all[Compressed16].kendall / 2;
        many.kendall += all[Compressed64].kendall / 2;
    }
    EXPECT_GT(many.kendall, few.kendall);
    EXPECT_GT(many.kendall, 0.2);
}
