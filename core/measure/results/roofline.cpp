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

// Key parts of the levels, from the nearest; the last is main memory.
constexpr std::array<const char *, 4> levels{"_l1", "_l2", "_l3", ""};
constexpr std::size_t mainMemory = levels.size() - 1;

// Of the fastest of a level and those beyond it: a cache serves at least what memory behind it
// does, whatever its own probe met (one that is as large as the cache of a shared machine finds
// most of it taken).
double bandwidth(const Probes &probes, std::size_t level, const RooflineQuery &query)
{
    double best = 0;
    for (const std::string kind : {"read", "copy", "nt_copy"}) {
        if (query.device) {
            best = std::max(best, value(probes, "device_" + kind + "_gbps"));
        }
        for (std::size_t i = level; i < levels.size() && !query.device; ++i) {
            best = std::max(best,
                            scaled(probes, kind, levels[i] + std::string("_gbps"), query.threads));
        }
    }
    return best;
}

// The smallest level that holds the buffers. L1 and L2 are a thread's own.
std::size_t levelOf(const Probes &probes, const RooflineQuery &query, double slack)
{
    for (std::size_t i = 0; i < mainMemory && !query.cold && !query.device; ++i) {
        const std::string name = levels[i] + 1;
        const double size = value(probes, name + "_bytes") * (name == "l3" ? 1 : query.threads);
        if (size > 0 && query.footprintBytes <= size * slack) {
            return i;
        }
    }
    return mainMemory;
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

double limitAcrossLevels(double limit, const Probes &probes, const RooflineQuery &baseline,
                         const RooflineQuery &technique)
{
    // What is read again in the same call is counted in its bytes, not in what it touches.
    const auto touched = [](RooflineQuery query) {
        query.footprintBytes = std::min(query.footprintBytes, query.bytes);
        return query;
    };
    const std::size_t far = levelOf(probes, touched(baseline), 1);
    const std::size_t near = levelOf(probes, touched(technique), 1);
    const double farRate = bandwidth(probes, far, baseline);
    if (far != mainMemory || near == mainMemory || farRate <= 0 || technique.bytes <= 0) {
        return limit;
    }
    const double rates = bandwidth(probes, near, technique) / farRate;
    return std::max(limit, baseline.bytes / technique.bytes * rates);
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
