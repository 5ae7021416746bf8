// The row Touchstone exists for: sentence, normalised figure, measurement, limit, grade, verdict.
#pragma once

#include "base/result.h"
#include "library/claim.h"
#include "library/vocabulary.h"
#include "measure/results/results.h"

namespace touchstone::compare {

// Claimed and Measured are different types on purpose: a ratio is never a bare double.
struct Claimed {
    QString claimId;
    double factor = 1;                // improvement factor, above 1 is better
    std::optional<double> low, high;  // of a range
    bool bound = false;               // up to, at least ...: drawn hollow, never as typical
    bool flagged = false;  // needs a person's decision: drawn hollow, left out of aggregates
};

struct Measured {
    QString runId, machine, device, preset, at;
    int threads = 1;
    measure::RatioResult ratio;
    measure::RunStatus status = measure::RunStatus::Ok;
    bool weakBaseline = false;
};

struct ComparisonRow {
    QString paperId, paperTitle, paperShortName;
    QStringList techniques;
    Claim claim;
    std::optional<Claimed> claimed;  // nullopt: a quality metric or not convertible
    QString kernel;                  // "" when no kernel speaks for this claim
    std::optional<Grade> grade;
    Text gradeReason;
    QVector<Measured> measured;  // newest first
    QVector<Measured> naive;     // the same technique against the naive baseline
    std::optional<double> limit;
    measure::ClaimVerdict verdict = measure::ClaimVerdict::NotComparable;
    Text sentence;  // of the newest measurement, or why there is none
};

// What compare needs of one paper; the caller fills it from the store.
struct PaperInput {
    QString id, title, shortName, report;  // report: "2025-09-24"
    int index = 0;
    QStringList techniques;
    QVector<Claim> claims;
};
struct RunInput {
    QString runId, machine, at;
    measure::KernelResult result;
};

QVector<ComparisonRow> compareClaims(const QVector<PaperInput> &papers,
                                     const QVector<RunInput> &runs, const Vocabulary &vocabulary);

}  // namespace touchstone::compare
