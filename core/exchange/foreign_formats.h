// The readers behind readForeign. Each gets parsed JSON of its format and fills machine,
// environment and one result without ids; entries without a usable time are left out.
#pragma once

#include "base/result.h"
#include "measure/results/results.h"

#include <QJsonArray>
#include <QJsonObject>

namespace touchstone::exchange {

measure::Bundle readGoogleBenchmark(const QJsonObject &document);
measure::Bundle readLlamaBench(const QJsonArray &tests);
measure::Bundle readNvbench(const QJsonObject &document);

// A variant from single times; empty without one that is finite and above 0.
std::optional<measure::VariantResult> variantFromSamples(std::string name,
                                                         const std::vector<double> &ns);
// A variant from a mean and its standard deviation over n repetitions (0: not known).
std::optional<measure::VariantResult> variantFromMean(std::string name, double ns, double deviation,
                                                      double n);
// Adds it under a name that no other entry has.
void addVariant(measure::KernelResult &result, std::optional<measure::VariantResult> variant);
// Every string, number and truth value of an object as a fact.
measure::Facts factsOf(const QJsonObject &object);

}  // namespace touchstone::exchange
