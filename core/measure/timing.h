// The timed loop: what a worker does with one shape.
#pragma once

#include "kernels/kernel.h"
#include "measure/results/samples.h"
#include "plan.h"

#include <functional>
#include <memory>
#include <random>

namespace touchstone::measure {

// One shape made ready: one problem (hot), or so many that their buffers together exceed twice the
// last-level cache and no call finds its inputs there (cold).
class Workload {
public:
    struct Options {
        kernels::Setup setup;
        bool cold = false;
        double lastLevelCacheBytes = 0;
    };
    static Result<Workload> prepare(const kernels::Kernel &kernel, const Options &options);

    // calls calls of one variant as one batch. On a device the batch ends with finish().
    Sample time(std::size_t variant, long calls);
    // One untimed call of one variant on every problem.
    void warmUp(std::size_t variant);
    // Puts the caches into one state before a batch, whatever ran before: everything of the problem
    // leaves them, then `calls` untimed calls bring in what the variant touches. Hot, on the CPU;
    // on a device the calls alone, and cold nothing is done.
    void settle(std::size_t variant, long calls);
    // Moves all buffers; on a device their place is the driver's.
    void replaceBuffers(std::uint64_t seed);

    kernels::Problem &problem() { return *m_instances.front().problem; }
    kernels::Memory &memory() { return *m_instances.front().memory; }
    int problems() const { return int(m_instances.size()); }
    double footprintBytes() const;  // of one problem

private:
    struct Instance {
        std::unique_ptr<kernels::Memory> memory;
        std::unique_ptr<kernels::Problem> problem;
    };
    static Result<Instance> instance(const kernels::Kernel &kernel, const kernels::Setup &setup);

    std::vector<Instance> m_instances;
    std::size_t m_next = 0;
    int m_threads = 1;
    bool m_onDevice = false;
};

// Nanoseconds of one call, sized twice: the batch that the first estimate suggests gives the
// second.
double calibrated(Workload &workload, std::size_t variant, double shortestBatchNs);

struct BlockPlan {
    int rounds = plannedRounds;
    long calls = 1;
    std::vector<std::size_t> variants;  // those that are timed, at least two
};
// All rounds of one worker; afterBlock gets each block's rounds as they come. Hot, every batch
// starts from caches that were settled for its variant.
void timeRounds(Workload &workload, const BlockPlan &plan, std::mt19937_64 &random,
                const std::function<void(const std::vector<Round> &)> &afterBlock);

}  // namespace touchstone::measure
