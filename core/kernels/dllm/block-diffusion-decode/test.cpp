// What the contract of all kernels does not ask of block-diffusion-decode: its decoders by hand and
// their passes.
#include "kernels/blocks/block_decoder_oracle.h"
#include "kernels/dllm/block-diffusion-decode/study.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

using namespace touchstone::kernels;
using namespace touchstone::kernels::block_diffusion_decode;
using sources::maskedToken;
using sources::Token;

namespace {

constexpr Token mask = maskedToken;

struct Written {
    std::vector<Token> tokens;
    std::size_t passes;
    std::vector<std::pair<std::size_t, std::size_t>> finished;
};

Written write(const Decoder &decoder, std::size_t length, double threshold)
{
    const auto source = sources::segmentSource(3, 12);
    const auto prompt = sources::promptOf(source, 3, 0);
    Written out{std::vector<Token>(length, mask), 0, {}};
    std::vector<std::int32_t> steps(length, -1);
    sources::Denoiser model(source, source.after(source.start(), prompt), {});
    out.passes = sources::decodeBlocks(
            decoder.rule, threshold, out.tokens, steps,
            [&](std::size_t begin, std::size_t end) {
                return model.predict(out.tokens, begin, end);
            },
            [&](std::size_t begin, std::size_t end) { out.finished.emplace_back(begin, end); });
    EXPECT_EQ(std::set<std::int32_t>(steps.begin(), steps.end()).size(), out.passes);
    const auto exact = sources::exactBlocks(source, prompt, length, decoder.rule, threshold);
    EXPECT_EQ(exact.tokens, out.tokens);
    EXPECT_EQ(exact.steps, steps);
    return out;
}

}  // namespace

TEST(BlockDecoder, BlocksOfOneAreAutoregressive)
{
    const Written one = write(decoders[Autoregressive], 30, 0.9);
    EXPECT_EQ(one.passes, 30U);
    const auto source = sources::segmentSource(3, 12);
    auto belief = source.after(source.start(), sources::promptOf(source, 3, 0));
    sources::HiddenMarkov::Workspace space;
    for (const Token token : one.tokens) {
        std::vector<double> p(source.vocabulary());
        source.conditionals(belief, std::vector<Token>{mask}, p, space);
        EXPECT_GE(p[std::size_t(token)], *std::max_element(p.begin(), p.end()) - 1e-9);
        belief = source.after(belief, std::vector<Token>{token});
    }
}

TEST(BlockDecoder, PassesAreThoseOfTheirBlocks)
{
    for (std::size_t form = 0; form < decoders.size(); ++form) {
        const Written text = write(decoders[form], 45, 0.9);
        EXPECT_EQ(text.finished.size(), blocksOf(decoders[form].rule.block, 45));
        EXPECT_EQ(text.finished.back().second, 45U);
        EXPECT_GE(text.passes, blocksOf(decoders[form].rule.block, 45));
        EXPECT_EQ(std::count(text.tokens.begin(), text.tokens.end(), mask), 0);
    }
    EXPECT_EQ(write(decoders[Static4], 45, 0.9).passes, 45U);
    EXPECT_EQ(storePasses(decoders[Autoregressive], 45), 0U);
    EXPECT_EQ(storePasses(decoders[Static4], 45), 11U);
    EXPECT_EQ(storePasses(decoders[Dynamic16], 45), 2U);
    EXPECT_EQ(storePasses(decoders[Fused4], 45), 0U);
    EXPECT_EQ(write(decoders[Fused4], 45, 0.9).tokens, write(decoders[Dynamic4], 45, 0.9).tokens);
}

TEST(BlockStudy, CountsThePassThatStoresABlock)
{
    touchstone::kernels::Setup setup;
    setup.shape = {"", {{"tokens", 96}, {"texts", 2}}};
    setup.threads = 2;
    const auto figures = blockQuality(setup);
    ASSERT_TRUE(figures);
    std::map<std::pair<std::string, std::string>, double> value;  // at 90 and 12 %
    for (const Quality &figure : *figures) {
        EXPECT_EQ(figure.evidence, touchstone::Evidence::Simulated);
        EXPECT_EQ(figure.perSeed.size(), 10U);
        if (figure.at
            == std::vector<std::pair<std::string, double>>{{"threshold", 90}, {"uncertain", 12}}) {
            value[{figure.metric, figure.variant}] = figure.value;
        }
    }
    EXPECT_EQ((value.at({"nfe", "autoregressive"})), 96);
    EXPECT_EQ((value.at({"nfe", "static-4"})), 96 + 23);
    EXPECT_NEAR((value.at({"nfe", "dynamic-4"})), (value.at({"nfe", "fused-4"})) + 23, 1e-9);
    EXPECT_EQ((value.at({"tokens-per-pass", "autoregressive"})), 1);
    EXPECT_EQ((value.at({"other-than-autoregressive", "autoregressive"})), 0);
    EXPECT_LT((value.at({"nfe", "fused-4"})), (value.at({"nfe", "autoregressive"})));
    EXPECT_LT((value.at({"denoising-passes", "dynamic-16"})),
              (value.at({"denoising-passes", "dynamic-4"})));
}
