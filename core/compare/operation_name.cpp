#include "compare/operation_name.h"

#include "compare/chart_parts.h"
#include "compare/run_words.h"
#include "library/dimension_names.h"
#include "library/vocabulary.h"

#include <algorithm>

namespace touchstone::compare {

Text operationName(const QString &kernel, const measure::RatioResult &ratio)
{
    const Text id{ratio.operation, ratio.operation};
    const KernelText *known = Vocabulary::bundled().kernel(kernel);
    const auto &all = known ? known->operations : QVector<std::pair<QString, Text>>();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto &one) {
        return one.first.toStdString() == ratio.operation;
    });
    Text name = found == all.end() ? id : found->second;
    if (ratio.group.empty()) {
        return name;
    }
    const Text group = groupName(ratio.group);
    return text("{0}, {1}", "{2}，{3}", name.en, group.en, name.zh, group.zh);
}

Text namedVerdict(const QString &kernel, const measure::RatioResult &ratio)
{
    const Vocabulary &vocabulary = Vocabulary::bundled();
    const Text technique = variantName(vocabulary, kernel, ratio.technique);
    const Text baseline = variantName(vocabulary, kernel, ratio.baseline);
    const Text quantity = ratio.quantity == "time"
                                  ? Text{ratio.quantity, ratio.quantity}
                                  : quantityWords(QString::fromStdString(ratio.quantity));
    const auto said = [&](Language language) {
        measure::RatioResult named = ratio;
        named.technique = technique.in(language);
        named.baseline = baseline.in(language);
        named.quantity = quantity.in(language);
        return measure::verdictSentence(named).in(language);
    };
    return {said(Language::English), said(Language::Chinese)};
}

}  // namespace touchstone::compare
