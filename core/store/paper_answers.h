// What the comparison says of a paper's claims, for the columns of table paper. Private to this
// folder.
#pragma once

#include "compare/headline.h"
#include "compare/many_papers.h"
#include "library/report.h"
#include "store/sql.h"

#include <QHash>

namespace touchstone::store {

struct PaperAnswers {
    std::optional<compare::ComparisonRow> headline;  // nullopt: the paper claims nothing
    int testable = 0, answered = 0;                  // of its claims
    // The ratio beside the headline; of a paper without claims the first that its kernels have.
    std::optional<double> measured;
    std::optional<Grade> grade;  // of the headline; without claims the best of its kernels' entries
};

// Compares as Store's readers do (exchange::loadComparison): the same paper, the same runs, and
// compare::compareClaims().
class PaperComparer {
public:
    explicit PaperComparer(Connection &connection) : m_connection(connection) {}

    // shown: with the decisions of people. dates: of the reports it appears in, the newest first.
    // kernels: those that name the paper.
    PaperAnswers answersOf(const QString &paperId, const ReportPaper &shown,
                           const QStringList &dates, const QStringList &kernels);

private:
    const QVector<compare::RunInput> &runsOf(const QString &kernel);
    void readForeignRuns();
    QVector<compare::RunInput> runsFor(const ReportPaper &paper, const QStringList &kernels);

    Connection &m_connection;
    QHash<QString, QVector<compare::RunInput>> m_runs;  // by kernel
    std::optional<QHash<QString, QStringList>>
            m_foreignKernels;  // by the claim they were given for
};

// The claim that a measurement by another tool was given for; empty for a kernel's own run.
QStringList claimsOfForeignRuns(const measure::KernelResult &result);

}  // namespace touchstone::store
