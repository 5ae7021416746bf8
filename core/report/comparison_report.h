// A whole comparison to read away from the program: claims beside figures, charts, machines and
// certificates, as data. report_document.h turns it into a document.
//
// Nothing in it depends on the time of day: the same library and the same scope give the same
// report, byte by byte.
#pragma once

#include "compare/chart_spec.h"
#include "exchange/comparison_inputs.h"

#include <functional>
#include <stop_token>

namespace touchstone::report {

// Which part of the library; empty fields take all of it.
struct ReportScope {
    QString technique;   // id of the vocabulary
    QStringList papers;  // ids, in the order in which they are wanted
    compare::RunFilter runs;
};

struct PaperPart {
    QString id, title, shortName;
    QStringList institutions;  // as the report file names them; papers come without author names
    int authorCount = 0;       // 0: not known
    QStringList techniques;    // ids
    QString reportTitle, reportDate, codeUrl;
    int index = 0;                               // its number in the report file
    QVector<compare::ComparisonRow> answered;    // with a figure
    QVector<compare::ComparisonRow> unanswered;  // and why, in sentence
    QVector<compare::ChartSpec> charts;          // ratio over size of its kernels
};

// Where a figure comes from; the figure itself is in the row.
struct RunFacts {
    QString runId, machine, device, preset, at, kernel;
    int threads = 1;
    measure::RunStatus status = measure::RunStatus::Ok;
    bool pinned = false;
};

struct ComparisonReport {
    Text scope;  // "All papers", "Technique: Quantization", "3 chosen papers"
    QString program;
    QString firstRun, lastRun;  // of the figures shown; ISO 8601, UTC; "" when there are none
    QString lastReport;         // date of the newest report file with one of the papers
    QVector<PaperPart> papers;  // those without any claim only have their head
    QVector<compare::ChartSpec> charts;  // claims beside measurements, one chart a metric
    std::optional<compare::ChartSpec> roofline;
    QHash<QString, RunFacts> runs;        // by run id: those that a figure comes from
    QVector<store::MachineRow> machines;  // of these runs
    QVector<Text> leftOut;                // stored runs that cannot be read
};

using Progress = std::function<void(int done, int total)>;

// Errors: those of the store, NotFound for an unknown paper, Usage for an unknown technique,
// Cancelled. A scope without papers or claims is no error.
Result<ComparisonReport> loadReport(const store::Store &store, const ReportScope &scope,
                                    const std::stop_token &stop = {},
                                    const Progress &progress = {});
// The same from what was read already; papers are those of the inputs.
ComparisonReport reportOf(const exchange::ComparisonInputs &inputs, const ReportScope &scope,
                          const Vocabulary &vocabulary);

}  // namespace touchstone::report
