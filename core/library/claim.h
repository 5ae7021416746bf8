// A claim: one figure that a paper states, as printed, its place in the text and its improvement
// factor.
#pragma once

#include <QString>
#include <QStringList>
#include <QVector>

#include <optional>

namespace touchstone {

enum class ClaimKind {
    Ratio,               // 1.85x, 2.3倍, 1.43-2.4×
    PercentChange,       // 17.3% reduction
    PercentagePoints,    // +2 points
    Absolute,            // 98% accuracy, 830 MB
    FromTo,              // from 1.3TB to 103GB; value = to
    PercentOfReference,  // 15% of the full model size
    Fraction,            // 3.7e-24 of the space
    Bound,               // up to 2000 classes as a limit of what is possible
};
enum class Direction { HigherBetter, LowerBetter };
enum class Qualifier { None, UpTo, Average, AtLeast, About, AtMost };
enum class ClaimStatus { Extracted, Confirmed, Edited, Rejected };
enum class TextField { Abstract, Brief };

// An exact substring of one field of the report. start and length count UTF-16 units of the field.
// A person may quote another part of the paper: length is 0 then.
struct ClaimSource {
    TextField field = TextField::Abstract;
    qsizetype start = 0;
    qsizetype length = 0;
    QString quote;

    bool operator==(const ClaimSource &) const = default;
};

// One improvement factor, above 1 is always better; only for quantities that have a ratio
// (time, bytes, energy ...), never for quality metrics. See docs: "One improvement factor".
struct NormalisedClaim {
    QString quantity;  // id of a quantity in resources/metrics.json, e.g. "time"
    double factor = 1.0;
    std::optional<double> low, high;  // of a range, low <= high

    bool operator==(const NormalisedClaim &) const = default;
};

// In Claim::rules of a claim that a person of this library added.
inline constexpr QLatin1String byHandRule("by-hand");

struct Claim {
    QString id;      // stable over re-import: derived from paper, metric and figures
    QString metric;  // id in resources/metrics.json
    ClaimKind kind = ClaimKind::Ratio;
    double value = 0;                 // as printed; k, M, B and powers of ten expanded
    std::optional<double> valueHigh;  // upper end of a range
    std::optional<double> from, to;   // FromTo only
    QString unit;                     // "x", "%", "pp", "GB" ... as printed
    Direction direction = Direction::HigherBetter;  // of the printed figure
    Qualifier qualifier = Qualifier::None;
    QString baseline, setting;  // short, from the text; may be empty
    QVector<ClaimSource> sources;
    std::optional<NormalisedClaim> normalised;
    QStringList flags;  // e.g. "bei-up": see claim flags in resources/metrics.json
    QStringList rules;  // ids of the extraction rules that were applied
    ClaimStatus status = ClaimStatus::Extracted;

    bool operator==(const Claim &) const = default;
};

// The words of the JSON contract ("percent-change", "up-to" ...). fromWord returns nullopt for
// others.
QString toWord(ClaimKind);
QString toWord(Direction);
QString toWord(Qualifier);
QString toWord(ClaimStatus);
QString toWord(TextField);
std::optional<ClaimKind> claimKindFromWord(const QString &);
std::optional<Direction> directionFromWord(const QString &);
std::optional<Qualifier> qualifierFromWord(const QString &);
std::optional<ClaimStatus> claimStatusFromWord(const QString &);
std::optional<TextField> textFieldFromWord(const QString &);

}  // namespace touchstone
