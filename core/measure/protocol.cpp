#include "protocol.h"

#include "base/files.h"
#include "base/words.h"
#include "measure/results/results_json.h"

#include <algorithm>
#include <array>
#include <limits>

namespace touchstone::measure {

namespace {

using Json = nlohmann::json;

constexpr std::array<Word<Task>, 6> taskWords{{
        {Task::Verify, "verify"},
        {Task::Calibrate, "calibrate"},
        {Task::Time, "time"},
        {Task::Quality, "quality"},
        {Task::Devices, "devices"},
        {Task::Probe, "probe"},
}};

std::optional<double> numberOrNothing(const Json &json)
{
    return json.is_number() ? std::optional(json.get<double>()) : std::nullopt;
}

}  // namespace

std::string toJson(const WorkerRequest &request)
{
    return Json{{"task", wordOf(taskWords, request.task)},
                {"kernel", request.kernel},
                {"preset", request.preset},
                {"device", request.device},
                {"cache_folder", request.cacheFolder},
                {"threads", request.threads},
                {"worker", request.worker},
                {"cold", request.cold},
                {"llc_bytes", request.lastLevelCacheBytes},
                {"seed", request.seed},
                {"order_seed", request.orderSeed},
                {"rounds", request.rounds},
                {"shortest_batch_ns", request.shortestBatchNs},
                {"calls", request.calls},
                {"ns_per_call", request.nsPerCall},
                {"timed_variants", request.timedVariants}}
            .dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<WorkerRequest> workerRequestFromJson(std::string_view text)
{
    try {
        const Json json = Json::parse(text);
        WorkerRequest request;
        const auto word = json.at("task").get<std::string>();
        const auto task = fromWord(taskWords, word);
        if (!task) {
            return fail(ErrorCode::Usage, "worker: unknown task {0}", "工作进程：未知任务 {0}",
                        word);
        }
        request.task = *task;
        json.at("kernel").get_to(request.kernel);
        json.at("preset").get_to(request.preset);
        json.at("device").get_to(request.device);
        json.at("cache_folder").get_to(request.cacheFolder);
        json.at("threads").get_to(request.threads);
        json.at("worker").get_to(request.worker);
        json.at("cold").get_to(request.cold);
        json.at("llc_bytes").get_to(request.lastLevelCacheBytes);
        json.at("seed").get_to(request.seed);
        json.at("order_seed").get_to(request.orderSeed);
        json.at("rounds").get_to(request.rounds);
        json.at("shortest_batch_ns").get_to(request.shortestBatchNs);
        json.at("calls").get_to(request.calls);
        json.at("ns_per_call").get_to(request.nsPerCall);
        json.at("timed_variants").get_to(request.timedVariants);
        return request;
    } catch (const Json::exception &error) {
        return fail(ErrorCode::Usage, "worker: the request cannot be read ({0})",
                    "工作进程：无法读取请求（{0}）", error.what());
    }
}

Json toJson(const ShapeCalibration &shape)
{
    Json limits = Json::array();
    for (const auto &limit : shape.limits) {
        limits.emplace_back(jsonOf(limit));
    }
    return {{"label", shape.shape.label},
            {"operation", shape.shape.operation},
            {"group", shape.shape.group},
            {"sizes", shape.shape.sizes},
            {"prepare_s", shape.prepareSeconds},
            {"footprint", shape.footprintBytes},
            {"ns_per_call", shape.nsPerCall},
            {"flops", shape.flops},
            {"bytes", shape.bytes},
            {"dense", shape.dense},
            {"arithmetic", shape.arithmetic},
            {"settle_ns", shape.settleNs},
            {"limits", limits},
            {"on_huge_pages", shape.onHugePages},
            {"problems", shape.problems}};
}

ShapeCalibration shapeCalibrationFromJson(const Json &json)
{
    ShapeCalibration shape;
    json.at("label").get_to(shape.shape.label);
    json.at("operation").get_to(shape.shape.operation);
    json.at("group").get_to(shape.shape.group);
    json.at("sizes").get_to(shape.shape.sizes);
    json.at("prepare_s").get_to(shape.prepareSeconds);
    json.at("footprint").get_to(shape.footprintBytes);
    json.at("ns_per_call").get_to(shape.nsPerCall);
    json.at("flops").get_to(shape.flops);
    json.at("bytes").get_to(shape.bytes);
    json.at("dense").get_to(shape.dense);
    json.at("arithmetic").get_to(shape.arithmetic);
    json.at("settle_ns").get_to(shape.settleNs);
    json.at("problems").get_to(shape.problems);
    json.at("on_huge_pages").get_to(shape.onHugePages);
    for (const Json &limit : json.at("limits")) {
        shape.limits.push_back(numberOrNothing(limit));
    }
    return shape;
}

Json toJson(const std::vector<Round> &rounds)
{
    Json out = Json::array();
    for (const Round &round : rounds) {
        Json samples = Json::array();
        for (const Sample &sample : round) {
            samples.push_back({sample.variant, sample.wallNs, sample.cpuNs, sample.switches,
                               jsonOf(sample.deviceNs)});
        }
        out.push_back(std::move(samples));
    }
    return out;
}

std::vector<Round> roundsFromJson(const Json &json)
{
    std::vector<Round> rounds;
    for (const Json &samples : json) {
        Round round;
        for (const Json &sample : samples) {
            round.push_back({sample.at(0).get<std::size_t>(), sample.at(1).get<double>(),
                             sample.at(2).get<double>(), sample.at(3).get<long>(),
                             numberOrNothing(sample.at(4))});
        }
        rounds.push_back(std::move(round));
    }
    return rounds;
}

Json toJson(const VerificationResult &verification)
{
    return {{"passed", verification.passed},       {"shapes", verification.shapes},
            {"seeds", verification.seeds},         {"max_error", verification.maxError},
            {"tolerance", verification.tolerance}, {"message", verification.message}};
}

VerificationResult verificationFromJson(const Json &json)
{
    VerificationResult out;
    json.at("passed").get_to(out.passed);
    json.at("shapes").get_to(out.shapes);
    json.at("seeds").get_to(out.seeds);
    out.maxError =
            numberOrNothing(json.at("max_error")).value_or(std::numeric_limits<double>::infinity());
    json.at("tolerance").get_to(out.tolerance);
    json.at("message").get_to(out.message);
    return out;
}

Json toJson(const std::vector<kernels::Quality> &figures)
{
    Json out = Json::array();
    for (const kernels::Quality &figure : figures) {
        out.push_back({{"metric", figure.metric},
                       {"variant", figure.variant},
                       {"value", figure.value},
                       {"low", jsonOf(figure.low)},
                       {"high", jsonOf(figure.high)},
                       {"unit", figure.unit},
                       {"at", figure.at},
                       {"per_seed", figure.perSeed},
                       {"evidence", toWord(figure.evidence)}});
    }
    return out;
}

std::vector<kernels::Quality> qualityFromJson(const Json &json)
{
    std::vector<kernels::Quality> out;
    for (const Json &figure : json) {
        out.push_back({figure.at("metric").get<std::string>(),
                       figure.at("variant").get<std::string>(),
                       numberOrNothing(figure.at("value"))
                               .value_or(std::numeric_limits<double>::quiet_NaN()),
                       numberOrNothing(figure.at("low")), numberOrNothing(figure.at("high")),
                       figure.at("unit").get<std::string>(),
                       figure.at("at").get<std::vector<std::pair<std::string, double>>>(),
                       figure.at("per_seed").get<std::vector<double>>(),
                       readEvidence(Place(figure, {})["evidence"])});
    }
    return out;
}

void EventWriter::send(const char *type, double allowSeconds, Json fields) const
{
    fields["type"] = type;
    fields["allow_s"] = allowSeconds;
    const std::string line = fields.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
    static_cast<void>(writeAll(m_descriptor, line));  // perhaps nobody listens any more
}

void EventWriter::send(const char *type, double allowSeconds) const
{
    send(type, allowSeconds, Json::object());
}

double allowanceFor(double expectedSeconds)
{
    return std::max(shortestAllowance, allowanceFactor * expectedSeconds);
}

}  // namespace touchstone::measure
