// The readers behind readForeign. Each fills machine, environment and results without ids; entries
// without a usable time are left out with a word why.
#pragma once

#include "base/result.h"
#include "measure/results/trust.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <optional>
#include <set>
#include <unordered_map>

namespace touchstone::exchange {

inline constexpr double nsPerSecond = 1e9;
inline constexpr double nsPerMillisecond = 1e6;

measure::Bundle readGoogleBenchmark(const QJsonObject &document);
// Times are per token, so that entries with different prompts are compared by tokens per second.
measure::Bundle readLlamaBench(const QJsonArray &tests);
measure::Bundle readNvbench(const QJsonObject &document);

// The other outputs of llama-bench (-o md, csv, sql) as the array that -o json gives; SQL is read,
// never executed. nullopt for any other text; an error names the line.
std::optional<Result<QJsonArray>> llamaBenchTable(const QByteArray &text);

// Readers of one format each: nullopt for a file of another format, by its content alone.
using Read = std::optional<Result<measure::Bundle>>;
Read readServing(const QJsonDocument &document);      // vLLM and SGLang: serve, latency, throughput
Read readServingPrint(const QString &text);           // what both print, also inside other text
Read readSglangBatch(const QJsonDocument &document);  // SGLang: one batch, offline
Read readLmEval(const QJsonDocument &document);       // lm-evaluation-harness
Read readModelCard(const QString &text);              // Hugging Face model-index
Read readHyperfine(const QJsonDocument &document);
Read readPytestBenchmark(const QJsonDocument &document);
Read readTorchCompare(const QString &text);   // torch.utils.benchmark, Compare
Read readTritonCsv(const QString &text);      // triton.testing.perf_report
Read readAsv(const QJsonDocument &document);  // airspeed velocity
Read readTrtllmBench(const QJsonDocument &document);
Read readGenaiPerf(const QJsonDocument &document);  // genai-perf and aiperf
Read readPhoronix(const QString &text);             // Phoronix Test Suite, composite.xml
Read readMlperfCsv(const QString &text);            // summary of MLPerf results

// A number, also one in quotes; nullopt for anything else and for what is not finite.
std::optional<double> numberOf(const QJsonValue &value);
std::optional<double> numberOf(const QString &text);
std::optional<double> numberAt(const QJsonObject &object, const char *key);
QString textAt(const QJsonObject &object, const char *key);
// A result of a tool that says nothing of the machine.
measure::KernelResult resultOf(const char *tool);
// A bundle of that one result.
measure::Bundle bundleWith(measure::KernelResult result);

// What a figure of quality is in the vocabulary (metrics.json), by the name that tools give it.
struct QualityKind {
    std::string metric, unit;
    double scale = 1;  // a share becomes per cent
};
// higherIsBetter: as the file says, if it does. nullopt where its direction is not certain.
std::optional<QualityKind> qualityKind(const QString &name, double value,
                                       std::optional<bool> higherIsBetter = std::nullopt);

// A variant from single times; empty without one that is finite and above 0.
std::optional<measure::VariantResult> variantFromSamples(std::string name,
                                                         const std::vector<double> &ns);
// A variant from a mean and its standard deviation (0: not known) over n repetitions (0: not
// known).
std::optional<measure::VariantResult> variantFromMean(std::string name, double ns, double deviation,
                                                      double n);

// The entries of one result, by unique names.
class EntryList {
public:
    explicit EntryList(measure::KernelResult &result) : m_result(result) {}
    // Under a name that no other entry has; nullopt is left out.
    void add(const std::string &name, std::optional<measure::VariantResult> variant);
    // error: standard error of the value, if known.
    void addQuality(const std::string &name, const QualityKind &kind, double value,
                    std::optional<double> error);
    // why: "error", "skipped"; in the result's plan under leftOutKey, for the person who imports
    // it.
    void leaveOut(const std::string &name, const std::string &why);

    // A variant from the single times of a file, one of them in ns; how many of them are no time
    // (null, text, 0) is said under the name. nullopt when none is.
    std::optional<measure::VariantResult> fromTimes(const std::string &name,
                                                    const QJsonArray &times, double nanoseconds);
    // The number; where the key holds something else, that is left out under the name.
    std::optional<double> numberIn(const QJsonObject &object, const char *key,
                                   const std::string &name);

private:
    std::string unique(const std::string &given);  // at most 300 bytes and a number

    measure::KernelResult &m_result;
    std::set<std::string> m_names;
    std::unordered_map<std::string, int> m_copies;  // names of entries that share one
};

// Every string, number and truth value of an object as a fact.
measure::Facts factsOf(const QJsonObject &object);

}  // namespace touchstone::exchange
