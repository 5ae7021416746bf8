// Presets by their words.
#pragma once

#include "kernels/kernel.h"

#include <optional>
#include <string_view>
#include <vector>

namespace touchstone::measure {

constexpr std::string_view sweepPreset = "sweep";  // the size sweep of a kernel

std::optional<kernels::Preset> presetOf(std::string_view word);  // "small", "medium", "large"
// Of a preset or of the sweep; a kernel without a sweep gives its small shapes.
const std::vector<kernels::Shape> &shapesOf(const kernels::Kernel &kernel, std::string_view preset);
double defaultBudgetSeconds(std::string_view preset);

}  // namespace touchstone::measure
