// Measurements in the forms of other tools.
#pragma once

#include "compare/comparison.h"

#include <QByteArray>

namespace touchstone::exchange {

// Bencher Metric Format (https://bencher.dev/docs/reference/bencher-metric-format/): one benchmark
// a variant and shape, with its "latency" in ns and the 95 % interval of it, and one a ratio, with
// its "speedup". runs: newest first; of two of one name the newer one is written. Runs that are not
// Ok are left out.
QByteArray bencherJson(const QVector<compare::RunInput> &runs);

// The figures of quality as the YAML front matter of a Hugging Face model card. Accuracies are
// shares between 0 and 1 there. Empty text between the "---" where no run holds any.
QByteArray modelIndexYaml(const QVector<compare::RunInput> &runs);

}  // namespace touchstone::exchange
