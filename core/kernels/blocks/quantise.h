// Floats as small whole numbers times one step for all of them, rounded to nearest, halves to even:
//
//   absmax     step = max|x| / most,  q = round(x / step) in [-most, most]   int8: most = 127
//                                                                            int4: most = 7
//   absmean    gamma = mean|x|,  level = +1 above gamma, -1 below -gamma, else 0
//
// Absmax as in Dettmers et al., "LLM.int8()", NeurIPS 2022, section 2; absmean gives ternary levels
// as in Ma et al., "The Era of 1-bit LLMs" (BitNet b1.58), 2024, but with a threshold of gamma.
#pragma once

#include <cstdint>
#include <span>

namespace touchstone::kernels {

float largestMagnitude(std::span<const float> values);  // 0 where there are none
double meanMagnitude(std::span<const float> values);    // values: not empty

// codes: as many as values. All codes are 0 with a step of 0. most: at most 127.
void roundToSteps(std::span<const float> values, float step, int most, std::int8_t *codes);
// The same with the absmax step, which is returned.
float roundToLargest(std::span<const float> values, int most, std::int8_t *codes);

inline int ternaryLevel(float value, double gamma)
{
    return value > gamma ? 1 : value < -gamma ? -1 : 0;
}

}  // namespace touchstone::kernels
