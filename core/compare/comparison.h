// The row Touchstone exists for: sentence, normalised figure, measurement, limit, grade, verdict.
#pragma once

#include "base/result.h"
#include "library/claim.h"
#include "library/code_points.h"
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
    bool pinned = false;
    int threads = 1;
    measure::RatioResult ratio;
    measure::RunStatus status = measure::RunStatus::Ok;
    bool weakBaseline = false;
};

// A quality metric is compared as a difference in its own unit, never as a factor. Differences are
// improvements: above 0 the technique is better, whichever way the metric points.
struct QualityDifference {
    QString runId, metric, unit;         // unit of the differences; "%" for relative claims
    double baseline = 0, technique = 0;  // as measured, in the unit of the kernel
    double difference = 0;               // improvement of the technique over the baseline
    std::optional<double> low, high;     // 95 % interval, where the kernel gives one
    std::optional<double> claimed;       // nullopt: the paper states a level, not a difference
};

struct ComparisonRow {
    QString paperId, paperTitle, paperShortName;
    QStringList techniques;
    Claim claim;
    FieldCodePoints fields;          // of the paper, for claim.sources in JSON
    std::optional<Claimed> claimed;  // nullopt: a quality metric or not convertible
    QString kernel;                  // "" when no kernel speaks for this claim
    std::optional<Grade> grade;
    Text gradeReason;
    QString quantity;                          // the kernel's ratio that speaks for it: "time" ...
    QVector<Measured> measured;                // as measure::ratiosFor() orders them
    QVector<Measured> naive;                   // the same technique against the naive baseline
    std::optional<QualityDifference> quality;  // only for quality metrics
    std::optional<double> limit;
    measure::ClaimVerdict verdict = measure::ClaimVerdict::NotComparable;
    Text sentence;  // of the first measurement, or why there is none
};

// What compare needs of one paper; the caller fills it from the store.
struct PaperInput {
    QString id, title, shortName, report;  // report: "2025-09-24"
    int index = 0;
    QStringList techniques;
    QVector<Claim> claims;
    FieldCodePoints fields = {};
};
struct RunInput {
    QString runId, machine, at;
    measure::KernelResult result;
    std::map<std::string, double> probes = {};  // measure::Probes::values; empty when unknown
    bool pinned = false;                        // stands before all others
};

// Key of KernelResult::plan: the claim that a measurement by another tool was given for. Such a run
// is shown beside that claim after the kernels' own runs.
inline constexpr const char *foreignClaimKey = "claim";

// Which runs may be compared with claims; an empty field takes all.
struct RunFilter {
    QString machine, device, preset;
};
QVector<RunInput> selectRuns(const QVector<RunInput> &runs, const RunFilter &filter);

// One row a claim, in the order of the papers. The entry of kernels.json that names the claim most
// precisely speaks for it: by value before by metric before the paper as a whole, and among equals
// the better grade. Rejected claims are left out.
QVector<ComparisonRow> compareClaims(const QVector<PaperInput> &papers,
                                     const QVector<RunInput> &runs, const Vocabulary &vocabulary);

// The overall ratios of the kernel's best run when none of these claims is compared with its runs.
QVector<Measured> ratiosWithoutClaim(const QString &kernel, const QVector<RunInput> &runs,
                                     const QVector<ComparisonRow> &rows);

}  // namespace touchstone::compare
