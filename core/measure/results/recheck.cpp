#include "measure/results/recheck.h"

#include "measure/results/estimate.h"
#include "measure/results/quantity_ratio.h"
#include "measure/results/roofline.h"
#include "measure/results/statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace touchstone::measure {

namespace {

// Of a logarithm: a tenth of the least layout floor. Samples may be written with few digits.
constexpr double immaterial = 1e-3;
constexpr double leastFloor = 0.01;
// Probes of a bundle may be of another hour than the run.
constexpr double otherHour = 1.25;

bool sameFactor(double stated, double found, double halfWidth)
{
    return std::fabs(std::log(stated / found)) <= immaterial + halfWidth / 100;
}

bool sameRatio(const RatioResult &stated, const RatioResult &found)
{
    const double half = std::log(found.high / found.low) / 2;
    return sameFactor(stated.ratio, found.ratio, half) && sameFactor(stated.low, found.low, half)
           && sameFactor(stated.high, found.high, half) && stated.verdict == found.verdict;
}

std::string shownRatio(const RatioResult &ratio)
{
    return shownFactor(ratio.ratio) + " (" + shownFactor(ratio.low) + " – "
           + shownFactor(ratio.high) + ", " + std::string(toWord(ratio.verdict)) + ")";
}

std::string nameOf(const RatioResult &ratio)
{
    const std::string name = ratio.technique + " / " + ratio.baseline;
    return ratio.shape.empty() ? name : name + ", " + ratio.shape;
}

struct Sides {
    const VariantResult *baseline = nullptr, *technique = nullptr;
};

bool fits(const std::string &a, const std::string &b)
{
    return a.empty() || b.empty() || a == b;
}

// The times that a ratio is taken of, one pair a shape.
std::vector<Sides> sidesOf(const KernelResult &result, const RatioResult &ratio)
{
    std::vector<Sides> out;
    for (const VariantResult &baseline : result.variants) {
        const bool isMeant = baseline.id == ratio.baseline
                             && fits(baseline.operation, ratio.operation)
                             && (ratio.shape.empty() ? fits(baseline.group, ratio.group)
                                                     : baseline.shape == ratio.shape);
        if (!isMeant) {
            continue;
        }
        for (const VariantResult &technique : result.variants) {
            if (technique.id == ratio.technique && technique.shape == baseline.shape
                && technique.operation == baseline.operation) {
                out.push_back({&baseline, &technique});
                break;
            }
        }
    }
    return out;
}

// Each round timed both variants twice, in order. nullopt when the samples are none of this kind.
std::optional<std::vector<WorkerRounds>> roundsOf(const Sides &sides)
{
    constexpr long droppedMark = std::numeric_limits<long>::max();
    std::map<int, std::array<std::vector<Sample>, 2>> byWorker;
    for (const std::size_t side : {std::size_t(0), std::size_t(1)}) {
        const VariantResult &variant = side == 0 ? *sides.baseline : *sides.technique;
        const std::size_t count = variant.samplesNs.size();
        if (count == 0 || variant.sampleWorker.size() != count
            || variant.sampleKept.size() != count) {
            return std::nullopt;
        }
        for (std::size_t i = 0; i < count; ++i) {
            byWorker[variant.sampleWorker[i]][side].push_back(
                    {side, variant.samplesNs[i], 0, variant.sampleKept[i] ? 0 : droppedMark,
                     std::nullopt});
        }
    }
    std::vector<WorkerRounds> out;
    for (const auto &[worker, samples] : byWorker) {
        if (samples[0].size() != samples[1].size() || samples[0].size() % 2 != 0) {
            return std::nullopt;
        }
        out.push_back({worker, {}});
        for (std::size_t i = 0; i < samples[0].size(); i += 2) {
            out.back().rounds.push_back(
                    {samples[0][i], samples[0][i + 1], samples[1][i], samples[1][i + 1]});
        }
    }
    return out;
}

// The gate has spoken already: its marks came with the samples.
PairSummary summaryOf(const std::vector<WorkerRounds> &rounds, Rounds which)
{
    constexpr GateRules marksAlone{1, true};
    return summarise(rounds, 0, 1, marksAlone, TimeSource::Host, which);
}

bool isImpossible(const VariantResult &variant, const KernelResult &result, const Bundle &bundle)
{
    // The bundle does not tell how large the buffers are: the fastest cache bounds them.
    const RooflineQuery query{
            variant.flops, variant.bytes,          !variant.arithmetic.empty(), 0, result.threads,
            false,         result.device != "cpu", variant.arithmetic == "int8"};
    const double slack = bundle.environment.count("layout floor") > 0 ? busyProbeSlack : 1;
    const auto least = impossibleBelowNs(bundle.probes, query);
    return least && variant.medianNs > 0 && variant.medianNs * slack * otherHour < *least;
}

// The share of the peak that is stored with a time tells the least time.
std::optional<double> limitOf(const Sides &sides)
{
    const auto achieved = [](const VariantResult &variant) {
        return Achieved{variant.medianNs,
                        variant.peakShare > 0 ? std::optional(variant.peakShare * variant.medianNs)
                                              : std::nullopt};
    };
    return rooflineLimit(achieved(*sides.baseline), achieved(*sides.technique));
}

struct Again {
    std::optional<RatioResult> ratio;
    bool hasSamples = true;
};

Again timeRatio(const KernelResult &result, const RatioResult &stated, const Bundle &bundle)
{
    std::vector<PairSummary> clean, all;
    Bounds bounds{stated.limit, false};
    const std::vector<Sides> shapes = sidesOf(result, stated);
    for (const Sides &sides : shapes) {
        const auto rounds = roundsOf(sides);
        if (!rounds) {
            return {std::nullopt, false};
        }
        clean.push_back(summaryOf(*rounds, Rounds::Kept));
        all.push_back(summaryOf(*rounds, Rounds::All));
        bounds.belowFastest = bounds.belowFastest || isImpossible(*sides.baseline, result, bundle)
                              || isImpossible(*sides.technique, result, bundle);
        if (!bounds.limit && !stated.shape.empty()) {
            bounds.limit = limitOf(sides);
        }
    }
    if (shapes.empty()) {
        return {std::nullopt, false};
    }
    const bool isMean = stated.shape.empty();
    const PairSummary kept = isMean ? geometricMean(clean) : clean.front();
    const bool usable = estimate(kept, stated.floor).has_value();
    const PairSummary pair = usable ? kept : isMean ? geometricMean(all) : all.front();
    const auto found = estimate(pair, stated.floor);
    return {found ? std::optional(toRatio(pair, *found, stated.floor, bounds)) : std::nullopt};
}

Text differs(const RatioResult &stated, const RatioResult &found)
{
    return text("{0}: the file says {1}, its own samples say {2}",
                "{0}：文件称 {1}，而其样本给出 {2}", nameOf(stated), shownRatio(stated),
                shownRatio(found));
}

std::optional<Text> timeFault(const KernelResult &result, const RatioResult &stated,
                              const Bundle &bundle)
{
    Again again = timeRatio(result, stated, bundle);
    // Its machine knew how large the buffers are, and therefore more of what is impossible.
    if (again.ratio && stated.verdict == RatioVerdict::Invalid) {
        again.ratio->verdict = RatioVerdict::Invalid;
    }
    if (!again.hasSamples) {
        return text("{0}: no paired samples that the ratio could be computed from",
                    "{0}：没有可用于计算该比值的配对样本", nameOf(stated));
    }
    if (!again.ratio) {
        return text("{0}: its samples are too few for a ratio", "{0}：样本过少，无法得出比值",
                    nameOf(stated));
    }
    if (stated.floor < leastFloor) {
        return text("{0}: its layout floor is below the least one of {1} %",
                    "{0}：布局本底低于最小值 {1}%", nameOf(stated), 100 * leastFloor);
    }
    if (!sameRatio(stated, *again.ratio)) {
        return differs(stated, *again.ratio);
    }
    if (stated.rounds != again.ratio->rounds || stated.kept != again.ratio->kept
        || stated.workers != again.ratio->workers) {
        return text("{0}: the file says {1} workers and {2} of {3} rounds, its samples are of {4} "
                    "and {5} of {6}",
                    "{0}：文件称有 {1} 个进程、{3} 轮中 {2} 轮有效，而样本为 {4} 个进程、{6} 轮中 "
                    "{5} 轮有效",
                    nameOf(stated), stated.workers, stated.kept, stated.rounds,
                    again.ratio->workers, again.ratio->kept, again.ratio->rounds);
    }
    return std::nullopt;
}

const QualityResult *figureOf(const KernelResult &result, const RatioResult &ratio,
                              const std::string &variant)
{
    const auto found = std::find_if(
            result.quality.begin(), result.quality.end(), [&](const QualityResult &one) {
                return one.metric == ratio.quantity && one.variant == variant && one.at == ratio.at;
            });
    return found == result.quality.end() ? nullptr : &*found;
}

// Before its interval over seeds was known, which the ratio of unpaired figures does not use.
QualityResult withoutSeeds(QualityResult figure)
{
    if (figure.perSeed.size() > 1) {
        figure.low.reset();
        figure.high.reset();
    }
    return figure;
}

std::optional<Text> quantityFault(const KernelResult &result, const RatioResult &stated)
{
    const QualityResult *base = figureOf(result, stated, stated.baseline);
    const QualityResult *technique = figureOf(result, stated, stated.technique);
    if (!base || !technique) {
        return text("{0}: no figures of {1} that the ratio could be computed from",
                    "{0}：没有可用于计算该比值的“{1}”数值", nameOf(stated), stated.quantity);
    }
    // The bundle does not tell whether less is better: one of the two directions must agree.
    std::optional<RatioResult> nearest;
    for (const auto &[a, b] : {std::pair(*base, *technique), std::pair(*technique, *base),
                               std::pair(withoutSeeds(*base), withoutSeeds(*technique)),
                               std::pair(withoutSeeds(*technique), withoutSeeds(*base))}) {
        auto found = quantityRatio(a, b);
        if (!found) {
            continue;
        }
        if (stated.limit && found->low > *stated.limit) {
            found->verdict = RatioVerdict::Invalid;
        }
        if (sameRatio(stated, *found)) {
            return std::nullopt;
        }
        const bool isNearer = !nearest
                              || std::fabs(std::log(found->ratio / stated.ratio))
                                         < std::fabs(std::log(nearest->ratio / stated.ratio));
        if (isNearer) {
            nearest = found;
        }
    }
    return nearest ? differs(stated, *nearest)
                   : text("{0}: its figures give no ratio", "{0}：其数值得不出比值",
                          nameOf(stated));
}

std::optional<Text> medianFault(const VariantResult &variant)
{
    std::vector<double> used;
    for (std::size_t i = 0; i < variant.sampleKept.size(); ++i) {
        if (variant.sampleKept[i]) {
            used.push_back(variant.samplesNs[i]);
        }
    }
    if (used.empty()) {
        used = variant.samplesNs;
    }
    if (used.empty()) {
        return std::nullopt;  // a ratio of it has its own fault
    }
    const double found = median(used);
    if (sameFactor(variant.medianNs, found, 0)) {
        return std::nullopt;
    }
    return text("{0}, {1}: the file says a median of {2} ns, its samples have {3} ns",
                "{0}，{1}：文件称中位数为 {2} ns，而样本为 {3} ns", variant.id, variant.shape,
                variant.medianNs, found);
}

bool sameFigure(const std::optional<double> &stated, const std::optional<double> &found,
                double halfWidth)
{
    constexpr double digits = 1e-6;
    return stated && found
           && std::fabs(*stated - *found)
                      <= immaterial * halfWidth + digits * std::fabs(*found) + digits * digits;
}

std::optional<Text> seedFault(const QualityResult &stated)
{
    if (stated.perSeed.size() < 2) {
        return std::nullopt;
    }
    const QualityResult found = overSeeds(stated);
    const double half = (*found.high - *found.low) / 2;
    if (sameFigure(stated.value, found.value, half) && sameFigure(stated.low, found.low, half)
        && sameFigure(stated.high, found.high, half)) {
        return std::nullopt;
    }
    return text("{0} of {1}: the file says {2}, its seeds say {3} ({4} to {5})",
                "{1} 的 {0}：文件称 {2}，而各随机种子给出 {3}（{4} 至 {5}）", stated.metric,
                stated.variant, stated.value, found.value, *found.low, *found.high);
}

}  // namespace

std::optional<Text> contradiction(const KernelResult &result, const Bundle &bundle)
{
    for (const VariantResult &variant : result.variants) {
        if (auto fault = medianFault(variant)) {
            return fault;
        }
    }
    for (const QualityResult &quality : result.quality) {
        if (auto fault = seedFault(quality)) {
            return fault;
        }
    }
    for (const RatioResult &ratio : result.ratios) {
        auto fault = ratio.quantity == "time" ? timeFault(result, ratio, bundle)
                                              : quantityFault(result, ratio);
        if (fault) {
            return fault;
        }
        const bool isBad =
                ratio.verdict == RatioVerdict::Noisy || ratio.verdict == RatioVerdict::Invalid;
        if (isBad && result.status == RunStatus::Ok) {
            return text("{0}: the ratio is {1}, but the run is called ok",
                        "{0}：比值的结论为 {1}，而运行状态却为 ok", nameOf(ratio),
                        toWord(ratio.verdict));
        }
    }
    return std::nullopt;
}

}  // namespace touchstone::measure
