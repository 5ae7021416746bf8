// Drivers that are installed and that the loader passes over without a word.
#pragma once

#include <string>
#include <vector>

namespace touchstone::kernels {

// One line a driver: its .icd file and why it cannot be loaded. Loads all the others into the
// process. Empty in builds without OpenCL.
std::vector<std::string> brokenOpenClDrivers();

}  // namespace touchstone::kernels
