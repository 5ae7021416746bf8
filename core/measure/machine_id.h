// What tells machines apart that look alike: containers of one image have the same processor and no
// /etc/machine-id, or the same.
#pragma once

#include <filesystem>
#include <string>

namespace touchstone::measure {

// A random number of the user's data folder, made when there is none: 32 hexadecimal digits. Empty
// on a machine that was measured before there were such numbers, which keeps its id and so its
// runs, and where nothing can be kept.
std::string machineNumber(const std::filesystem::path &dataFolder,
                          const std::filesystem::path &cacheFolder);

}  // namespace touchstone::measure
