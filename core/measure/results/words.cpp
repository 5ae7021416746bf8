// The words of the enumerations, as they are written in the JSON of touchstone-bundle/1.
#include "base/words.h"
#include "measure/results/results.h"

#include <array>

namespace touchstone::measure {

namespace {

constexpr std::array<Word<RunStatus>, 7> statusWords{{
        {RunStatus::Ok, "ok"},
        {RunStatus::Failed, "failed"},
        {RunStatus::Noisy, "noisy"},
        {RunStatus::Invalid, "invalid"},
        {RunStatus::Crashed, "crashed"},
        {RunStatus::TimedOut, "timeout"},
        {RunStatus::Cancelled, "cancelled"},
}};

constexpr std::array<Word<RatioVerdict>, 6> verdictWords{{
        {RatioVerdict::Faster, "faster"},
        {RatioVerdict::Slower, "slower"},
        {RatioVerdict::Equivalent, "equivalent"},
        {RatioVerdict::Unresolved, "unresolved"},
        {RatioVerdict::Noisy, "noisy"},
        {RatioVerdict::Invalid, "invalid"},
}};

}  // namespace

std::string_view toWord(RunStatus status)
{
    return wordOf(statusWords, status);
}

std::string_view toWord(RatioVerdict verdict)
{
    return wordOf(verdictWords, verdict);
}

std::optional<RunStatus> runStatusFromWord(std::string_view word)
{
    return fromWord(statusWords, word);
}

std::optional<RatioVerdict> ratioVerdictFromWord(std::string_view word)
{
    return fromWord(verdictWords, word);
}

}  // namespace touchstone::measure
