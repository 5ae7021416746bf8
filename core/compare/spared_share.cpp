#include "compare/spared_share.h"

#include "compare/claim_words.h"

namespace touchstone::compare {

std::optional<SparedShare> sparedShare(const measure::RatioResult &ratio, double claimed)
{
    if (!ratio.limit || *ratio.limit <= 1 || ratio.ratio <= 0 || ratio.ratio > *ratio.limit
        || claimed <= 0) {
        return std::nullopt;
    }
    const double rest = 1 / *ratio.limit;
    const double overhead = 1 / ratio.ratio - rest;
    return SparedShare{1 - rest, 1 - 1 / claimed + overhead};
}

Text sparedShareWords(const SparedShare &share, const Text &name)
{
    const std::string here = shortNumber(100 * share.here).toStdString();
    if (share.needed > 1) {
        return text("It would hold at no {0}; that of our generator is {1} %.",
                    "任何{2}下该论断都不成立；我们的生成器为 {1}%。", name.en, here, name.zh);
    }
    return text("It holds from a {0} of {1} %; that of our generator is {2} %.",
                "{3}达到 {1}% 时该论断即成立；我们的生成器为 {2}%。", name.en,
                shortNumber(100 * share.needed).toStdString(), here, name.zh);
}

}  // namespace touchstone::compare
