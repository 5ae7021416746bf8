// A report of a comparison as a file: the one door for the window and the command line.
#pragma once

#include "report/report_document.h"

namespace touchstone::ui {

enum class ReportFormat { Html, Pdf };

struct ReportFile {
    QString path;
    report::Languages languages = report::Languages::English;
    std::optional<ReportFormat> format;  // nullopt: as the suffix of the path says
};

// Usage for a suffix that names no format; those of outputCanBeWritten(), before any work is done.
Result<ReportFormat> checkReportFile(const ReportFile &file);

// Reads the scope from the library and writes it; the file is replaced as a whole or not at all.
// Needs a QGuiApplication; may be called on any thread: charts are
// drawn by that of the application, whose events must be handled meanwhile. Errors: those of
// checkReportFile(), loadReport(), of drawing and writeOutput().
Result<> writeReport(const store::Store &store, const report::ReportScope &scope,
                     const ReportFile &file, const std::stop_token &stop = {},
                     const report::Progress &progress = {});

}  // namespace touchstone::ui
