// The child side: one process, one task, then the end. `touchstone-bench worker` is this and
// nothing else; tests call it with kernels of their own.
#pragma once

#include "kernels/kernel.h"

#include <functional>
#include <string_view>

namespace touchstone::measure {

using KernelFinder = std::function<const kernels::Kernel *(std::string_view id)>;

// Reads the request from standard input and answers on eventDescriptor. Returns the exit code:
// 0 done, 1 failed (with the reason sent), 2 the request made no sense.
int runWorker(const KernelFinder &find, int eventDescriptor);

}  // namespace touchstone::measure
