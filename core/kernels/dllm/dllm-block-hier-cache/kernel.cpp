// Fast-dLLM v2 (report 2025-10-15, paper 14): an autoregressive model turned into a block diffusion
// model writes blocks of 32 tokens, each on the frozen keys and values of those before it, part
// after part; in a part all tokens above a confidence of 0.9 are committed in each pass, and the
// surest. Two caches: of finished blocks, and inside the block, where after a first pass over all
// of it the passes are over the current part alone, on keys and values of the rest that have grown
// stale since. A finished block is passed over once more, to freeze what its final tokens leave.
//
// The model's decisions are the exact posterior of a synthetic source, whose share of uncertain
// tokens decides how many a pass commits; they are noted before. What is timed are the passes of a
// transformer (blocks/body.h) with grouped-query attention, batch 1, every width of pass with
// weights packed for it. At
// medium its weights exceed a last-level cache of 32 MB, so that a pass over a few tokens is bound
// by reading them.
#include "kernels/blocks/block_decoding.h"
#include "kernels/dllm/dllm-block-hier-cache/study.h"

namespace touchstone::kernels::dllm_block_hier_cache {

namespace {

struct Decoding final : BlockDecoding {
    Decoding(const Setup &setup, Memory &memory)
        : BlockDecoding(setup, memory, rulesOfForms(), {1, 4, 8, 16, blockSize})
    {
    }
    static std::vector<sources::BlockRule> rulesOfForms()
    {
        std::vector<sources::BlockRule> all;
        all.reserve(decoders.size());
        for (const Decoder &decoder : decoders) {
            all.push_back(decoder.part);
        }
        return all;
    }
    void declare(Forms &forms) override
    {
        for (std::size_t form = 0; form < decoders.size(); ++form) {
            const auto &[part, isCached] = decoders[form];
            std::vector<std::size_t> widths;
            if (part.block == 1 || isCached) {
                widths.push_back(part.block);
            }
            if (part.block > 1) {
                widths.push_back(blockSize);
            }
            add(forms, form, decoderIds[form], widths).flops(flopsOf(form));
        }
    }
    PassCounts countsOf(std::size_t form) const
    {
        return passCounts(decoders[form], length, notes[form].count());
    }
    // As if every pass saw half of the text.
    double flopsOf(std::size_t form) const
    {
        const PassCounts counts = countsOf(form);
        return double(counts.wide) * body.flops(blockSize, length / 2)
               + double(counts.narrow) * body.flops(decoders[form].part.block, length / 2)
               + double(counts.single) * body.flops(1, length / 2);
    }
    Pass passOf(std::size_t form, std::size_t begin, std::size_t end, bool isFirst) const override
    {
        const auto &[part, isCached] = decoders[form];
        if (part.block == 1) {
            return {1, begin, end};
        }
        const std::size_t first = blockBegin(begin), visible = blockEnd(begin, length);
        return isCached && !isFirst ? Pass{part.block, begin, visible}
                                    : Pass{blockSize, first, visible, 0, begin - first};
    }
    std::optional<Pass> storingPass(std::size_t form, std::size_t begin,
                                    std::size_t end) const override
    {
        const bool isStored =
                decoders[form].part.block > 1 && end == blockEnd(begin, length) && end < length;
        return isStored ? std::optional(Pass{blockSize, blockBegin(begin), end}) : std::nullopt;
    }
    // No pass takes less time than one over a token.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        return ratio.quantity == "time" && ratio.baseline == Autoregressive
                       ? std::optional(double(countsOf(ratio.baseline).all())
                                       / double(countsOf(ratio.technique).all()))
                       : std::nullopt;
    }
    std::size_t frozenTogether(std::size_t) const override { return blockSize; }
    void exactPasses(std::size_t form, std::size_t begin, std::size_t end,
                     Known &known) const override
    {
        const std::size_t first = blockBegin(begin), last = blockEnd(begin, length);
        const auto own = std::span(known.text.steps).subspan(begin, end - begin);
        const auto [opening, closing] = std::minmax_element(own.begin(), own.end());
        for (std::int32_t pass = *opening; pass <= *closing; ++pass) {
            const bool isWide = pass == *opening || !decoders[form].isCached;
            const std::size_t from = isWide ? first : begin, to = isWide ? last : end;
            const auto rows = known.body.run(known.seenBy(pass, from, to), from, last);
            known.keep(pass, begin, end,
                       std::span(rows).subspan((begin - from) * vocabulary,
                                               (end - begin) * vocabulary));
        }
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("dllm-block-hier-cache", {{"decode", operation<Decoding>}}, cacheQuality);
}

}  // namespace touchstone::kernels::dllm_block_hier_cache
