#include "kernels/blocks/segment_texts.h"

namespace touchstone::kernels::sources {

SegmentSource segmentSource(std::uint64_t seed, double uncertain)
{
    SegmentSizes sizes;
    sizes.uncertain = uncertain / 100;
    return {sizes, seed};
}

std::vector<Token> promptOf(const SegmentSource &source, std::uint64_t seed, std::size_t text)
{
    constexpr std::uint32_t prompts = 100;
    return source.draw(promptTokens, seed, prompts + std::uint32_t(text));
}

double agreement(const WrittenTexts &a, const WrittenTexts &b)
{
    std::size_t same = 0, all = 0;
    for (std::size_t n = 0; n < a.tokens.size(); ++n) {
        for (std::size_t i = 0; i < a.tokens[n].size(); ++i) {
            same += a.tokens[n][i] == b.tokens[n][i] ? 1 : 0;
            ++all;
        }
    }
    return 100 * double(same) / double(all);
}

SegmentTexts::SegmentTexts(std::uint64_t seed, double uncertain, std::size_t length,
                           std::size_t count)
    : m_source(segmentSource(seed, uncertain)), m_length(length)
{
    for (std::size_t n = 0; n < count; ++n) {
        m_before.push_back(m_source.after(m_source.start(), promptOf(m_source, seed, n)));
    }
}

}  // namespace touchstone::kernels::sources
