// How far a cache of the prefix is from passing over it again in every step: along the text that is
// written without the cache, and in the texts that both write. Weights are random, so that only
// what follows from algebra carries over to a model: that the masked cache is exact.
#include "kernels/attention/attn-prefix-kv-denoise/denoise.h"
#include "kernels/blocks/figures.h"
#include "kernels/blocks/frobenius.h"
#include "kernels/blocks/rng.h"

#include <algorithm>

namespace touchstone::kernels::attn_prefix_kv_denoise {

namespace {

constexpr std::size_t studyWidth = 64, studyLayers = 2;
constexpr Lengths smokeLengths{12, 8, 4};

struct Text {
    std::vector<Token> places;
    std::vector<std::int32_t> steps;
    std::vector<float> logits, surest;

    Text(const Lengths &lengths, std::uint64_t seed)
        : places(lengths.places(), sources::maskedToken), steps(lengths.generated),
          logits(lengths.generated * vocabulary), surest(lengths.generated)
    {
        rng::Sequence numbers(seed, 2);
        for (std::size_t i = 0; i < lengths.prefix; ++i) {
            places[i] = Token(numbers.below(vocabulary));
        }
    }
    void commitStep(const Lengths &lengths, std::size_t step, const float *rows)
    {
        const auto own = std::span(places).subspan(lengths.prefix);
        commit(lengths, step, rows, {own, steps, logits}, surest, 1);
    }
};

// of: the form whose forwards pass over the prefix in every step. Error of the cached logits along
// its text, in percent.
double logitError(const Denoising &uncached, const Denoising &cached, DenoisingForm of,
                  DenoisingForm form, std::uint64_t seed)
{
    const Lengths &lengths = uncached.lengths();
    Text text(lengths, seed);
    FrobeniusError error;
    for (std::size_t step = 0; step < lengths.steps; ++step) {
        const float *right = uncached.step(of, step, text.places);
        const float *other = cached.step(form, step, text.places);
        for (std::size_t i = 0; i < lengths.generated * vocabulary; ++i) {
            error.add(other[i], right[i]);
        }
        text.commitStep(lengths, step, right);
    }
    return 100 * error.error();
}

Text written(const Denoising &denoising, DenoisingForm form, std::uint64_t seed)
{
    Text text(denoising.lengths(), seed);
    for (std::size_t step = 0; step < denoising.lengths().steps; ++step) {
        text.commitStep(denoising.lengths(), step, denoising.step(form, step, text.places));
    }
    return text;
}

void addCache(SeedFigures &figures, const Lengths &lengths, std::uint64_t seed)
{
    Memory memory;
    const transformer::Body body(sizesOf(lengths, studyWidth, studyLayers), seed, memory);
    const Denoising uncached(body, lengths, 1, memory), cached(body, lengths, 1, memory);
    for (const auto &[of, form] : {std::pair(Masked, Cached), std::pair(Full, Stale)}) {
        const auto own = written(cached, form, seed).places,
                   right = written(uncached, of, seed).places;
        std::size_t other = 0;
        for (std::size_t i = lengths.prefix; i < lengths.places(); ++i) {
            other += own[i] != right[i] ? 1 : 0;
        }
        figures.add("cache-logit-error", denoisingIds[form],
                    logitError(uncached, cached, of, form, seed), "%", Evidence::Simulated);
        figures.add("other-tokens", denoisingIds[form],
                    100 * double(other) / double(lengths.generated), "%", Evidence::Simulated);
    }
}

}  // namespace

Result<std::vector<Quality>> denoisingQuality(const Setup &setup)
{
    const auto at = [&](const char *name) { return std::size_t(setup.shape.at(name)); };
    const Lengths whole{at("prefix"), at("generated"), at("steps")};
    const Lengths lengths = setup.effort == Effort::Smoke ? smokeLengths : whole;
    auto figures = studySeeds(
            setup, "comparing caches",
            [&](std::uint64_t seed, SeedFigures &all) {
                if (!setup.stop.stop_requested()) {
                    addCache(all, lengths, seed);
                }
            },
            setup.threads);
    if (!figures) {
        return figures;
    }
    for (std::size_t form = 0; form < formCount; ++form) {
        figures->push_back(figure("layer-tokens", denoisingIds[form],
                                  passed(DenoisingForm(form), whole).tokens, "tokens",
                                  Evidence::Computed));
    }
    return figures;
}

}  // namespace touchstone::kernels::attn_prefix_kv_denoise
