// Times baselines of our kernels at given sizes, for pytorch_baselines.py, which times PyTorch's
// counterparts in turn. Without arguments: the names; with a name: nanoseconds of one call, the
// median of batches on one thread.
#include "kernels/catalogue.h"
#include "measure/plan.h"
#include "measure/timing.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <vector>

using namespace touchstone;
using namespace touchstone::measure;

namespace {

struct Baseline {
    const char *name, *kernel, *operation, *variant;
    std::vector<std::pair<std::string, std::int64_t>> sizes;
};

const std::vector<Baseline> &baselines()
{
    static const std::vector<Baseline> all{
            {"linear-1",
             "lora-selfroute-merge",
             "layer",
             "backbone",
             {{"tokens", 1}, {"width", 4096}}},
            {"linear-64",
             "lora-selfroute-merge",
             "layer",
             "backbone",
             {{"tokens", 64}, {"width", 1024}}},
            {"attention-1152",
             "attn-hilbert-tiles",
             "attention",
             "dense",
             {{"side", 32}, {"text", 128}, {"tiles", 16}, {"heads", 2}, {"size", 64}}},
            {"attention-1024",
             "attn-sparse-symbols",
             "q-skip",
             "dense",
             {{"tokens", 1024}, {"heads", 4}, {"size", 64}, {"sparsity", 50}}},
            {"convolution",
             "conv-algo-matrix",
             "convolution",
             "onednn-direct",
             {{"images", 1}, {"size", 56}, {"inputs", 64}, {"outputs", 64}}},
            {"matrix-vector",
             "ternary-poisson-code",
             "recall",
             "fp32",
             {{"queries", 1}, {"words", 10000}, {"width", 3072}}},
            {"silu-mul",
             "sglang-trio-fusion",
             "silu-mul",
             "vectorised",
             {{"exponent bits", 8}, {"rows", 64}, {"width", 11008}}},
            {"kl",
             "kd-concrete-score",
             "loss",
             "forward-kl",
             {{"rows", 256}, {"vocabulary", 32768}}},
    };
    return all;
}

int failed(const std::string &why)
{
    std::fprintf(stderr, "bench_baselines: %s\n", why.c_str());
    return 1;
}

int timeOne(const Baseline &baseline)
{
    const kernels::Kernel *kernel = kernels::find(baseline.kernel);
    if (!kernel) {
        return failed(std::string(baseline.kernel) + " is not built");
    }
    const auto &variants = kernel->variants();
    const auto found = std::find_if(variants.begin(), variants.end(), [&](const auto &variant) {
        return variant.operation == baseline.operation && variant.id == baseline.variant;
    });
    if (found == variants.end()) {
        return failed(std::string(baseline.kernel) + " has no " + baseline.variant);
    }
    const std::size_t variant = std::size_t(found - variants.begin());
    Workload::Options options;
    options.setup.shape = {baseline.name, baseline.sizes, baseline.operation};
    auto workload = Workload::prepare(*kernel, options);
    if (!workload) {
        return failed(workload.error().message.en);
    }
    constexpr double shortestBatchNs = 2e7;
    constexpr std::size_t batches = 15;
    const double nsPerCall = calibrated(*workload, variant, shortestBatchNs);
    const long calls = std::max(1L, long(shortestBatchNs / nsPerCall));
    std::array<double, batches> times{};
    for (double &time : times) {
        time = workload->time(variant, calls).wallNs / double(calls);
    }
    std::nth_element(times.begin(), times.begin() + batches / 2, times.end());
    std::printf("%.0f\n", times[batches / 2]);
    return 0;
}

}  // namespace

int main(int count, char **arguments)
{
    for (const Baseline &baseline : baselines()) {
        if (count < 2) {
            std::puts(baseline.name);
        } else if (baseline.name == std::string_view(arguments[1])) {
            return timeOne(baseline);
        }
    }
    return count < 2 ? 0 : failed(std::string("no baseline ") + arguments[1]);
}
