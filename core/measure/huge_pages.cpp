#include "measure/huge_pages.h"

#include <fstream>
#include <string>

namespace touchstone::measure {

double hugePageBytes(std::istream &rollup)
{
    std::string word;
    double kilobytes = 0;
    while (rollup >> word) {
        if (word == "AnonHugePages:" && rollup >> kilobytes) {
            return kilobytes * 1024;
        }
    }
    return 0;
}

double hugePageBytes()
{
    std::ifstream rollup("/proc/self/smaps_rollup");
    return hugePageBytes(rollup);
}

}  // namespace touchstone::measure
