#include "compare/operation_name.h"

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
    const Text name = found == all.end() ? id : found->second;
    return ratio.group.empty() ? name : text("{0}, {1}", "{2}，{1}", name.en, ratio.group, name.zh);
}

}  // namespace touchstone::compare
