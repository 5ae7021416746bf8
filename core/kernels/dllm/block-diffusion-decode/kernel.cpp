// SDAR (report 2025-10-16, paper 10): an autoregressive model adapted to block diffusion writes
// blocks one after another on a cache of keys and values; the tokens of a block see each other and
// are unmasked in parallel: all above a confidence threshold in each denoising pass, and the
// surest.
//
// The released decoder passes over a finished block once more, to put the keys and values of its
// final tokens in the cache. That pass is counted and run; the fused form runs it together with the
// first pass over the next block, under a mask that keeps the finished block from the new one.
//
// The model's decisions are the exact posterior of a synthetic source, whose share of uncertain
// tokens decides how many a pass commits; they are noted before. What is timed are the passes of a
// transformer (blocks/body.h) with grouped-query attention, batch 1, every width of pass with
// weights packed for it. At
// medium its weights exceed a last-level cache of 32 MB, so that a pass over a few tokens is bound
// by reading them.
#include "kernels/blocks/block_decoding.h"
#include "kernels/dllm/block-diffusion-decode/study.h"

namespace touchstone::kernels::block_diffusion_decode {

namespace {

struct Decoding final : BlockDecoding {
    Decoding(const Setup &setup, Memory &memory)
        : BlockDecoding(setup, memory, rulesOfForms(), {1, 4, 8, 16})
    {
    }
    static std::vector<sources::BlockRule> rulesOfForms()
    {
        std::vector<sources::BlockRule> all;
        all.reserve(decoders.size());
        for (const Decoder &decoder : decoders) {
            all.push_back(decoder.rule);
        }
        return all;
    }
    void declare(Forms &forms) override
    {
        for (std::size_t form = 0; form < decoders.size(); ++form) {
            const std::size_t block = decoders[form].rule.block;
            const bool isFused = decoders[form].isFused;
            const auto widths = isFused ? std::vector{block, 2 * block} : std::vector{block};
            add(forms, form, decoderIds[form], widths).flops(flopsOf(form));
        }
    }
    // As if every pass saw half of the text; a fused one is over two blocks.
    double flopsOf(std::size_t form) const
    {
        const auto &[rule, isFused] = decoders[form];
        const std::size_t fused = isFused ? blocksOf(rule.block, length) - 1 : 0;
        return (passCount(form) + double(fused)) * body.flops(rule.block, length / 2);
    }
    double passCount(std::size_t form) const
    {
        return double(notes[form].count() + storePasses(decoders[form], length));
    }
    Pass passOf(std::size_t form, std::size_t begin, std::size_t end, bool isFirst) const override
    {
        const std::size_t block = decoders[form].rule.block;
        return decoders[form].isFused && isFirst && begin > 0
                       ? Pass{2 * block, begin - block, end, block, block}
                       : Pass{block, begin, end};
    }
    std::optional<Pass> storingPass(std::size_t form, std::size_t begin,
                                    std::size_t end) const override
    {
        const std::size_t block = decoders[form].rule.block;
        const bool isStored = block > 1 && !decoders[form].isFused && end < length;
        return isStored ? std::optional(Pass{block, begin, end}) : std::nullopt;
    }
    // A pass over a block takes at least as long as one over a token.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        return ratio.quantity == "time" && ratio.baseline == Autoregressive
                       ? std::optional(passCount(ratio.baseline) / passCount(ratio.technique))
                       : std::nullopt;
    }
    std::size_t frozenTogether(std::size_t form) const override
    {
        return decoders[form].rule.block;
    }
    // A fused pass leaves and gives what two passes do.
    void exactPasses(std::size_t, std::size_t begin, std::size_t end, Known &known) const override
    {
        const auto own = std::span(known.text.steps).subspan(begin, end - begin);
        const auto [first, last] = std::minmax_element(own.begin(), own.end());
        for (std::int32_t pass = *first; pass <= *last; ++pass) {
            known.keep(pass, begin, end,
                       known.body.run(known.seenBy(pass, begin, end), begin, end));
        }
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("block-diffusion-decode", {{"decode", operation<Decoding>}}, blockQuality);
}

}  // namespace touchstone::kernels::block_diffusion_decode
