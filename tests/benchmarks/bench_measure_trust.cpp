// Repeats the experiments that the method is believed for (see measure_trust.sh): identical code
// against itself, on small buffers and on buffers of the size of the last cache, and a known delay
// of 5 %. Beside our verdicts stands the two-sided
// Mann-Whitney U test at 5 % that Google Benchmark's compare.py makes, on the batches of two
// processes that ran one after the other, as its users have them.
#include "measure/certificate.h"
#include "measure/results/statistics.h"
#include "measure/selfcheck.h"
#include "measure/session.h"
#include "measure/worker.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numbers>
#include <string_view>

using namespace touchstone;
using namespace touchstone::measure;

namespace {

// Normal approximation with continuity and tie correction (Mann & Whitney 1947; Hollander & Wolfe,
// Nonparametric Statistical Methods, 4.1), two-sided.
double mannWhitneyProbability(const std::vector<double> &a, const std::vector<double> &b)
{
    std::vector<std::pair<double, bool>> all;
    for (const double value : a) {
        all.emplace_back(value, true);
    }
    for (const double value : b) {
        all.emplace_back(value, false);
    }
    std::sort(all.begin(), all.end());
    const double n = double(all.size());
    double rankSum = 0, ties = 0;
    for (std::size_t i = 0; i < all.size();) {
        std::size_t j = i;
        while (j < all.size() && all[j].first == all[i].first) {
            ++j;
        }
        const double count = double(j - i);
        ties += count * count * count - count;
        for (std::size_t k = i; k < j; ++k) {
            rankSum += all[k].second ? double(i + j + 1) / 2 : 0;
        }
        i = j;
    }
    const double na = double(a.size()), nb = double(b.size());
    const double u = rankSum - na * (na + 1) / 2;
    const double sd = std::sqrt(na * nb / 12 * (n + 1 - ties / (n * (n - 1))));
    const double z = (std::fabs(u - na * nb / 2) - 0.5) / sd;
    return std::erfc(std::max(0.0, z) / std::numbers::sqrt2);
}

struct Counts {
    int trials = 0, reported = 0, withoutFloor = 0, uTest = 0, noisy = 0;
    std::vector<double> widths;
    std::vector<double> logRatios;  // by worker
    std::vector<double>
            allLogRatios;  // by trial: of the medians of all batches, disturbed ones too
};

void add(const Trial &trial, Counts &into)
{
    ++into.trials;
    into.reported += trial.calledDifferent() ? 1 : 0;
    into.withoutFloor += trial.calledDifferentWithoutFloor() ? 1 : 0;
    into.noisy += trial.pair.kept < 0.7 * trial.pair.rounds ? 1 : 0;
    if (trial.estimate) {
        into.widths.push_back(trial.estimate->width);
    }
    for (const auto &[worker, logRatio] : trial.pair.byWorker) {
        into.logRatios.push_back(logRatio);
    }
    into.allLogRatios.push_back(std::log(median(trial.firstNs) / median(trial.secondNs)));
    // The batches of each worker follow each other: first worker's A against second worker's B.
    const auto each = std::ptrdiff_t(trial.firstNs.size() / 8);
    const std::vector<double> a(trial.firstNs.begin(), trial.firstNs.begin() + each);
    const std::vector<double> b(trial.secondNs.begin() + each, trial.secondNs.begin() + 2 * each);
    into.uTest += mannWhitneyProbability(a, b) < 0.05 ? 1 : 0;
}

Result<Counts> series(TrialBench &bench, std::string_view prefix, int trials)
{
    const std::vector<std::string> kernels = selfKernelIds(prefix);
    Counts counts;
    for (int i = 0; i < trials; ++i) {
        const auto trial = bench.run(kernels[std::size_t(i) % kernels.size()], {});
        if (!trial) {
            return passOn(trial.error());
        }
        add(*trial, counts);
    }
    return counts;
}

struct CacheCounts {
    Counts shared, own;
};
Result<CacheCounts> cacheSeries(TrialBench &bench, int trials)
{
    CacheCounts counts;
    for (int i = 0; i < trials; ++i) {
        const auto trial = bench.runOnCache({});
        if (!trial) {
            return passOn(trial.error());
        }
        add(trial->sharedBuffer, counts.shared);
        add(trial->ownBuffers, counts.own);
    }
    return counts;
}

void print(const char *what, const Counts &counts)
{
    const auto share = [&](int n) { return 100.0 * n / counts.trials; };
    const Interval bounds = wilsonInterval(counts.reported, counts.trials);
    std::printf("%-28s trials %4d  called different: reported %5.1f %% (%.1f-%.1f)  before the "
                "floor %5.1f %%  U test %5.1f %%  median half-width %.3f %%  noisy %d\n",
                what, counts.trials, share(counts.reported), 100 * bounds.low, 100 * bounds.high,
                share(counts.withoutFloor), share(counts.uTest),
                counts.widths.empty() ? 0.0 : 100 * median(counts.widths), counts.noisy);
    for (const auto &[logRatios, of] : {std::pair(&counts.logRatios, "workers, kept rounds"),
                                        std::pair(&counts.allLogRatios, "trials, all rounds")}) {
        if (logRatios->size() > 1) {
            const Interval interval = tInterval(*logRatios);
            std::printf("%-28s ratio over %s: %.4f (%.4f-%.4f)\n", "", of,
                        std::exp(mean(*logRatios)), std::exp(interval.low),
                        std::exp(interval.high));
        }
    }
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char **argv)
{
    if (argc > 1 && std::string_view(argv[1]) == "worker") {
        return runWorker([](std::string_view) { return nullptr; }, 3);
    }
    const int same = argc > 1 ? std::max(1, std::atoi(argv[1])) : 200;
    const int delayed = argc > 2 ? std::max(1, std::atoi(argv[2])) : 100;
    const int onCache = argc > 3 ? std::max(1, std::atoi(argv[3])) : 30;
    WorkerProgram worker;
    worker.program = "/proc/self/exe";
    const auto floor = measureLayoutFloor(worker, {});
    if (!floor) {
        std::fprintf(stderr, "%s\n", floor.error().message.en.c_str());
        return 1;
    }
    std::printf("layout floor %.2f %%, %.0f %% of its rounds undisturbed\n", 100 * floor->value,
                100 * floor->keptShare);
    TrialBench bench(worker, floor->value);
    for (const auto &[prefix, name, trials] : {std::tuple("self-same-", "identical code", same),
                                               std::tuple("self-delay-", "1.05x delay", delayed)}) {
        const auto counts = series(bench, prefix, trials);
        if (!counts) {
            std::fprintf(stderr, "%s\n", counts.error().message.en.c_str());
            return 1;
        }
        print(name, *counts);
    }
    const auto counts = cacheSeries(bench, onCache);
    if (!counts) {
        std::fprintf(stderr, "%s\n", counts.error().message.en.c_str());
        return 1;
    }
    print("one buffer of cache size", counts->shared);
    print("own buffers of cache size", counts->own);
    return 0;
}
