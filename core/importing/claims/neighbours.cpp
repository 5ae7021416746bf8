#include "importing/claims/clause.h"

namespace touchstone::importing::claims {

void inherit(Clause &clause, const Context *previous)
{
    // "reduces time by 62% and memory by 48%": one verb for both.
    if (previous && !clause.context.metric.isEmpty() && !clause.context.change
        && clause.has(Feature::By) && !clause.has(Feature::Beat)) {
        clause.context.change = previous->change;
        clause.context.features |= previous->features & (bit(Feature::Change) | bit(Feature::Beat));
    }
    const bool relative = clause.has(Feature::Percent) || clause.has(Feature::Times);
    if (clause.context.metric.isEmpty() && relative && clause.context.change
        && !clause.context.change->is(RoleMetric) && !clause.context.change->metric.isEmpty()) {
        clause.context.metric = clause.context.change->metric;  // "shrinks the model by 75%"
        clause.context.metricEntry = clause.context.change;
    }
    if (!clause.context.metric.isEmpty() || !previous || previous->metric.isEmpty()) {
        return;
    }
    if (clause.has(Feature::Fraction) && clause.has(Feature::Tiny)) {
        clause.context.metric = previous->metric;
        clause.context.metricEntry = previous->metricEntry;
        clause.set(Feature::Inherits);
        return;
    }
    const bool sameKind = (clause.context.features & previous->features
                           & (bit(Feature::Times) | bit(Feature::Percent) | bit(Feature::Points)))
                          != 0;
    const bool ofLimit = clause.has(Feature::Reference) && clause.has(Feature::Percent);
    const bool compared = clause.has(Feature::Beat)
                          && (clause.has(Feature::Times) || clause.has(Feature::Percent)
                              || clause.has(Feature::Points));
    if (!sameKind && !ofLimit && !compared) {
        return;
    }
    clause.context.metric = previous->metric;
    clause.context.metricEntry = previous->metricEntry;
    clause.set(Feature::Inherits);
    if (!clause.context.change && sameKind) {
        clause.context.change = previous->change;
        clause.context.features |= previous->features & (bit(Feature::Change) | bit(Feature::Beat));
    }
}

// "1.7x and 2.2x speedups": the noun stands after the last of several figures.
void shareBackwards(const QVector<Item> &items, const QVector<Figure> &figures,
                    QVector<Context> &contexts)
{
    for (qsizetype i = figures.size() - 2; i >= 0; --i) {
        const Context &next = contexts[i + 1];
        Context &context = contexts[i];
        bool joined = figures[i].unit == figures[i + 1].unit
                      && figures[i].last + 1 < figures[i + 1].first;
        for (qsizetype k = figures[i].last + 1; joined && k < figures[i + 1].first; ++k) {
            const bool and_ = items[k].is(RoleLink) && items[k].entry->link == LinkKind::And;
            joined = and_ || items[k].is(RoleFiller | RoleQualifier) || items[k].mark(u',');
        }
        if (joined && context.metric.isEmpty() && !next.metric.isEmpty()) {
            context.metric = next.metric;
            context.metricEntry = next.metricEntry;
            context.change = next.change;
            context.inverse = next.inverse;
            context.features |= next.features
                                & (bit(Feature::Metric) | bit(Feature::Weak) | bit(Feature::Level)
                                   | bit(Feature::Numeric) | bit(Feature::Change));
        }
    }
}

}  // namespace touchstone::importing::claims
