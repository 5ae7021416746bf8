#include "measure/results/samples.h"

#include "measure/results/statistics.h"

#include <cmath>

namespace touchstone::measure {

namespace {

// Share of CPU time that may be missing from the wall time of a batch.
constexpr double singleThreadLoss = 0.02;
// Barriers of a parallel batch end a little differently each time.
constexpr double severalThreadsLoss = 0.05;
// A tick of the kernel may preempt for some microseconds; in a batch of many milliseconds one such
// switch is no longer visible, and long kernels would never keep a round.
constexpr double nsPerToleratedSwitch = 10e6;

double usualUse(const std::vector<Round> &rounds, std::size_t variant)
{
    std::vector<double> shares;
    for (const Round &round : rounds) {
        for (const Sample &sample : round) {
            if (sample.variant == variant && sample.wallNs > 0) {
                shares.push_back(sample.cpuNs / sample.wallNs);
            }
        }
    }
    return shares.empty() ? 1 : median(shares);
}

double batchTime(const Sample &sample, TimeSource source)
{
    return source == TimeSource::Device ? sample.deviceNs.value_or(0) : sample.wallNs;
}

}  // namespace

bool disturbed(const Sample &sample, const GateRules &rules, double usual)
{
    const long tolerated = long(sample.wallNs / nsPerToleratedSwitch);
    if (sample.switches > tolerated) {
        return true;
    }
    if (rules.hostWaits) {
        return false;
    }
    if (rules.threads == 1) {
        return sample.cpuNs < (1 - singleThreadLoss) * sample.wallNs;
    }
    return sample.cpuNs < (1 - severalThreadsLoss) * usual * sample.wallNs;
}

std::vector<bool> keptRounds(const std::vector<Round> &rounds, std::size_t a, std::size_t b,
                             const GateRules &rules)
{
    const double useA = usualUse(rounds, a);
    const double useB = usualUse(rounds, b);
    std::vector<bool> kept;
    for (const Round &round : rounds) {
        bool clean = true;
        for (const Sample &sample : round) {
            if (sample.variant == a || sample.variant == b) {
                clean = clean && !disturbed(sample, rules, sample.variant == a ? useA : useB);
            }
        }
        kept.push_back(clean);
    }
    return kept;
}

std::vector<bool> keptSamples(const std::vector<Round> &rounds, std::size_t variant,
                              const GateRules &rules)
{
    const double usual = usualUse(rounds, variant);
    std::vector<bool> kept;
    for (const Round &round : rounds) {
        for (const Sample &sample : round) {
            if (sample.variant == variant) {
                kept.push_back(!disturbed(sample, rules, usual));
            }
        }
    }
    return kept;
}

double logRatio(const Round &round, std::size_t a, std::size_t b, TimeSource source)
{
    double timeA = 0, timeB = 0;
    for (const Sample &sample : round) {
        timeA += sample.variant == a ? batchTime(sample, source) : 0;
        timeB += sample.variant == b ? batchTime(sample, source) : 0;
    }
    return std::log(timeA / timeB);
}

}  // namespace touchstone::measure
