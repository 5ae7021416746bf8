// What a ratio was taken of, for people: the operation and the variants by their names.
#pragma once

#include "base/text.h"
#include "measure/results/results.h"

#include <QString>

namespace touchstone::compare {

// With the group of shapes, where there are several; the id where the kernel is not bundled.
Text operationName(const QString &kernel, const measure::RatioResult &ratio);
// measure::verdictSentence() with the names of the variants and of what was counted; their ids
// where the kernel is not bundled.
Text namedVerdict(const QString &kernel, const measure::RatioResult &ratio);

}  // namespace touchstone::compare
