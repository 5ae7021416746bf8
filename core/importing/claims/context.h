// The meaning of the words around a figure: metric, direction, reference.
#pragma once

#include "importing/claims/figures.h"

namespace touchstone::importing::claims {

// Features that the decision table (resources/lexicon/rules.tsv) tests, under the same names.
enum class Feature {
    Times,
    Percent,
    Points,
    Quantity,
    Count,
    Plain,
    Ignored,
    FromTo,  // the figure
    Metric,
    Weak,
    Level,
    Numeric,
    Solves,
    RatioNoun,
    Inherits,
    Own,  // the metric
    Rate,
    Change,
    Beat,
    Keep,
    Reach,
    Reached,
    Need,
    Support,
    Bound,
    Worsen,
    Training,  // the verb
    Recover,
    By,
    Of,
    To,
    At,
    Is,
    Verb,
    Adjacent,  // the link before it
    Share,
    Fraction,
    Tiny,
    Lead,
    Mismatch,
    Reference,
    Setting,
    Background,
    Part,
    Steps,
    Generate,
    Zero,
    Within,
    Benchmark,
    IsTraining,
    IsParameters,
    IsSimilarity,
    IsQuality,
    IsAccuracy,
    IsSteps,  // which metric, where it matters
};
using Features = quint64;
constexpr Features bit(Feature feature)
{
    return Features(1) << int(feature);
}

constexpr Features relativeUnits =
        bit(Feature::Times) | bit(Feature::Percent) | bit(Feature::Points);

struct Context {
    Features features = 0;
    QString metric;  // id, empty if none
    const Entry *metricEntry = nullptr;
    const Entry *change = nullptr;  // the word of change
    bool inverse = false;           // the word names the inverse of the metric
    QString qualifier;
    bool qualifierBefore = false;             // before the figure, so that "and ..." shares it
    qsizetype quoteFirst = 0, quoteLast = 0;  // items
    qsizetype wordsEnd = -1;  // last word after the figure that belongs to it, -1 for none

    bool has(Feature feature) const { return (features & bit(feature)) != 0; }
};

// Contexts of all figures of one sentence, items[begin, end).
QVector<Context> contextsOf(const QVector<Item> &items, const QVector<Figure> &figures,
                            qsizetype begin, qsizetype end);

}  // namespace touchstone::importing::claims
