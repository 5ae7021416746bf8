#include "run_progress.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <utility>

namespace touchstone::measure {

RunProgress::RunProgress(std::string kernel, const EventSink &events) : m_events(events)
{
    m_now.kernel = std::move(kernel);
}

void RunProgress::started()
{
    send(BenchEvent::Kind::KernelStarted);
}

void RunProgress::finished(const KernelResult &result) const
{
    if (m_events) {
        BenchEvent event;
        event.kind = BenchEvent::Kind::KernelFinished;
        event.kernel = m_now.kernel;
        event.fraction = 1;
        event.result = result;
        m_events(event);
    }
}

void RunProgress::enter(double from, double to)
{
    m_from = from;
    m_to = to;
}

void RunProgress::stage(const nlohmann::json &event)
{
    m_now.stage = event.value("stage", "");
    m_now.shape = event.value("shape", "");
    m_now.fraction = m_from + (m_to - m_from) * event.value("fraction", 0.0);
    send(BenchEvent::Kind::Progress);
}

void RunProgress::advance(double share)
{
    m_from += (m_to - m_from) * share;
}

void RunProgress::interval(const PairSummary &pair, const std::optional<Estimate> &estimate)
{
    m_now.rounds = pair.rounds;
    m_now.kept = pair.kept;
    if (estimate) {
        m_now.ratio = std::exp(estimate->logRatio);
        m_now.low = std::exp(estimate->logRatio - estimate->reported);
        m_now.high = std::exp(estimate->logRatio + estimate->reported);
    }
    m_now.fraction = m_from;
    send(BenchEvent::Kind::Progress);
}

void RunProgress::send(BenchEvent::Kind kind)
{
    m_now.kind = kind;
    if (m_events) {
        m_events(m_now);
    }
}

}  // namespace touchstone::measure
