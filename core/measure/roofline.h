// What the probed machine can do at most, and therefore how long a piece of work takes at least
// (measuring.md, point 7; Williams, Waterman & Patterson, "Roofline", CACM 52(4), 2009).
#pragma once

#include "measure/results/results.h"

#include <optional>

namespace touchstone::measure {

struct RooflineQuery {
    double flops = 0, bytes = 0;  // of one call
    bool dense = false;           // bound by fp32 multiply-adds; otherwise flops bound nothing
    double footprintBytes = 0;    // all buffers
    int threads = 1;
    bool cold = false;    // nothing is in a cache
    bool device = false;  // on an OpenCL device: keys "device_..."
};

// Least time of one call in nanoseconds from peak and bandwidth of the level of the memory in which
// the buffers fit. nullopt when the machine was not probed.
std::optional<double> fastestNs(const Probes &probes, const RooflineQuery &query);
// The same, more generous: buffers a little larger than a cache are mostly served by it, and a
// probe can miss the peak. A time below 0.9 of this is not possible.
std::optional<double> impossibleBelowNs(const Probes &probes, const RooflineQuery &query);
// Keeps the larger of both values of every figure that is a rate.
Probes fasterOf(const Probes &a, const Probes &b);

}  // namespace touchstone::measure
