#include "importing/claims/clause.h"

namespace touchstone::importing::claims {

namespace {

static bool strong(const Entry *metric)
{
    return !metric->has(QLatin1String("weak"));
}

void take(Clause &clause, qsizetype i)
{
    clause.metricAt = i;
    clause.context.metricEntry = clause.entry(i);
    clause.context.metric = clause.entry(i)->metric;
    clause.use(i);
}

// Words after "than", "compared with" describe the other side.
bool inBaseline(const Clause &clause, qsizetype i)
{
    for (qsizetype k = i - 1; k >= clause.left && k >= i - 3; --k) {
        if (clause.is(k, RoleBaseline) && !clause.is(k, RoleQualifier)
            && clause.items[k].kind != Atom::Han) {
            return !clause.is(k, RoleBeat);
        }
    }
    return false;
}

// Nearest to the figure wins; a strong one before a weak one.
qsizetype metricOnLeft(const Clause &clause, qsizetype limit)
{
    qsizetype weak = -1;
    for (qsizetype i = clause.figure.first - 1; i >= limit; --i) {
        if (clause.is(i, RoleMetric) && !inBaseline(clause, i)) {
            if (strong(clause.entry(i))) {
                return i;
            }
            weak = weak < 0 ? i : weak;
        }
    }
    return weak;
}

qsizetype metricOnRight(const Clause &clause)
{
    qsizetype first = -1;
    qsizetype weak = -1;
    qsizetype change = -1;
    for (qsizetype i = clause.figure.last + 1; i < clause.right; ++i) {
        if (clause.is(i, RoleChange) && change < 0) {
            change = i;
        }
        if (!clause.is(i, RoleMetric)) {
            continue;
        }
        if (!strong(clause.entry(i))) {
            weak = weak < 0 ? i : weak;
            continue;
        }
        const bool generic = first >= 0 && clause.entry(first)->has(QLatin1String("generic"));
        const bool plainSpeed =
                first >= 0 && clause.entry(first)->metric == QLatin1String("speedup");
        const bool better = clause.entry(i)->has(QLatin1String("rank"))
                            || clause.entry(i)->has(QLatin1String("noun"));
        if (first < 0 || generic || (plainSpeed && better && i <= first + 2)) {
            first = i;
        }
    }
    return first >= 0 ? first : weak;
}

// A latency is not told in GB: the metric then belongs to another figure.
bool unitFits(const Clause &clause)
{
    static const QVector<QStringList> families{
            {QStringLiteral("latency"), QStringLiteral("speedup"), QStringLiteral("training-cost"),
             QStringLiteral("overhead")},
            {QStringLiteral("memory"), QStringLiteral("storage"), QStringLiteral("model-size"),
             QStringLiteral("overhead"), QStringLiteral("parameters")},
            {QStringLiteral("throughput"), QStringLiteral("speedup"), QStringLiteral("compute")}};
    const QString &unit = clause.figure.unitEntry->metric;
    bool known = unit == clause.context.metric;
    for (const QStringList &family : families) {
        known = known || (family.contains(unit) && family.contains(clause.context.metric));
    }
    return known || unit == QLatin1String("energy") || unit == QLatin1String("cost");
}

}  // namespace

void readMetric(Clause &clause)
{
    // A unit that is a claim of its own, or a word that names its metric.
    if (clause.figure.rule == QLatin1String("word-zero")) {
        clause.context.metricEntry = clause.figure.word;
        clause.context.metric = QStringLiteral("overhead");
        return;
    }
    const qsizetype left = metricOnLeft(clause, clause.left);
    const qsizetype right = metricOnRight(clause);
    const bool share = clause.shareOnRight();
    bool preferLeft = clause.linked() && left >= 0;
    if (clause.has(Feature::Verb) && right >= 0 && clause.items[clause.linkAt].kind != Atom::Han) {
        preferLeft = false;  // "reduces 30% memory"
    }
    if (preferLeft && right >= 0 && !strong(clause.entry(left)) && strong(clause.entry(right))
        && !clause.has(Feature::To)) {
        preferLeft = false;
    }
    const bool with =
            clause.has(Feature::At) && clause.items[clause.linkAt].text == QLatin1String("with");
    if (clause.has(Feature::At) && right >= 0 && (with || !share)
        && right <= clause.figure.last + 4) {
        preferLeft = false;  // "with 12 ms latency"
    }
    if (right == clause.figure.last + 1 && clause.entry(right)->has(QLatin1String("faster"))) {
        preferLeft = false;  // "attention becomes 5 times faster"
    }
    const bool possessive = right >= 0 && right <= clause.figure.last + 3
                            && clause.items[clause.figure.last + 1].text == QStringLiteral("的");
    if (possessive && (clause.has(Feature::Is) || clause.linkAt < clause.left)) {
        preferLeft = false;  // "达到教师模型96%的性能"
    }
    if (preferLeft || (right < 0 && left >= 0 && !clause.has(Feature::At))) {
        take(clause, left);
        clause.metricFromLeft = true;
    } else if (right >= 0) {
        take(clause, right);
    }
}

void nameMetric(Clause &clause)
{
    if (!clause.context.metric.isEmpty() && clause.figure.unit == UnitKind::Quantity
        && !unitFits(clause)) {
        clause.set(Feature::Mismatch);
        clause.context.metric.clear();
        clause.context.metricEntry = nullptr;
    }
    const bool unitNames = clause.figure.unitEntry && !clause.figure.unitEntry->metric.isEmpty();
    if (unitNames && (!clause.figure.from || clause.context.metric.isEmpty())
        && (clause.context.metric.isEmpty() || clause.has(Feature::Count)
            || clause.has(Feature::Own))) {
        clause.context.metric = clause.figure.unitEntry->metric;
        if (clause.has(Feature::Own)) {
            clause.set(Feature::Metric);
        }
    } else if (!clause.context.metric.isEmpty()) {
        const Entry *metric = clause.context.metricEntry;
        clause.set(metric && metric->has(QLatin1String("weak")) ? Feature::Weak : Feature::Metric);
        if (metric && metric->has(QLatin1String("level"))) {
            clause.set(Feature::Level);
        }
        if (metric && metric->has(QLatin1String("numeric"))) {
            clause.set(Feature::Numeric);
        }
        clause.context.inverse = metric && metric->has(QLatin1String("inverse"));
    }
    if (clause.context.metric == QLatin1String("training-cost")) {
        clause.set(Feature::IsTraining);
    } else if (clause.context.metric == QLatin1String("parameters")) {
        clause.set(Feature::IsParameters);
    } else if (clause.context.metric == QLatin1String("similarity")) {
        clause.set(Feature::IsSimilarity);
    } else if (clause.context.metric == QLatin1String("quality")) {
        clause.set(Feature::IsQuality);
    } else if (clause.context.metric == QLatin1String("accuracy")) {
        clause.set(Feature::IsAccuracy);
    } else if (clause.context.metric == QLatin1String("steps")) {
        clause.set(Feature::IsSteps);
    }
}

}  // namespace touchstone::importing::claims
