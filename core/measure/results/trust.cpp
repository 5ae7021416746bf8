#include "measure/results/trust.h"

#include "measure/results/recheck.h"

#include <algorithm>
#include <cmath>

namespace touchstone::measure {

namespace {

constexpr char mistrustKey[] = "mistrusted";
constexpr char mistrustZhKey[] = "mistrusted zh";
constexpr char fileKey[] = "came from";
constexpr char hashKey[] = "came from sha256";

std::string planned(const KernelResult &result, const char *key)
{
    const auto found = result.plan.find(key);
    return found == result.plan.end() ? std::string() : found->second;
}

Result<> refuseFuture(const Bundle &bundle, const std::string &latest)
{
    const auto refused = [](const std::string &place, const std::string &at) {
        return fail(ErrorCode::Invalid, "bundle: {0}: {1} lies in the future",
                    "结果包：{0}：{1} 是将来的时间", place, at);
    };
    if (bundle.certificate && bundle.certificate->at > latest) {
        return refused("certificate.at", bundle.certificate->at);
    }
    for (std::size_t i = 0; i < bundle.results.size(); ++i) {
        if (bundle.results[i].startedAt > latest) {
            return refused("results[" + std::to_string(i) + "].started_at",
                           bundle.results[i].startedAt);
        }
    }
    return {};
}

// The ratio of two entries of another tool is the quotient of their medians.
bool isQuotient(const KernelResult &result, const RatioResult &ratio)
{
    const auto medianOf = [&](const std::string &id) {
        const auto found = std::find_if(result.variants.begin(), result.variants.end(),
                                        [&](const VariantResult &one) { return one.id == id; });
        return found == result.variants.end() ? 0 : found->medianNs;
    };
    constexpr double rounding = 1e-6;
    const double quotient = medianOf(ratio.baseline) / medianOf(ratio.technique);
    return std::fabs(ratio.ratio / quotient - 1) <= rounding;
}

void admitForeign(KernelResult &result)
{
    const bool followed =
            std::all_of(result.ratios.begin(), result.ratios.end(), [&](const RatioResult &ratio) {
                return ratio.quantity == "time" && isQuotient(result, ratio);
            });
    if (!followed) {
        result.plan.erase(claimKey);
    }
    mistrust(result, text("measured by {0}, neither verified nor paired",
                          "由 {0} 测得，未经验证，亦非配对测量", result.kernel));
}

void admitOwn(KernelResult &result, const Bundle &bundle)
{
    result.plan.erase(claimKey);  // its ratios answer by their kernel alone
    const bool said = result.status == RunStatus::Ok || result.status == RunStatus::Noisy;
    if (said && !result.verification.passed) {
        result.status = RunStatus::Failed;
        if (result.message.empty()) {
            result.message = "the verification failed";
        }
    }
    if (mistrustOf(result)) {
        return;  // an earlier door found a reason
    }
    if (const auto reason = contradiction(result, bundle)) {
        mistrust(result, *reason);
    }
}

}  // namespace

std::optional<Text> mistrustOf(const KernelResult &result)
{
    const std::string en = planned(result, mistrustKey);
    if (en.empty()) {
        return std::nullopt;
    }
    const std::string zh = planned(result, mistrustZhKey);
    return Text{en, zh.empty() ? en : zh};
}

void mistrust(KernelResult &result, const Text &reason)
{
    result.plan[mistrustKey] = reason.en;
    result.plan[mistrustZhKey] = reason.zh;
}

Origin originOf(const KernelResult &result)
{
    return {planned(result, fileKey), planned(result, hashKey)};
}

Text originWords(const Origin &origin)
{
    return origin.isFile() ? text("came from {0}, sha256 {1}", "来自 {0}，sha256 {1}", origin.file,
                                  origin.sha256)
                           : Text{};
}

Result<> admit(Bundle &bundle, const Origin &origin, const std::string &latest)
{
    if (const auto possible = refuseFuture(bundle, latest); !possible) {
        return possible;
    }
    for (KernelResult &result : bundle.results) {
        if (result.preset == foreignPreset) {
            admitForeign(result);
        } else {
            admitOwn(result, bundle);
        }
        result.plan[fileKey] = onOneLine(origin.file);
        result.plan[hashKey] = origin.sha256;
    }
    return {};
}

}  // namespace touchstone::measure
