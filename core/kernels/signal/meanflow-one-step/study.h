// The forms of enhancing, and the study of what each of them is worth.
#pragma once

#include "kernels/signal/meanflow-one-step/net.h"

#include <array>

namespace touchstone::kernels::meanflow_one_step {

struct FormOf {
    const char *id;
    std::size_t steps;  // calls of the network
    bool mean;          // mean flow, else Euler
};
constexpr std::array<FormOf, 8> forms{{{"euler-1", 1, false},
                                       {"euler-5", 5, false},
                                       {"euler-10", 10, false},
                                       {"euler-30", 30, false},
                                       {"euler-50", 50, false},
                                       {"mean-flow-1", 1, true},
                                       {"mean-flow-2", 2, true},
                                       {"mean-flow-4", 4, true}}};

// |a - b| / |b| of all values, in percent.
double relativeDistance(const Grid<float> &a, const Grid<double> &b);
// Mean over the frames of the scale-invariant ratio of signal to distortion, in dB. Le Roux et al.,
// "SDR - Half-baked or Well Done?", 2019.
double scaleInvariantRatio(const Grid<float> &enhanced, const Grid<float> &clean);
// Mean over the frames of the root mean square difference of the powers of bins, in dB; powers
// below 1e-3 count as that.
double logSpectralDistance(const Grid<float> &enhanced, const Grid<float> &clean);

Result<std::vector<Quality>> enhancementQuality(const Setup &setup);

}  // namespace touchstone::kernels::meanflow_one_step
