// Whether large buffers lie on huge pages. On small ones their place in the physical memory, which
// no program chooses, moves timings near the size of the last cache by some per cent.
#pragma once

#include <istream>

namespace touchstone::measure {

// Of a list as /proc/self/smaps_rollup is one (proc(5), AnonHugePages); 0 where it is not named.
double hugePageBytes(std::istream &rollup);
// Of this process; 0 where the system does not say.
double hugePageBytes();

}  // namespace touchstone::measure
