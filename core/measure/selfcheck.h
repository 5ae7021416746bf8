// Kernels with a known answer, for the instrument itself: the layout floor, the A/A test and the
// detection of a known delay (measuring.md, points 3 and 6). Not part of the catalogue.
#pragma once

#include "kernels/kernel.h"

#include <string>
#include <string_view>
#include <vector>

namespace touchstone::measure {

// "self-floor-LOOP": the same source compiled at eight addresses, one variant each, "copy-0" ...
// "self-same-LOOP": "first" and "second" are the same function.
// "self-delay-LOOP": "delayed" does 21 passes where "plain" does 20: a true ratio of 1.05.
// "self-cache-read": identical code that reads a buffer of the size of the last cache: "own" its
// own, "sharing" and "sharing-too" one buffer. LOOP: "dot" (arithmetic in the first-level cache),
// "stream" (memory bound in the second level), "branch" (integer work with unpredictable branches).
const kernels::Kernel *selfKernel(std::string_view id);  // nullptr when unknown
std::vector<std::string> selfKernelIds(std::string_view prefix);
constexpr double injectedDelay = 1.05;

}  // namespace touchstone::measure
