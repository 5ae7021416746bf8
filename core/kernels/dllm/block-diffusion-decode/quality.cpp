#include "kernels/blocks/figures.h"
#include "kernels/dllm/block-diffusion-decode/study.h"

namespace touchstone::kernels::block_diffusion_decode {

namespace {

constexpr int seedCount = 10;  // sources differ more than the texts of one
constexpr std::size_t smokeTokens = 40, smokeTexts = 1;
constexpr std::array thresholds{70.0, 80.0, 90.0, 95.0};  // %
constexpr std::array uncertainShares{6.0, 12.0, 24.0};    // %

// Figures of a decoder, at a threshold; one: the autoregressive decoder's texts.
void addDecoder(SeedFigures &figures, std::size_t form, std::size_t length,
                const sources::WrittenTexts &texts, const sources::WrittenTexts &one, const At &at)
{
    const double passes = texts.passes + double(storePasses(decoders[form], length));
    const auto add = [&](const char *metric, double value, const char *unit) {
        figures.add(metric, decoderIds[form], value, unit, Evidence::Simulated, at);
    };
    add("nfe", passes, "");
    add("denoising-passes", texts.passes, "");
    add("tokens-per-pass", double(length) / passes, "");
    add("tokens-per-denoising-pass", double(length) / texts.passes, "");
    add("log-likelihood", texts.logLikelihood, "nat");
    add("other-than-autoregressive", 100 - agreement(texts, one), "%");
}

}  // namespace

Result<std::vector<Quality>> blockQuality(const Setup &setup)
{
    const bool smoke = setup.effort == Effort::Smoke;
    const auto whole = std::size_t(setup.shape.at("tokens"));
    const std::size_t length = smoke ? std::min(whole, smokeTokens) : whole;
    const std::size_t count = smoke ? smokeTexts : std::size_t(setup.shape.at("texts"));
    const auto study = [&](std::uint64_t seed, SeedFigures &figures) {
        for (const double share : uncertainShares) {
            const sources::SegmentTexts texts(seed, share, length, count);
            const auto written = [&](std::size_t form, double threshold) {
                return texts.write({}, [&](auto tokens, auto steps, const auto &predict) {
                    return sources::decodeBlocks(decoders[form].rule, threshold / 100, tokens,
                                                 steps, predict, [](std::size_t, std::size_t) {});
                });
            };
            const auto one = written(Autoregressive, 0);
            for (const double threshold : thresholds) {
                for (std::size_t form = 0; form < decoders.size(); ++form) {
                    if (setup.stop.stop_requested()) {
                        return;
                    }
                    addDecoder(figures, form, length, written(form, threshold), one,
                               {{"threshold", threshold}, {"uncertain", share}});
                }
            }
        }
    };
    return studySeeds(setup, "writing texts", study, setup.threads, seedCount);
}

}  // namespace touchstone::kernels::block_diffusion_decode
