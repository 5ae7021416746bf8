// Raw timings as a worker sends them, and the gate that drops disturbed rounds.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace touchstone::measure {

// One timed batch of calls of one variant.
struct Sample {
    std::size_t variant = 0;
    double wallNs = 0;  // whole batch
    double cpuNs = 0;   // thread (one thread) or process (several) CPU time within the batch
    long switches = 0;  // involuntary context switches within the batch
    std::optional<double> deviceNs;  // OpenCL events: device time of the whole batch
};

// One round: a row of the Williams square there and back (ABBA or BAAB for two variants), so each
// variant is timed twice and a linear drift falls out of every ratio.
using Round = std::vector<Sample>;

struct GateRules {
    int threads = 1;
    bool hostWaits = false;  // the host thread sleeps while a device works: its CPU time says
                             // nothing
};

// Whether the batch was disturbed from outside. Looks at switches and CPU time only, never at how
// long the batch took compared with others, so that dropping cannot favour a side.
// usualUse: median of cpuNs / wallNs over the batches of the same variant and worker; parallel code
// that idles in barriers has its own normal.
bool disturbed(const Sample &sample, const GateRules &rules, double usualUse);

// For each round of one worker and shape: false when a batch of variant a or b was disturbed.
std::vector<bool> keptRounds(const std::vector<Round> &rounds, std::size_t a, std::size_t b,
                             const GateRules &rules);
// For each sample of one variant in order of time: false when it was disturbed.
std::vector<bool> keptSamples(const std::vector<Round> &rounds, std::size_t variant,
                              const GateRules &rules);

enum class TimeSource { Host, Device };
// ln(time of a / time of b) of one round, from the sums of both batches of each.
double logRatio(const Round &round, std::size_t a, std::size_t b, TimeSource source);

}  // namespace touchstone::measure
