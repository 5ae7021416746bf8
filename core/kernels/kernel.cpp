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
    std::fprintf(stderr, "%s/kernel.json: operation %s has no dimension %.*s\n", folder.c_str(),
                 operation.c_str(), int(name.size()), name.data());
    std::abort();
}

std::vector<std::size_t> variantsOn(const Kernel &kernel, const Shape &shape)
{
    std::vector<std::size_t> found;
    for (std::size_t v = 0; v < kernel.variants().size(); ++v) {
        if (kernel.variants()[v].operation == shape.operation) {
            found.push_back(v);
        }
    }
    return found;
}

}  // namespace touchstone::kernels
