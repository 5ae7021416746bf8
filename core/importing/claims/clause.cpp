#include "importing/claims/clause.h"

#include <algorithm>

namespace touchstone::importing::claims {

Clause::Clause(const QVector<Item> &sentenceItems, const QVector<Figure> &figures, qsizetype index,
               qsizetype sentenceBegin, qsizetype sentenceEnd, qsizetype taken)
    : items(sentenceItems), figure(figures[index]), begin(sentenceBegin), end(sentenceEnd)
{
    // Words that the previous figure has used are not examined again.
    previousEnd =
            index > 0 ? std::clamp(taken + 1, figures[index - 1].last + 1, figure.first) : begin;
    nextStart = index + 1 < figures.size() ? figures[index + 1].first : end;
    left = leftLimit();
    right = rightLimit();
    context.quoteFirst = figure.first;
    context.quoteLast = figure.last;
}

void Clause::use(qsizetype i)
{
    context.quoteFirst = std::min(context.quoteFirst, i);
    context.quoteLast = std::max(context.quoteLast, i);
}

bool Clause::boundary(qsizetype i) const
{
    const Item &item = items[i];
    return item.mark(u',') || item.mark(u'(') || item.mark(u')') || item.mark(u';')
           || item.mark(u'、') || item.mark(u'[');
}

bool Clause::owner(qsizetype i) const
{
    return items[i + 1].text == QStringLiteral("的")
           && (items[i].kind == Atom::Identifier || items[i].kind == Atom::Word);
}

bool Clause::reachesByChange(qsizetype i) const
{
    return is(i - 1, RoleChange) && items[i].text == QStringLiteral("达")
           && items[i].end == items[i].start + 1;
}

// "(EDAP)" after a name belongs to the name: it holds no figure and at most three items.
qsizetype Clause::openingOfShortBrackets(qsizetype close) const
{
    for (qsizetype i = close - 1; i >= std::max(previousEnd, close - 4); --i) {
        if (items[i].mark(u'(')) {
            return i;
        }
    }
    return -1;
}

// "accuracy loss (<0.1%)", "(<0.1%) accuracy loss": the words are outside the brackets.
bool Clause::bracketed() const
{
    qsizetype i = figure.first - 1;
    while (i > previousEnd && is(i, RoleQualifier | RoleFiller)) {
        --i;
    }
    return i >= previousEnd && items[i].mark(u'(') && figure.last + 1 < end
           && items[figure.last + 1].mark(u')');
}

qsizetype Clause::leftLimit() const
{
    qsizetype i = figure.first;
    while (bracketed() && !items[i].mark(u'(')) {
        --i;
    }
    while (i > previousEnd) {
        const Item &item = items[i - 1];
        if (item.mark(u')') && i - 1 < figure.first) {
            const qsizetype open = openingOfShortBrackets(i - 1);
            if (open < 0) {
                break;
            }
            i = open;
            continue;
        }
        // "falls slightly, from 95.1% to 94.7%"
        const bool pairAfterComma = figure.from && i == figure.first && item.mark(u',');
        if ((boundary(i - 1) && !pairAfterComma)
            || (item.is(RoleStop) && entry(i - 1)->has(QLatin1String("clause")))) {
            break;
        }
        --i;
    }
    return i;
}

qsizetype Clause::rightLimit() const
{
    qsizetype i = figure.last + (bracketed() ? 2 : 1);
    bool seen = false;
    while (i < nextStart) {
        const bool and_ = link(i, LinkKind::And);
        // "time by 3.2x and FLOPs by 84%": the noun belongs to the next figure.
        const bool nextNoun = and_ && is(i + 1, RoleMetric) && i + 2 < end && nextStart < end
                              && link(nextStart - 1, LinkKind::By);
        const bool verb = is(i + 1, RoleChange | RoleReach | RoleKeep) && !is(i + 1, RoleMetric);
        const bool stop = is(i, RoleStop) && !is(i, RoleChange | RoleMetric);
        if (boundary(i) || stop || (and_ && (seen || verb || nextNoun || i > figure.last + 3))
            || items[i].mark(u'。')) {
            break;
        }
        seen = seen || is(i, RoleMetric | RoleChange);
        ++i;
    }
    return i;
}

// Only "and" and articles are between the figure and the phrase before it.
bool Clause::andBetween() const
{
    qsizetype i = figure.first - 1;
    while (i > previousEnd && is(i, RoleFiller)) {
        --i;
    }
    return i >= previousEnd && link(i, LinkKind::And);
}

bool Clause::linked() const
{
    return (context.features
            & (bit(Feature::By) | bit(Feature::Of) | bit(Feature::To) | bit(Feature::At)
               | bit(Feature::Is) | bit(Feature::Adjacent) | bit(Feature::Verb)))
           != 0;
}

bool Clause::shareOnRight() const
{
    return link(figure.last + 1, LinkKind::Of);
}

}  // namespace touchstone::importing::claims
