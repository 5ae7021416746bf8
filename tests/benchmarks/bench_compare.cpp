// The comparison of the bundled papers with many stored runs: what `touchstone compare` and the
// window do before the first row is shown.
//
//   bench_compare                                100 and 10,000 runs
//   TOUCHSTONE_BENCH_RUNS=50000 bench_compare    that many instead
#include "compare/comparison.h"
#include "exchange/comparison_inputs.h"
#include "exchange/entry_ratio.h"
#include "importing/importer.h"
#include "library/vocabulary.h"
#include "value_of.h"

#include <QTemporaryDir>

#include <benchmark/benchmark.h>

#include <map>

using namespace touchstone;

namespace {

constexpr int samplesOfAVariant = 60;
constexpr int machines = 5;

// A run with a variant and a ratio for each claim of the kernel, as many samples as a real one.
measure::KernelResult resultOf(const KernelText &kernel, int number)
{
    measure::KernelResult result;
    result.runId = "run-" + std::to_string(number);
    result.startedAt = QDateTime::fromSecsSinceEpoch(1'700'000'000 + number, Qt::UTC)
                               .toString(Qt::ISODate)
                               .toStdString();
    result.kernel = kernel.id.toStdString();
    result.preset = "medium";
    result.device = "cpu";
    result.verification.passed = true;
    for (const KernelClaim &entry : kernel.claims) {
        measure::VariantResult variant;
        variant.id = entry.technique.toStdString();
        variant.role = "technique";
        variant.operation = entry.operation.toStdString();
        variant.shape = "64x" + std::to_string(result.variants.size() + 1);
        variant.samplesNs.assign(samplesOfAVariant, 1e6 + number);
        variant.sampleWorker.assign(samplesOfAVariant, 0);
        variant.sampleKept.assign(samplesOfAVariant, true);
        variant.medianNs = variant.samplesNs.front();
        result.variants.push_back(variant);
        result.ratios.push_back(ratioAnswering(entry, 1.5, 0.07));
    }
    return result;
}

struct Filled {
    QTemporaryDir folder;
    std::unique_ptr<store::Store> store;

    explicit Filled(int runs)
        : store(valueOf(store::Store::open(folder.filePath(QStringLiteral("bench.sqlite")))))
    {
        for (const QString &path : importing::bundledReportPaths()) {
            for (const Report &report : valueOf(importing::readFile(path))) {
                valueOf(store->apply({importing::planImport(report, *store)}));
            }
        }
        const auto &kernels = Vocabulary::bundled().kernels();
        for (int machine = 0; machine < machines; ++machine) {
            measure::Bundle bundle;
            bundle.machine.id = "m-" + std::to_string(machine);
            for (int run = machine; run < runs; run += machines) {
                bundle.results.push_back(resultOf(kernels[(run / machines) % kernels.size()], run));
            }
            valueOf(store->addBundle(bundle));
        }
    }
};

void compareAll(benchmark::State &state)
{
    static std::map<int, std::unique_ptr<Filled>> libraries;
    auto &filled = libraries[int(state.range(0))];
    if (!filled) {
        filled = std::make_unique<Filled>(int(state.range(0)));
    }
    qsizetype rows = 0;
    for (auto _ : state) {
        const auto inputs = valueOf(exchange::loadComparison(*filled->store, store::PaperQuery()));
        rows = compare::compareClaims(inputs.papers, inputs.runs, Vocabulary::bundled()).size();
        benchmark::DoNotOptimize(rows);
    }
    state.counters["rows"] = double(rows);
}

}  // namespace

int main(int argc, char **argv)
{
    benchmark::Initialize(&argc, argv);
    const int wanted = qEnvironmentVariableIntValue("TOUCHSTONE_BENCH_RUNS");
    for (const int runs : wanted > 0 ? std::vector{wanted} : std::vector{100, 10'000}) {
        benchmark::RegisterBenchmark("compare/runs", compareAll)
                ->Arg(runs)
                ->Unit(benchmark::kMillisecond);
    }
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
