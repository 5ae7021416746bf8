// What a report says of one claim.
#pragma once

#include "report/report_document.h"

namespace touchstone::report {

// Of a row with a figure.
ClaimCard cardOf(const compare::ComparisonRow &row, const ComparisonReport &report,
                 const Vocabulary &vocabulary);
// "Speedup: up to 2.5×".
Text claimTitle(const compare::ComparisonRow &row, const Vocabulary &vocabulary);
// The sentences of the paper, each once.
QVector<Quote> quotesOf(const Claim &claim);
// "1.83× (95 % interval 1.79 to 1.88)".
Text figureWords(const compare::ComparisonRow &row);
// The machine by name; the id where its facts are not stored.
Text machineWords(const QString &machine, const ComparisonReport &report);

}  // namespace touchstone::report
