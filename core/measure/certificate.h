// The instrument tested on itself (measuring.md, point 6): how often identical code is called
// different, and how often a known delay of 5 % is found.
#pragma once

#include "kernel_run.h"

namespace touchstone::measure {

// One complete measurement of a self-check kernel, eight workers of plannedRounds rounds.
struct Trial {
    PairSummary pair;
    std::optional<Estimate> estimate;
    // Every kept and dropped batch of both variants, ns of one call: for other tests on the same
    // data.
    std::vector<double> firstNs, secondNs;

    bool calledDifferent() const;  // reported interval, with the floor, excludes 1
    bool calledDifferentWithoutFloor() const;
};

class TrialBench {
public:
    TrialBench(WorkerProgram worker, double floor) : m_worker(std::move(worker)), m_floor(floor) {}
    // kernel: an id of selfcheck.h with two variants.
    Result<Trial> run(const std::string &kernel, const std::stop_token &stop);
    // Identical code on buffers of the size of the last cache, where placement is most of the
    // spread and rounds are long: plannedWorkers workers of a third of plannedRounds.
    struct CacheTrial {
        Trial sharedBuffer, ownBuffers;
    };
    Result<CacheTrial> runOnCache(const std::stop_token &stop);

private:
    struct Timed {
        std::vector<WorkerRounds> workers;
        double calls = 0;  // of a batch
    };
    Result<Timed> time(const std::string &kernel, int rounds, const std::stop_token &stop);
    static Trial trialOf(const Timed &timed, std::size_t a, std::size_t b, double floor);
    struct Calibrated {
        long calls = 1;  // of a batch
        double nsPerCall = 0;
        bool onHugePages = false;
    };
    Result<Calibrated> calibrated(const std::string &kernel, std::stop_token stop);

    WorkerProgram m_worker;
    double m_floor;
    std::map<std::string, Calibrated> m_calibrated;
    std::uint64_t m_trials = 0;
};

// Over several trials of identical code; what their workers say together.
class PairTally {
public:
    void add(const Trial &trial);
    // nullopt when no trial had two usable workers.
    std::optional<IdenticalPair> found() const;

private:
    int m_trials = 0, m_different = 0;
    std::vector<double> m_logRatios;  // by worker
};

// About two minutes, quick: about twenty seconds. Kernels take turns. session.floor must be known.
Result<Certificate> makeCertificate(const WorkerProgram &worker, const Session &session, bool quick,
                                    const EventSink &events, std::stop_token stop);

}  // namespace touchstone::measure
