#include "event_json.h"

#include <nlohmann/json.hpp>

#include <array>

namespace touchstone::measure {

namespace {

using Json = nlohmann::json;

constexpr std::array<const char *, 3> kinds{"kernel-started", "progress", "kernel-finished"};

Json optionalNumber(const std::optional<double> &value)
{
    return value ? Json(*value) : Json(nullptr);
}

std::optional<double> numberOrNothing(const Json &json, const char *key)
{
    const auto found = json.find(key);
    return found != json.end() && found->is_number() ? std::optional(found->get<double>())
                                                     : std::nullopt;
}

}  // namespace

std::string toJsonLine(const BenchEvent &event)
{
    Json json{{"type", kinds.at(std::size_t(event.kind))},
              {"kernel", event.kernel},
              {"stage", event.stage},
              {"shape", event.shape},
              {"fraction", event.fraction},
              {"rounds", event.rounds},
              {"kept", event.kept},
              {"ratio", optionalNumber(event.ratio)},
              {"low", optionalNumber(event.low)},
              {"high", optionalNumber(event.high)}};
    if (event.result) {
        json["result"] = Json::parse(toJson(*event.result));
    }
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<BenchEvent> benchEventFromJson(std::string_view line)
{
    try {
        const Json json = Json::parse(line);
        BenchEvent event;
        const auto type = json.at("type").get<std::string>();
        const auto kind = std::find(kinds.begin(), kinds.end(), type);
        if (kind == kinds.end()) {
            return fail(ErrorCode::UnknownFormat, "unknown event {0}", "未知事件 {0}", type);
        }
        event.kind = BenchEvent::Kind(kind - kinds.begin());
        json.at("kernel").get_to(event.kernel);
        json.at("stage").get_to(event.stage);
        json.at("shape").get_to(event.shape);
        json.at("fraction").get_to(event.fraction);
        json.at("rounds").get_to(event.rounds);
        json.at("kept").get_to(event.kept);
        event.ratio = numberOrNothing(json, "ratio");
        event.low = numberOrNothing(json, "low");
        event.high = numberOrNothing(json, "high");
        if (const auto result = json.find("result"); result != json.end()) {
            auto read = kernelResultFromJson(result->dump());
            if (!read) {
                return passOn(std::move(read.error()));
            }
            event.result = std::move(*read);
        }
        return event;
    } catch (const Json::exception &error) {
        return fail(ErrorCode::UnknownFormat, "an event cannot be read ({0})",
                    "无法读取事件（{0}）", error.what());
    }
}

std::string sessionLine(const Bundle &head)
{
    return Json{{"type", "session"}, {"bundle", Json::parse(toJson(head))}}.dump();
}

}  // namespace touchstone::measure
