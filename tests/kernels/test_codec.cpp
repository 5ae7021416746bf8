// The error-bounded codec: its bound, its codes against what theory says of them, and both forms of
// decoding against each other.
#include "kernels/blocks/codec.h"
#include "kernels/blocks/rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

using namespace touchstone::kernels;

namespace {

// Length of an optimal code without a limit: the sum of all inner nodes of Huffman's tree.
std::uint64_t bitsOfHuffmansTree(std::vector<std::uint64_t> counts)
{
    std::erase(counts, 0U);
    std::uint64_t bits = 0;
    while (counts.size() > 1) {
        std::sort(counts.begin(), counts.end(), std::greater<>());
        const std::uint64_t both = counts.back() + counts[counts.size() - 2];
        counts.resize(counts.size() - 2);
        counts.push_back(both);
        bits += both;
    }
    return bits;
}

std::uint64_t bitsOf(const std::vector<std::uint8_t> &lengths,
                     const std::vector<std::uint64_t> &counts)
{
    return std::inner_product(lengths.begin(), lengths.end(), counts.begin(), std::uint64_t(0));
}

double kraft(const std::vector<std::uint8_t> &lengths)
{
    return std::accumulate(lengths.begin(), lengths.end(), 0.0,
                           [](double sum, std::uint8_t length) {
                               return sum + (length > 0 ? std::ldexp(1.0, -length) : 0.0);
                           });
}

std::vector<float> normal(std::size_t count, std::uint64_t seed)
{
    std::vector<float> values(count);
    rng::fillNormal(values, 0.0F, 1.0F, seed, 1);
    return values;
}

std::vector<float> decoded(const codec::FixedCode &code, std::size_t count, float step,
                           bool predicted)
{
    std::vector<float> out(count);
    for (std::size_t chunk = 0; chunk < codec::chunksOf(count); ++chunk) {
        const std::size_t first = chunk * codec::chunkValues;
        codec::decodeFixed({code.starts.data(), code.bits.data(), code.words.data()}, chunk,
                           {out.data() + first, std::min(codec::chunkValues, count - first), step,
                            predicted, false});
    }
    return out;
}

std::vector<float> decoded(const codec::HuffmanCode &code, std::size_t count, float step,
                           bool predicted)
{
    const auto table = code.book.table();
    std::vector<float> out(count);
    for (std::size_t chunk = 0; chunk < codec::chunksOf(count); ++chunk) {
        const std::size_t first = chunk * codec::chunkValues;
        codec::decodeHuffman(
                {code.starts.data(), code.bytes.data(), table.data(), code.book.tableBits}, chunk,
                {out.data() + first, std::min(codec::chunkValues, count - first), step, predicted,
                 false});
    }
    return out;
}

}  // namespace

TEST(Huffman, IsOptimalWhereTheLimitDoesNotMatter)
{
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        std::vector<std::uint64_t> counts;
        for (std::uint64_t i = 0; i < 40; ++i) {
            counts.push_back(rng::philox(seed, 1, i)[0] % 1000);
        }
        const auto lengths = huffman::codeLengths(counts);
        EXPECT_EQ(bitsOf(lengths, counts), bitsOfHuffmansTree(counts)) << seed;
        EXPECT_DOUBLE_EQ(kraft(lengths), 1.0) << seed;
    }
}

TEST(Huffman, KeepsTheLimitAndStaysComplete)
{
    // Fibonacci's numbers make the deepest tree.
    std::vector<std::uint64_t> counts{1, 1};
    while (counts.size() < 40) {
        counts.push_back(counts.back() + counts[counts.size() - 2]);
    }
    const auto lengths = huffman::codeLengths(counts);
    EXPECT_EQ(*std::max_element(lengths.begin(), lengths.end()), huffman::mostCodeBits);
    EXPECT_DOUBLE_EQ(kraft(lengths), 1.0);
    EXPECT_GT(bitsOf(lengths, counts), bitsOfHuffmansTree(counts));
    EXPECT_LT(double(bitsOf(lengths, counts)), 1.01 * double(bitsOfHuffmansTree(counts)));
}

TEST(Huffman, OneNumberTakesOneBit)
{
    EXPECT_EQ(huffman::codeLengths(std::vector<std::uint64_t>{0, 7, 0}),
              (std::vector<std::uint8_t>{0, 1, 0}));
}

TEST(Codec, StepIsShortAndNeverAboveTwiceTheBound)
{
    for (std::uint64_t i = 0; i < 1000; ++i) {
        const double bound = rng::uniform(rng::philox(3, 1, i)[0]);
        const auto step = double(codec::stepOf(bound));
        EXPECT_LE(step, 2 * bound);
        EXPECT_GT(step, 2 * bound * (1 - 0x1p-11));
        int exponent = 0;
        const double mantissa = std::ldexp(std::frexp(step, &exponent), 12);
        EXPECT_EQ(mantissa, std::floor(mantissa));
    }
}

TEST(Codec, KeepsTheBoundToTheLastBit)
{
    for (const std::size_t count : {1UL, 31UL, 33UL, 2049UL, 8191UL, 8192UL, 30'001UL}) {
        for (const double share : {0.3, 0.1, 0.0123, 0.001}) {
            const auto weights = normal(count, count);
            double largest = 0;
            for (const float weight : weights) {
                largest = std::max(largest, std::abs(double(weight)));
            }
            const double bound = share * largest;
            const float step = codec::stepOf(bound);
            const auto codes = codec::quantised(weights, step);
            const auto fixed = decoded(codec::encodeFixed(codes, false), count, step, false);
            for (std::size_t i = 0; i < count; ++i) {
                ASSERT_LE(std::abs(double(fixed[i]) - double(weights[i])), bound) << i;
            }
            EXPECT_EQ(fixed, decoded(codec::encodeFixed(codes, true), count, step, true));
            EXPECT_EQ(fixed, decoded(codec::encodeHuffman(codes, false), count, step, false));
            EXPECT_EQ(fixed, decoded(codec::encodeHuffman(codes, true), count, step, true));
        }
    }
}

TEST(Codec, TiesAndBordersOfTheGridKeepTheBound)
{
    const double bound = 0.37;
    const float step = codec::stepOf(bound);
    std::vector<float> weights;
    for (int k = -1000; k <= 1000; ++k) {
        const float middle = (float(k) + 0.5F) * step;
        for (const float towards : {-HUGE_VALF, HUGE_VALF}) {
            weights.push_back(std::nextafter(middle, towards));
        }
        weights.push_back(middle);
    }
    const auto codes = codec::quantised(weights, step);
    for (std::size_t i = 0; i < weights.size(); ++i) {
        EXPECT_LE(std::abs(double(codes[i]) * double(step) - double(weights[i])), bound);
    }
}

TEST(Codec, ZerosTakeAByteABlock)
{
    const std::vector<std::int16_t> zeros(3 * codec::chunkValues, std::int16_t(0));
    const auto code = codec::encodeFixed(zeros, true);
    EXPECT_EQ(code.words.size(), codec::planesLoaded);  // the padding
    EXPECT_EQ(code.bits.size(), zeros.size() / codec::blockValues);
    EXPECT_EQ(decoded(code, zeros.size(), 0.5F, true), std::vector<float>(zeros.size(), 0.0F));
}

TEST(Codec, PredictionPaysOnSmoothValuesAndCostsHalfABitOnWhiteOnes)
{
    const std::size_t count = 1U << 18U;
    const auto bits = [&](const std::vector<float> &values, float step, bool predicted) {
        const auto code = codec::encodeHuffman(codec::quantised(values, step), predicted);
        return 8.0 * double(code.bytes.size()) / double(count);
    };
    const auto white = normal(count, 5);
    EXPECT_NEAR(bits(white, 0.25F, true) - bits(white, 0.25F, false), 0.5, 0.05);
    std::vector<float> smooth(count);
    for (std::size_t i = 0; i < count; ++i) {
        smooth[i] = std::sin(float(i) * 0.01F);
    }
    EXPECT_LT(bits(smooth, 0.01F, true), 0.5 * bits(smooth, 0.01F, false));
}

TEST(Codec, LargestNumbersFitBothForms)
{
    std::vector<std::int16_t> codes(5000);
    for (std::size_t i = 0; i < codes.size(); ++i) {
        codes[i] = std::int16_t(i % 2 == 0 ? codec::mostCode : -codec::mostCode);
    }
    std::vector<float> expected(codes.begin(), codes.end());
    for (const bool predicted : {false, true}) {
        EXPECT_EQ(decoded(codec::encodeFixed(codes, predicted), codes.size(), 1, predicted),
                  expected);
        EXPECT_EQ(decoded(codec::encodeHuffman(codes, predicted), codes.size(), 1, predicted),
                  expected);
    }
}
