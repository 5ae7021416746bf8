// The caches of this machine, for limits from bytes that hold only beyond them.
#pragma once

#include <algorithm>

#include <unistd.h>

namespace touchstone::kernels {

// Bytes beyond which data stay in no cache: the last level's size, and at least 96 MB, as a virtual
// machine may hide what its processor has.
inline double beyondCaches()
{
    constexpr double least = 96e6;
    return std::max({least, double(sysconf(_SC_LEVEL3_CACHE_SIZE)),
                     double(sysconf(_SC_LEVEL4_CACHE_SIZE))});
}

}  // namespace touchstone::kernels
