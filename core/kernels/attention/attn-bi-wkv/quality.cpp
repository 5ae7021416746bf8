#include "kernels/attention/attn-bi-wkv/block.h"
#include "kernels/blocks/figures.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"

namespace touchstone::kernels::attn_bi_wkv {

void fillInputs(const Inputs &to, std::size_t side, std::size_t channels, std::uint64_t seed)
{
    rng::fillNormal(to.k, 0.0F, 1.0F, seed, 2);
    rng::fillNormal(to.v, 0.0F, 1.0F, seed, 3);
    rng::fillUniform(to.w, 0.0F, 5.0F, seed, 4);
    rng::fillNormal(to.u, 0.0F, 0.5F, seed, 5);
    const std::size_t row = side * channels, frame = side * row;
    for (std::size_t at = 0; at < to.v.size(); at += row) {
        rng::correlate(to.v.subspan(at, row), channels);
    }
    for (std::size_t at = 0; at < to.v.size(); at += frame) {
        rng::correlate(to.v.subspan(at, frame), row);
    }
}

namespace {

// Relative error of a scan over one frame of 16 x 16 tokens.
double scanError(Form form, std::uint64_t seed)
{
    constexpr std::size_t side = 16;
    constexpr std::size_t tokens = side * side;
    constexpr std::size_t channels = blockChannels;
    std::vector<float> k(tokens * channels), v(k), out(k), w(channels), u(channels);
    fillInputs({k, v, w, u}, side, channels, seed);
    Memory memory;
    const Sequence sequence{k.data(), v.data(), out.data(), w.data(), u.data(), tokens, channels};
    const auto scratch = memory.allocate<float>(BufferRole::Scratch, scratchFloats(sequence, form));
    wkvBlock(sequence, 0, form, scratch.data());
    FrobeniusError error;
    for (std::size_t c = 0; c < channels; ++c) {
        const ExactChannel exact(sequence, c);
        for (std::size_t t = 0; t < tokens; ++t) {
            error.add(out[t * channels + c], exact.at(t));
        }
    }
    return error.error();
}

// What each mixer of a block on one frame holds at once, from its buffers; without weights.
void addHeldBytes(const Setup &setup, std::int64_t side, std::vector<Quality> &figures)
{
    Setup own = setup;
    own.shape = {"", {{"side", side}, {"frames", 1}, {"channels", 320}}, "block", {}};
    Memory memory;
    const Block block(own, memory);
    const auto add = [&](const char *metric, const char *variant, double bytes) {
        figures.push_back(
                figure(metric, variant, bytes, "B", Evidence::Computed, {{"side", double(side)}}));
    };
    const double attention = block.heldBytes(Block::Attention);
    add("activation-bytes", "attention-block", attention);
    add("activation-bytes", "wkv-block", block.heldBytes(Block::Scan));
    // An attention that stores the scores of every head, as the literature counts it.
    const std::size_t heads = block.channels / headSizeOf(block.channels);
    const double scores = double(block.tokens * block.tokens * heads) * sizeof(float);
    add("activation-bytes-with-scores", "attention-block", attention + scores);
}

}  // namespace

Result<std::vector<Quality>> wkvQuality(const Setup &setup)
{
    auto figures = studySeeds(setup, "scanning images", [](std::uint64_t seed, SeedFigures &to) {
        to.add("output-error", "scan", scanError(Form::Scan, seed), "");
        to.add("output-error", "scan-shifted", scanError(Form::Shifted, seed), "");
    });
    if (figures) {
        for (const std::int64_t side : {16, 32, 64}) {
            addHeldBytes(setup, side, *figures);
        }
    }
    return figures;
}

}  // namespace touchstone::kernels::attn_bi_wkv
