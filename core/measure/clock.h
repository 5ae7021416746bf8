// Clocks and counters of the running thread and process.
#pragma once

#include <cstdint>

namespace touchstone::measure {

double wallNanoseconds();           // CLOCK_MONOTONIC_RAW: not slewed by NTP
double threadCpuNanoseconds();      // of the calling thread
double processCpuNanoseconds();     // of all threads
long threadInvoluntarySwitches();   // of the calling thread, since its start
long processInvoluntarySwitches();  // of all threads

struct TimerProperties {
    double tickNs = 0;  // smallest step seen between two different readings
    double costNs = 0;  // of one reading
};
TimerProperties probeTimer();

}  // namespace touchstone::measure
