#include "kernels/kernel.h"

#include <cstdio>
#include <cstdlib>

namespace touchstone::kernels {

std::int64_t Shape::at(std::string_view name) const
{
    for (const auto &[key, value] : sizes) {
        if (key == name) {
            return value;
        }
    }
    std::fprintf(stderr, "shape %s has no size %.*s\n", label.c_str(), int(name.size()),
                 name.data());
    std::abort();
}

}  // namespace touchstone::kernels
