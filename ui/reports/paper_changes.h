// What a new text of a paper changes in the library: the old beside the new.
#pragma once

#include "base/text.h"
#include "library/report.h"

#include <QVector>

namespace touchstone::ui {

struct PaperDifference {
    Text what;  // "Abstract", "Claim" ...
    QString before, after;
    bool loses = false;  // the new text has nothing in its place
};

// Title, institutions, brief, abstract, code address, and claims by their quotes.
QVector<PaperDifference> differences(const ReportPaper &before, const ReportPaper &after);
bool losesAnything(const QVector<PaperDifference> &differences);

}  // namespace touchstone::ui
