#include "measure/results/roofline.h"

#include <algorithm>
#include <array>
#include <string>

namespace touchstone::measure {

namespace {

constexpr double possibleShare = 0.9;
// A cache may keep a part of a stream that is larger than itself: of ten times its size it serves a
// tenth, which possibleShare allows for.
constexpr double cacheSlack = 10;
// Devices keep their cache size to themselves or tell only a part of it.
constexpr double deviceCacheBytes = 64.0 * 1024 * 1024;
constexpr double deviceSlack = 3;
constexpr double nearPeak = 0.1;
constexpr double coldSlack = 1.05;  // measuring.md, point 10

double value(const Probes &probes, const std::string &key)
{
    const auto found = probes.values.find(key);
    return found == probes.values.end() ? 0 : found->second;
}

// Between one thread and all threads nothing is probed: n times one thread bounds it, and so does
// the figure of all.
double scaled(const Probes &probes, const std::string &prefix, const std::string &suffix,
              int threads)
{
    const double one = value(probes, prefix + "_1t" + suffix);
    const double all = std::max(one, value(probes, prefix + "_all" + suffix));
    return threads == 1 ? one : std::min(all, threads * one);
}

double bandwidth(const Probes &probes, const std::string &level, const RooflineQuery &query)
{
    const std::string suffix = level + "_gbps";
    double best = 0;
    for (const char *kind : {"read", "copy", "nt_copy"}) {
        best = std::max(best, query.device ? value(probes, std::string("device_") + kind + "_gbps")
                                           : scaled(probes, kind, suffix, query.threads));
    }
    return best;
}

// Key part of the smallest level that holds the buffers; "" is main memory.
std::string levelOf(const Probes &probes, const RooflineQuery &query, double slack)
{
    if (query.cold || query.device) {
        return {};
    }
    const std::array<std::pair<const char *, double>, 3> levels{{
            {"l1", double(query.threads)},
            {"l2", double(query.threads)},
            {"l3", 1},
    }};
    for (const auto &[level, caches] : levels) {
        const double size = value(probes, std::string(level) + "_bytes") * caches;
        if (size > 0 && query.footprintBytes <= size * slack) {
            return std::string("_") + level;
        }
    }
    return {};
}

std::optional<double> leastNs(const Probes &probes, const RooflineQuery &query, double slack)
{
    const double peak = peakOf(probes, query);
    const double rate = bandwidth(probes, levelOf(probes, query, slack), query);
    if (rate <= 0 || (query.dense && peak <= 0)) {
        return std::nullopt;
    }
    const double compute = query.dense ? query.flops / peak : 0;  // Gflop/s = flop/ns
    const bool cachedOnDevice = slack > 1 && query.device && !query.cold
                                && query.footprintBytes <= deviceSlack * deviceCacheBytes;
    return std::max(compute, cachedOnDevice ? 0 : query.bytes / rate);
}

bool isRate(const std::string &key)
{
    return key.ends_with("_gflops") || key.ends_with("_gops") || key.ends_with("_gbps");
}

}  // namespace

double peakOf(const Probes &probes, const RooflineQuery &query)
{
    if (query.int8) {
        return query.device ? 0 : scaled(probes, "int8", "_gops", query.threads);
    }
    return query.device ? value(probes, "device_fma_gflops")
                        : scaled(probes, "fma", "_gflops", query.threads);
}

std::optional<double> fastestNs(const Probes &probes, const RooflineQuery &query)
{
    return leastNs(probes, query, 1);
}

std::optional<double> impossibleBelowNs(const Probes &probes, const RooflineQuery &query)
{
    const auto least = leastNs(probes, query, cacheSlack);
    if (!least) {
        return std::nullopt;
    }
    return query.cold ? *least / coldSlack : *least * possibleShare;
}

std::optional<double> rooflineLimit(const Achieved &baseline, const Achieved &technique)
{
    for (const Achieved &side : {baseline, technique}) {
        if (!side.fastestNs || *side.fastestNs <= 0 || side.medianNs <= 0
            || *side.fastestNs < nearPeak * side.medianNs) {
            return std::nullopt;
        }
    }
    if (technique.medianNs < *technique.fastestNs) {
        return std::nullopt;
    }
    return baseline.medianNs / *technique.fastestNs;
}

Probes fasterOf(const Probes &a, const Probes &b)
{
    Probes out = a;
    for (const auto &[key, figure] : b.values) {
        double &kept = out.values[key];
        kept = isRate(key) ? std::max(kept, figure) : figure;
    }
    return out;
}

}  // namespace touchstone::measure
