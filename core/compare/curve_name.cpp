#include "compare/curve_name.h"

#include "compare/claim_words.h"
#include "compare/operation_name.h"
#include "compare/run_words.h"
#include "compare/sized_runs.h"
#include "library/dimension_names.h"

#include <map>
#include <set>

namespace touchstone::compare {

using measure::RatioResult;

namespace {

template <class Map, class Key>
Text orNothing(const Map &map, const Key &key)
{
    const auto found = map.find(key);
    return found == map.end() ? Text() : found->second;
}

void addPart(Text &name, const Text &part)
{
    if (!part.en.empty()) {
        name.en += (name.en.empty() ? "" : ", ") + part.en;
        name.zh += (name.zh.empty() ? "" : "，") + part.zh;
    }
}

}  // namespace

bool isShown(const RatioResult &ratio, const OneQuantity &quantity)
{
    return hasSize(ratio) && quantity.shown.contains(ratio.quantity);
}

CurveParts partsOf(const QVector<const RunInput *> &runs, const OneQuantity &quantity)
{
    std::set<QString> machines;
    std::set<std::string> devices;
    std::map<std::pair<std::string, std::string>, const RatioResult *> pairs;
    for (const RunInput *run : runs) {
        machines.insert(run->machine);
        devices.insert(run->result.device);
        for (const RatioResult &ratio : run->result.ratios) {
            if (isShown(ratio, quantity)) {
                pairs[{ratio.technique, ratio.baseline}] = &ratio;
            }
        }
    }
    CurveParts out;
    out.manyMachines = machines.size() > 1;
    out.manyDevices = devices.size() > 1;
    out.onlyPair = pairs.size() == 1 ? pairs.begin()->second : nullptr;
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
    addPart(name, orNothing(scale.dimension, line));
    addPart(name, orNothing(scale.family, std::pair(line, ratio.sizes)));
    for (const auto &[parameter, value] : ratio.at) {
        addPart(name, dimensionAt(parameter, shortNumber(value).toStdString()));
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
               const Text &line, const Text &kind, const Vocabulary &vocabulary)
{
    Text name;
    if (!parts.onlyPair) {
        addPart(name, pairName(vocabulary, QString::fromStdString(run.result.kernel), ratio));
    }
    addPart(name, line);
    if (ratio.quantity != "time") {
        addPart(name, quantityWords(QString::fromStdString(ratio.quantity)));
    }
    if (parts.manyDevices) {
        addPart(name, deviceWords(QString::fromStdString(run.result.device)));
    }
    if (parts.manyMachines) {
        addPart(name, machineWords(machineName(run)));
    }
    addPart(name, kind);
    return name;
}

}  // namespace touchstone::compare
