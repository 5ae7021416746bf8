// Bundles come from other machines and other hands: every field is checked, and an error names the
// place. Unknown fields are left alone (a later minor version).
#include "measure/results/results_json.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace touchstone::measure {

namespace {

constexpr double rounding = 1e-9;  // of files written with fewer digits

std::string stringOr(const Place &place, const char *key, std::string_view fallback = {})
{
    const auto found = place.find(key);
    return found ? found->string() : std::string(fallback);
}

Facts facts(const Place &place)
{
    return place.table([](const Place &fact) { return fact.string(); });
}

VerificationResult readVerification(const Place &place)
{
    VerificationResult out;
    out.passed = place["passed"].boolean();
    out.shapes = place["shapes"].count();
    out.seeds = place["seeds"].count();
    const auto error = place.find("max_error");
    out.maxError = error ? error->atLeastZero() : std::numeric_limits<double>::infinity();
    out.tolerance = place["tolerance"].atLeastZero();
    out.message = stringOr(place, "message");
    if (out.passed && !error) {
        place["max_error"].refuse("must be a number when the verification passed",
                                  "验证通过时应为数值");
    }
    if (out.passed && out.maxError > out.tolerance) {
        place["max_error"].refuse("must not exceed tolerance when the verification passed",
                                  "验证通过时不能大于 tolerance");
    }
    return out;
}

Sizes readSizes(const Place &place)
{
    const auto sizes = place.find("sizes");
    return sizes ? sizes->pairs([](const Place &size) { return size.dimension(); }) : Sizes{};
}

Parameters readParameters(const Place &place)
{
    const auto at = place.find("at");
    return at ? at->pairs([](const Place &value) { return value.number(); }) : Parameters{};
}

std::optional<Evidence> evidenceOf(const Place &place)
{
    const auto found = place.find("evidence");
    return found ? std::optional(readEvidence(*found)) : std::nullopt;
}

// No list, or an empty one: nobody noted it.
void readSamples(const Place &place, VariantResult &out)
{
    out.samplesNs = place["samples_ns"].list([](const Place &s) { return s.atLeastZero(); });
    if (const auto workers = place.find("sample_worker")) {
        out.sampleWorker = workers->list([](const Place &w) { return w.count(); });
        if (!out.sampleWorker.empty() && out.sampleWorker.size() != out.samplesNs.size()) {
            workers->refuse("must be as long as samples_ns", "长度应与 samples_ns 相同");
        }
    }
    if (const auto kept = place.find("sample_kept")) {
        const auto flags = kept->list([](const Place &k) { return k.boolean(); });
        out.sampleKept.assign(flags.begin(), flags.end());
        if (!out.sampleKept.empty() && out.sampleKept.size() != out.samplesNs.size()) {
            kept->refuse("must be as long as samples_ns", "长度应与 samples_ns 相同");
        }
    }
}

VariantResult readVariant(const Place &place)
{
    VariantResult out;
    out.id = place["id"].nonEmptyString();
    out.role = place["role"].string();
    if (!fromWord(roleTerms, out.role)) {
        place["role"].refuse("must be baseline, naive or technique",
                             "应为 baseline、naive 或 technique");
    }
    out.operation = stringOr(place, "operation");
    out.group = stringOr(place, "group");
    out.shape = stringOr(place, "shape");
    out.sizes = readSizes(place);
    out.medianNs = place["median_ns"].atLeastZero();
    if (const auto low = place.find("median_low_ns")) {
        out.medianLowNs = low->atLeastZero();
    }
    if (const auto high = place.find("median_high_ns")) {
        out.medianHighNs = high->atLeastZero();
    }
    if (out.medianLowNs > out.medianHighNs) {
        place["median_low_ns"].refuse("must not exceed median_high_ns", "不能大于 median_high_ns");
    }
    const double slack = rounding * out.medianNs;
    const bool bounded = out.medianLowNs > 0 && out.medianHighNs > 0;
    if (bounded
        && (out.medianNs < out.medianLowNs - slack || out.medianNs > out.medianHighNs + slack)) {
        place["median_ns"].refuse("must lie between median_low_ns and median_high_ns",
                                  "应在 median_low_ns 与 median_high_ns 之间");
    }
    readSamples(place, out);
    out.flops = place["flops"].atLeastZero();
    out.bytes = place["bytes"].atLeastZero();
    out.peakShare = place["peak_share"].atLeastZero();
    out.arithmetic = stringOr(place, "arithmetic");
    if (!out.arithmetic.empty() && out.arithmetic != "fp32" && out.arithmetic != "int8") {
        place["arithmetic"].refuse("must be fp32, int8 or empty", "应为 fp32、int8 或空");
    }
    if (const auto weak = place.find("weak_baseline")) {
        out.weakBaseline = weak->boolean();
    }
    return out;
}

// Equivalence is tested with the interval of 90 %; that of 95 % is at most 2.02 times as wide, with
// two processes (Student's t of one degree of freedom).
bool mayBeEquivalent(const RatioResult &ratio)
{
    constexpr double widest = 2.02 * equivalenceMargin;
    return std::log(ratio.low) >= -widest - rounding && std::log(ratio.high) <= widest + rounding;
}

// The interval holds the ratio, and the verdict follows from the interval.
void checkRatio(const Place &place, const RatioResult &ratio)
{
    constexpr double largest = 1e9;
    if (ratio.low < 1 / largest) {
        place["low"].refuse("must be at least 1e-9", "不能小于 1e-9");
    }
    if (ratio.high > largest) {
        place["high"].refuse("must be at most 1e9", "不能大于 1e9");
    }
    if (ratio.low > ratio.ratio) {
        place["low"].refuse("must not exceed ratio", "不能大于 ratio");
    }
    if (ratio.high < ratio.ratio) {
        place["high"].refuse("must not be below ratio", "不能小于 ratio");
    }
    if (ratio.kept > ratio.rounds) {
        place["kept"].refuse("must not exceed rounds", "不能大于 rounds");
    }
    const bool faster = ratio.verdict == RatioVerdict::Faster;
    const bool slower = ratio.verdict == RatioVerdict::Slower;
    if (faster && ratio.low < 1 - rounding) {
        place["verdict"].refuse("is faster, but the interval reaches below 1",
                                "为 faster，但区间低于 1");
    }
    if (slower && ratio.high > 1 + rounding) {
        place["verdict"].refuse("is slower, but the interval reaches above 1",
                                "为 slower，但区间高于 1");
    }
    if (ratio.verdict == RatioVerdict::Equivalent && !mayBeEquivalent(ratio)) {
        place["verdict"].refuse("is equivalent, but the interval is wider than the margin",
                                "为 equivalent，但区间超出等效界限");
    }
    const bool trusted =
            ratio.verdict != RatioVerdict::Noisy && ratio.verdict != RatioVerdict::Invalid;
    const double slack = ratio.quantity == "time" ? rateSlack : 0;
    if (trusted && ratio.limit && std::log(ratio.low / *ratio.limit) > slack + rounding) {
        place["limit"].refuse("is below the whole interval: such a ratio is invalid",
                              "低于整个区间：这样的比值无效");
    }
}

// Of the shape, or of any where the ratio is a mean.
void checkTimed(const Place &place, const std::string &id, const std::string &shape,
                const std::vector<VariantResult> &variants)
{
    const bool timed =
            std::any_of(variants.begin(), variants.end(), [&](const VariantResult &variant) {
                return variant.id == id && (shape.empty() || variant.shape == shape);
            });
    if (!timed) {
        place.refuse("variants holds no times of " + id, "variants 中没有 " + id + " 的耗时");
    }
}

RatioResult readRatio(const Place &place, const std::vector<VariantResult> &variants)
{
    RatioResult out;
    out.baseline = place["baseline"].nonEmptyString();
    out.technique = place["technique"].nonEmptyString();
    if (out.technique == out.baseline) {
        place["technique"].refuse("must differ from baseline", "应与 baseline 不同");
    }
    out.quantity = stringOr(place, "quantity", "time");
    out.operation = stringOr(place, "operation");
    out.group = stringOr(place, "group");
    out.shape = stringOr(place, "shape");
    out.sizes = readSizes(place);
    out.at = readParameters(place);
    out.ratio = place["ratio"].aboveZero();
    out.low = place["low"].aboveZero();
    out.high = place["high"].aboveZero();
    out.floor = place["floor"].atLeastZero();
    out.rounds = place["rounds"].count();
    out.kept = place["kept"].count();
    out.workers = place["workers"].count();
    // Before there was the field, quotients of figures were marked by having no workers.
    const bool quotient = out.quantity != "time" && out.workers == 0;
    out.evidence = evidenceOf(place).value_or(quotient ? Evidence::Computed : Evidence::Measured);
    if (const auto limit = place.find("limit")) {
        out.limit = limit->aboveZero();
    }
    const auto verdict = ratioVerdictFromWord(place["verdict"].string());
    if (!verdict) {
        place["verdict"].refuse("is no known verdict", "不是已知的结论");
    }
    out.verdict = *verdict;
    checkRatio(place, out);
    if (out.quantity == "time") {
        checkTimed(place["baseline"], out.baseline, out.shape, variants);
        checkTimed(place["technique"], out.technique, out.shape, variants);
    }
    return out;
}

QualityResult readQuality(const Place &place)
{
    QualityResult out;
    out.metric = place["metric"].nonEmptyString();
    out.variant = stringOr(place, "variant");
    out.value = place["value"].number();
    out.low = place.optionalNumber("low");
    out.high = place.optionalNumber("high");
    if (out.low && out.high && *out.low > *out.high) {
        place["low"].refuse("must not exceed high", "不能大于 high");
    }
    const double slack = rounding * std::abs(out.value);
    if ((out.low && *out.low > out.value + slack) || (out.high && *out.high < out.value - slack)) {
        place["value"].refuse("must lie between low and high", "应在 low 与 high 之间");
    }
    out.unit = stringOr(place, "unit");
    out.at = readParameters(place);
    if (const auto perSeed = place.find("per_seed")) {
        out.perSeed = perSeed->list([](const Place &value) { return value.number(); });
    }
    out.evidence = evidenceOf(place).value_or(Evidence::Measured);
    return out;
}

}  // namespace

Evidence readEvidence(const Place &place)
{
    const auto evidence = evidenceFromWord(place.string());
    if (!evidence) {
        place.refuse("must be measured, computed or simulated",
                     "应为 measured、computed 或 simulated");
    }
    return *evidence;
}

KernelResult readKernelResult(const Place &place)
{
    KernelResult out;
    out.runId = place["run_id"].identifier();
    if (const auto startedAt = place.find("started_at");
        startedAt && !startedAt->string().empty()) {
        out.startedAt = startedAt->time();
    }
    out.kernel = place["kernel"].identifier();
    if (const auto version = place.find("kernel_version")) {
        out.kernelVersion = version->count();
    }
    out.preset = place["preset"].identifier();
    out.device = place["device"].identifier();
    out.deviceName = stringOr(place, "device_name");
    out.threads = place["threads"].count();
    if (out.threads == 0) {
        place["threads"].refuse("must be above 0", "必须大于 0");
    }
    const auto status = runStatusFromWord(place["status"].string());
    if (!status) {
        place["status"].refuse("is no known status", "不是已知的状态");
    }
    out.status = *status;
    out.message = stringOr(place, "message");
    out.verification = readVerification(place["verification"]);
    out.variants = place["variants"].list(readVariant);
    out.ratios = place["ratios"].list(
            [&](const Place &ratio) { return readRatio(ratio, out.variants); });
    out.quality = place["quality"].list(readQuality);
    if (const auto plan = place.find("plan")) {
        out.plan = facts(*plan);
    }
    return out;
}

namespace {

std::optional<IdenticalPair> pairAt(const Place &certificate, const char *key)
{
    const auto place = certificate.find(key);
    if (!place) {
        return std::nullopt;
    }
    IdenticalPair out;
    out.trials = (*place)["trials"].count();
    out.different = (*place)["called_different"].count();
    if (out.different > out.trials) {
        (*place)["called_different"].refuse("must not exceed trials", "不能大于 trials");
    }
    out.ratio = (*place)["ratio"].aboveZero();
    out.low = (*place)["low"].aboveZero();
    out.high = (*place)["high"].aboveZero();
    if (out.low > out.ratio || out.ratio > out.high) {
        (*place)["ratio"].refuse("must lie between low and high", "应在 low 与 high 之间");
    }
    return out;
}

Certificate readCertificate(const Place &place)
{
    const auto share = [&](const char *key) {
        const double value = place[key].atLeastZero();
        if (value > 1) {
            place[key].refuse("must lie between 0 and 1", "应在 0 与 1 之间");
        }
        return value;
    };
    Certificate out;
    out.at = place["at"].string();
    out.falsePositiveRate = share("false_positive_rate");
    out.falsePositiveHigh = share("false_positive_high");
    out.trials = place["trials"].count();
    out.floor = place["floor"].atLeastZero();
    out.medianHalfWidth = place["median_half_width"].atLeastZero();
    out.detectedShare = share("detected_share");
    out.sharedBuffer = pairAt(place, "shared_buffer");
    out.ownBuffers = pairAt(place, "own_buffers");
    return out;
}

void checkIds(const Place &place, const std::vector<KernelResult> &results)
{
    std::set<std::string> ids;
    for (const KernelResult &result : results) {
        if (!ids.insert(result.runId).second) {
            place["results"].refuse("two results have the run_id " + result.runId,
                                    "两个结果的 run_id 均为 " + result.runId);
        }
    }
}

Machine readMachine(const Place &place)
{
    Machine out;
    if (const auto id = place.find("id"); id && !id->string().empty()) {
        out.id = id->identifier();
    }
    out.name = stringOr(place, "name");
    if (const auto machineFacts = place.find("facts")) {
        out.facts = facts(*machineFacts);
    }
    return out;
}

Probes readProbes(const Place &place)
{
    return {place.table([](const Place &p) { return p.number(); })};
}

}  // namespace

Bundle readBundle(const Place &place)
{
    const std::string schema = place["schema"].string();
    if (schema != "touchstone-bundle/1") {
        place["schema"].refuse("must be touchstone-bundle/1", "应为 touchstone-bundle/1");
    }
    Bundle out;
    out.machine = readMachine(place["machine"]);
    out.environment = facts(place["environment"]);
    if (const auto certificate = place.find("certificate")) {
        out.certificate = readCertificate(*certificate);
    }
    out.probes = readProbes(place["probes"]);
    out.results = place["results"].list(readKernelResult);
    checkIds(place, out.results);
    return out;
}

namespace {

template <class Value>
Result<Value> parsed(std::string_view json, Value (*read)(const Place &))
{
    try {
        const auto document = nlohmann::json::parse(json);
        return read(Place{document, {}});
    } catch (const Malformed &malformed) {
        return fail(ErrorCode::Corrupt, "bundle: {0}", "结果包：{1}", malformed.message.en,
                    malformed.message.zh);
    } catch (const nlohmann::json::parse_error &error) {
        const std::string_view before = json.substr(0, std::min(json.size(), error.byte));
        const auto line = 1 + std::count(before.begin(), before.end(), '\n');
        const std::size_t start = before.rfind('\n') + 1;  // 0 in the first line
        return fail(ErrorCode::UnknownFormat, "bundle: no valid JSON at line {0}, byte {1}",
                    "结果包：第 {0} 行第 {1} 字节处不是有效的 JSON", line, before.size() - start);
    } catch (const nlohmann::json::exception &) {
        // Numbers beyond the range of a double end here.
        return fail(ErrorCode::UnknownFormat, "bundle: a number is out of range",
                    "结果包：数值超出范围");
    }
}

}  // namespace

Result<Bundle> bundleFromJson(std::string_view json)
{
    return parsed(json, readBundle);
}

Result<KernelResult> kernelResultFromJson(std::string_view json)
{
    return parsed(json, readKernelResult);
}

Result<Machine> machineFromJson(std::string_view json)
{
    return parsed(json, readMachine);
}

Result<Facts> factsFromJson(std::string_view json)
{
    return parsed(json, facts);
}

Result<Probes> probesFromJson(std::string_view json)
{
    return parsed(json, readProbes);
}

Result<Certificate> certificateFromJson(std::string_view json)
{
    return parsed(json, readCertificate);
}

}  // namespace touchstone::measure
