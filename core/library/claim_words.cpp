#include "library/claim.h"

#include "base/words.h"

#include <array>

namespace touchstone {

namespace {

constexpr std::array<Word<ClaimKind>, 8> kinds{{
        {ClaimKind::Ratio, "ratio"},
        {ClaimKind::PercentChange, "percent-change"},
        {ClaimKind::PercentagePoints, "percentage-points"},
        {ClaimKind::Absolute, "absolute"},
        {ClaimKind::FromTo, "from-to"},
        {ClaimKind::PercentOfReference, "percent-of-reference"},
        {ClaimKind::Fraction, "fraction"},
        {ClaimKind::Bound, "bound"},
}};
constexpr std::array<Word<Direction>, 2> directions{{
        {Direction::HigherBetter, "higher-better"},
        {Direction::LowerBetter, "lower-better"},
}};
constexpr std::array<Word<Qualifier>, 6> qualifiers{{
        {Qualifier::None, ""},
        {Qualifier::UpTo, "up-to"},
        {Qualifier::Average, "average"},
        {Qualifier::AtLeast, "at-least"},
        {Qualifier::About, "about"},
        {Qualifier::AtMost, "at-most"},
}};
constexpr std::array<Word<ClaimStatus>, 4> statuses{{
        {ClaimStatus::Extracted, "extracted"},
        {ClaimStatus::Confirmed, "confirmed"},
        {ClaimStatus::Edited, "edited"},
        {ClaimStatus::Rejected, "rejected"},
}};
constexpr std::array<Word<TextField>, 2> fields{{
        {TextField::Abstract, "abstract"},
        {TextField::Brief, "brief"},
}};

QString text(std::string_view word)
{
    return QString::fromLatin1(word.data(), qsizetype(word.size()));
}

}  // namespace

QString toWord(ClaimKind kind)
{
    return text(wordOf(kinds, kind));
}
QString toWord(Direction direction)
{
    return text(wordOf(directions, direction));
}
QString toWord(Qualifier qualifier)
{
    return text(wordOf(qualifiers, qualifier));
}
QString toWord(ClaimStatus status)
{
    return text(wordOf(statuses, status));
}
QString toWord(TextField field)
{
    return text(wordOf(fields, field));
}

std::optional<ClaimKind> claimKindFromWord(const QString &word)
{
    return fromWord(kinds, word.toStdString());
}
std::optional<Direction> directionFromWord(const QString &word)
{
    return fromWord(directions, word.toStdString());
}
std::optional<Qualifier> qualifierFromWord(const QString &word)
{
    return fromWord(qualifiers, word.toStdString());
}
std::optional<ClaimStatus> claimStatusFromWord(const QString &word)
{
    return fromWord(statuses, word.toStdString());
}
std::optional<TextField> textFieldFromWord(const QString &word)
{
    return fromWord(fields, word.toStdString());
}

}  // namespace touchstone
