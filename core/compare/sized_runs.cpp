#include "compare/sized_runs.h"

#include "compare/run_order.h"

#include <QMap>

#include <algorithm>
#include <set>

namespace touchstone::compare {

using measure::RatioResult;

namespace {

qsizetype sizesOf(const RunInput &run)
{
    std::set<std::pair<SizeLine, measure::Sizes>> shapes;
    for (const RatioResult &ratio : run.result.ratios) {
        if (hasSize(ratio)) {
            shapes.insert({lineOf(ratio), ratio.sizes});
        }
    }
    return qsizetype(shapes.size());
}

}  // namespace

SizeLine lineOf(const RatioResult &ratio)
{
    return {ratio.operation, ratio.group};
}

bool hasSize(const RatioResult &ratio)
{
    return !ratio.shape.empty() && !ratio.sizes.empty();
}

QString kernelWithMostSizes(const QVector<RunInput> &runs)
{
    QString kernel;
    qsizetype most = 0;
    for (const RunInput &run : runs) {
        if (const qsizetype sizes = sizesOf(run); sizes > most) {
            most = sizes;
            kernel = QString::fromStdString(run.result.kernel);
        }
    }
    return kernel;
}

QVector<const RunInput *> mostSizedRuns(const QVector<RunInput> &runs, const QString &kernel)
{
    QMap<QString, const RunInput *> best;
    for (const RunInput *run : bestFirst(runs)) {
        if (run->result.kernel != kernel.toStdString() || sizesOf(*run) == 0) {
            continue;
        }
        const RunInput *&kept =
                best[QStringLiteral("%1 %2 %3")
                             .arg(run->machine, QString::fromStdString(run->result.device),
                                  QString::number(run->result.threads))];
        if (!kept || sizesOf(*run) > sizesOf(*kept)) {
            kept = run;
        }
    }
    return {best.begin(), best.end()};
}

qsizetype runsWithoutSizes(const QVector<RunInput> &runs, const QString &kernel)
{
    return std::count_if(runs.begin(), runs.end(), [&](const RunInput &run) {
        const auto &ratios = run.result.ratios;
        return (kernel.isEmpty() || run.result.kernel == kernel.toStdString()) && sizesOf(run) == 0
               && std::any_of(ratios.begin(), ratios.end(),
                              [](const RatioResult &ratio) { return !ratio.shape.empty(); });
    });
}

}  // namespace touchstone::compare
