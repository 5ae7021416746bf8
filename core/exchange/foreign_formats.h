// The readers behind readForeign. Each fills machine, environment and results without ids; entries
// without a usable time are left out with a word why.
#pragma once

#include "base/result.h"
#include "measure/results/results.h"

#include <QJsonArray>
#include <QJsonObject>

#include <optional>
#include <set>

namespace touchstone::exchange {

measure::Bundle readGoogleBenchmark(const QJsonObject &document);
// Times are per token, so that entries with different prompts are compared by tokens per second.
measure::Bundle readLlamaBench(const QJsonArray &tests);
measure::Bundle readNvbench(const QJsonObject &document);

// The other outputs of llama-bench (-o md, csv, sql) as the array that -o json gives; SQL is read,
// never executed. nullopt for any other text; an error names the line.
std::optional<Result<QJsonArray>> llamaBenchTable(const QByteArray &text);

// A variant from single times; empty without one that is finite and above 0.
std::optional<measure::VariantResult> variantFromSamples(std::string name,
                                                         const std::vector<double> &ns);
// A variant from a mean and its standard deviation over n repetitions (0: not known).
std::optional<measure::VariantResult> variantFromMean(std::string name, double ns, double deviation,
                                                      double n);

// The entries of one result, by unique names.
class EntryList {
public:
    explicit EntryList(measure::KernelResult &result) : m_result(result) {}
    // Under a name that no other entry has; nullopt is left out.
    void add(const std::string &name, std::optional<measure::VariantResult> variant);
    // why: "error", "skipped"; in the result's plan under leftOutKey, for the person who imports
    // it.
    void leaveOut(const std::string &name, const std::string &why);

private:
    measure::KernelResult &m_result;
    std::set<std::string> m_names;
};

// Every string, number and truth value of an object as a fact.
measure::Facts factsOf(const QJsonObject &object);

}  // namespace touchstone::exchange
