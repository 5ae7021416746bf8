// Terms that kernels, results and charts share, with their words in files. Declared here because
// the kernels and the results of a measurement do not know each other.
#pragma once

#include "base/words.h"

#include <array>
#include <string_view>

namespace touchstone {

// The part of a variant in a comparison.
enum class Role { Baseline, Naive, Technique };
inline constexpr std::array<Word<Role>, 3> roleTerms{{
        {Role::Baseline, "baseline"},
        {Role::Naive, "naive"},
        {Role::Technique, "technique"},
}};

// The problem sizes of a run, ascending.
enum class Preset { Small, Medium, Large };
inline constexpr std::array<Word<Preset>, 3> presetTerms{{
        {Preset::Small, "small"},
        {Preset::Medium, "medium"},
        {Preset::Large, "large"},
}};

// Where a figure comes from: a clock or data on this machine; exact arithmetic on sizes (bytes,
// parameters, FLOPs); a simulator or an input that we invented. The later the weaker.
enum class Evidence { Measured, Computed, Simulated };
inline constexpr std::array<Word<Evidence>, 3> evidenceTerms{{
        {Evidence::Measured, "measured"},
        {Evidence::Computed, "computed"},
        {Evidence::Simulated, "simulated"},
}};

constexpr std::string_view toWord(Evidence evidence)
{
    return wordOf(evidenceTerms, evidence);
}

constexpr std::optional<Evidence> evidenceFromWord(std::string_view word)
{
    return fromWord(evidenceTerms, word);
}

}  // namespace touchstone
