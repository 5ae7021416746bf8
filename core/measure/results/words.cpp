// The words of the enumerations, as they stand in the JSON of touchstone-bundle/1.
#include "measure/results/results.h"

#include <array>

namespace touchstone::measure {

namespace {

template <class Enum, std::size_t N>
std::string_view wordOf(const std::array<std::pair<Enum, std::string_view>, N> &words, Enum value)
{
    for (const auto &[known, word] : words) {
        if (known == value) {
            return word;
        }
    }
    return {};
}

template <class Enum, std::size_t N>
std::optional<Enum> valueOf(const std::array<std::pair<Enum, std::string_view>, N> &words,
                            std::string_view text)
{
    for (const auto &[value, word] : words) {
        if (word == text) {
            return value;
        }
    }
    return std::nullopt;
}

constexpr std::array<std::pair<RunStatus, std::string_view>, 7> statusWords{{
        {RunStatus::Ok, "ok"},
        {RunStatus::Failed, "failed"},
        {RunStatus::Noisy, "noisy"},
        {RunStatus::Invalid, "invalid"},
        {RunStatus::Crashed, "crashed"},
        {RunStatus::TimedOut, "timeout"},
        {RunStatus::Cancelled, "cancelled"},
}};

constexpr std::array<std::pair<RatioVerdict, std::string_view>, 6> verdictWords{{
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
    return valueOf(statusWords, word);
}

std::optional<RatioVerdict> ratioVerdictFromWord(std::string_view word)
{
    return valueOf(verdictWords, word);
}

}  // namespace touchstone::measure
