#include "importing/claims/clause.h"

#include <algorithm>

namespace touchstone::importing::claims {

namespace {

// Only "and", a comma or a slash is between two figures.
bool joined(const QVector<Item> &items, const Figure &first, const Figure &second)
{
    bool only = first.last + 1 < second.first;
    for (qsizetype k = first.last + 1; only && k < second.first; ++k) {
        const bool isAnd = items[k].is(RoleLink) && items[k].entry->link == LinkKind::And;
        only = isAnd || items[k].is(RoleFiller | RoleQualifier) || items[k].mark(u',')
               || items[k].mark(u'/');
    }
    return only;
}

// "in 18 ms, a 3.2-fold improvement": only a comma precedes it.
bool follows(const Clause &clause)
{
    bool only = clause.previousEnd > clause.begin;
    for (qsizetype i = clause.previousEnd; only && i < clause.figure.first; ++i) {
        only = clause.items[i].mark(u',') || clause.is(i, RoleFiller | RoleQualifier);
    }
    return only;
}

// The last `count` adjacent names of metrics in items[begin, end).
QVector<const Entry *> metricList(const QVector<Item> &items, qsizetype begin, qsizetype end,
                                  qsizetype count)
{
    QVector<const Entry *> found;
    for (qsizetype k = end - 1; k >= begin && found.size() < count; --k) {
        if (items[k].is(RoleMetric) && !items[k].is(RoleChange)) {
            found.prepend(items[k].entry);
        } else if (!found.isEmpty() && items[k].is(RoleChange | RoleStop)) {
            break;  // another phrase begins
        }
    }
    return found.size() == count ? found : QVector<const Entry *>();
}

bool saysRespectively(const QVector<Item> &items, qsizetype begin, qsizetype end)
{
    for (qsizetype k = std::max<qsizetype>(begin, 0); k < std::min(end, items.size()); ++k) {
        if (items[k].is(RoleRespectively)) {
            return true;
        }
    }
    return false;
}

void takeMetric(Clause &clause, const Context &previous)
{
    clause.context.metric = previous.metric;
    clause.context.metricEntry = previous.metricEntry;
}

void takeChange(Clause &clause, const Context &previous)
{
    clause.context.change = previous.change;
    clause.context.features |= previous.features & (bit(Feature::Change) | bit(Feature::Beat));
}

bool sameKind(const Clause &clause, const Context &previous)
{
    return (clause.context.features & previous.features & relativeUnits) != 0;
}

// Whether a figure without its own metric refers to the previous metric.
bool speaksOfPrevious(const Clause &clause, const Context &previous)
{
    if (clause.has(Feature::Points) && !previous.has(Feature::Level)) {
        return false;
    }
    if (clause.has(Feature::Change) && clause.shareOnRight() && !clause.has(Feature::Reference)) {
        return false;  // "removing 40% of the layers": the share has a noun of its own
    }
    // "from 38 GB to 12 GB, a reduction of 70%"; "climbs to 91%, a gain of 14 points"
    // "压缩到38MB" too.
    const bool relative = clause.has(Feature::Percent) || clause.has(Feature::Times)
                          || (clause.has(Feature::Quantity) && clause.has(Feature::To));
    const bool apposition =
            clause.has(Feature::Change)
            && (clause.has(Feature::Points)
                || (relative && (previous.has(Feature::FromTo) || follows(clause))));
    // "71% of the peak", "为原始采样器的4.6倍"
    const bool ofLimit = clause.has(Feature::Reference)
                         && (clause.has(Feature::Percent) || clause.has(Feature::Times));
    // "needs 218 MFLOPs, exceeding the baseline by 1.9%": more of a resource is not a claim.
    const bool resource = clause.has(Feature::Percent) && clause.has(Feature::Beat)
                          && (previous.has(Feature::Quantity) || previous.has(Feature::Count));
    const bool compared = (clause.has(Feature::Beat) || clause.has(Feature::Share)) && !resource
                          && clause.relative();
    // "提升12个百分点至91%"
    const bool level = previous.has(Feature::Points) && clause.has(Feature::Percent)
                       && clause.has(Feature::To);
    return sameKind(clause, previous) || ofLimit || compared || apposition || level;
}

}  // namespace

void inherit(Clause &clause, const Context *previous)
{
    Context &context = clause.context;
    // "requires 2 GPU hours and 900 samples": one verb for both.
    if (previous && clause.has(Feature::Count) && clause.andBetween()) {
        context.features |= previous->features & (bit(Feature::Need) | bit(Feature::Training));
        clause.setIf(previous->has(Feature::IsTraining)
                             || previous->metric == QLatin1String("training-cost"),
                     Feature::Training);
    }
    // "68% on MMLU and 54% on GPQA", "在MMLU和GPQA上取得68%和54%": one verb, and perhaps one list
    // of names.
    if (previous && previous->has(Feature::Benchmark) && context.metric.isEmpty()
        && clause.has(Feature::Percent) && clause.andBetween()) {
        context.features |= previous->features
                            & (bit(Feature::Benchmark) | bit(Feature::Reach) | bit(Feature::Reached)
                               | bit(Feature::Is));
        takeChange(clause, *previous);
    }
    // "reduces time by 62% and memory by 48%": one verb for both.
    if (previous && !context.metric.isEmpty() && !context.change && clause.has(Feature::By)
        && !clause.has(Feature::Beat)) {
        takeChange(clause, *previous);
    }
    const bool relative = clause.has(Feature::Percent) || clause.has(Feature::Times);
    const bool bytes = clause.figure.unitHas(QLatin1String("bytes"));
    if (context.metric.isEmpty() && (relative || (bytes && clause.has(Feature::To)))
        && context.change && !context.change->is(RoleMetric) && !context.change->metric.isEmpty()) {
        context.metric = context.change->metric;  // "shrinks the model by 75%", "模型压缩到38MB"
        context.metricEntry = context.change;
    }
    if (!context.metric.isEmpty() || !previous || previous->metric.isEmpty()) {
        return;
    }
    if (clause.has(Feature::Fraction) && clause.has(Feature::Tiny)) {
        takeMetric(clause, *previous);
        clause.set(Feature::Inherits);
    } else if (clause.has(Feature::Plain) && previous->has(Feature::Plain)
               && clause.andBetween()) {  // "perplexities of 5.6 and 5.7"
        takeMetric(clause, *previous);
        context.features |=
                previous->features & (bit(Feature::Of) | bit(Feature::At) | bit(Feature::Is));
    } else if (speaksOfPrevious(clause, *previous)) {
        takeMetric(clause, *previous);
        clause.set(Feature::Inherits);
        if (!context.change && sameKind(clause, *previous)) {
            takeChange(clause, *previous);
        }
    }
}

// "1.7x and 2.2x speedups": the noun follows the last of several figures.
void shareBackwards(const QVector<Item> &items, const QVector<Figure> &figures,
                    QVector<Context> &contexts)
{
    for (qsizetype i = figures.size() - 2; i >= 0; --i) {
        const Context &next = contexts[i + 1];
        Context &context = contexts[i];
        if (figures[i].unit == figures[i + 1].unit && joined(items, figures[i], figures[i + 1])
            && context.metric.isEmpty() && !next.metric.isEmpty()) {
            context.metric = next.metric;
            context.metricEntry = next.metricEntry;
            context.change = next.change;
            context.inverse = next.inverse;
            if (context.qualifier.isEmpty() && !next.qualifierBefore) {
                context.qualifier = next.qualifier;  // "1.4x and 1.6x speedups on average"
            }
            context.features |= next.features
                                & (bit(Feature::Metric) | bit(Feature::Weak) | bit(Feature::Level)
                                   | bit(Feature::Numeric) | bit(Feature::Change));
        }
    }
}

// "up to 3.1%, 2.4% and 1.8%": one qualifier for the list.
void shareQualifiers(const QVector<Item> &items, const QVector<Figure> &figures,
                     QVector<Context> &contexts)
{
    for (qsizetype i = 1; i < figures.size(); ++i) {
        const Context &previous = contexts[i - 1];
        Context &context = contexts[i];
        const bool extends = previous.qualifier == QLatin1String("up-to")
                             || previous.qualifier == QLatin1String("average");
        if (extends && previous.qualifierBefore && context.qualifier.isEmpty()
            && figures[i].unit == figures[i - 1].unit
            && joined(items, figures[i - 1], figures[i])) {
            context.qualifier = previous.qualifier;
            context.qualifierBefore = true;
        }
    }
}

void pairRespectively(const QVector<Item> &items, const QVector<Figure> &figures,
                      qsizetype sentenceBegin, QVector<Context> &contexts)
{
    constexpr qsizetype reach = 6;  // items between the word and the figures
    constexpr Features verbs = bit(Feature::Change) | bit(Feature::Reach) | bit(Feature::Keep)
                               | bit(Feature::Of) | bit(Feature::At) | bit(Feature::Is)
                               | bit(Feature::To) | bit(Feature::By);
    constexpr qsizetype nounsIn = 24;  // items before the figures in which the nouns may be
    for (qsizetype first = 0, last = 0; first < figures.size(); first = ++last) {
        while (last + 1 < figures.size() && joined(items, figures[last], figures[last + 1])) {
            ++last;
        }
        const qsizetype begin = figures[first].first;
        const qsizetype end = figures[last].last + 1;
        if (first == last || !saysRespectively(items, begin - reach, end + reach)) {
            continue;
        }
        const qsizetype left =
                std::max(first > 0 ? figures[first - 1].last + 1 : sentenceBegin, begin - nounsIn);
        const QVector<const Entry *> nouns = metricList(items, left, begin, last - first + 1);
        for (qsizetype i = first; i <= last && !nouns.isEmpty(); ++i) {
            contexts[i].metricEntry = nouns[i - first];
            contexts[i].metric = contexts[i].metricEntry->metric;
            contexts[i].change = contexts[first].change;
            contexts[i].features |= contexts[first].features & verbs;
            describeMetric(contexts[i]);
        }
    }
}

}  // namespace touchstone::importing::claims
