#include "kernels/attention/attn-bi-wkv/oracle.h"
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
    const auto scratch = memory.allocate<float>(BufferRole::Scratch, scratchFloats(tokens));
    const Sequence sequence{k.data(), v.data(), out.data(), w.data(), u.data(), tokens, channels};
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

}  // namespace

Result<std::vector<Quality>> wkvQuality(const Setup &setup)
{
    const auto size = [&](const char *name) { return double(setup.shape.at(name)); };
    const double bytes =
            size("side") * size("side") * size("frames") * size("channels") * sizeof(float);
    // Bytes that the operator holds at once, without weights; the scores of every head as well.
    const double tokens =
            size("side") * size("side") * (setup.shape.operation == "joint" ? size("frames") : 1);
    const double scores = bytes * tokens / double(headSizeOf(std::size_t(size("channels"))));
    const auto held = [](const char *metric, const char *variant, double value) {
        return figure(metric, variant, value, "B", Evidence::Computed);
    };
    auto figures = studySeeds(setup, "scanning images", [](std::uint64_t seed, SeedFigures &to) {
        to.add("output-error", "scan", scanError(Form::Scan, seed), "");
        to.add("output-error", "scan-shifted", scanError(Form::Shifted, seed), "");
    });
    if (figures) {
        figures->push_back(held("activation-bytes", "attention", 4 * bytes));
        figures->push_back(held("activation-bytes", "scan", 3 * bytes));
        figures->push_back(held("activation-bytes-with-scores", "attention", 4 * bytes + scores));
    }
    return figures;
}

}  // namespace touchstone::kernels::attn_bi_wkv
