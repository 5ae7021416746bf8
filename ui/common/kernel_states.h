// What has been measured and what is left to measure: for the strip above the library and the
// badges of the kernels on the bench.
#pragma once

#include "store/store.h"

#include <QMap>

#include <array>

namespace touchstone::ui {

struct KernelState {
    QString measuredAt;  // ISO 8601, UTC, of the newest run; empty: never run
    QString outcome;     // a word of compare::Outcome, of the best answered of its claims; or empty
};

struct TestableClaims {
    QMap<QString, KernelState> kernels;    // those that have been run or answer a claim
    std::array<QStringList, 3> toMeasure;  // kernels to run with preset small, medium, large
    int claims = 0;                        // that these runs would answer
    double seconds = 0;                    // of timing, by the budgets of the presets

    int kernelCount() const;
};

// Of the claims in the library that a kernel answers.
Result<TestableClaims> readTestableClaims(store::Store &store);

}  // namespace touchstone::ui
