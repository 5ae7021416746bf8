#include "certificate.h"

#include "environment.h"
#include "measure/results/statistics.h"
#include "plan.h"
#include "selfcheck.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace touchstone::measure {

namespace {

using Json = nlohmann::json;

struct Counts {
    int same, delayed, onCache;
};
constexpr Counts fullCounts{100, 20, 8};
constexpr Counts quickCounts{10, 3, 2};
constexpr int cacheRounds = plannedRounds / 3;

tl::unexpected<Error> asError(const WorkerEnd &end)
{
    return end.status == RunStatus::Cancelled
                   ? cancelled()
                   : tl::unexpected(Error{ErrorCode::WorkerCrashed, end.reason});
}

WorkerRequest requestFor(const std::string &kernel, Task task)
{
    WorkerRequest request;
    request.task = task;
    request.kernel = kernel;
    request.timedVariants = timedVariants(*selfKernel(kernel));
    request.rounds = plannedRounds;
    return request;
}

void addTimes(const WorkerRounds &worker, std::size_t a, std::size_t b, double calls, Trial &trial)
{
    for (const Round &round : worker.rounds) {
        for (const Sample &sample : round) {
            if (sample.variant == a || sample.variant == b) {
                (sample.variant == a ? trial.firstNs : trial.secondNs)
                        .push_back(sample.wallNs / calls);
            }
        }
    }
}

struct Series {
    int trials = 0, different = 0;
    std::vector<double> widths;
};

class Certification {
public:
    Certification(const WorkerProgram &worker, double floor, const EventSink &events,
                  std::stop_token stop)
        : m_bench(worker, floor), m_events(events), m_stop(std::move(stop))
    {
    }
    void expect(int trials) { m_expected = trials; }

    Result<Series> series(std::string_view prefix, int trials)
    {
        const std::vector<std::string> kernels = selfKernelIds(prefix);
        Series out;
        for (int i = 0; i < trials; ++i) {
            auto trial = m_bench.run(kernels[std::size_t(i) % kernels.size()], m_stop);
            if (!trial) {
                return passOn(std::move(trial.error()));
            }
            ++out.trials;
            out.different += trial->calledDifferent() ? 1 : 0;
            if (trial->estimate) {
                out.widths.push_back(trial->estimate->width);
            }
            report(*trial, kernels[std::size_t(i) % kernels.size()]);
        }
        return out;
    }

    Result<> onCache(int trials, Certificate &into)
    {
        PairTally shared, own;
        for (int i = 0; i < trials; ++i) {
            const auto trial = m_bench.runOnCache(m_stop);
            if (!trial) {
                return passOn(trial.error());
            }
            shared.add(trial->sharedBuffer);
            own.add(trial->ownBuffers);
            report(trial->ownBuffers, "self-cache-read");
        }
        into.sharedBuffer = shared.found();
        into.ownBuffers = own.found();
        return {};
    }

private:
    void report(const Trial &trial, const std::string &kernel)
    {
        ++m_done;
        if (!m_events) {
            return;
        }
        BenchEvent event;
        event.kernel = kernel;
        event.stage = "certifying";
        event.fraction = double(m_done) / m_expected;
        event.rounds = trial.pair.rounds;
        event.kept = trial.pair.kept;
        if (trial.estimate) {
            event.ratio = std::exp(trial.estimate->logRatio);
            event.low = std::exp(trial.estimate->logRatio - trial.estimate->reported);
            event.high = std::exp(trial.estimate->logRatio + trial.estimate->reported);
        }
        m_events(event);
    }

    TrialBench m_bench;
    const EventSink &m_events;
    std::stop_token m_stop;
    int m_done = 0, m_expected = 1;
};

}  // namespace

bool Trial::calledDifferent() const
{
    return estimate && std::fabs(estimate->logRatio) > estimate->reported;
}

bool Trial::calledDifferentWithoutFloor() const
{
    return estimate && std::fabs(estimate->logRatio) > estimate->width;
}

Result<TrialBench::Calibrated> TrialBench::calibrated(const std::string &kernel,
                                                      std::stop_token stop)
{
    if (const auto known = m_calibrated.find(kernel); known != m_calibrated.end()) {
        return known->second;
    }
    const WorkerRequest request = requestFor(kernel, Task::Calibrate);
    Calibrated found;
    const WorkerEnd end =
            runWorkerProcess(m_worker, request, std::move(stop), [&](const Json &event) {
                if (event.at("type") == "shape") {
                    const auto shape = shapeCalibrationFromJson(event.at("calibration"));
                    found.nsPerCall =
                            *std::min_element(shape.nsPerCall.begin(), shape.nsPerCall.end());
                    found.onHugePages = shape.onHugePages;
                }
            });
    if (end.status != RunStatus::Ok) {
        return asError(end);
    }
    found.calls = measure::callsFor(found.nsPerCall, request.shortestBatchNs);
    m_calibrated[kernel] = found;
    return found;
}

Result<TrialBench::Timed> TrialBench::time(const std::string &kernel, int roundCount,
                                           const std::stop_token &stop)
{
    const auto found = calibrated(kernel, stop);
    if (!found) {
        return passOn(found.error());
    }
    Timed out;
    out.calls = double(found->calls);
    ++m_trials;
    for (int i = 0; i < plannedWorkers; ++i) {
        WorkerRequest request = requestFor(kernel, Task::Time);
        request.rounds = roundCount;
        request.worker = i;
        request.orderSeed = m_trials * 1000 + std::uint64_t(i);
        request.calls = {found->calls};
        request.nsPerCall = {found->nsPerCall};
        WorkerRounds rounds{i, {}};
        const WorkerEnd end = runWorkerProcess(m_worker, request, stop, [&](const Json &event) {
            if (event.at("type") == "rounds") {
                for (Round &round : roundsFromJson(event.at("rounds"))) {
                    rounds.rounds.push_back(std::move(round));
                }
            }
        });
        if (end.status != RunStatus::Ok) {
            return asError(end);
        }
        out.workers.push_back(std::move(rounds));
    }
    return out;
}

Trial TrialBench::trialOf(const Timed &timed, std::size_t a, std::size_t b, double floor)
{
    Trial trial;
    for (const WorkerRounds &worker : timed.workers) {
        addTimes(worker, a, b, timed.calls, trial);
    }
    trial.pair = summarise(timed.workers, a, b, GateRules{}, TimeSource::Host);
    trial.estimate = estimate(trial.pair, floor);
    return trial;
}

Result<Trial> TrialBench::run(const std::string &kernel, const std::stop_token &stop)
{
    const auto timed = time(kernel, plannedRounds, stop);
    return timed ? Result<Trial>(trialOf(*timed, 0, 1, m_floor)) : passOn(timed.error());
}

Result<TrialBench::CacheTrial> TrialBench::runOnCache(const std::stop_token &stop)
{
    constexpr const char *kernel = "self-cache-read";
    const auto timed = time(kernel, cacheRounds, stop);
    if (!timed) {
        return passOn(timed.error());
    }
    // As a measurement has it.
    const double floor =
            m_calibrated[kernel].onHugePages ? m_floor : std::max(m_floor, cacheBufferFloor);
    return CacheTrial{trialOf(*timed, 1, 2, floor), trialOf(*timed, 0, 1, floor)};
}

void PairTally::add(const Trial &trial)
{
    ++m_trials;
    m_different += trial.calledDifferent() ? 1 : 0;
    for (const auto &[worker, logRatio] : trial.pair.byWorker) {
        m_logRatios.push_back(logRatio);
    }
}

std::optional<IdenticalPair> PairTally::found() const
{
    if (m_logRatios.size() < 2) {
        return std::nullopt;
    }
    const Interval interval = tInterval(m_logRatios);
    return IdenticalPair{m_trials, m_different, std::exp(mean(m_logRatios)), std::exp(interval.low),
                         std::exp(interval.high)};
}

Result<Certificate> makeCertificate(const WorkerProgram &worker, const Session &session, bool quick,
                                    const EventSink &events, std::stop_token stop)
{
    const Counts counts = quick ? quickCounts : fullCounts;
    Certification certification(worker, session.floor, events, std::move(stop));
    certification.expect(counts.same + counts.delayed + counts.onCache);
    const auto same = certification.series("self-same-", counts.same);
    if (!same) {
        return passOn(same.error());
    }
    const auto delayed = certification.series("self-delay-", counts.delayed);
    if (!delayed) {
        return passOn(delayed.error());
    }
    if (same->widths.empty()) {
        return fail(ErrorCode::Busy, "the machine is too busy: every round was disturbed",
                    "机器负载过高：所有测量轮次都受到干扰");
    }
    Certificate out;
    out.at = utcNow();
    out.trials = same->trials;
    out.falsePositiveRate = double(same->different) / same->trials;
    out.falsePositiveHigh = wilsonInterval(same->different, same->trials).high;
    out.floor = session.floor;
    out.medianHalfWidth = median(same->widths);
    out.detectedShare = double(delayed->different) / delayed->trials;
    if (auto done = certification.onCache(counts.onCache, out); !done) {
        return passOn(std::move(done.error()));
    }
    return out;
}

}  // namespace touchstone::measure
