// Bundles come from other machines and other hands: every field is checked, and an error names the
// place, e.g. "results[2].ratios[0].low". Unknown fields are left alone (a later minor version).
#include "measure/results/results.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

namespace touchstone::measure {

namespace {

using Json = nlohmann::json;

struct Malformed {
    Text message;
};

// A value of the document and where it stands.
class Place {
public:
    Place(const Json &value, std::string path) : m_value(&value), m_path(std::move(path)) {}

    [[noreturn]] void refuse(std::string_view en, std::string_view zh) const
    {
        const std::string where = m_path.empty() ? "(top)" : m_path;
        throw Malformed{text("bundle: {0}: {1}", "结果包：{0}：{2}", where, en, zh)};
    }

    Place operator[](const char *key) const
    {
        const Json *found = member(key);
        if (!found) {
            at(key).refuse("is missing", "缺失");
        }
        return {*found, at(key).m_path};
    }
    // nullopt when absent; null counts as absent.
    std::optional<Place> find(const char *key) const
    {
        const Json *found = member(key);
        if (!found || found->is_null()) {
            return std::nullopt;
        }
        return Place{*found, at(key).m_path};
    }

    std::string string() const
    {
        if (!m_value->is_string()) {
            refuse("a string is needed", "应为字符串");
        }
        return m_value->get<std::string>();
    }
    std::string nonEmptyString() const
    {
        std::string value = string();
        if (value.empty()) {
            refuse("must not be empty", "不能为空");
        }
        return value;
    }
    bool boolean() const
    {
        if (!m_value->is_boolean()) {
            refuse("true or false is needed", "应为 true 或 false");
        }
        return m_value->get<bool>();
    }
    double number() const
    {
        if (!m_value->is_number() || !std::isfinite(m_value->get<double>())) {
            refuse("a finite number is needed", "应为有限数值");
        }
        return m_value->get<double>();
    }
    double atLeastZero() const
    {
        const double value = number();
        if (value < 0) {
            refuse("must not be negative", "不能为负");
        }
        return value;
    }
    double aboveZero() const
    {
        const double value = number();
        if (value <= 0) {
            refuse("must be above 0", "必须大于 0");
        }
        return value;
    }
    int count() const
    {
        if (!m_value->is_number_integer() || m_value->get<double>() < 0
            || m_value->get<double>() > std::numeric_limits<int>::max()) {
            refuse("a whole number of at least 0 is needed", "应为非负整数");
        }
        return m_value->get<int>();
    }
    template <class Read>
    auto list(Read read) const
    {
        if (!m_value->is_array()) {
            refuse("a list is needed", "应为数组");
        }
        std::vector<decltype(read(*this))> out;
        out.reserve(m_value->size());
        for (std::size_t i = 0; i < m_value->size(); ++i) {
            out.push_back(read(Place{(*m_value)[i], m_path + '[' + std::to_string(i) + ']'}));
        }
        return out;
    }
    template <class Read>
    auto table(Read read) const
    {
        needObject();
        std::map<std::string, decltype(read(*this))> out;
        for (const auto &[key, value] : m_value->items()) {
            out.emplace(key, read(Place{value, m_path.empty() ? key : m_path + '.' + key}));
        }
        return out;
    }

private:
    void needObject() const
    {
        if (!m_value->is_object()) {
            refuse("an object is needed", "应为对象");
        }
    }
    const Json *member(const char *key) const
    {
        needObject();
        const auto found = m_value->find(key);
        return found == m_value->end() ? nullptr : &*found;
    }
    Place at(const char *key) const
    {
        return {*m_value, m_path.empty() ? std::string(key) : m_path + '.' + key};
    }

    const Json *m_value;
    std::string m_path;
};

std::string stringOr(const Place &place, const char *key, std::string fallback = {})
{
    const auto found = place.find(key);
    return found ? found->string() : fallback;
}

std::optional<double> optionalNumber(const Place &place, const char *key)
{
    const auto found = place.find(key);
    return found ? std::optional(found->number()) : std::nullopt;
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
    return out;
}

VariantResult readVariant(const Place &place)
{
    VariantResult out;
    out.id = place["id"].nonEmptyString();
    out.role = place["role"].string();
    if (out.role != "baseline" && out.role != "naive" && out.role != "technique") {
        place["role"].refuse("must be baseline, naive or technique",
                             "应为 baseline、naive 或 technique");
    }
    out.shape = stringOr(place, "shape");
    out.medianNs = place["median_ns"].atLeastZero();
    if (const auto low = place.find("median_low_ns")) {
        out.medianLowNs = low->atLeastZero();
    }
    if (const auto high = place.find("median_high_ns")) {
        out.medianHighNs = high->atLeastZero();
    }
    out.samplesNs = place["samples_ns"].list([](const Place &s) { return s.atLeastZero(); });
    if (const auto workers = place.find("sample_worker")) {
        out.sampleWorker = workers->list([](const Place &w) { return w.count(); });
        if (out.sampleWorker.size() != out.samplesNs.size()) {
            workers->refuse("must be as long as samples_ns", "长度应与 samples_ns 相同");
        }
    }
    if (const auto kept = place.find("sample_kept")) {
        const auto flags = kept->list([](const Place &k) { return k.boolean(); });
        out.sampleKept.assign(flags.begin(), flags.end());
        if (out.sampleKept.size() != out.samplesNs.size()) {
            kept->refuse("must be as long as samples_ns", "长度应与 samples_ns 相同");
        }
    }
    out.flops = place["flops"].atLeastZero();
    out.bytes = place["bytes"].atLeastZero();
    out.peakShare = place["peak_share"].atLeastZero();
    if (const auto weak = place.find("weak_baseline")) {
        out.weakBaseline = weak->boolean();
    }
    return out;
}

RatioResult readRatio(const Place &place)
{
    RatioResult out;
    out.baseline = place["baseline"].nonEmptyString();
    out.technique = place["technique"].nonEmptyString();
    out.quantity = stringOr(place, "quantity", "time");
    out.shape = stringOr(place, "shape");
    out.ratio = place["ratio"].aboveZero();
    out.low = place["low"].aboveZero();
    out.high = place["high"].aboveZero();
    if (out.low > out.ratio) {
        place["low"].refuse("must not exceed ratio", "不能大于 ratio");
    }
    if (out.high < out.ratio) {
        place["high"].refuse("must not be below ratio", "不能小于 ratio");
    }
    out.floor = place["floor"].atLeastZero();
    out.rounds = place["rounds"].count();
    out.kept = place["kept"].count();
    if (out.kept > out.rounds) {
        place["kept"].refuse("must not exceed rounds", "不能大于 rounds");
    }
    out.workers = place["workers"].count();
    if (const auto limit = place.find("limit")) {
        out.limit = limit->aboveZero();
    }
    const auto verdict = ratioVerdictFromWord(place["verdict"].string());
    if (!verdict) {
        place["verdict"].refuse("is no known verdict", "不是已知的结论");
    }
    out.verdict = *verdict;
    return out;
}

QualityResult readQuality(const Place &place)
{
    QualityResult out;
    out.metric = place["metric"].nonEmptyString();
    out.variant = stringOr(place, "variant");
    out.value = place["value"].number();
    out.low = optionalNumber(place, "low");
    out.high = optionalNumber(place, "high");
    if (out.low && out.high && *out.low > *out.high) {
        place["low"].refuse("must not exceed high", "不能大于 high");
    }
    out.unit = stringOr(place, "unit");
    return out;
}

KernelResult readResult(const Place &place)
{
    KernelResult out;
    out.runId = place["run_id"].nonEmptyString();
    out.startedAt = stringOr(place, "started_at");
    out.kernel = place["kernel"].nonEmptyString();
    if (const auto version = place.find("kernel_version")) {
        out.kernelVersion = version->count();
    }
    out.preset = place["preset"].string();
    out.device = place["device"].string();
    out.deviceName = stringOr(place, "device_name");
    out.threads = place["threads"].count();
    const auto status = runStatusFromWord(place["status"].string());
    if (!status) {
        place["status"].refuse("is no known status", "不是已知的状态");
    }
    out.status = *status;
    out.message = stringOr(place, "message");
    out.verification = readVerification(place["verification"]);
    out.variants = place["variants"].list(readVariant);
    out.ratios = place["ratios"].list(readRatio);
    out.quality = place["quality"].list(readQuality);
    if (const auto plan = place.find("plan")) {
        out.plan = facts(*plan);
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
    return out;
}

Bundle readBundle(const Place &place)
{
    const std::string schema = place["schema"].string();
    if (schema != "touchstone-bundle/1") {
        place["schema"].refuse("must be touchstone-bundle/1", "应为 touchstone-bundle/1");
    }
    Bundle out;
    const Place machine = place["machine"];
    out.machine.id = stringOr(machine, "id");
    out.machine.name = stringOr(machine, "name");
    if (const auto machineFacts = machine.find("facts")) {
        out.machine.facts = facts(*machineFacts);
    }
    out.environment = facts(place["environment"]);
    if (const auto certificate = place.find("certificate")) {
        out.certificate = readCertificate(*certificate);
    }
    out.probes.values = place["probes"].table([](const Place &p) { return p.number(); });
    out.results = place["results"].list(readResult);
    return out;
}

template <class Value>
Result<Value> parsed(std::string_view json, Value (*read)(const Place &))
{
    try {
        const Json document = Json::parse(json);
        return read(Place{document, {}});
    } catch (const Malformed &malformed) {
        return tl::unexpected(Error{ErrorCode::Corrupt, malformed.message});
    } catch (const Json::parse_error &error) {
        return fail(ErrorCode::UnknownFormat, "bundle: no valid JSON at byte {0}",
                    "结果包：第 {0} 字节处不是有效的 JSON", error.byte);
    } catch (const Json::exception &) {
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
    return parsed(json, readResult);
}

Result<Certificate> certificateFromJson(std::string_view json)
{
    return parsed(json, readCertificate);
}

}  // namespace touchstone::measure
