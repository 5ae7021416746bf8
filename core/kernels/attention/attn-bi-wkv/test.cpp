// What the contract of all kernels does not ask of the bidirectional WKV scan.
#include "kernels/attention/attn-bi-wkv/oracle.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"
#include "kernels/memory.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace touchstone::kernels;
using namespace touchstone::kernels::attn_bi_wkv;

namespace {

struct Case {
    std::size_t tokens, channels;
    std::vector<float> k, v, out, w, u;
    Memory memory;
    Buffer<float> scratch;

    Case(std::size_t tokenCount, std::size_t channelCount, float keys, float decay)
        : tokens(tokenCount), channels(channelCount), k(tokens * channels), v(k), out(k),
          w(channels), u(channels),
          scratch(memory.allocate<float>(BufferRole::Scratch,
                                         scratchFloats(sequence(), Form::Scan)))
    {
        rng::fillNormal(k, 0.0F, keys, 1, 1);
        rng::fillNormal(v, 0.0F, 1.0F, 1, 2);
        rng::fillUniform(w, 0.0F, decay, 1, 3);
    }
    Sequence sequence()
    {
        return {k.data(), v.data(), out.data(), w.data(), u.data(), tokens, channels};
    }
    void run(Form form) { wkvBlock(sequence(), 0, form, scratch.data()); }
    void expectNear(double tolerance, float bonus = 0)
    {
        for (std::size_t c = 0; c < channels; ++c) {
            const ExactChannel exact(sequence(), c);
            for (std::size_t t = 0; t < tokens; ++t) {
                ASSERT_NEAR(out[t * channels + c], exact.at(t), tolerance)
                        << "bonus " << bonus << " token " << t << " channel " << c;
            }
        }
    }
};

}  // namespace

TEST(Wkv, TheRunningMaximumBearsKeysThatWouldOverflow)
{
    Case wkv(33, 5, 200.0F, 500.0F);  // e^600 is no float
    rng::fillNormal(wkv.u, 0.0F, 50.0F, 1, 4);
    wkv.run(Form::Scan);
    wkv.expectNear(1e-3);
}

TEST(Wkv, AGreatKeyHidesNothingFromTheTokenThatDiscountsIt)
{
    Case wkv(5 * chunkTokens + 3, 3, 1.0F, 1.0F);
    std::fill(wkv.w.begin(), wkv.w.end(), 2.0F);
    constexpr std::size_t great = 2 * chunkTokens + 5;
    std::fill_n(wkv.k.begin() + great * 3, 3, 200.0F);
    for (const float bonus : {-300.0F, -10.0F}) {  // too low for a chunk's one scale; within it
        std::fill(wkv.u.begin(), wkv.u.end(), bonus);
        wkv.run(Form::Scan);
        wkv.expectNear(1e-4, bonus);
    }
}

TEST(Wkv, RoundingDoesNotAddUpOverManyTokens)
{
    Case wkv(8192, blockChannels, 1.0F, 5.0F);
    std::fill(wkv.u.begin(), wkv.u.end(), 0.1F);
    for (const auto form : {Form::Scan, Form::Shifted}) {
        wkv.run(form);
        FrobeniusError error;
        for (std::size_t c = 0; c < wkv.channels; ++c) {
            const ExactChannel exact(wkv.sequence(), c);
            for (const std::size_t t : sample(wkv.tokens, 61)) {
                error.add(wkv.out[t * wkv.channels + c], exact.at(t));
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
    const Sequence sequence{&k, &v, &out, &w, &u, 1, 1};
    for (const auto form : {Form::Quadratic, Form::Scan, Form::Shifted}) {
        const auto scratch =
                memory.allocate<float>(BufferRole::Scratch, scratchFloats(sequence, form));
        wkvBlock(sequence, 0, form, scratch.data());
        EXPECT_FLOAT_EQ(out, v);
    }
}
