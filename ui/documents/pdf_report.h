// A report as PDF: A4, numbered pages, text that can be searched, charts as vectors.
#pragma once

#include "report/html_report.h"

namespace touchstone::ui {

// Needs a QGuiApplication. The same document gives the same bytes. Errors: those of draw and of
// inlineSvg(), Cancelled, Internal.
Result<QByteArray> pdfReport(const report::Document &document, report::Languages languages,
                             const report::DrawChart &draw, const std::stop_token &stop = {},
                             const report::Progress &progress = {});

}  // namespace touchstone::ui
