// What a report says in words that the program has as ids: verdicts, states of runs, facts of a
// machine.
#pragma once

#include "compare/verdict.h"
#include "measure/results/results.h"

namespace touchstone::report {

Text verdictWords(compare::ClaimVerdict verdict);  // "consistent", "not observed" ...

// A fact of measure::Facts: its name, and its value with units that people read ("24683656 kB" ->
// "23.5 GiB"). Unknown names and values are shown as they are.
Text factName(const std::string &key);
Text factValue(const std::string &key, const std::string &value);

// How every figure was taken, in five sentences.
const QVector<Text> &methodWords();

}  // namespace touchstone::report
