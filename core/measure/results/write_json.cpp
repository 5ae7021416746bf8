#include "measure/results/results_json.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::measure {

namespace {

using Json = nlohmann::ordered_json;

// JSON has no infinity: where one can be meant (an error that is not finite) it is written as null.
Json numberOrNull(double value)
{
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

// Named values whose order counts: [["tokens",64],["width",2048]]. Members of an object have no
// order of their own, and many programs sort them.
template <class Value>
Json pairs(const std::vector<std::pair<std::string, Value>> &values)
{
    Json out = Json::array();
    for (const auto &[name, value] : values) {
        out.push_back(Json::array({name, value}));
    }
    return out;
}

Json written(const VerificationResult &verification)
{
    return {{"passed", verification.passed},
            {"shapes", verification.shapes},
            {"seeds", verification.seeds},
            {"max_error", numberOrNull(verification.maxError)},
            {"tolerance", verification.tolerance},
            {"message", verification.message}};
}

Json written(const VariantResult &variant)
{
    return {{"id", variant.id},
            {"role", variant.role},
            {"operation", variant.operation},
            {"group", variant.group},
            {"shape", variant.shape},
            {"sizes", pairs(variant.sizes)},
            {"median_ns", variant.medianNs},
            {"median_low_ns", variant.medianLowNs},
            {"median_high_ns", variant.medianHighNs},
            {"samples_ns", variant.samplesNs},
            {"sample_worker", variant.sampleWorker},
            {"sample_kept", variant.sampleKept},
            {"flops", variant.flops},
            {"bytes", variant.bytes},
            {"peak_share", variant.peakShare},
            {"arithmetic", variant.arithmetic},
            {"weak_baseline", variant.weakBaseline}};
}

Json written(const RatioResult &ratio)
{
    return {{"baseline", ratio.baseline},
            {"technique", ratio.technique},
            {"quantity", ratio.quantity},
            {"operation", ratio.operation},
            {"group", ratio.group},
            {"shape", ratio.shape},
            {"sizes", pairs(ratio.sizes)},
            {"evidence", toWord(ratio.evidence)},
            {"at", pairs(ratio.at)},
            {"ratio", ratio.ratio},
            {"low", ratio.low},
            {"high", ratio.high},
            {"floor", ratio.floor},
            {"rounds", ratio.rounds},
            {"kept", ratio.kept},
            {"workers", ratio.workers},
            {"limit", jsonOf(ratio.limit)},
            {"verdict", toWord(ratio.verdict)}};
}

Json written(const QualityResult &quality)
{
    return {{"metric", quality.metric},
            {"variant", quality.variant},
            {"value", quality.value},
            {"low", jsonOf(quality.low)},
            {"high", jsonOf(quality.high)},
            {"unit", quality.unit},
            {"at", pairs(quality.at)},
            {"per_seed", quality.perSeed},
            {"evidence", toWord(quality.evidence)}};
}

template <class Value>
Json writtenAll(const std::vector<Value> &values)
{
    Json out = Json::array();
    for (const Value &value : values) {
        out.push_back(written(value));
    }
    return out;
}

Json written(const Machine &machine)
{
    return {{"id", machine.id}, {"name", machine.name}, {"facts", machine.facts}};
}

Json written(const std::optional<IdenticalPair> &pair)
{
    return pair ? Json{{"trials", pair->trials},
                       {"called_different", pair->different},
                       {"ratio", pair->ratio},
                       {"low", pair->low},
                       {"high", pair->high}}
                : Json(nullptr);
}

Json written(const Certificate &certificate)
{
    return {{"at", certificate.at},
            {"false_positive_rate", certificate.falsePositiveRate},
            {"false_positive_high", certificate.falsePositiveHigh},
            {"trials", certificate.trials},
            {"floor", certificate.floor},
            {"median_half_width", certificate.medianHalfWidth},
            {"detected_share", certificate.detectedShare},
            {"shared_buffer", written(certificate.sharedBuffer)},
            {"own_buffers", written(certificate.ownBuffers)}};
}

}  // namespace

Json jsonOf(const KernelResult &result)
{
    return {{"run_id", result.runId},
            {"started_at", result.startedAt},
            {"kernel", result.kernel},
            {"kernel_version", result.kernelVersion},
            {"preset", result.preset},
            {"device", result.device},
            {"device_name", result.deviceName},
            {"threads", result.threads},
            {"status", toWord(result.status)},
            {"message", result.message},
            {"verification", written(result.verification)},
            {"variants", writtenAll(result.variants)},
            {"ratios", writtenAll(result.ratios)},
            {"quality", writtenAll(result.quality)},
            {"plan", result.plan}};
}

Json jsonOf(const std::optional<double> &value)
{
    return value ? Json(*value) : Json(nullptr);
}

Json jsonOf(const Bundle &bundle)
{
    Json results = Json::array();
    for (const KernelResult &result : bundle.results) {
        results.push_back(jsonOf(result));
    }
    return {{"schema", "touchstone-bundle/1"},
            {"machine", written(bundle.machine)},
            {"environment", bundle.environment},
            {"certificate", bundle.certificate ? written(*bundle.certificate) : Json(nullptr)},
            {"probes", bundle.probes.values},
            {"results", std::move(results)}};
}

std::string dumped(const Json &json, int indent)
{
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

namespace {

double sampleDeviation(const std::vector<double> &samples, double mean)
{
    if (samples.size() < 2) {
        return 0;
    }
    double sum = 0;
    for (const double sample : samples) {
        sum += (sample - mean) * (sample - mean);
    }
    return std::sqrt(sum / double(samples.size() - 1));
}

Json googleEntry(const KernelResult &result, const VariantResult &variant)
{
    const std::string name = result.kernel + '/' + variant.id + '/' + variant.shape;
    return {{"name", name},
            {"run_name", name},
            {"repetitions", int(variant.samplesNs.size())},
            {"threads", result.threads},
            {"time_unit", "ns"}};
}

void appendGoogleEntries(Json &benchmarks, const KernelResult &result, const VariantResult &variant)
{
    const auto add = [&](const char *type, const std::string &suffix, double ns) -> Json & {
        Json entry = googleEntry(result, variant);
        entry["run_type"] = type;
        if (!suffix.empty()) {
            entry["name"] = entry["run_name"].get<std::string>() + '_' + suffix;
            entry["aggregate_name"] = suffix;
            entry["aggregate_unit"] = "time";
        }
        entry["iterations"] = 1;
        entry["real_time"] = ns;
        entry["cpu_time"] = ns;
        benchmarks.push_back(std::move(entry));
        return benchmarks.back();
    };
    for (std::size_t i = 0; i < variant.samplesNs.size(); ++i) {
        add("iteration", {}, variant.samplesNs[i])["repetition_index"] = i;
    }
    if (variant.samplesNs.empty()) {
        return;
    }
    const double mean = std::accumulate(variant.samplesNs.begin(), variant.samplesNs.end(), 0.0)
                        / double(variant.samplesNs.size());
    add("aggregate", "mean", mean);
    add("aggregate", "median", variant.medianNs);
    add("aggregate", "stddev", sampleDeviation(variant.samplesNs, mean));
}

}  // namespace

std::string toJson(const Bundle &bundle, int indent)
{
    return dumped(jsonOf(bundle), indent);
}

std::string toJson(const KernelResult &result, int indent)
{
    return dumped(jsonOf(result), indent);
}

std::string toJson(const Machine &machine)
{
    return dumped(written(machine), -1);
}

std::string toJson(const Facts &facts)
{
    return dumped(Json(facts), -1);
}

std::string toJson(const Probes &probes)
{
    return dumped(Json(probes.values), -1);
}

std::string toJson(const Certificate &certificate, int indent)
{
    return dumped(written(certificate), indent);
}

std::string toGoogleBenchmarkJson(const Bundle &bundle)
{
    Json benchmarks = Json::array();
    for (const KernelResult &result : bundle.results) {
        for (const VariantResult &variant : result.variants) {
            appendGoogleEntries(benchmarks, result, variant);
        }
    }
    const Json json{
            {"context",
             {{"date", bundle.results.empty() ? std::string() : bundle.results.front().startedAt},
              {"executable", "touchstone-bench"},
              {"host_name", bundle.machine.id},
              {"cpu_name", bundle.machine.name},
              {"library_build_type", "release"}}},
            {"benchmarks", std::move(benchmarks)}};
    return dumped(json, 1);
}

}  // namespace touchstone::measure
