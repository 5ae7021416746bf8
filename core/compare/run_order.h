// Which of several runs is shown: measure::ranked() over the inputs of a comparison.
#pragma once

#include "compare/comparison.h"
#include "measure/results/ratio_for.h"

namespace touchstone::compare {

std::vector<measure::Candidate> candidatesOf(const QVector<const RunInput *> &runs);
// Runs that may be shown, best first.
QVector<const RunInput *> bestFirst(const QVector<const RunInput *> &runs);
QVector<const RunInput *> bestFirst(const QVector<RunInput> &runs);

}  // namespace touchstone::compare
