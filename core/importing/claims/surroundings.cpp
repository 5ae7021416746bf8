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
        if (possessive && k == i - 1
            && (clause.items[k].kind == Atom::Identifier || clause.items[k].kind == Atom::Word
                || clause.is(k, RoleReference))) {
            clause.set(Feature::Share);
            clause.use(k);
        }
        clause.setIf(clause.is(k, RoleSetting) && k > clause.metricAt, Feature::Setting);
    }
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
    // A sentence is read only so far back that hostile text stays linear.
    for (qsizetype i = std::max(clause.begin, clause.figure.first - farBack);
         i < clause.figure.first; ++i) {
        clause.setIf(clause.is(i, RoleFraction) && i >= clause.figure.first - 12,
                     Feature::Fraction);
        if (clause.is(i, RoleBackground)) {
            clause.set(Feature::Background);
        } else if (clause.is(i, RoleOwn)) {
            clause.context.features &= ~bit(Feature::Background);
        }
    }
}

}  // namespace touchstone::importing::claims
