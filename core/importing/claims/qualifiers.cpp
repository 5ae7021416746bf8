#include "importing/claims/clause.h"

namespace touchstone::importing::claims {

namespace {

int rankOf(const QString &qualifier)
{
    static const QStringList order{QStringLiteral("about"), QStringLiteral("average"),
                                   QStringLiteral("at-most"), QStringLiteral("at-least"),
                                   QStringLiteral("up-to")};
    return int(order.indexOf(qualifier));
}

void qualify(Clause &clause, qsizetype i, bool before)
{
    if (rankOf(clause.entry(i)->qualifier) > rankOf(clause.context.qualifier)) {
        clause.context.qualifier = clause.entry(i)->qualifier;
        clause.context.qualifierBefore = before;
    }
    clause.use(i);
}

// "On average, the router skips 37% of the FLOPs.", "Averaged over six tasks, ..."
bool opensSentence(const Clause &clause)
{
    const qsizetype next = clause.begin + 1;
    if (next >= clause.figure.first || !clause.is(clause.begin, RoleQualifier)) {
        return false;
    }
    const bool average = clause.entry(clause.begin)->qualifier == QLatin1String("average");
    const bool alone = clause.items[next].mark(u',') && clause.previousEnd == clause.begin;
    const bool over = clause.items[next].text == QLatin1String("over")
                      || clause.items[next].text == QLatin1String("across");
    return (alone && (average || clause.entry(clause.begin)->has(QLatin1String("after"))))
           || (average && over && clause.relative());
}

// Right of the figure: "3.6x in the best case", "95%以上", "1.4x faster on average".
bool qualifiesBackwards(const Clause &clause, qsizetype i)
{
    const Entry &entry = *clause.entry(i);
    const bool after = entry.has(QLatin1String("after"));
    // In Chinese it comes first, except in "2倍的平均加速".
    const bool average = entry.qualifier == QLatin1String("average")
                         && (clause.items[i].kind != Atom::Han
                             || clause.items[i - 1].text == QStringLiteral("的"));
    return average
           || (after && (i == clause.figure.last + 1 || entry.qualifier == QLatin1String("up-to")));
}

}  // namespace

void readQualifiers(Clause &clause, const Context *previous)
{
    qsizetype adjacent = clause.figure.first;
    while (adjacent > clause.left
           && (clause.is(adjacent - 1, RoleQualifier | RoleFiller) || clause.owner(adjacent - 1))) {
        --adjacent;  // "约为GPT-4的五分之一": the words before the owner refer to the figure
    }
    for (qsizetype i = adjacent; i < clause.figure.first; ++i) {
        if (clause.is(i, RoleQualifier)) {
            qualify(clause, i, true);
        }
    }
    for (qsizetype i = clause.left; i < adjacent && clause.context.qualifier.isEmpty(); ++i) {
        if (clause.is(i, RoleQualifier) && clause.entry(i)->has(QLatin1String("far"))) {
            qualify(clause, i, true);
        }
    }
    for (qsizetype i = clause.figure.first; clause.figure.from && i <= clause.figure.last; ++i) {
        if (clause.is(i, RoleQualifier) && clause.entry(i)->has(QLatin1String("far"))) {
            qualify(clause, i, false);
        }
    }
    for (qsizetype i = clause.figure.last + 1; i < clause.nextStart && i < clause.figure.last + 7;
         ++i) {
        const bool on = clause.items[i].text == QLatin1String("on") && !clause.is(i, RoleQualifier);
        if (clause.is(i, RoleQualifier) && qualifiesBackwards(clause, i)) {
            qualify(clause, i, false);
            clause.qualifierAt = i;
        }
        // "11x with an average drop of 0.6%": the average is that of the next figure.
        const bool with =
                clause.items[i].text == QLatin1String("with") && clause.nextStart < clause.end;
        if (clause.boundary(i) || on || with || clause.link(i, LinkKind::And)) {
            break;
        }
    }
    if (clause.context.qualifier.isEmpty() && opensSentence(clause)) {
        qualify(clause, clause.begin, true);
    }
    // "加速达2.9倍" is the best case, "准确率达98%" a level, "从16GB降至4GB，降幅达75%" a summary.
    const bool sum = previous && previous->has(Feature::FromTo);
    if (clause.context.qualifier.isEmpty() && !sum && clause.linkAt > clause.left
        && clause.reachesByChange(clause.linkAt)) {
        clause.context.qualifier = QStringLiteral("up-to");
    }
    // "an average 29% reduction in cost and 24% improvement": one qualifier for both.
    const bool joined = clause.linkAt == clause.previousEnd && clause.is(clause.linkAt, RoleLink)
                        && clause.entry(clause.linkAt)->link == LinkKind::And;
    const bool afterAnd = joined || (previous && clause.andBetween());
    if (clause.context.qualifier.isEmpty() && previous && afterAnd && previous->qualifierBefore) {
        clause.context.qualifier = previous->qualifier;
        clause.context.qualifierBefore = true;
    }
}

}  // namespace touchstone::importing::claims
