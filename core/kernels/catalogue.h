// All bundled kernels, in the order in which they are shown.
#pragma once

#include "kernels/kernel.h"

#include <memory>

namespace touchstone::kernels {

const std::vector<std::unique_ptr<Kernel>> &catalogue();
const Kernel *find(std::string_view id);  // nullptr when unknown

// {"families": [...], "kernels": [...]} from families.json and every kernel.json, joined by the
// build and embedded: touchstone-bench has no other way to the texts.
std::string_view kernelsJson();

}  // namespace touchstone::kernels
