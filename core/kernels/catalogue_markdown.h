// The catalogue as a Markdown table (touchstone-bench list --markdown).
#pragma once

#include "base/text.h"

#include <string>

namespace touchstone::kernels {

// One row a kernel: papers, mechanism, baselines, limit, the grade of each claim, devices. Texts
// come from kernels.json, everything else from the kernels themselves.
std::string catalogueMarkdown(Language language);

}  // namespace touchstone::kernels
