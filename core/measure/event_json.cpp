#include "event_json.h"

#include "base/words.h"
#include "measure/results/results_json.h"

#include <array>

namespace touchstone::measure {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<Word<BenchEvent::Kind>, 3> kindWords{{
        {BenchEvent::Kind::KernelStarted, "kernel-started"},
        {BenchEvent::Kind::Progress, "progress"},
        {BenchEvent::Kind::KernelFinished, "kernel-finished"},
}};
constexpr std::string_view startedWord = "session-started";
constexpr std::string_view finishedWord = "session-finished";
constexpr std::string_view failedWord = "session-failed";

std::string sessionLine(std::string_view type, const Bundle &head)
{
    return dumped(Json{{"type", type}, {"bundle", jsonOf(head)}}, -1);
}

BenchEvent readEvent(const Place &place, BenchEvent::Kind kind)
{
    BenchEvent event;
    event.kind = kind;
    event.kernel = place["kernel"].string();
    event.stage = place["stage"].string();
    event.shape = place["shape"].string();
    event.fraction = place["fraction"].number();
    event.rounds = place["rounds"].count();
    event.kept = place["kept"].count();
    event.ratio = place.optionalNumber("ratio");
    event.low = place.optionalNumber("low");
    event.high = place.optionalNumber("high");
    if (const auto result = place.find("result")) {
        event.result = readKernelResult(*result);
    }
    return event;
}

BenchLine readLine(const Place &place)
{
    const std::string type = place["type"].string();
    if (type == startedWord) {
        return SessionStarted{readBundle(place["bundle"])};
    }
    if (type == finishedWord) {
        return SessionFinished{readBundle(place["bundle"])};
    }
    if (type == failedWord) {
        const Place message = place["message"];
        return SessionFailed{{message["en"].string(), message["zh"].string()}};
    }
    const auto kind = fromWord(kindWords, type);
    if (!kind) {
        place["type"].refuse("is no known event", "不是已知事件");
    }
    return readEvent(place, *kind);
}

}  // namespace

std::string toJsonLine(const BenchEvent &event)
{
    Json json{{"type", wordOf(kindWords, event.kind)},
              {"kernel", event.kernel},
              {"stage", event.stage},
              {"shape", event.shape},
              {"fraction", event.fraction},
              {"rounds", event.rounds},
              {"kept", event.kept},
              {"ratio", jsonOf(event.ratio)},
              {"low", jsonOf(event.low)},
              {"high", jsonOf(event.high)}};
    if (event.result) {
        json["result"] = jsonOf(*event.result);
    }
    return dumped(json, -1);
}

std::string toJsonLine(const SessionStarted &session)
{
    return sessionLine(startedWord, session.head);
}

std::string toJsonLine(const SessionFinished &session)
{
    return sessionLine(finishedWord, session.head);
}

std::string toJsonLine(const SessionFailed &failed)
{
    const Json message{{"en", failed.message.en}, {"zh", failed.message.zh}};
    return dumped(Json{{"type", failedWord}, {"message", message}}, -1);
}

Result<BenchLine> benchLineFromJson(std::string_view line)
{
    try {
        const auto document = nlohmann::json::parse(line);
        return readLine(Place{document, {}});
    } catch (const Malformed &malformed) {
        return fail(ErrorCode::UnknownFormat, "an event cannot be read ({0})",
                    "无法读取事件（{1}）", malformed.message.en, malformed.message.zh);
    } catch (const nlohmann::json::exception &error) {
        return fail(ErrorCode::UnknownFormat, "an event cannot be read ({0})",
                    "无法读取事件（{0}）", error.what());
    }
}

}  // namespace touchstone::measure
