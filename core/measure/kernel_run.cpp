#include "kernel_run.h"

#include "assemble.h"
#include "energy.h"
#include "environment.h"
#include "measure/results/roofline.h"
#include "plan.h"
#include "run_progress.h"
#include "shapes.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <random>

namespace touchstone::measure {

namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

// Even when verification ate the budget, this share of it is spent on timing.
constexpr double shareForTiming = 0.4;
constexpr double slowestBatches = 50;  // a batch of the slowest variant, in shortest batches
constexpr double launchNsUnprobed = 20e3;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string hex(std::uint64_t value)
{
    std::ostringstream out;
    out << std::hex << value;
    return out.str();
}

class KernelRun {
public:
    KernelRun(const kernels::Kernel &kernel, const RunSettings &settings, Session &session,
              const EventSink &events, std::stop_token stop)
        : m_kernel(kernel), m_settings(settings), m_session(session),
          m_progress(kernel.id(), events), m_stop(std::move(stop)), m_timed(timedVariants(kernel)),
          m_timing(std::find(m_timed.begin(), m_timed.end(), true) != m_timed.end()),
          m_budget(settings.budgetSeconds > 0 ? settings.budgetSeconds
                                              : defaultBudgetSeconds(settings.preset))
    {
    }

    KernelResult run()
    {
        describe();
        m_progress.started();
        const bool complete = verify() && calibrate() && (!m_timing || time()) && quality();
        m_result.verification = m_measurement.verification;
        if (complete) {
            assembleWithSecondThoughts();
        } else if (!m_measurement.rounds.empty()) {
            // What was measured before the end is kept, its ratios are not.
            const RunStatus status = m_result.status;
            const std::string message = m_result.message;
            assemble(m_kernel, m_settings, m_session, m_measurement, m_result);
            m_result.ratios.clear();
            m_result.status = status;
            m_result.message = message;
        }
        for (const auto &[key, fact] : loadFacts()) {
            m_result.plan[key + " after"] = fact;
        }
        m_result.plan["seconds"] = detail::shown(secondsSince(m_start));
        m_progress.finished(m_result);
        return m_result;
    }

private:
    void describe()
    {
        std::random_device device;
        m_order = (std::uint64_t(device()) << 32U) ^ device();
        m_result.startedAt = utcNow();
        m_result.runId = m_session.machine.id + '-' + hex(m_order);
        m_result.kernel = m_kernel.id();
        m_result.kernelVersion = m_kernel.version();
        m_result.preset = m_settings.preset;
        m_result.device = m_settings.device;
        m_result.deviceName = m_settings.deviceName;
        m_result.threads = m_settings.threads;
        m_result.verification.message = "not verified";
        auto &plan = m_result.plan;
        plan["program"] = programVersion();
        plan["budget_s"] = detail::shown(m_budget);
        plan["seed"] = std::to_string(m_settings.seed);
        plan["cache"] = m_settings.cold ? "cold" : "hot";
        plan["floor"] = detail::shown(m_session.floor);
        for (const auto &[key, fact] : loadFacts()) {
            plan[key + " before"] = fact;
        }
    }

    WorkerRequest request(Task task) const
    {
        WorkerRequest out;
        out.task = task;
        out.kernel = m_kernel.id();
        out.preset = m_settings.preset;
        out.device = m_settings.device;
        out.cacheFolder = m_settings.cacheFolder.string();
        out.threads = m_settings.threads;
        out.cold = m_settings.cold;
        out.lastLevelCacheBytes = probe("llc_bytes", 64.0 * 1024 * 1024);
        out.seed = m_settings.seed;
        out.timedVariants = m_timed;
        const bool device = m_settings.device != "cpu";
        out.shortestBatchNs = shortestBatchNs(
                probe("timer_ns", 1), device ? probe("device_launch_ns", launchNsUnprobed) : 0);
        return out;
    }

    double probe(const char *key, double fallback) const
    {
        const auto found = m_session.probes.values.find(key);
        return found == m_session.probes.values.end() ? fallback : found->second;
    }

    // True when the worker did its task; otherwise status and message are set.
    bool work(const WorkerRequest &request, const std::function<void(const Json &)> &take)
    {
        const auto forward = [&](const Json &event) {
            if (event.at("type") == "stage") {
                m_progress.stage(event);
            } else {
                take(event);
            }
        };
        const WorkerEnd end = runWorkerProcess(m_settings.worker, request, m_stop, forward);
        if (end.status == RunStatus::Ok) {
            return true;
        }
        m_result.status = end.status;
        m_result.message = end.message;
        return false;
    }

    bool verify()
    {
        if (!m_settings.verify) {
            m_measurement.verification.message = "the instrument's own kernel";
            return true;
        }
        m_progress.enter(0, 0.2);
        VerificationResult &verification = m_measurement.verification;
        verification.message = "the verification did not end";
        const bool ended = work(request(Task::Verify), [&](const Json &event) {
            if (event.at("type") == "verified") {
                verification = verificationFromJson(event);
            }
        });
        if (ended && !verification.passed) {
            m_result.status = RunStatus::Failed;
            m_result.message = "wrong output: " + verification.message;
        }
        return ended && verification.passed;
    }

    bool calibrate()
    {
        m_progress.enter(0.2, 0.3);
        const auto start = Clock::now();
        const WorkerRequest asked = request(Task::Calibrate);
        const bool ended = work(asked, [&](const Json &event) {
            if (event.at("type") == "shape") {
                m_measurement.calibrations.push_back(
                        shapeCalibrationFromJson(event.at("calibration")));
            }
        });
        if (!ended) {
            return false;
        }
        WorkerCost cost;
        double batches = 0;
        for (const ShapeCalibration &shape : m_measurement.calibrations) {
            double fastest = std::numeric_limits<double>::max(), slowest = 0, sum = 0;
            for (const double ns : shape.nsPerCall) {
                fastest = ns > 0 ? std::min(fastest, ns) : fastest;
                slowest = std::max(slowest, ns);
                sum += ns;
            }
            if (slowest == 0) {
                fastest = slowest = asked.shortestBatchNs;  // nothing is timed on this shape
            }
            // Both sides make the same calls; a side that is a thousand times slower must not make
            // its batches last seconds.
            const long most = callsFor(slowest, slowestBatches * asked.shortestBatchNs);
            const long calls =
                    std::max<long>(std::min(callsFor(fastest, asked.shortestBatchNs), most),
                                   m_settings.cold ? shape.problems : 1);
            m_measurement.calls.push_back(calls);
            m_slowest.push_back(slowest);
            const long warming = m_settings.cold ? 0 : warmingCalls(calls);
            const double settling = m_settings.cold ? 0 : shape.settleNs;
            cost.roundSeconds += 2 * (double(calls + warming) * sum + settling) / 1e9;
            const double blocks = m_settings.cold ? plannedRounds / double(roundsPerBlock) : 0;
            batches += sum * shape.problems * (1 + blocks) / 1e9;
        }
        // Calibration itself ran about four batches of each variant.
        cost.fixedSeconds = std::max(0.0, secondsSince(start) - 2 * cost.roundSeconds) + batches;
        m_measurement.rounds.resize(m_measurement.calibrations.size());
        const double left = std::max(m_budget - secondsSince(m_start), shareForTiming * m_budget);
        m_plan = planFor(left, cost);
        m_deadline =
                Clock::now()
                + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(left));
        return true;
    }

    bool time()
    {
        m_progress.enter(0.3, 0.9);
        bool wrong = false;
        int done = 0;
        for (const int look : m_plan.looks) {
            for (; done < look; ++done) {
                // Past the budget no worker is started, once an interval is possible at all.
                if (done >= 3 && Clock::now() > m_deadline) {
                    m_plan.reduction += m_plan.reduction.empty() ? "stopped by the budget" : "";
                    return recordPlan(done);
                }
                if (!timeOnce(done, wrong)) {
                    return false;
                }
                if (wrong) {
                    m_result.status = RunStatus::Failed;
                    return false;
                }
            }
            if (narrowEnough()) {
                break;
            }
        }
        return recordPlan(done);
    }

    bool timeOnce(int worker, bool &wrong)
    {
        WorkerRequest asked = request(Task::Time);
        asked.worker = worker;
        asked.orderSeed = m_order + (std::uint64_t(worker) << 32U);
        asked.rounds = m_plan.rounds;
        asked.calls = m_measurement.calls;
        asked.nsPerCall = m_slowest;
        for (auto &shape : m_measurement.rounds) {
            shape.push_back({worker, {}});
        }
        const bool ended = work(asked, [&](const Json &event) { takeTiming(event, wrong); });
        if (ended) {
            // How many workers are to come is not known; each covers its part of what is left.
            m_progress.advance(1.0 / plannedWorkers);
            reportWidth();
        }
        return ended;
    }

    void takeTiming(const Json &event, bool &wrong)
    {
        const auto type = event.at("type").get<std::string>();
        if (type == "rounds") {
            auto &into = m_measurement.rounds.at(event.at("shape").get<std::size_t>()).back();
            for (Round &round : roundsFromJson(event.at("rounds"))) {
                into.rounds.push_back(std::move(round));
            }
        } else if (type == "energy") {
            m_measurement
                    .joules[{event.at("shape").get<std::size_t>(),
                             event.at("variant").get<std::size_t>()}]
                    .push_back(event.at("joules").get<double>());
        } else if (type == "wrong") {
            wrong = true;
            m_result.message = "wrong output: " + event.at("message").get<std::string>();
            m_measurement.verification.passed = false;
            m_measurement.verification.message = event.at("message").get<std::string>();
        }
    }

    // Looks at the width only, never at the ratio: a rule that stops on significance finds it.
    bool narrowEnough() const
    {
        for (const kernels::Comparison &comparison : m_kernel.comparisons()) {
            if (timed(comparison)) {
                for (const GroupEstimate &group : groupEstimates(
                             m_kernel, m_settings, m_measurement, comparison, m_session.floor)) {
                    if (!group.estimate || group.estimate->width > targetHalfWidth) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    bool recordPlan(int workers)
    {
        auto &plan = m_result.plan;
        plan["workers"] = std::to_string(workers);
        plan["rounds"] = std::to_string(m_plan.rounds);
        plan["order_seed"] = hex(m_order);
        if (!m_plan.reduction.empty()) {
            plan["reduced"] = m_plan.reduction;
        }
        for (std::size_t s = 0; s < m_measurement.calls.size(); ++s) {
            plan["calls " + m_measurement.calibrations[s].shape.label] =
                    std::to_string(m_measurement.calls[s]);
        }
        if (m_settings.cold) {
            plan["problems in rotation"] =
                    std::to_string(m_measurement.calibrations.front().problems);
        }
        const EnergyMeter meter;
        plan["energy"] = meter.readable() ? "RAPL, package" : meter.whyNot();
        return true;
    }

    bool quality()
    {
        m_progress.enter(0.9, 1);
        return work(request(Task::Quality), [&](const Json &event) {
            if (event.at("type") != "quality") {
                return;
            }
            m_measurement.quality = qualityFromJson(event.at("figures"));
        });
    }

    // A time beyond the machine is first blamed on the probes, which may have been disturbed: they
    // are taken once more, and only what is still too fast is INVALID.
    void assembleWithSecondThoughts()
    {
        assemble(m_kernel, m_settings, m_session, m_measurement, m_result);
        if (m_result.status != RunStatus::Invalid) {
            return;
        }
        WorkerRequest asked = request(Task::Probe);
        Probes again;
        runWorkerProcess(m_settings.worker, asked, m_stop, [&](const Json &event) {
            if (event.at("type") == "probes") {
                event.at("values").get_to(again.values);
            }
        });
        m_session.probes = fasterOf(m_session.probes, again);
        m_result.variants.clear();
        m_result.ratios.clear();
        m_result.quality.clear();
        m_result.status = RunStatus::Ok;
        m_result.message.clear();
        assemble(m_kernel, m_settings, m_session, m_measurement, m_result);
    }

    void reportWidth()
    {
        for (const kernels::Comparison &comparison : m_kernel.comparisons()) {
            if (timed(comparison)) {
                const auto groups = groupEstimates(m_kernel, m_settings, m_measurement, comparison,
                                                   m_session.floor);
                if (!groups.empty()) {
                    m_progress.interval(groups.front().pair, groups.front().estimate);
                }
                return;
            }
        }
    }

    const kernels::Kernel &m_kernel;
    const RunSettings &m_settings;
    Session &m_session;
    RunProgress m_progress;
    std::stop_token m_stop;
    std::vector<bool> m_timed;
    bool m_timing;
    double m_budget;
    Clock::time_point m_start = Clock::now(), m_deadline;
    std::uint64_t m_order = 0;
    RunPlan m_plan;
    std::vector<double> m_slowest;  // by shape: ns of one call of the slowest variant
    Measurement m_measurement;
    KernelResult m_result;
};

}  // namespace

KernelResult runKernel(const kernels::Kernel &kernel, const RunSettings &settings, Session &session,
                       const EventSink &events, std::stop_token stop)
{
    return KernelRun(kernel, settings, session, events, std::move(stop)).run();
}

}  // namespace touchstone::measure
