#include "kernels/blocks/quantise.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels {

float largestMagnitude(std::span<const float> values)
{
    float most = 0;
    for (const float value : values) {
        most = std::max(most, std::abs(value));
    }
    return most;
}

double meanMagnitude(std::span<const float> values)
{
    double sum = 0;
    for (const float value : values) {
        sum += std::abs(double(value));
    }
    return sum / double(values.size());
}

void roundToSteps(std::span<const float> values, float step, int most, std::int8_t *codes)
{
    for (std::size_t i = 0; i < values.size(); ++i) {
        const long code = step > 0 ? std::lrint(values[i] / step) : 0;
        codes[i] = std::int8_t(std::clamp<long>(code, -most, most));
    }
}

float roundToLargest(std::span<const float> values, int most, std::int8_t *codes)
{
    const float step = largestMagnitude(values) / float(most);
    roundToSteps(values, step, most, codes);
    return step;
}

}  // namespace touchstone::kernels
