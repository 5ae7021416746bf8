// The operation of a kernel that a ratio was taken of, for people.
#pragma once

#include "base/text.h"
#include "measure/results/results.h"

#include <QString>

namespace touchstone::compare {

// With the group of shapes, where there are several; the id where the kernel is not bundled.
Text operationName(const QString &kernel, const measure::RatioResult &ratio);

}  // namespace touchstone::compare
