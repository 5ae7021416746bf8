// A Kernel from its kernel.json: ids, roles, ratios and shapes are data, operations are code.
#pragma once

#include "kernels/operation.h"

#include <map>

namespace touchstone::kernels {

using OperationMaker = std::unique_ptr<Operation> (*)(const Setup &, Memory &);
using QualityStudy = Result<std::vector<Quality>> (*)(const Setup &);

template <class O>
std::unique_ptr<Operation> operation(const Setup &setup, Memory &memory)
{
    return std::make_unique<O>(setup, memory);
}

// id: the kernel's folder. operations: a maker for each operation of kernel.json, by its id.
// absent: variants that this machine cannot run, say since a library lacks the routine for its
// processor; they and their ratios are left out, and their forms must not be declared.
// Throws std::runtime_error where kernel.json and the code do not fit together, or a field is
// missing; the message names the kernel and the field.
std::unique_ptr<Kernel> declared(const std::string &id,
                                 const std::map<std::string, OperationMaker> &operations,
                                 QualityStudy quality = nullptr,
                                 const std::vector<std::string> &absent = {});

}  // namespace touchstone::kernels
