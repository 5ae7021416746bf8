// What kernels and results know by English ids, in the reader's language: dimensions of shapes,
// parameters of figures, and groups of shapes. From resources/dimensions.json, and for what it
// lacks from the knobs of the claims of kernels; parsed once, thread-safe. A broken file aborts the
// program, so that the first test finds it.
#pragma once

#include "base/text.h"

#include <string>

namespace touchstone {

// "sparsity (%)", "稀疏度（%）"; the id itself where it has no name.
Text dimensionName(const std::string &id);
// With a value, which has been written: "sparsity 25 %", "稀疏度 25%".
Text dimensionAt(const std::string &id, const std::string &value);
bool hasDimensionName(const std::string &id);

// A group as results have it: "25 % of pairs skipped", "跳过 25% 的词元对"; the group itself where
// none is known.
Text groupName(const std::string &group);
// Whether the pattern of a kernel.json, "{sparsity} % of pairs skipped", is known.
bool hasGroupName(const std::string &pattern);

}  // namespace touchstone
