// What a number depends on besides the code: machine, system, compiler, libraries, load.
#pragma once

#include "measure/results/results.h"

namespace touchstone::measure {

std::string programVersion();
std::string utcNow();  // ISO 8601, seconds

// id: a hash that is stable for this machine and tells nothing about it or its owner.
Machine describeMachine();
// System, compiler, flags, libraries and the code paths they choose.
Facts describeEnvironment();
// Load average, pressure, steal: what changes while a run goes on.
Facts loadFacts();

struct CacheSizes {
    double l1Bytes = 0, l2Bytes = 0, l3Bytes = 0;  // data caches of one core; l3 shared
};
CacheSizes cacheSizes();
// That this process may use at once: its cores, within the CPU quota of its control groups.
int processorCount();
// ErrorCode::Usage when this process cannot run so many threads at once (threadsAreWithin).
Result<> threadsArePossible(int threads);
// All cores but one. With all of them busy, other processes of the system interrupt rounds: on two
// cores a third of all rounds was lost to them, with one thread 3 %.
int defaultThreads();

}  // namespace touchstone::measure
