#include "importing/claims/clause.h"

#include <algorithm>

namespace touchstone::importing::claims {

namespace {

Context readContext(Clause clause, const Context *previous)
{
    readFigure(clause);
    readLink(clause);
    readQualifiers(clause, previous);
    readMetric(clause);
    readChange(clause);
    readSurroundings(clause);
    readComparison(clause);
    inherit(clause, previous);
    nameMetric(clause);
    if (clause.relative() && !clause.figure.word) {
        clause.context.wordsEnd = std::max({clause.metricAt, clause.changeAt, clause.qualifierAt});
    }
    return clause.context;
}

}  // namespace

QVector<Context> contextsOf(const QVector<Item> &items, const QVector<Figure> &figures,
                            qsizetype begin, qsizetype end)
{
    QVector<Context> contexts;
    qsizetype told = -1;  // the last figure whose metric is known
    for (qsizetype i = 0; i < figures.size(); ++i) {
        const qsizetype taken = contexts.isEmpty() ? -1 : contexts.last().wordsEnd;
        contexts.append(readContext(Clause(items, figures, i, begin, end, taken),
                                    told < 0 ? nullptr : &contexts[told]));
        const bool speaks =
                !contexts.last().metric.isEmpty() || contexts.last().has(Feature::Benchmark);
        if (speaks && !contexts.last().has(Feature::Ignored)) {
            told = i;
        }
    }
    shareBackwards(items, figures, contexts);
    shareQualifiers(items, figures, contexts);
    pairRespectively(items, figures, begin, contexts);
    return contexts;
}

}  // namespace touchstone::importing::claims
