// What a measured figure says of a claim (fair-row rules: an effect must be resolved before
// it can agree with anything).
#pragma once

#include "library/claim.h"
#include "library/vocabulary.h"
#include "measure/results/results.h"

#include <QString>

namespace touchstone::compare {

// Claimed and Measured are different types on purpose: a ratio is never a bare double.
struct Claimed {
    QString claimId;
    double factor = 1;                // improvement factor, above 1 is better
    std::optional<double> low, high;  // of a range
    bool bound = false;               // up to, at least ...: drawn hollow, never as typical
    bool flagged = false;  // needs a person's decision: drawn hollow, left out of aggregates
};

// "Retains 97 % of the similarity": what the technique reaches, beside what the paper says.
struct Level {
    double claimed = 0, found = 0;
    std::optional<double> low, high;  // of found
    bool ofBaseline = false;          // all in percent of the baseline; else in the metric's unit
    bool higherBetter = true;
    // Where found is computed, and so has no interval: half of the claim's last printed digit.
    std::optional<double> rounding = {};
};

// A quality metric is compared as a difference in its own unit, never as a factor. Differences are
// improvements: above 0 the technique is better, whichever way the metric points.
struct QualityDifference {
    QString runId, metric, unit;         // unit of the differences; "%" for relative claims
    double baseline = 0, technique = 0;  // as measured, in the unit of the kernel
    double scaledBaseline = 0;           // the baseline in the unit of the differences
    double difference = 0;               // improvement of the technique over the baseline
    std::optional<double> low, high;     // 95 % interval, where the kernel gives one
    std::optional<double> claimed;       // nullopt: the paper states no difference ...
    std::optional<Level> level;          // ... but this level, in a unit that is measured too
    measure::Evidence evidence = measure::Evidence::Measured;
    QString elsewhere = {};  // as RunInput::elsewhere
};

// Consistent: the interval contains the claim and lies wholly on the claim's side of no effect; for
// a claim of no effect, both one-sided tests hold (the interval lies within the region of
// equivalence); for a level, it is reached by the whole interval, or by the computed figure within
// the rounding of the claim. Partly: the same side, another size. NotObserved: the interval
// excludes the claim and does not lie on its side. Unresolved: the interval holds both the claim
// and no effect.
enum class ClaimVerdict { Consistent, Partly, NotObserved, Unresolved, Noisy, NotComparable };

QString toWord(ClaimVerdict verdict);  // "consistent", "not-observed" ...

struct Judgement {
    ClaimVerdict verdict = ClaimVerdict::NotComparable;
    Text sentence;
};

// claimed.factor: finite and above 0, otherwise NotComparable. elsewhere: as RunInput::elsewhere.
// kernel: the one whose variants the sentence names; by their ids where it is empty.
Judgement judgeRatio(const measure::RatioResult &ratio, const Claimed &claimed,
                     Qualifier qualifier = Qualifier::None, std::optional<Grade> grade = {},
                     const QString &elsewhere = {}, const QString &kernel = {});
// Without an interval nothing is judged but what is computed: one figure alone cannot tell
// agreement from chance.
Judgement judgeDifference(const QualityDifference &difference,
                          Qualifier qualifier = Qualifier::None, std::optional<Grade> grade = {});

// "here" or "on AMD EPYC 7763", in Chinese "在本机" or "在 AMD EPYC 7763 上".
Text placeWords(const QString &elsewhere);
// "measured here", "measured on AMD EPYC 7763", "computed" or "simulated", with the grade:
// "measured here (SM)". What is computed or simulated is the same on all machines.
Text evidenceWords(measure::Evidence evidence, std::optional<Grade> grade = {},
                   const QString &elsewhere = {});

}  // namespace touchstone::compare
