// One claim a result: what brief and abstract both say becomes one claim with two sources.
#pragma once

#include "importing/claims/normalise.h"

namespace touchstone::importing::claims {

// A claim of one field, before the two fields meet.
struct Draft {
    Claim claim;
    bool weakMetric = false;  // the metric follows from the sentence, not from a word beside it
    ChangeKind change = ChangeKind::None;
    bool inverse = false;  // the wording names the inverse of the metric (energy efficiency)
    bool fasterPercent = false;
    const Entry *unit = nullptr, *fromUnit = nullptr;
    bool chinese = false;  // printed with 倍
};

// both: each field has text, so that a figure in one of them only is worth a flag.
QVector<Draft> merged(const QVector<Draft> &abstract, const QVector<Draft> &brief, bool both);

// Cross-checks of the claims of one paper: percent against from-to.
void checkConsistency(QVector<Draft> &drafts);

}  // namespace touchstone::importing::claims
