// The row Touchstone exists for: sentence, normalised figure, measurement, limit, grade, verdict.
#pragma once

#include "compare/band.h"
#include "compare/verdict.h"
#include "library/code_points.h"
#include "library/vocabulary.h"
#include "measure/results/trust.h"

namespace touchstone::compare {

struct Measured {
    QString runId, machine, device, preset, at;
    bool pinned = false;
    int threads = 1;
    measure::RatioResult ratio;
    measure::RunStatus status = measure::RunStatus::Ok;
    bool weakBaseline = false;
    QString elsewhere;             // as RunInput::elsewhere
    measure::Origin origin;        // the file that it came from, if any
    std::optional<Text> mistrust;  // why it answers no claim
};

// What the product says of a claim; fair-row rules: one of the first four once its kernel exists.
enum class Answer {
    Measured,       // by a clock, on this machine or on that of a file
    Computed,       // exact arithmetic
    Simulated,      // by a simulator, or from an input that the kernel invents
    NotMeasurable,  // and why
    NotRun,         // a kernel would answer it
    NoKernel        // the kernel of this paper is to come
};
// Whether a ratio of this quantity ("time", "bytes", a quality metric) can answer the claim at all:
// a time says nothing of memory or accuracy.
bool canAnswer(const Claim &claim, const std::string &quantity);
QString toWord(Answer answer);  // "measured", "not-run" ...

struct ComparisonRow {
    QString paperId, paperTitle, paperShortName, generatedAt;
    int index = 0;  // of the paper in its report
    QStringList techniques;
    Claim claim;
    FieldCodePoints fields;          // of the paper, for claim.sources in JSON
    std::optional<Claimed> claimed;  // nullopt: a quality metric or not convertible
    QString kernel;                  // "" when no kernel answers this claim
    QString preset;                  // the smallest that answers it and was not run in vain
    QString operation, shape;        // as the kernel's entry names them; "" = any, the mean
    std::optional<Grade> grade;
    Text gradeReason;
    QString quantity;                            // the kernel's ratio that answers it: "time" ...
    QVector<Measured> measured;                  // as measure::ratiosFor() orders them
    QVector<Measured> naive;                     // the same technique against the naive baseline
    QVector<Measured> others;                    // the same pair in the kernel's other operations
    QVector<Measured> mistrusted;                // shown with the reason, never compared
    std::optional<measure::QualityResult> loss;  // what the technique gives up for its time
    std::optional<double> lossOfBaseline;        // the same figure of the baseline, if it has one
    Text lossName;
    QVector<std::pair<double, double>> lossByKnob;  // (value of the knob, loss), as far as known
    // Ratios of the shown run that the entry wants beside it, with their names.
    QVector<std::pair<Text, measure::RatioResult>> beside;
    std::optional<QualityDifference> quality;  // only for quality metrics
    std::optional<Band> band;  // of a simulated or proxy figure: over what decides it
    std::optional<double> limit;
    Answer answer = Answer::NoKernel;
    ClaimVerdict verdict = ClaimVerdict::NotComparable;
    Text sentence;  // of the figure, or why there is none

    bool isAnswered() const { return answer <= Answer::Simulated; }
};

// The machine of the figure beside the claim, as RunInput::elsewhere.
QString elsewhereOf(const ComparisonRow &row);
// "measured here", "not run yet (preset small)" ...: what a reader is told first.
Text answerWords(const ComparisonRow &row);

// Short name, else title; reports print papers without one, which are then named by their place:
// "2025-10-15 #19" (where that is not known, by their id).
QString paperName(const ComparisonRow &row);

// What compare needs of one paper; the caller fills it from the store.
struct PaperInput {
    QString id, title, shortName, report;  // report: "2025-09-24"
    int index = 0;
    QStringList techniques;
    QVector<Claim> claims;
    FieldCodePoints fields = {};
    QString generatedAt = {};  // of the report: "2025-09-24T10:35:51"
};
struct RunInput {
    QString runId, machine, at;
    measure::KernelResult result;
    std::map<std::string, double> probes = {};  // measure::Probes::values; empty when unknown
    bool pinned = false;                        // shown before all others
    QString elsewhere =
            {};  // the name of its machine where it came in a file; empty: measured here
    QString machineName = {};  // for people; "" = not known
};

// Key of KernelResult::plan: the claim that a measurement by another tool was given for. Such a run
// is shown beside that claim after the kernels' own runs.
inline constexpr const char *foreignClaimKey = measure::claimKey;

// Which runs may be compared with claims; an empty field takes all.
struct RunFilter {
    QString machine, device, preset;
};
QVector<RunInput> selectRuns(const QVector<RunInput> &runs, const RunFilter &filter);

// One row a claim, in the order of the papers. ClaimMatcher says which entry answers it.
// Rejected claims are left out.
QVector<ComparisonRow> compareClaims(const QVector<PaperInput> &papers,
                                     const QVector<RunInput> &runs, const Vocabulary &vocabulary);

// The overall ratios of the kernel's best run when none of these claims is compared with its runs.
QVector<Measured> ratiosWithoutClaim(const QString &kernel, const QVector<RunInput> &runs,
                                     const QVector<ComparisonRow> &rows);

}  // namespace touchstone::compare
