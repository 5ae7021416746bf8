#include "importing/claims/clause.h"

namespace touchstone::importing::claims {

namespace {

constexpr qsizetype farBack = 200;  // items

// References before the figure: "WildGuard-7B的98.5%", "仅为全模型大小15%", "原模型98.7%".
void leftSurroundings(Clause &clause)
{
    qsizetype i = clause.figure.first - 1;
    const bool possessive = i >= clause.left && clause.items[i].text == QStringLiteral("的");
    for (qsizetype k = i; k >= clause.left && k >= i - 8; --k) {
        if (clause.is(k, RoleReference) && (clause.items[k].kind == Atom::Han)) {
            clause.set(Feature::Reference);
            clause.use(k);
        }
        if (possessive && k == i - 1 && (clause.owner(k) || clause.is(k, RoleReference))) {
            clause.set(Feature::Share);
            clause.use(k);
        }
        // "保持GPT-4o 97%的性能"
        clause.setIf(k == i && clause.items[k].kind == Atom::Identifier && k > clause.left
                             && clause.is(k - 1, RoleKeep),
                     Feature::Share);
        clause.setIf(clause.is(k, RoleSetting) && k > clause.metricAt, Feature::Setting);
    }
}

// "相比现有方法延迟降低40%"
bool comparesInChinese(const Clause &clause, qsizetype background)
{
    return clause.is(background - 1, RoleBaseline | RoleBeat)
           && clause.items[background - 1].kind == Atom::Han;
}

// "Compared with existing methods, ...", "解决了现有方法的不足，...": valid up to the comma only.
bool namesTheOthers(const Clause &clause, qsizetype background)
{
    constexpr qsizetype near = 3;
    for (qsizetype i = background - 1; i >= std::max(clause.begin, background - near); --i) {
        if (clause.is(i, RoleBaseline | RoleBeat)
            || (clause.is(i, RoleMetric) && clause.entry(i)->has(QLatin1String("solves")))) {
            return true;
        }
    }
    return false;
}

// "现有系统往往…，本文…" and "…，实现…" switch from other work to the paper.
bool turnsToThePaper(const Clause &clause, qsizetype i)
{
    const bool result = clause.is(i, RoleReach) && clause.items[i].kind == Atom::Han
                        && i > clause.begin && clause.items[i - 1].mark(u',');
    return clause.is(i, RoleOwn) || result;
}

}  // namespace

void readSurroundings(Clause &clause)
{
    clause.setIf(clause.shareOnRight(), Feature::Share);
    for (qsizetype i = clause.figure.last + 1; i < clause.right; ++i) {
        if (clause.is(i, RoleReference)) {
            clause.set(Feature::Reference);
            clause.use(i);
        }
        clause.setIf(clause.link(i, LinkKind::Of) && clause.metricAt >= 0 && i > clause.metricAt,
                     Feature::Share);
        clause.setIf(clause.is(i, RoleSetting) && (clause.metricAt < 0 || i <= clause.metricAt),
                     Feature::Setting);
    }
    leftSurroundings(clause);
    const qsizetype near = std::min(clause.right + 3, std::min(clause.end, clause.nextStart));
    for (qsizetype i = clause.left; i < near; ++i) {
        clause.setIf(clause.is(i, RoleBenchmark), Feature::Benchmark);
        clause.setIf(clause.is(i, RoleTraining), Feature::Training);
        clause.setIf(clause.is(i, RoleBound), Feature::Bound);
        clause.setIf(clause.is(i, RoleGenerate) && i > clause.figure.last
                             && i <= clause.figure.last + 4,
                     Feature::Generate);
        clause.setIf(i < clause.figure.first && clause.is(i, RoleNeed), Feature::Need);
        clause.setIf(i < clause.figure.first && clause.is(i, RoleSupport), Feature::Support);
    }
    clause.setIf(clause.figure.value > 0 && clause.figure.value < 1e-3, Feature::Tiny);
    bool namesOthers = false;
    // Limited look-back, so that hostile text takes linear time.
    for (qsizetype i = std::max(clause.begin, clause.figure.first - farBack);
         i < clause.figure.first; ++i) {
        clause.setIf(clause.is(i, RoleFraction) && i >= clause.figure.first - 12,
                     Feature::Fraction);
        const bool closed = namesOthers && clause.items[i].mark(u',');
        if (clause.is(i, RoleBackground) && !comparesInChinese(clause, i)) {
            clause.set(Feature::Background);
            namesOthers = namesTheOthers(clause, i);
        } else if (closed || turnsToThePaper(clause, i)) {
            clause.context.features &= ~bit(Feature::Background);
        }
    }
}

}  // namespace touchstone::importing::claims
