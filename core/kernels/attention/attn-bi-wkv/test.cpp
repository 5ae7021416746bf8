// What the contract of all kernels does not ask of the bidirectional WKV scan.
#include "kernels/attention/attn-bi-wkv/oracle.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"
#include "kernels/memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

using namespace touchstone::kernels;
using namespace touchstone::kernels::attn_bi_wkv;

TEST(Wkv, TheRunningMaximumBearsKeysThatWouldOverflow)
{
    constexpr std::size_t tokens = 33;
    constexpr std::size_t channels = 5;
    std::vector<float> k(tokens * channels), v(k), out(k), w(channels), u(channels);
    rng::fillNormal(k, 0.0F, 200.0F, 1, 1);  // e^600 is no float
    rng::fillNormal(v, 0.0F, 1.0F, 1, 2);
    rng::fillUniform(w, 0.0F, 500.0F, 1, 3);
    rng::fillNormal(u, 0.0F, 50.0F, 1, 4);
    Memory memory;
    const auto scratch = memory.allocate<float>(BufferRole::Scratch, scratchFloats(tokens));
    const Sequence sequence{k.data(), v.data(), out.data(), w.data(), u.data(), tokens, channels};
    wkvBlock(sequence, 0, Form::Scan, scratch.data());
    for (std::size_t t = 0; t < tokens; ++t) {
        for (std::size_t c = 0; c < channels; ++c) {
            ASSERT_NEAR(out[t * channels + c], exactWkv(sequence, t, c), 1e-3)
                    << "token " << t << " channel " << c;
        }
    }
}

TEST(Wkv, AGreatKeyHidesNothingFromTheTokenThatDiscountsIt)
{
    constexpr std::size_t tokens = 5 * kChunk + 3;
    constexpr std::size_t channels = 3;
    constexpr std::size_t great = 2 * kChunk + 5;
    std::vector<float> k(tokens * channels), v(k), out(k), w(channels, 2.0F), u(channels);
    rng::fillNormal(k, 0.0F, 1.0F, 1, 1);
    rng::fillNormal(v, 0.0F, 1.0F, 1, 2);
    std::fill_n(k.begin() + great * channels, channels, 200.0F);
    Memory memory;
    const auto scratch = memory.allocate<float>(BufferRole::Scratch, scratchFloats(tokens));
    const Sequence sequence{k.data(), v.data(), out.data(), w.data(), u.data(), tokens, channels};
    for (const float bonus :
         {-300.0F, -10.0F}) {  // beyond what chunks under one scale bear; within
        std::fill(u.begin(), u.end(), bonus);
        wkvBlock(sequence, 0, Form::Scan, scratch.data());
        for (std::size_t t = 0; t < tokens; ++t) {
            for (std::size_t c = 0; c < channels; ++c) {
                ASSERT_NEAR(out[t * channels + c], exactWkv(sequence, t, c), 1e-4)
                        << "bonus " << bonus << " token " << t << " channel " << c;
            }
        }
    }
}

TEST(Wkv, RoundingDoesNotAddUpOverManyTokens)
{
    constexpr std::size_t tokens = 8192;
    constexpr std::size_t channels = kLanes;
    std::vector<float> k(tokens * channels), v(k), out(k), w(channels), u(channels, 0.1F);
    rng::fillNormal(k, 0.0F, 1.0F, 1, 1);
    rng::fillNormal(v, 0.0F, 1.0F, 1, 2);
    rng::fillUniform(w, 0.0F, 5.0F, 1, 3);
    Memory memory;
    const auto scratch = memory.allocate<float>(BufferRole::Scratch, scratchFloats(tokens));
    const Sequence sequence{k.data(), v.data(), out.data(), w.data(), u.data(), tokens, channels};
    for (const auto form : {Form::Scan, Form::Shifted}) {
        wkvBlock(sequence, 0, form, scratch.data());
        FrobeniusError error;
        for (const std::size_t t : sample(tokens, 61)) {
            for (std::size_t c = 0; c < channels; ++c) {
                error.add(out[t * channels + c], exactWkv(sequence, t, c));
            }
        }
        EXPECT_LT(error.error(), 3e-5) << (form == Form::Scan ? "scan" : "shifted");
    }
}

TEST(Wkv, OneTokenIsItsOwnValue)
{
    const float k = 3.0F, v = -2.5F, w = 1.0F, u = 0.5F;
    float out = 0;
    Memory memory;
    const auto scratch = memory.allocate<float>(BufferRole::Scratch, scratchFloats(1));
    for (const auto form : {Form::Quadratic, Form::Scan, Form::Shifted}) {
        wkvBlock({&k, &v, &out, &w, &u, 1, 1}, 0, form, scratch.data());
        EXPECT_FLOAT_EQ(out, v);
    }
}
