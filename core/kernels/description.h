// The part of a kernel.json that the harness works with. Texts are read by who shows them.
#pragma once

#include "kernels/kernel.h"

namespace touchstone::kernels {

struct OperationDescription {
    std::string id;
    std::string folder;  // of the kernel, "<family>/<id>"
    std::vector<std::string> dimensions;
    std::vector<Variant> variants;
    std::vector<Comparison> ratios;
    std::vector<Shape> small, medium, large, sweep, odd;
};

struct Description {
    std::string id, family;
    int version = 1;
    bool openCl = false;
    bool exactIntegers = false;
    bool timedFigures = false;
    std::vector<OperationDescription> operations;
};

// Of the kernel with this id among the joined kernels.json. The build has checked them
// (cmake/CheckKernel.cmake: sizes, devices and ratios too), so that only what the conversion needs
// is checked here. Throws std::runtime_error; the message names kernel and field.
Description describe(std::string_view kernelsJson, const std::string &id);

// "{queries} of {words}x{width}" with the sizes of a shape.
std::string labelOf(std::string_view pattern,
                    const std::vector<std::pair<std::string, std::int64_t>> &sizes);

}  // namespace touchstone::kernels
