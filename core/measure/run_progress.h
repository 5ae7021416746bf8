// What a run tells while it goes on: stage, fraction and the interval so far.
#pragma once

#include "bench_client.h"
#include "kernel_run.h"
#include "measure/results/estimate.h"

#include <nlohmann/json_fwd.hpp>

namespace touchstone::measure {

class RunProgress {
public:
    // events must outlive this; it may be empty.
    RunProgress(std::string kernel, const EventSink &events);

    void started();
    void finished(const KernelResult &result) const;
    // The part of the bar, in 0..1, that the coming stage fills.
    void enter(double from, double to);
    // A "stage" line of a worker.
    void stage(const nlohmann::json &event);
    // This share of what is left of the stage is done.
    void advance(double share);
    // The first comparison as far as it is known.
    void interval(const PairSummary &pair, const std::optional<Estimate> &estimate);

private:
    void send(BenchEvent::Kind kind);

    const EventSink &m_events;
    BenchEvent m_now;
    double m_from = 0, m_to = 1;
};

}  // namespace touchstone::measure
