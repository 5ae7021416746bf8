// Two entries of other tools' files beside a claim.
#include "exchange/foreign.h"

#include "compare/comparison.h"
#include "compare/foreign_claim.h"
#include "exchange/foreign_ids.h"
#include "measure/results/statistics.h"

#include <algorithm>
#include <cmath>

namespace touchstone::exchange {

namespace {

using measure::KernelResult;
using measure::QualityResult;
using measure::RatioVerdict;
using measure::VariantResult;

RatioVerdict verdictOf(const measure::RatioResult &ratio)
{
    return ratio.low > 1    ? RatioVerdict::Faster
           : ratio.high < 1 ? RatioVerdict::Slower
                            : RatioVerdict::Unresolved;
}

// Two equal samples say nothing of their spread.
bool spreadKnown(const VariantResult &variant)
{
    const auto &samples = variant.samplesNs;
    return variant.medianLowNs > 0 && (samples.empty() || measure::tellsSpread(samples));
}

// Intervals of both medians, taken together and widened by the floor. Without intervals only the
// floor is known, and the ratio stays unresolved.
measure::RatioResult ratioOf(const VariantResult &baseline, const VariantResult &technique)
{
    measure::RatioResult out;
    out.baseline = baseline.id;
    out.technique = technique.id;
    out.floor = unpairedFloor;
    out.ratio = baseline.medianNs / technique.medianNs;
    const bool known = spreadKnown(baseline) && spreadKnown(technique);
    const double width =
            known ? std::hypot(std::log(baseline.medianHighNs / baseline.medianLowNs) / 2,
                               std::log(technique.medianHighNs / technique.medianLowNs) / 2)
                  : 0;
    const double half = std::hypot(width, unpairedFloor);
    out.low = out.ratio * std::exp(-half);
    out.high = out.ratio * std::exp(half);
    out.verdict = known ? verdictOf(out) : RatioVerdict::Unresolved;
    return out;
}

std::string namesOf(const measure::Bundle &bundle)
{
    constexpr std::size_t longest = 4000;
    std::string names;
    const auto add = [&](const std::string &name) {
        if (names.size() < longest) {
            names += (names.empty() ? "" : ", ") + name;
        } else if (!names.ends_with("...")) {
            names += ", ...";
        }
    };
    for (const KernelResult &result : bundle.results) {
        for (const VariantResult &variant : result.variants) {
            add(variant.id);
        }
        for (const QualityResult &quality : result.quality) {
            add(quality.variant);
        }
    }
    return names;
}

// An entry by its name: a time or a figure of quality, and the result that holds it.
struct Entry {
    KernelResult *result = nullptr;
    VariantResult *time = nullptr;
    QualityResult *quality = nullptr;
};

Entry entryIn(KernelResult &result, const std::string &name)
{
    for (VariantResult &variant : result.variants) {
        if (variant.id == name) {
            return {&result, &variant, nullptr};
        }
    }
    for (QualityResult &quality : result.quality) {
        if (quality.variant == name) {
            return {&result, nullptr, &quality};
        }
    }
    return {};
}

struct Both {
    Entry baseline, technique;
};

Result<> sameWork(const VariantResult &baseline, const VariantResult &technique)
{
    if (baseline.operation != technique.operation) {
        return fail(
                ErrorCode::Invalid, "the two entries time different things: \"{0}\" and \"{1}\"",
                "两个条目计时的对象不同：“{0}”和“{1}”", baseline.operation, technique.operation);
    }
    constexpr double allowed = 1.1;
    for (const auto &[name, size] : baseline.sizes) {
        for (const auto &[other, otherSize] : technique.sizes) {
            const double most = double(std::max(size, otherSize));
            if (name == other && most > allowed * double(std::min(size, otherSize))) {
                return fail(ErrorCode::Invalid,
                            "the two entries did different work: {0} and {1} {2} a request",
                            "两个条目的工作量不同：每个请求 {0} 和 {1}（{2}）", size, otherSize,
                            name);
            }
        }
    }
    return {};
}

Result<Both> bothOf(measure::Bundle &bundle, const ForeignPair &pair)
{
    const auto entry = [&](const QString &name) {
        for (KernelResult &result : bundle.results) {
            if (const Entry found = entryIn(result, name.toStdString()); found.result) {
                return found;
            }
        }
        return Entry{};
    };
    Both both{entry(pair.baseline), {}};
    both.technique = both.baseline.result
                             ? entryIn(*both.baseline.result, pair.technique.toStdString())
                             : Entry{};
    const Entry elsewhere = both.technique.result ? both.technique : entry(pair.technique);
    for (const auto &[name, found] :
         {std::pair(pair.baseline, both.baseline), std::pair(pair.technique, elsewhere)}) {
        if (!found.result) {
            return fail(ErrorCode::NotFound, "no entry \"{0}\"; there are: {1}",
                        "没有条目“{0}”；现有条目：{1}", name.toStdString(), namesOf(bundle));
        }
    }
    if (pair.baseline == pair.technique) {
        return fail(ErrorCode::Invalid, "baseline and technique are the same entry",
                    "基线与技术是同一个条目");
    }
    if (!both.technique.result) {
        return fail(ErrorCode::Invalid,
                    "the two entries were measured on different devices: {0} and {1}",
                    "两个条目在不同设备上测得：{0} 和 {1}", both.baseline.result->deviceName,
                    elsewhere.result->deviceName);
    }
    if ((both.baseline.time == nullptr) != (both.technique.time == nullptr)) {
        return fail(ErrorCode::Invalid, "one entry is a time, the other a figure of quality",
                    "一个条目是耗时，另一个是质量数值");
    }
    if (both.baseline.time) {
        const auto same = sameWork(*both.baseline.time, *both.technique.time);
        return same ? Result<Both>(both) : passOn(same.error());
    }
    const QualityResult &a = *both.baseline.quality, &b = *both.technique.quality;
    if (a.metric != b.metric || a.unit != b.unit) {
        return fail(ErrorCode::Invalid, "the two entries are different figures: {0} and {1}",
                    "两个条目是不同的指标：{0} 和 {1}", a.metric + ' ' + a.unit,
                    b.metric + ' ' + b.unit);
    }
    return both;
}

}  // namespace

Result<std::string> foreignQuantity(measure::Bundle &bundle, const ForeignPair &pair)
{
    const auto both = bothOf(bundle, pair);
    if (!both) {
        return passOn(both.error());
    }
    return both->baseline.time ? std::string("time") : both->baseline.quality->metric;
}

Result<> pairForeign(measure::Bundle &bundle, const ForeignPair &pair)
{
    const auto both = bothOf(bundle, pair);
    if (!both) {
        return passOn(both.error());
    }
    KernelResult &result = *both->baseline.result;
    if (both->baseline.time) {
        const auto ratio = ratioOf(*both->baseline.time, *both->technique.time);
        constexpr double largest = 1e9;
        if (!(ratio.high < largest && ratio.low > 1 / largest)) {
            return fail(ErrorCode::Invalid, "a ratio of {0} [{1}, {2}] is no measurement",
                        "比值 {0} [{1}, {2}] 不可能是测量结果", ratio.ratio, ratio.low, ratio.high);
        }
        both->baseline.time->role = "baseline";
        result.ratios.push_back(ratio);
    } else {
        result.plan[compare::foreignMetricKey] = both->baseline.quality->metric;
        result.plan[compare::foreignBaselineKey] = pair.baseline.toStdString();
        result.plan[compare::foreignTechniqueKey] = pair.technique.toStdString();
    }
    result.plan[compare::foreignClaimKey] = pair.claimId.toStdString();
    result.runId = idOf((result.runId + '-').c_str(),
                        (pair.claimId + u'\n' + pair.baseline + u'\n' + pair.technique).toUtf8());
    return {};
}

}  // namespace touchstone::exchange
