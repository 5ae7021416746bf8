#include "kernels/blocks/body.h"
#include "kernels/blocks/figures.h"
#include "kernels/blocks/frobenius.h"
#include "kernels/dllm/dllm-block-hier-cache/study.h"

namespace touchstone::kernels::dllm_block_hier_cache {

namespace {

using sources::SegmentTexts;
using sources::WrittenTexts;

constexpr int seedCount = 10;  // sources differ more than the texts of one
constexpr std::size_t smokeTokens = 40, smokeTexts = 1;
constexpr std::array thresholds{70.0, 80.0, 90.0, 95.0};  // %
constexpr std::array uncertainShares{6.0, 12.0, 24.0};    // %
constexpr double usualThreshold = 90, usualShare = 12;
constexpr auto ignored = [](std::size_t, std::size_t) {};

WrittenTexts written(const SegmentTexts &texts, std::size_t form, double threshold)
{
    return texts.write({}, [&](auto tokens, auto steps, const auto &predict) {
        return sources::decodeBlocks(decoders[form].part, threshold / 100, tokens, steps, predict,
                                     ignored);
    });
}

// one: the autoregressive decoder's texts.
void addDecoder(SeedFigures &figures, std::size_t form, const WrittenTexts &texts,
                const WrittenTexts &one, const At &at)
{
    const std::size_t length = one.tokens.front().size();
    const Decoder &decoder = decoders[form];
    // What does not depend on the number of passes, and that number itself, a mean.
    const double passes = texts.passes + double(passCounts(decoder, length, 0).all());
    const auto add = [&](const char *metric, double value, const char *unit) {
        figures.add(metric, decoderIds[form], value, unit, Evidence::Simulated, at);
    };
    add("nfe", passes, "");
    add("tokens-per-pass", double(length) / passes, "");
    add("log-likelihood", texts.logLikelihood, "nat");
    add("other-than-autoregressive", 100 - agreement(texts, one), "%");
}

// How far logits on stale keys and values are from those of a pass over the whole block: relative
// error over all narrow passes, of a body with random weights.
class Drift {
public:
    Drift(std::uint64_t seed, std::size_t length)
        : m_length(length), m_padded((length + blockSize - 1) / blockSize * blockSize),
          m_body({m_padded, sources::SegmentSizes().vocabulary, 64, 2}, seed, m_memory),
          m_stale(m_body.sizes(), 1, m_memory), m_fresh(m_body.sizes(), 1, m_memory),
          m_wide(m_body, blockSize, 1, 1, m_memory)
    {
    }
    double of(const SegmentTexts &texts, std::size_t form)
    {
        const sources::BlockRule part = decoders[form].part;
        const transformer::Forwards narrow(m_body, part.block, 1, 1, m_memory);
        FrobeniusError error;
        texts.write({}, [&](auto tokens, auto steps, const auto &predict) {
            m_text.assign(m_padded, sources::maskedToken);
            bool isFirst = true;
            const auto pass = [&](std::size_t begin, std::size_t end) {
                std::copy(tokens.begin(), tokens.end(), m_text.begin());
                if (isFirst) {
                    passOverBlock(begin, m_stale);
                } else {
                    compare(begin, end, narrow, error);
                }
                isFirst = false;
                return predict(begin, end);
            };
            const auto finish = [&](std::size_t begin, std::size_t) {
                std::copy(tokens.begin(), tokens.end(), m_text.begin());
                passOverBlock(begin, m_stale);
                passOverBlock(begin, m_fresh);
                isFirst = true;
            };
            return sources::decodeBlocks(part, usualThreshold / 100, tokens, steps, pass, finish);
        });
        return 100 * error.error();
    }

private:
    const float *passOverBlock(std::size_t place, const transformer::Cache &cache)
    {
        const std::size_t first = blockBegin(place);
        return m_wide.run(std::span(m_text).subspan(first, blockSize),
                          {0, first, blockEnd(place, m_length)}, cache, 0);
    }
    void compare(std::size_t begin, std::size_t end, const transformer::Forwards &narrow,
                 FrobeniusError &error)
    {
        const std::size_t vocabulary = m_body.sizes().vocabulary;
        const float *stale = narrow.run(std::span(m_text).subspan(begin, narrow.tokens()),
                                        {0, begin, blockEnd(begin, m_length)}, m_stale, 0);
        const float *fresh =
                passOverBlock(begin, m_fresh) + (begin - blockBegin(begin)) * vocabulary;
        for (std::size_t i = 0; i < (end - begin) * vocabulary; ++i) {
            error.add(stale[i], fresh[i]);
        }
    }

    std::size_t m_length, m_padded;
    Memory m_memory;
    transformer::Body m_body;
    transformer::Cache m_stale, m_fresh;
    transformer::Forwards m_wide;
    std::vector<sources::Token> m_text;
};

void addDrifts(SeedFigures &figures, std::uint64_t seed, const SegmentTexts &texts,
               std::size_t length)
{
    Drift drift(seed, length);
    for (std::size_t form = 0; form < decoders.size(); ++form) {
        if (decoders[form].isCached) {
            figures.add("stale-logit-error", decoderIds[form], drift.of(texts, form), "%",
                        Evidence::Simulated);
        }
    }
}

}  // namespace

PassCounts passCounts(const Decoder &decoder, std::size_t length, std::size_t denoising)
{
    if (decoder.part.block == 1) {
        return {0, 0, denoising};
    }
    const std::size_t stored = sources::blocksOf(blockSize, length) - 1;
    if (!decoder.isCached) {
        return {denoising + stored, 0, 0};
    }
    std::size_t parts = 0;
    for (std::size_t begin = 0; begin < length; begin += decoder.part.block) {
        ++parts;
    }
    return {std::min(parts, denoising) + stored, denoising - std::min(parts, denoising), 0};
}

Result<std::vector<Quality>> cacheQuality(const Setup &setup)
{
    const bool smoke = setup.effort == Effort::Smoke;
    const auto whole = std::size_t(setup.shape.at("tokens"));
    const std::size_t length = smoke ? std::min(whole, smokeTokens) : whole;
    const std::size_t count = smoke ? smokeTexts : std::size_t(setup.shape.at("texts"));
    const auto study = [&](std::uint64_t seed, SeedFigures &figures) {
        for (const double share : uncertainShares) {
            const SegmentTexts texts(seed, share, length, count);
            const WrittenTexts one = written(texts, Autoregressive, usualThreshold);
            for (const double threshold : thresholds) {
                for (std::size_t form = 0; form < decoders.size(); ++form) {
                    if (setup.stop.stop_requested()) {
                        return;
                    }
                    addDecoder(figures, form, written(texts, form, threshold), one,
                               {{"threshold", threshold}, {"uncertain", share}});
                }
            }
            if (share == usualShare) {
                addDrifts(figures, seed, texts, length);
            }
        }
    };
    return studySeeds(setup, "writing texts", study, setup.threads, seedCount);
}

}  // namespace touchstone::kernels::dllm_block_hier_cache
