#include "timing.h"

#include "clock.h"
#include "measure/results/statistics.h"
#include "plan.h"

#include <algorithm>
#include <cmath>

namespace touchstone::measure {

namespace {

constexpr int mostProblems = 4096;
constexpr double cachesToExceed = 2;

double allBytes(const kernels::Memory &memory)
{
    using kernels::BufferRole;
    return double(memory.bytes(BufferRole::Input) + memory.bytes(BufferRole::Output)
                  + memory.bytes(BufferRole::Scratch));
}

}  // namespace

Result<Workload::Instance> Workload::instance(const kernels::Kernel &kernel,
                                              const kernels::Setup &setup)
{
    Instance made;
    made.memory = std::make_unique<kernels::Memory>();
    auto problem = kernel.prepare(setup, *made.memory);
    if (!problem) {
        return passOn(std::move(problem.error()));
    }
    made.problem = std::move(*problem);
    return made;
}

Result<Workload> Workload::prepare(const kernels::Kernel &kernel, const Options &options)
{
    Workload workload;
    workload.m_threads = options.setup.threads;
    workload.m_onDevice = options.setup.device != nullptr;
    kernels::Setup setup = options.setup;
    int problems = 1;
    for (int i = 0; i < problems; ++i) {
        auto made = instance(kernel, setup);
        if (!made) {
            return passOn(std::move(made.error()));
        }
        workload.m_instances.push_back(std::move(*made));
        if (i == 0 && options.cold) {
            const double needed = cachesToExceed * options.lastLevelCacheBytes;
            problems = std::clamp(int(needed / std::max(1.0, workload.footprintBytes())) + 1, 2,
                                  mostProblems);
        }
        ++setup.seed;
    }
    return workload;
}

double Workload::footprintBytes() const
{
    return allBytes(*m_instances.front().memory);
}

Sample Workload::time(std::size_t variant, long calls)
{
    const bool alone = m_threads == 1;
    const auto cpuClock = alone ? threadCpuNanoseconds : processCpuNanoseconds;
    const auto switchCount = alone ? threadInvoluntarySwitches : processInvoluntarySwitches;
    const std::size_t count = m_instances.size();
    for (Instance &instance : m_instances) {
        instance.problem->restore(variant);
    }
    const long switchesBefore = switchCount();
    const double wallBefore = wallNanoseconds();
    const double cpuBefore = cpuClock();
    if (count == 1) {
        kernels::Problem &problem = *m_instances.front().problem;
        for (long i = 0; i < calls; ++i) {
            problem.run(variant);
        }
        problem.finish();
    } else {
        const std::size_t used = std::min(count, std::size_t(calls));
        for (long i = 0; i < calls; ++i) {
            m_instances[(m_next + std::size_t(i)) % count].problem->run(variant);
        }
        for (std::size_t i = 0; i < used; ++i) {
            m_instances[(m_next + i) % count].problem->finish();
        }
    }
    const double cpuAfter = cpuClock();
    const double wallAfter = wallNanoseconds();
    Sample sample{variant, wallAfter - wallBefore, cpuAfter - cpuBefore,
                  switchCount() - switchesBefore, std::nullopt};
    if (m_onDevice) {
        const std::size_t used = std::min(count, std::size_t(calls));
        double sum = 0;
        bool complete = true;
        for (std::size_t i = 0; i < used; ++i) {
            const auto ns = m_instances[(m_next + i) % count].problem->deviceNanoseconds();
            complete = complete && ns.has_value();
            sum += ns.value_or(0);
        }
        if (complete) {
            sample.deviceNs = sum;
        }
    }
    m_next = (m_next + std::size_t(calls)) % count;
    return sample;
}

void Workload::warmUp(std::size_t variant)
{
    for (Instance &instance : m_instances) {
        instance.problem->restore(variant);
        instance.problem->run(variant);
        instance.problem->finish();
    }
}

void Workload::settle(std::size_t variant, long calls)
{
    if (m_instances.size() > 1) {
        return;
    }
    if (!m_onDevice) {
        m_instances.front().memory->evict();
    }
    time(variant, calls);
}

void Workload::replaceBuffers(std::uint64_t seed)
{
    if (m_onDevice) {
        return;
    }
    for (Instance &instance : m_instances) {
        instance.memory->replace(seed++);
    }
}

double calibrated(Workload &workload, std::size_t variant, double shortestBatchNs)
{
    // The shortest of three: one preempted batch would make all later batches too short.
    constexpr int attempts = 3;
    workload.warmUp(variant);
    double nsPerCall = workload.time(variant, 1).wallNs;
    for (int sizing = 0; sizing < 2; ++sizing) {
        const long calls = callsFor(nsPerCall, shortestBatchNs);
        double shortest = workload.time(variant, calls).wallNs;
        for (int i = 1; i < attempts && shortest < attempts * shortestBatchNs; ++i) {
            shortest = std::min(shortest, workload.time(variant, calls).wallNs);
        }
        nsPerCall = shortest / double(calls);
    }
    return nsPerCall;
}

void timeRounds(Workload &workload, const BlockPlan &plan, std::mt19937_64 &random,
                const std::function<void(const std::vector<Round> &)> &afterBlock)
{
    const auto rows = williamsSquare(plan.variants.size());
    int done = 0;
    while (done < plan.rounds) {
        workload.replaceBuffers(random());
        for (const std::size_t variant : plan.variants) {
            if (workload.problems() > 1) {
                workload.warmUp(variant);  // hot, every batch is settled
            }
        }
        std::vector<Round> block;
        for (; int(block.size()) < roundsPerBlock && done < plan.rounds; ++done) {
            Round round;
            for (const std::size_t place : orderOfRound(rows, random)) {
                const std::size_t variant = plan.variants[place];
                workload.settle(variant, warmingCalls(plan.calls));
                round.push_back(workload.time(variant, plan.calls));
            }
            block.push_back(std::move(round));
        }
        afterBlock(block);
    }
}

}  // namespace touchstone::measure
