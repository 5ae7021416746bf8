// How a run was taken, in words instead of the ids that results hold.
#pragma once

#include "base/text.h"
#include "measure/results/results.h"

#include <QString>

namespace touchstone::compare {

Text presetWords(const QString &preset);      // "small": the id itself for an unknown one
Text statusWords(measure::RunStatus status);  // "done", "too noisy" ...
Text deviceWords(const QString &device);      // "CPU", "OpenCL device 0"
// "Xeon, 2 cores": the name that a machine has in results.
Text machineWords(const QString &name);
// What ratios of it compare: "Speedup" for time, the metric of its claims; the id for an unknown
// one.
Text quantityWords(const QString &quantity);

}  // namespace touchstone::compare
