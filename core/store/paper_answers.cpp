#include "store/paper_answers.h"

#include "store/run_rows.h"

#include <algorithm>

namespace touchstone::store {

namespace {

// Built once: it looks through every kernel's entries.
const ClaimMatcher &matcher()
{
    static const ClaimMatcher matcher(Vocabulary::bundled());
    return matcher;
}

std::optional<Grade> bestGrade(const compare::PaperInput &paper)
{
    std::optional<Grade> best;
    const QVector<MatchedEntry> entries =
            matcher().entriesOf({paper.report, paper.index, paper.title});
    for (const MatchedEntry &entry : entries) {
        if (!best || entry.entry->grade < *best) {
            best = entry.entry->grade;
        }
    }
    return best;
}

compare::PaperInput inputOf(const QString &paperId, const ReportPaper &shown,
                            const QStringList &dates)
{
    compare::PaperInput input;
    input.id = paperId;
    input.title = shown.title;
    input.shortName = shown.shortName;
    input.report = dates.value(0);
    input.index = shown.index;
    input.claims = shown.claims;  // rejected ones are left out by the comparison
    return input;
}

}  // namespace

QStringList claimsOfForeignRuns(const measure::KernelResult &result)
{
    const auto given = result.plan.find(compare::foreignClaimKey);
    return given == result.plan.end() ? QStringList()
                                      : QStringList{QString::fromStdString(given->second)};
}

const QVector<compare::RunInput> &PaperComparer::runsOf(const QString &kernel)
{
    const auto known = m_runs.constFind(kernel);
    if (known != m_runs.constEnd()) {
        return *known;
    }
    RunQuery query;
    query.kernel = kernel;
    query.comparedOnly = true;
    StoredResults stored = readResults(m_connection, query);
    QVector<compare::RunInput> runs;
    for (StoredRun &run : stored.runs) {
        runs.append({run.id, run.machine, run.at, std::move(run.result), {}, run.pinned});
    }
    return *m_runs.insert(kernel, runs);
}

void PaperComparer::readForeignRuns()
{
    m_foreignKernels.emplace();
    Query find(m_connection,
               "SELECT json_extract(plan, '$.' || ?1), kernel FROM run "
               "WHERE json_extract(plan, '$.' || ?1) IS NOT NULL",
               QLatin1String(compare::foreignClaimKey));
    while (find.next()) {
        QStringList &kernels = (*m_foreignKernels)[find.text(0)];
        if (!kernels.contains(find.text(1))) {
            kernels.append(find.text(1));
        }
    }
}

QVector<compare::RunInput> PaperComparer::runsFor(const ReportPaper &paper,
                                                  const QStringList &kernels)
{
    if (!m_foreignKernels) {
        readForeignRuns();
    }
    QStringList wanted = kernels;
    for (const Claim &claim : paper.claims) {
        const QStringList foreign = m_foreignKernels->value(claim.id);
        for (const QString &kernel : foreign) {
            if (!wanted.contains(kernel)) {
                wanted.append(kernel);
            }
        }
    }
    QVector<compare::RunInput> runs;
    for (const QString &kernel : std::as_const(wanted)) {
        runs += runsOf(kernel);
    }
    // As all runs together are read: the newest first.
    std::stable_sort(runs.begin(), runs.end(),
                     [](const auto &a, const auto &b) { return a.at > b.at; });
    return runs;
}

PaperAnswers PaperComparer::answersOf(const QString &paperId, const ReportPaper &shown,
                                      const QStringList &dates, const QStringList &kernels)
{
    const compare::PaperInput input = inputOf(paperId, shown, dates);
    const QVector<compare::RunInput> runs = runsFor(shown, kernels);
    const QVector<compare::ComparisonRow> rows =
            compare::compareClaims({input}, runs, Vocabulary::bundled(), matcher());
    PaperAnswers out;
    for (const compare::ComparisonRow &row : rows) {
        out.answered += row.isAnswered() ? 1 : 0;
        out.testable += row.isAnswered() || row.answer == compare::Answer::NotRun ? 1 : 0;
    }
    if (const compare::ComparisonRow *headline = compare::headlineOf(rows)) {
        out.headline = *headline;
        out.grade = headline->grade;
        if (!headline->measured.isEmpty()) {
            out.measured = headline->measured.first().ratio.ratio;
        }
        return out;
    }
    // A paper that claims nothing has runs, but no measured figure of a claim.
    out.grade = bestGrade(input);
    return out;
}

}  // namespace touchstone::store
