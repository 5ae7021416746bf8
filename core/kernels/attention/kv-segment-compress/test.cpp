// What the contract of all kernels does not ask of compressed segments.
#include "kernels/attention/kv-segment-compress/quality.h"
#include "kernels/blocks/rng.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

using namespace touchstone::kernels;
using namespace touchstone::kernels::kv_segment_compress;

namespace {

struct Case {
    std::size_t size, slots;
    std::vector<float> k, v, keys, values, bias;
    std::vector<std::int32_t> labels = std::vector<std::int32_t>(segmentTokens);

    Case(std::size_t sizeOf, std::size_t slotsOf)
        : size(sizeOf), slots(slotsOf), k(segmentTokens * size), v(k), keys(slots * size),
          values(keys), bias(slots)
    {
        rng::fillNormal(k, 0.0F, 1.0F, 1, 1);
        rng::fillNormal(v, 0.0F, 1.0F, 1, 2);
    }
    void run(Compressor by)
    {
        compress(by, {k.data(), v.data(), size, size},
                 {keys.data(), values.data(), bias.data(), labels.data(), slots});
    }
};

}  // namespace

TEST(SegmentSlots, OneSlotIsTheMeanOfTheSegmentAndStandsForAllOfIt)
{
    for (const Compressor by : {Compressor::Pool, Compressor::KMeans}) {
        Case one(7, 1);
        one.run(by);
        EXPECT_NEAR(one.bias[0], std::log(64.0), 1e-6);
        for (std::size_t c = 0; c < 7; ++c) {
            double mean = 0;
            for (std::size_t t = 0; t < segmentTokens; ++t) {
                mean += one.v[t * 7 + c] / 64.0;
            }
            EXPECT_NEAR(one.values[c], mean, 1e-6);
        }
    }
}

TEST(SegmentSlots, ClustersFindWhatIsAlike)
{
    Case four(16, 4);
    for (std::size_t t = 0; t < segmentTokens; ++t) {
        for (std::size_t c = 0; c < 16; ++c) {
            // Not neighbours: token t belongs to the cluster t mod 4, once the first ones differ.
            four.k[t * 16 + c] = 0.01F * four.k[t * 16 + c] + (c == (t + t / 16) % 4 ? 5.0F : 0.0F);
        }
    }
    four.run(Compressor::KMeans);
    for (std::size_t t = 0; t < segmentTokens; ++t) {
        EXPECT_EQ(four.labels[t], four.labels[(t + t / 16) % 4]) << t;
    }
    EXPECT_EQ(std::set<std::int32_t>(four.labels.begin(), four.labels.end()).size(), 4U);
    for (const float bias : four.bias) {
        EXPECT_NEAR(bias, std::log(16.0), 1e-6);
    }
}

TEST(SegmentSlots, EqualKeysInOneSlotLoseNothing)
{
    // All tokens of a topic alike: the logarithm of the count makes a slot weigh as its tokens do.
    const Topics context(0, 3);
    EXPECT_LT(lossOf(context, Compressor::Pool, 8, Question::Topic, 1), 1e-3);
    EXPECT_GT(lossOf(context, std::nullopt, 8, Question::Topic, 1), 0.01);
}

TEST(SegmentLosses, GrowWithCompressionAndFallOnNeedles)
{
    const Topics context(1, 2);
    const auto loss = [&](std::size_t slots, Question question) {
        return lossOf(context, Compressor::KMeans, slots, question, 1);
    };
    EXPECT_LT(loss(16, Question::Needle), loss(4, Question::Needle));
    EXPECT_LT(loss(8, Question::Topic), loss(8, Question::Needle));
}
