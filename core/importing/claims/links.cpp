#include "importing/claims/clause.h"

namespace touchstone::importing::claims {

namespace {

Feature featureOf(UnitKind unit)
{
    switch (unit) {
    case UnitKind::Times:
        return Feature::Times;
    case UnitKind::Percent:
        return Feature::Percent;
    case UnitKind::Points:
        return Feature::Points;
    case UnitKind::Quantity:
        return Feature::Quantity;
    case UnitKind::Count:
        return Feature::Count;
    case UnitKind::Ignored:
        return Feature::Ignored;
    case UnitKind::None:
        break;
    }
    return Feature::Plain;
}

std::optional<Feature> featureOf(LinkKind link)
{
    switch (link) {
    case LinkKind::By:
        return Feature::By;
    case LinkKind::Of:
        return Feature::Of;
    case LinkKind::To:
        return Feature::To;
    case LinkKind::At:
        return Feature::At;
    case LinkKind::Is:
        return Feature::Is;
    default:
        return std::nullopt;
    }
}

// "by an average of 46%": the "by" counts, not the "of".
qsizetype linkOfAverage(const Clause &clause, qsizetype of)
{
    if (!clause.link(of, LinkKind::Of) || !clause.is(of - 1, RoleQualifier)) {
        return of;
    }
    qsizetype i = of - 2;
    while (clause.is(i, RoleFiller)) {
        --i;
    }
    return i >= clause.left && clause.link(i, LinkKind::By) ? i : of;
}

// "With 4 time steps and 29.6M parameters, the network ..."
bool opensWithNumbers(const Clause &clause)
{
    if (clause.items[clause.begin].text != QLatin1String("with")) {
        return false;
    }
    for (qsizetype i = clause.begin; i < clause.figure.first; ++i) {
        if (clause.items[i].mark(u',')) {
            return false;
        }
    }
    return true;
}

// "On a board with 32 GB of memory": what the device has.
bool ofDevice(const Clause &clause)
{
    if (!clause.figure.unitHas(QLatin1String("bytes")) || clause.linkAt <= clause.left
        || clause.items[clause.linkAt].text != QLatin1String("with")) {
        return false;
    }
    for (qsizetype i = clause.linkAt - 1; i >= clause.left; --i) {
        if (clause.items[i].text == QLatin1String("on")) {
            return true;
        }
        if (clause.is(i, RoleReach | RoleNeed | RoleChange | RoleSupport)) {
            return false;
        }
    }
    return false;
}

}  // namespace

void readFigure(Clause &clause)
{
    const Figure &figure = clause.figure;
    clause.set(featureOf(figure.unit));
    clause.setIf(figure.from.has_value(), Feature::FromTo);
    clause.setIf(figure.unitHas(QLatin1String("own")), Feature::Own);
    const bool rate = figure.unitHas(QLatin1String("rate"));
    clause.setIf(rate, Feature::Rate);
    clause.setIf(rate && clause.is(figure.first, RoleUnit),
                 Feature::Reached);  // "每秒处理900个请求"
    if (!figure.word) {
        return;
    }
    clause.setIf(figure.rule == QLatin1String("word-zero"), Feature::Zero);
    clause.setIf(figure.word->has(QLatin1String("part")), Feature::Part);
    clause.setIf(figure.word->has(QLatin1String("steps")), Feature::Steps);
    clause.setIf(figure.word->has(QLatin1String("within")), Feature::Within);
}

// The word directly before the figure that links it to the words on its left.
void readLink(Clause &clause)
{
    qsizetype i = clause.figure.first - 1;
    while (i >= clause.left
           && (clause.is(i, RoleQualifier | RoleFiller) || clause.owner(i)
               || (clause.is(i, RoleReference) && clause.items[i].kind == Atom::Han))
           && !(clause.is(i, RoleLink) && !clause.is(i, RoleQualifier))) {
        --i;
    }
    i = linkOfAverage(clause, i);
    clause.linkAt = i;
    for (qsizetype k = std::max(clause.left, i); k < clause.figure.first; ++k) {
        if (clause.is(k, RoleOwn)) {
            clause.set(Feature::Lead);  // "our 1.2B-parameter student"
        }
    }
    clause.setIf(opensWithNumbers(clause), Feature::Lead);
    if (i < clause.left) {
        return;
    }
    if (i == clause.left && i > clause.begin && clause.items[i - 1].mark(u',')
        && clause.items[i].text == QLatin1String("with")) {
        clause.set(Feature::Lead);  // "X, with 149M parameters, ..."
    }
    if (clause.figure.unitHas(QLatin1String("time"))
        && (clause.items[i].text == QLatin1String("in")
            || clause.items[i].text == QStringLiteral("在"))) {
        clause.set(Feature::Need);  // "generates an image in 0.9 seconds"
    }
    if (const std::optional<Feature> tie =
                clause.is(i, RoleLink) ? featureOf(clause.entry(i)->link) : std::nullopt) {
        clause.set(*tie);
    }
    if (clause.is(i, RoleChange) && clause.entry(i)->change != ChangeKind::Worsen
        && clause.is(i + 1, RoleQualifier) && clause.entry(i + 1)->has(QLatin1String("level"))) {
        clause.set(Feature::To);  // "falls below 2%"
    }
    clause.setIf(ofDevice(clause), Feature::Setting);
    clause.setIf(clause.is(i, RoleReach), Feature::Reached);  // "delivers 1.4 TOPS"
    clause.setIf(clause.is(i, RoleChange), Feature::Verb);
    clause.setIf(clause.is(i, RoleMetric) && !clause.is(i, RoleChange), Feature::Adjacent);
}

}  // namespace touchstone::importing::claims
