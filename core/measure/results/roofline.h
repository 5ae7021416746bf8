// What the probed machine can do at most, and therefore how long a piece of work takes at least
// (measuring.md, point 7; Williams, Waterman & Patterson, "Roofline", CACM 52(4), 2009).
#pragma once

#include "measure/results/results.h"

#include <optional>

namespace touchstone::measure {

struct RooflineQuery {
    double flops = 0, bytes = 0;  // of one call
    bool dense = false;           // bound by multiply-adds; otherwise flops bound nothing
    double footprintBytes = 0;    // all buffers
    int threads = 1;
    bool cold = false;    // nothing is in a cache
    bool device = false;  // on an OpenCL device: keys "device_..."
    bool int8 = false;    // products of 8-bit numbers, which have a peak of their own
};

// Peak of dense work, 1e9 operations a second; 0 when it was not probed, as that of 8-bit products
// on devices and by older programs.
double peakOf(const Probes &probes, const RooflineQuery &query);

// Least time of one call in nanoseconds from peak and bandwidth of the level of the memory in which
// the buffers fit. nullopt when the machine was not probed.
std::optional<double> fastestNs(const Probes &probes, const RooflineQuery &query);
// The same, more generous: buffers a little larger than a cache are mostly served by it, and a
// probe can miss the peak. A time below 0.9 of this is not possible.
std::optional<double> impossibleBelowNs(const Probes &probes, const RooflineQuery &query);
// A time and the least one for the same work; nullopt as above.
struct Achieved {
    double medianNs = 0;
    std::optional<double> fastestNs;
};
// What the machine leaves to the technique: the baseline's time over the technique's least. Only
// where both reach a tenth of what binds them, since otherwise the quotient says how far a side is
// from its own peak; and nullopt where a cache carries the technique beyond its figure.
std::optional<double> rooflineLimit(const Achieved &baseline, const Achieved &technique);
// A bound of a ratio that follows from the work of both sides supposes one rate of the memory.
// Where a call of the baseline touches more than every cache holds and one of the technique fits
// into a cache, their bytes, each at the rate of its level, may allow more: the larger of both.
double limitAcrossLevels(double limit, const Probes &probes, const RooflineQuery &baseline,
                         const RooflineQuery &technique);
// Of probes that were taken while the machine was busy: other work shares caches and, with
// simultaneous multithreading, the core itself, so that it may be so many times faster than they.
inline constexpr double busyProbeSlack = 2.5;
// Keeps the larger of both values of every figure that is a rate.
Probes fasterOf(const Probes &a, const Probes &b);

}  // namespace touchstone::measure
