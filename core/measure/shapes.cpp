#include "shapes.h"

namespace touchstone::measure {

std::optional<kernels::Preset> presetOf(std::string_view word)
{
    return fromWord(presetTerms, word);
}

const std::vector<kernels::Shape> &shapesOf(const kernels::Kernel &kernel, std::string_view preset)
{
    if (preset == sweepPreset) {
        const auto &shapes = kernel.sweep();
        return shapes.empty() ? kernel.shapes(kernels::Preset::Small) : shapes;
    }
    return kernel.shapes(presetOf(preset).value_or(kernels::Preset::Small));
}

double defaultBudgetSeconds(std::string_view preset)
{
    const auto known = presetOf(preset);
    if (!known) {
        return 60;  // a sweep
    }
    switch (*known) {
    case kernels::Preset::Small:
        return 15;
    case kernels::Preset::Medium:
        return 60;
    case kernels::Preset::Large:
        return 240;
    }
    return 60;
}

}  // namespace touchstone::measure
