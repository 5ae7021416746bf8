// Measured ratios that answer the entries of a kernel, for tests and benchmarks.
#pragma once

#include "library/vocabulary.h"
#include "measure/results/results.h"

namespace touchstone {

inline constexpr const char *usableRunAt = "2026-02-02T00:00:00Z";
inline constexpr const char *noisyRunAt = "2026-03-03T00:00:00Z";
inline constexpr const char *oldestRunAt = "2026-01-01T00:00:00Z";

// `factor` with an interval of so much on both sides (0.02 = 2 %).
inline measure::RatioResult ratioAnswering(const KernelClaim &entry, double factor, double half)
{
    measure::RatioResult ratio;
    ratio.baseline = entry.baseline.toStdString();
    ratio.technique = entry.technique.toStdString();
    ratio.quantity = entry.quantity.toStdString();
    ratio.operation = entry.operation.toStdString();
    ratio.group = entry.group.toStdString();
    ratio.shape = entry.shape.toStdString();
    ratio.at = entry.at;
    ratio.ratio = factor;
    ratio.low = factor * (1 - half);
    ratio.high = factor * (1 + half);
    ratio.verdict = measure::RatioVerdict::Faster;
    return ratio;
}

// A result that holds a ratio for every entry of the kernel, each of another size, a sweep over two
// shapes and the same technique against a naive baseline.
inline measure::KernelResult resultAnswering(const KernelText &kernel, const char *at, double first)
{
    measure::KernelResult result;
    result.runId = kernel.id.toStdString() + at;
    result.startedAt = at;
    result.kernel = kernel.id.toStdString();
    result.preset = "medium";
    result.device = "cpu";
    result.verification.passed = true;
    for (const KernelClaim &entry : kernel.claims) {
        if (entry.grade != Grade::NotMeasurable) {
            const double factor = first + 0.1 * double(result.ratios.size());
            result.ratios.push_back(ratioAnswering(entry, factor, 0.02));
        }
    }
    if (result.ratios.empty()) {
        return result;
    }
    measure::RatioResult own = result.ratios.front();
    own.operation = "sweep";
    own.group.clear();
    own.at.clear();
    for (const std::int64_t size : {64, 128}) {
        own.shape = std::to_string(size);
        own.sizes = {{"size", size}};
        result.ratios.push_back(own);
    }
    own.shape.clear();
    own.sizes.clear();
    result.ratios.push_back(own);
    own.baseline = "slow";
    result.ratios.push_back(own);
    measure::VariantResult naive;
    naive.id = "slow";
    naive.role = "naive";
    naive.operation = "sweep";
    result.variants.push_back(naive);
    return result;
}

// Of every kernel: a usable run, a newer one that is noisy and an older one, each with other
// figures.
inline measure::Bundle bundleAnswering(const QVector<KernelText> &kernels)
{
    measure::Bundle bundle;
    bundle.machine.id = "m-1";
    for (const KernelText &kernel : kernels) {
        bundle.results.push_back(resultAnswering(kernel, usableRunAt, 2));
        bundle.results.push_back(resultAnswering(kernel, noisyRunAt, 20));
        bundle.results.back().status = measure::RunStatus::Noisy;
        bundle.results.push_back(resultAnswering(kernel, oldestRunAt, 40));
    }
    return bundle;
}

}  // namespace touchstone
