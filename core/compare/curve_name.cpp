#include "compare/curve_name.h"

#include "compare/claim_words.h"
#include "compare/operation_name.h"
#include "compare/run_words.h"
#include "compare/sized_runs.h"

#include <set>

namespace touchstone::compare {

using measure::RatioResult;

namespace {

template <class Map, class Key>
std::string orNothing(const Map &map, const Key &key)
{
    const auto found = map.find(key);
    return found == map.end() ? std::string() : found->second;
}

void addPart(Text &name, const Text &part)
{
    if (!part.en.empty()) {
        name.en += (name.en.empty() ? "" : ", ") + part.en;
        name.zh += (name.zh.empty() ? "" : "，") + part.zh;
    }
}

}  // namespace

CurveParts partsOf(const QVector<const RunInput *> &runs, const OneQuantity &quantity)
{
    std::set<QString> machines;
    std::set<std::string> devices;
    std::set<std::pair<std::string, std::string>> pairs;
    for (const RunInput *run : runs) {
        machines.insert(run->machine);
        devices.insert(run->result.device);
        for (const RatioResult &ratio : run->result.ratios) {
            if (hasSize(ratio) && quantity.shown.contains(ratio.quantity)) {
                pairs.insert({ratio.technique, ratio.baseline});
            }
        }
    }
    CurveParts out;
    out.manyMachines = machines.size() > 1;
    out.manyDevices = devices.size() > 1;
    out.manyPairs = pairs.size() > 1;
    return out;
}

CurveKind curveKind(const RatioResult &ratio, const RunInput &run,
                    const QVector<ComparisonRow> &rows)
{
    const QString kernel = QString::fromStdString(run.result.kernel);
    const ComparisonRow *row = rowAbout(ratio, kernel, rows);
    const auto evidence = row ? row->measured.first().ratio.evidence : ratio.evidence;
    const std::optional<Grade> grade = row ? row->grade : std::nullopt;
    return {styleOf(evidence, grade), evidenceWords(evidence, grade, run.elsewhere)};
}

Text lineName(const SizeScale &scale, const RatioResult &ratio, const QString &kernel)
{
    const SizeLine line = lineOf(ratio);
    Text name = operationName(kernel, ratio);
    for (const std::string &part : {orNothing(scale.dimension, line),
                                    orNothing(scale.family, std::pair(line, ratio.sizes))}) {
        addPart(name, {part, part});
    }
    for (const auto &[parameter, value] : ratio.at) {
        const std::string at = parameter + " " + shortNumber(value).toStdString();
        addPart(name, {at, at});
    }
    return name;
}

Text pairName(const Vocabulary &vocabulary, const QString &kernel, const RatioResult &ratio)
{
    const Text technique = variantName(vocabulary, kernel, ratio.technique);
    const Text baseline = variantName(vocabulary, kernel, ratio.baseline);
    return text("{0} vs {1}", "{2} 对 {3}", technique.en, baseline.en, technique.zh, baseline.zh);
}

Text curveName(const CurveParts &parts, const RunInput &run, const RatioResult &ratio,
               const SizeScale &scale, const ChartInput &input)
{
    const QString kernel = QString::fromStdString(run.result.kernel);
    Text name;
    if (parts.manyPairs) {
        addPart(name, pairName(input.vocabulary, kernel, ratio));
    }
    addPart(name, lineName(scale, ratio, kernel));
    if (ratio.quantity != "time") {
        addPart(name, quantityWords(QString::fromStdString(ratio.quantity)));
    }
    if (parts.manyDevices) {
        addPart(name, deviceWords(QString::fromStdString(run.result.device)));
    }
    if (parts.manyMachines) {
        addPart(name, same(machineName(run)));
    }
    addPart(name, curveKind(ratio, run, input.rows).words);
    return name;
}

}  // namespace touchstone::compare
