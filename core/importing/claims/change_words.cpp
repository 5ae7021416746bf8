#include "importing/claims/clause.h"

namespace touchstone::importing::claims {

namespace {

bool verb(const Clause &clause, qsizetype i)
{
    return clause.is(i, RoleChange | RoleKeep | RoleReach | RoleNeed | RoleBeat)
           && !(clause.is(i, RoleQualifier) && i >= clause.linkAt);
}

void setChange(Clause &clause, qsizetype i)
{
    if (clause.entry(i)->has(QLatin1String("recover"))) {
        clause.set(Feature::Recover);
    }
    clause.changeAt = i;
    clause.context.change = clause.entry(i);
    clause.set(Feature::Change);
    clause.setIf(clause.context.change->change == ChangeKind::Worsen, Feature::Worsen);
    clause.use(i);
}

// "17% reduction", "5x lower".
qsizetype changeOnRight(const Clause &clause)
{
    const qsizetype next = clause.figure.last + 1;
    const bool comparative =
            next < clause.right && clause.is(next, RoleChange)
            && clause.items[next].kind == Atom::Word
            && (clause.entry(next)->change == ChangeKind::Up
                || clause.entry(next)->change == ChangeKind::Down);  // "scores 2.1% higher"
    const bool leftBound = clause.metricFromLeft && clause.linked() && !comparative;
    const bool verbBefore = clause.has(Feature::Verb)
                            && clause.items[clause.linkAt].kind == Atom::Han;  // "去除30%"
    for (qsizetype i = next; i < clause.right && !leftBound && !verbBefore; ++i) {
        if (clause.is(i, RoleChange) && !(clause.is(i, RoleReach) && i > clause.figure.last + 4)) {
            return i;
        }
    }
    return -1;
}

// "higher accuracy of 98%" is a level, whatever the adjective.
bool adjectiveOfLevel(const Clause &clause, qsizetype i)
{
    const bool level = clause.has(Feature::Of) || clause.has(Feature::At) || clause.has(Feature::Is)
                       || clause.has(Feature::Adjacent);
    const bool metricAfter = clause.metricAt > i && clause.metricFromLeft && i < clause.linkAt;
    const bool noun = clause.is(i + 1, RolePlace) || clause.is(i + 1, RoleLink);
    return level && metricAfter && !noun;
}

void setKeepReachOrNeed(Clause &clause, qsizetype i)
{
    clause.set(clause.is(i, RoleKeep)    ? Feature::Keep
               : clause.is(i, RoleReach) ? Feature::Reach
                                         : Feature::Need);
    // "retains 99% accuracy" is a share, "an accuracy of 99% is retained" a level.
    clause.setIf(clause.is(i, RoleKeep) && clause.entry(i)->has(QLatin1String("share"))
                         && !clause.metricFromLeft,
                 Feature::Share);
    clause.use(i);
}

// The verb on the left that governs the figure.
void readVerbOnLeft(Clause &clause)
{
    for (qsizetype i = clause.figure.first - 1; i >= clause.left; --i) {
        if (!verb(clause, i) || clause.reachesByChange(i)) {
            continue;
        }
        if (clause.is(i, RoleChange)) {
            if (!adjectiveOfLevel(clause, i)) {
                setChange(clause, i);
            }
            return;
        }
        if (clause.is(i, RoleBeat)) {
            clause.set(Feature::Beat);
            clause.use(i);
            return;
        }
        setKeepReachOrNeed(clause, i);
        if (!clause.is(i, RoleFiller)) {
            return;
        }
    }
}

}  // namespace

void readChange(Clause &clause)
{
    if (clause.figure.word && clause.figure.word->has(QLatin1String("change-down"))) {
        clause.set(Feature::Change);
    }
    for (qsizetype i = clause.figure.first; clause.figure.from && i <= clause.figure.last; ++i) {
        if (clause.is(i, RoleChange)) {
            setChange(clause, i);  // "从24GB降低到9.5GB"
            return;
        }
    }
    const qsizetype right = changeOnRight(clause);
    if (right >= 0) {
        setChange(clause, right);
        clause.context.features &= ~bit(Feature::To);  // "amounts to 84% savings"
    } else {
        readVerbOnLeft(clause);
    }
}

// "比基线高出14%", "14% more than the baseline": a comparison without a verb such as "outperforms".
void readComparison(Clause &clause)
{
    const bool besides = (clause.has(Feature::Points) || clause.has(Feature::Percent))
                         && clause.is(clause.figure.last + 1, RoleQualifier)
                         && clause.entry(clause.figure.last + 1)->has(QLatin1String("level"));
    if (besides) {  // "0.4 points below the dense model"
        static const Entry *const lower = Lexicon::bundled().find(QStringLiteral("lower"));
        static const Entry *const higher = Lexicon::bundled().find(QStringLiteral("higher"));
        const bool above = clause.items[clause.figure.last + 1].text == QLatin1String("above");
        clause.set(Feature::Beat);
        clause.context.change = above ? higher : lower;
    }
    const bool onRight =
            clause.is(clause.changeAt + 1, RoleBaseline) && clause.changeAt > clause.figure.last;
    bool onLeft = false;
    for (qsizetype i = clause.left; i < clause.figure.first; ++i) {
        onLeft = onLeft || (clause.is(i, RoleBaseline) && !clause.is(i, RoleQualifier));
    }
    if (clause.changeAt >= 0 && clause.context.metric.isEmpty() && (onLeft || onRight)) {
        clause.set(Feature::Beat);
    }
}

}  // namespace touchstone::importing::claims
