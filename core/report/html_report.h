// A report as one HTML page: no script, nothing from elsewhere, readable on a phone and on paper.
#pragma once

#include "report/report_document.h"

namespace touchstone::report {

// Draws a chart as an SVG file in these languages.
using DrawChart = std::function<Result<QByteArray>(const compare::ChartSpec &spec)>;

// Text of papers is escaped and isolated, so that it can neither be markup nor turn the direction
// of what follows. Errors: those of draw and of inlineSvg(), Cancelled.
Result<QByteArray> htmlReport(const Document &document, Languages languages, const DrawChart &draw,
                              const std::stop_token &stop = {}, const Progress &progress = {});

}  // namespace touchstone::report
