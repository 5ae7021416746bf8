// A measured ratio that answers an entry of a kernel, for tests and benchmarks.
#pragma once

#include "library/vocabulary.h"
#include "measure/results/results.h"

namespace touchstone {

// `factor` with an interval of so much on both sides (0.02 = 2 %).
inline measure::RatioResult ratioAnswering(const KernelClaim &entry, double factor, double half)
{
    measure::RatioResult ratio;
    ratio.baseline = entry.baseline.toStdString();
    ratio.technique = entry.technique.toStdString();
    ratio.quantity = entry.quantity.toStdString();
    ratio.operation = entry.operation.toStdString();
    ratio.group = entry.group.toStdString();
    ratio.shape = entry.shape.toStdString();
    ratio.at = entry.at;
    ratio.ratio = factor;
    ratio.low = factor * (1 - half);
    ratio.high = factor * (1 + half);
    ratio.verdict = measure::RatioVerdict::Faster;
    return ratio;
}

}  // namespace touchstone
