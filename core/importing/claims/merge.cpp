#include "importing/claims/merge.h"

#include <QHash>

#include <algorithm>
#include <cmath>
#include <limits>

namespace touchstone::importing::claims {

namespace {

// Words that two writers use for one result: a loading delay may be a speedup in the other text.
bool compatible(const Draft &a, const Draft &b)
{
    static const QVector<QStringList> families{
            {QStringLiteral("speedup"), QStringLiteral("latency"), QStringLiteral("throughput")},
            {QStringLiteral("compute"), QStringLiteral("cost"), QStringLiteral("training-cost"),
             QStringLiteral("overhead")},
            {QStringLiteral("memory"), QStringLiteral("storage"), QStringLiteral("model-size"),
             QStringLiteral("parameters")},
            {QStringLiteral("accuracy"), QStringLiteral("quality"), QStringLiteral("success-rate"),
             QStringLiteral("similarity")},
            {QStringLiteral("sequence-length"), QStringLiteral("steps"),
             QStringLiteral("training-cost"), QStringLiteral("capacity")}};
    if (a.claim.metric == b.claim.metric || a.weakMetric || b.weakMetric) {
        return true;
    }
    for (const QStringList &family : families) {
        if (family.contains(a.claim.metric) && family.contains(b.claim.metric)) {
            return true;
        }
    }
    return false;
}

void join(Draft &into, const Draft &other)
{
    into.claim.sources += other.claim.sources;
    for (const QString &rule : other.claim.rules) {
        if (!into.claim.rules.contains(rule)) {
            into.claim.rules.append(rule);
        }
    }
    if (into.weakMetric && !other.weakMetric) {
        into.claim.metric = other.claim.metric;
        into.inverse = other.inverse;
        into.weakMetric = false;
    }
    if (into.claim.qualifier == Qualifier::None) {
        into.claim.qualifier = other.claim.qualifier;
    }
    if (into.change == ChangeKind::None) {
        into.change = other.change;
    }
    if (into.claim.baseline.isEmpty()) {
        into.claim.baseline = other.claim.baseline;
    }
    if (into.claim.setting.isEmpty()) {
        into.claim.setting = other.claim.setting;
    }
    into.chinese = into.chinese && other.chinese;
}

QString figuresOf(const Claim &claim)
{
    const auto shown = [](const std::optional<double> &value) {
        return value ? QString::number(*value, 'g', 9) : QString();
    };
    return QStringList{shown(claim.value), shown(claim.valueHigh), shown(claim.from), claim.unit}
            .join(u'|');
}

// The same result stated twice in one text.
QVector<Draft> withoutRepeats(const QVector<Draft> &drafts)
{
    QVector<Draft> kept;
    QHash<QString, qsizetype> places;
    for (const Draft &draft : drafts) {
        const QString key = figuresOf(draft.claim) + u'|' + draft.claim.metric + u'|'
                            + toWord(draft.claim.kind);
        const auto place = places.constFind(key);
        if (place != places.constEnd()) {
            join(kept[*place], draft);
        } else {
            places.insert(key, kept.size());
            kept.append(draft);
        }
    }
    return kept;
}

bool saidBy(const Draft &draft, TextField field)
{
    return std::any_of(draft.claim.sources.begin(), draft.claim.sources.end(),
                       [field](const ClaimSource &source) { return source.field == field; });
}

// Relative distance of two figures that may be one result; infinite for other kinds of claims.
double distance(const Claim &a, const Claim &b)
{
    const bool alike = a.metric == b.metric && a.kind == b.kind && a.unit == b.unit && !a.valueHigh
                       && !b.valueHigh && !a.from && !b.from;
    const double larger = std::max(std::abs(a.value), std::abs(b.value));
    return alike && larger > 0 ? std::abs(a.value - b.value) / larger
                               : std::numeric_limits<double>::infinity();
}

// "needs 4 steps instead of 50" and "仅需4步": the level alone matches the pair.
bool isLevelOf(const Claim &level, const Claim &pair)
{
    return level.kind == ClaimKind::Absolute && pair.kind == ClaimKind::FromTo
           && level.metric == pair.metric && level.unit == pair.unit && !level.valueHigh && pair.to
           && level.value == *pair.to;
}

// The same digits in another order or with the point elsewhere: 81.1 for 88.1 is none, 32.1
// for 23.1 is one.
bool sameDigits(double a, double b)
{
    const auto digits = [](double value) {
        QString text = QString::number(value, 'g', 9);
        text.remove(u'.').remove(u'0');
        std::sort(text.begin(), text.end());
        return text;
    };
    return digits(a).size() > 1 && digits(a) == digits(b);
}

// "19-31%" in one text, "at most 31%" in the other.
bool endOfRange(const Claim &range, const Claim &one)
{
    return range.metric == one.metric && range.kind == one.kind && range.unit == one.unit
           && range.valueHigh && !one.valueHigh
           && (*range.valueHigh == one.value || range.value == one.value);
}

// "63%" and "约六成": the rounded figure is merged into the exact one; so is a small misprint. Each
// printed form stays in its quote.
bool joinNearest(QVector<Draft> &all, const Draft &draft)
{
    constexpr double rounding = 0.1;
    constexpr double slip = 0.04;
    const double limit = draft.claim.qualifier == Qualifier::None ? slip : rounding;
    Draft *nearest = nullptr;
    for (Draft &other : all) {
        if (!saidBy(other, TextField::Brief) && distance(other.claim, draft.claim) <= limit
            && (!nearest
                || distance(other.claim, draft.claim) < distance(nearest->claim, draft.claim))) {
            nearest = &other;
        }
    }
    for (Draft &other : all) {
        const bool misprint = std::isfinite(distance(other.claim, draft.claim))
                              && sameDigits(other.claim.value, draft.claim.value);
        if (!nearest && !saidBy(other, TextField::Brief)
            && (misprint || endOfRange(other.claim, draft.claim))) {
            nearest = &other;
        }
    }
    if (nearest) {
        const Qualifier exact = nearest->claim.qualifier;
        join(*nearest, draft);
        nearest->claim.qualifier = exact;
        nearest->claim.flags.append(QStringLiteral("languages-differ"));
    }
    return nearest != nullptr;
}

bool joinPair(QVector<Draft> &all, const Draft &draft)
{
    for (Draft &other : all) {
        if (isLevelOf(draft.claim, other.claim)) {
            join(other, draft);
            return true;
        }
        if (isLevelOf(other.claim, draft.claim)) {
            Draft pair = draft;
            join(pair, other);
            std::rotate(pair.claim.sources.begin(), pair.claim.sources.begin() + 1,
                        pair.claim.sources.end());  // the abstract first
            other = pair;
            return true;
        }
    }
    return false;
}

}  // namespace

QVector<Draft> merged(const QVector<Draft> &abstract, const QVector<Draft> &brief, bool both)
{
    QVector<Draft> all = withoutRepeats(abstract);
    QHash<QString, QVector<qsizetype>> byFigures;
    for (qsizetype i = 0; i < all.size(); ++i) {
        byFigures[figuresOf(all[i].claim)].append(i);
    }
    QVector<Draft> alone;
    for (const Draft &draft : withoutRepeats(brief)) {
        QVector<qsizetype> &candidates = byFigures[figuresOf(draft.claim)];
        qsizetype partner = -1;
        for (qsizetype i = 0; i < candidates.size(); ++i) {
            const Draft &other = all[candidates[i]];
            const bool same = other.claim.metric == draft.claim.metric
                              && other.claim.kind == draft.claim.kind;
            if (same || (partner < 0 && compatible(other, draft))) {
                partner = i;
            }
            if (same) {
                break;
            }
        }
        if (partner >= 0) {
            join(all[candidates.takeAt(partner)], draft);
        } else {
            alone.append(draft);
        }
    }
    for (const Draft &draft : alone) {
        if (!joinPair(all, draft) && !joinNearest(all, draft)) {
            all.append(draft);
        }
    }
    for (Draft &draft : all) {
        if (both && saidBy(draft, TextField::Abstract) != saidBy(draft, TextField::Brief)) {
            draft.claim.flags.append(QStringLiteral("languages-differ"));
        }
    }
    return all;
}

void checkConsistency(QVector<Draft> &drafts)
{
    QHash<QString, QVector<const Claim *>> pairs;
    for (const Draft &draft : std::as_const(drafts)) {
        if (draft.claim.kind == ClaimKind::FromTo && draft.claim.from.value_or(0) != 0
            && (!draft.fromUnit || draft.fromUnit == draft.unit)) {
            pairs[draft.claim.metric].append(&draft.claim);
        }
    }
    for (Draft &draft : drafts) {
        Claim &claim = draft.claim;
        const QVector<const Claim *> told = pairs.value(claim.metric);
        // With several pairs it is unknown which of them the percentage summarises.
        if (claim.kind != ClaimKind::PercentChange || claim.valueHigh || told.size() != 1) {
            continue;
        }
        const double follows = std::abs(*told.first()->to / *told.first()->from - 1) * 100;
        if (std::abs(follows - claim.value) > std::max(1.0, 0.02 * claim.value)) {
            claim.flags.append(QStringLiteral("percent-mismatch"));
        }
    }
}

}  // namespace touchstone::importing::claims
