#include "library/claim.h"

#include <array>

namespace touchstone {

namespace {

template <class Enum>
struct Word {
    Enum value;
    QLatin1String word;
};

constexpr std::array kinds{
        Word<ClaimKind>{ClaimKind::Ratio, QLatin1String("ratio")},
        Word<ClaimKind>{ClaimKind::PercentChange, QLatin1String("percent-change")},
        Word<ClaimKind>{ClaimKind::PercentagePoints, QLatin1String("percentage-points")},
        Word<ClaimKind>{ClaimKind::Absolute, QLatin1String("absolute")},
        Word<ClaimKind>{ClaimKind::FromTo, QLatin1String("from-to")},
        Word<ClaimKind>{ClaimKind::PercentOfReference, QLatin1String("percent-of-reference")},
        Word<ClaimKind>{ClaimKind::Fraction, QLatin1String("fraction")},
        Word<ClaimKind>{ClaimKind::Bound, QLatin1String("bound")},
};
constexpr std::array directions{
        Word<Direction>{Direction::HigherBetter, QLatin1String("higher-better")},
        Word<Direction>{Direction::LowerBetter, QLatin1String("lower-better")},
};
constexpr std::array qualifiers{
        Word<Qualifier>{Qualifier::None, QLatin1String("")},
        Word<Qualifier>{Qualifier::UpTo, QLatin1String("up-to")},
        Word<Qualifier>{Qualifier::Average, QLatin1String("average")},
        Word<Qualifier>{Qualifier::AtLeast, QLatin1String("at-least")},
        Word<Qualifier>{Qualifier::About, QLatin1String("about")},
        Word<Qualifier>{Qualifier::AtMost, QLatin1String("at-most")},
};
constexpr std::array statuses{
        Word<ClaimStatus>{ClaimStatus::Extracted, QLatin1String("extracted")},
        Word<ClaimStatus>{ClaimStatus::Confirmed, QLatin1String("confirmed")},
        Word<ClaimStatus>{ClaimStatus::Edited, QLatin1String("edited")},
        Word<ClaimStatus>{ClaimStatus::Rejected, QLatin1String("rejected")},
};
constexpr std::array fields{
        Word<TextField>{TextField::Abstract, QLatin1String("abstract")},
        Word<TextField>{TextField::Brief, QLatin1String("brief")},
};

template <class Words, class Enum>
QString wordOf(const Words &words, Enum value)
{
    for (const auto &word : words) {
        if (word.value == value) {
            return word.word;
        }
    }
    return {};
}

template <class Enum, std::size_t N>
std::optional<Enum> valueOf(const std::array<Word<Enum>, N> &words, const QString &text)
{
    for (const Word<Enum> &word : words) {
        if (text == word.word) {
            return word.value;
        }
    }
    return std::nullopt;
}

}  // namespace

QString toWord(ClaimKind kind)
{
    return wordOf(kinds, kind);
}
QString toWord(Direction direction)
{
    return wordOf(directions, direction);
}
QString toWord(Qualifier qualifier)
{
    return wordOf(qualifiers, qualifier);
}
QString toWord(ClaimStatus status)
{
    return wordOf(statuses, status);
}
QString toWord(TextField field)
{
    return wordOf(fields, field);
}

std::optional<ClaimKind> claimKindFromWord(const QString &word)
{
    return valueOf(kinds, word);
}
std::optional<Direction> directionFromWord(const QString &word)
{
    return valueOf(directions, word);
}
std::optional<Qualifier> qualifierFromWord(const QString &word)
{
    return valueOf(qualifiers, word);
}
std::optional<ClaimStatus> claimStatusFromWord(const QString &word)
{
    return valueOf(statuses, word);
}
std::optional<TextField> textFieldFromWord(const QString &word)
{
    return valueOf(fields, word);
}

}  // namespace touchstone
