// One claim per result: a result in both brief and abstract becomes one claim with two sources.
#pragma once

#include "importing/claims/normalise.h"

namespace touchstone::importing::claims {

// A claim of one field, before merging.
struct Draft {
    Claim claim;
    bool weakMetric =
            false;  // the metric follows from the sentence, not from a word next to the figure
    ChangeKind change = ChangeKind::None;
    bool inverse = false;  // the wording names the inverse of the metric (energy efficiency)
    bool fasterPercent = false;
    const Entry *unit = nullptr, *fromUnit = nullptr;
    bool chinese = false;  // printed with 倍
};

// both: each field has text, so that a figure in only one of them gets a flag.
QVector<Draft> merged(const QVector<Draft> &abstract, const QVector<Draft> &brief, bool both);

// Cross-checks of the claims of one paper: percent against from-to.
void checkConsistency(QVector<Draft> &drafts);

}  // namespace touchstone::importing::claims
