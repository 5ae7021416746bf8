#include "clock.h"

#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <limits>

namespace touchstone::measure {

namespace {

double read(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return double(time.tv_sec) * 1e9 + double(time.tv_nsec);
}

std::int64_t wallTicks()
{
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC_RAW, &time);
    return std::int64_t(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

long switches(int who)
{
    rusage usage{};
    getrusage(who, &usage);
    return usage.ru_nivcsw;
}

}  // namespace

double wallNanoseconds()
{
    return read(CLOCK_MONOTONIC_RAW);
}

double threadCpuNanoseconds()
{
    return read(CLOCK_THREAD_CPUTIME_ID);
}

double processCpuNanoseconds()
{
    return read(CLOCK_PROCESS_CPUTIME_ID);
}

long threadInvoluntarySwitches()
{
    return switches(RUSAGE_THREAD);
}

long processInvoluntarySwitches()
{
    return switches(RUSAGE_SELF);
}

TimerProperties probeTimer()
{
    constexpr int readings = 20000;
    std::int64_t smallest = std::numeric_limits<std::int64_t>::max();
    const std::int64_t start = wallTicks();
    std::int64_t previous = start;
    for (int i = 0; i < readings; ++i) {
        const std::int64_t now = wallTicks();
        if (now > previous) {
            smallest = std::min(smallest, now - previous);
        }
        previous = now;
    }
    return {double(smallest), double(previous - start) / readings};
}

}  // namespace touchstone::measure
