#include "importing/claims/clause.h"

#include <QHash>

#include <algorithm>

namespace touchstone::importing::claims {

namespace {

bool strong(const Entry *metric)
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

// "KV缓存压缩率", "KV cache compression": the compressed thing determines the metric.
qsizetype compressed(const Clause &clause, qsizetype i)
{
    const bool named = clause.entry(i)->has(QLatin1String("generic")) && i > clause.left
                       && clause.is(i - 1, RoleMetric) && strong(clause.entry(i - 1));
    return named ? i - 1 : i;
}

// A latency is not given in GB: the metric then belongs to another figure.
bool unitFits(const Figure &figure, const QString &metric)
{
    static const QVector<QStringList> families{
            {QStringLiteral("latency"), QStringLiteral("speedup"), QStringLiteral("training-cost"),
             QStringLiteral("overhead")},
            {QStringLiteral("memory"), QStringLiteral("storage"), QStringLiteral("model-size"),
             QStringLiteral("overhead"), QStringLiteral("parameters")},
            {QStringLiteral("throughput"), QStringLiteral("speedup"), QStringLiteral("compute")},
            {QStringLiteral("cost"), QStringLiteral("training-cost"), QStringLiteral("overhead")}};
    if (figure.unit != UnitKind::Quantity) {
        return true;
    }
    const QString &unit = figure.unitEntry->metric;
    // "FLOPs from 49G to 13G": a bare prefix fits any metric.
    return unit == metric || unit.isEmpty() || unit == QLatin1String("energy")
           || std::any_of(families.begin(), families.end(), [&](const QStringList &family) {
                  return family.contains(unit) && family.contains(metric);
              });
}

// A word that may name the metric of the figure.
bool candidate(Clause &clause, qsizetype i)
{
    if (!clause.is(i, RoleMetric)) {
        return false;
    }
    const bool fits = unitFits(clause.figure, clause.entry(i)->metric);
    clause.setIf(!fits, Feature::Mismatch);
    return fits;
}

// Nearest to the figure wins; a strong one before a weak one.
qsizetype metricOnLeft(Clause &clause, qsizetype limit)
{
    qsizetype weak = -1;
    if (clause.previousEnd > clause.begin && clause.andBetween()) {
        return -1;  // "6.3x in attention and 2.2x end to end": those words belong to the previous
                    // figure
    }
    for (qsizetype i = clause.figure.first - 1; i >= limit; --i) {
        if (candidate(clause, i) && !inBaseline(clause, i)) {
            if (strong(clause.entry(i))) {
                return compressed(clause, i);
            }
            weak = weak < 0 ? i : weak;
        }
    }
    return weak;
}

qsizetype metricOnRight(Clause &clause)
{
    qsizetype first = -1;
    qsizetype weak = -1;
    qsizetype change = -1;
    for (qsizetype i = clause.figure.last + 1; i < clause.right; ++i) {
        if (clause.is(i, RoleChange) && change < 0) {
            change = i;
        }
        if (!candidate(clause, i)) {
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
        // "a 2.8x latency speedup"
        const bool ofLatency = first >= 0 && i == first + 1
                               && clause.entry(first)->metric == QLatin1String("latency")
                               && clause.entry(i)->metric == QLatin1String("speedup");
        if (first < 0 || generic || ofLatency || (plainSpeed && better && i <= first + 2)) {
            first = i;
        }
    }
    return first >= 0 ? first : weak;
}

// In Chinese: adjacent, and not followed by a clause of its own.
bool nounRightBehind(const Clause &clause, qsizetype right)
{
    return right == clause.figure.last + 1 && clause.items[right].kind == Atom::Han
           && strong(clause.entry(right)) && !clause.is(right, RoleChange)
           && !clause.is(right + 1, RoleChange | RoleLink | RoleReach);
}

// "Fine-tuning requires 4 hours", "costs $120"
bool costOfTraining(const Clause &clause)
{
    bool said = false;
    for (qsizetype i = clause.left; i < clause.figure.first; ++i) {
        said = said || clause.is(i, RoleTraining);
    }
    const Entry *unit = clause.figure.unitEntry;
    return said && (unit->has(QLatin1String("time")) || unit->metric == QLatin1String("cost"));
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
    qsizetype right = metricOnRight(clause);
    if (clause.has(Feature::Plain) && clause.has(Feature::Of) && right > clause.figure.last + 1) {
        right = -1;  // "a depth of 5.1 gives a speedup of 3.4": the noun of the 5.1 is unknown
    }
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
    if (right == clause.figure.last + 1
        && (clause.entry(right)->has(QLatin1String("faster"))
            || clause.entry(right)->metric == QLatin1String("speedup"))) {
        preferLeft = false;  // "attention becomes 5 times faster", "tokens reach a 2x speedup"
    }
    if (nounRightBehind(clause, right)) {
        preferLeft = false;  // "以118KB峰值内存达成87.4%准确率"
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

void describeMetric(Context &context)
{
    const Entry *metric = context.metricEntry;
    const auto marked = [metric](const char *attribute) {
        return metric && metric->has(QLatin1String(attribute));
    };
    context.features &= ~(bit(Feature::Metric) | bit(Feature::Weak) | bit(Feature::Level)
                          | bit(Feature::Numeric) | bit(Feature::Solves) | bit(Feature::RatioNoun));
    context.features |= bit(marked("weak") ? Feature::Weak : Feature::Metric);
    for (const auto &[attribute, feature] :
         {std::pair{"level", Feature::Level}, std::pair{"numeric", Feature::Numeric},
          std::pair{"solves", Feature::Solves}, std::pair{"ratio", Feature::RatioNoun}}) {
        if (marked(attribute)) {
            context.features |= bit(feature);
        }
    }
    context.inverse = marked("inverse") || marked("lower");
}

void nameMetric(Clause &clause)
{
    if (!clause.context.metric.isEmpty() && !unitFits(clause.figure, clause.context.metric)) {
        clause.set(Feature::Mismatch);
        clause.context.metric.clear();
        clause.context.metricEntry = nullptr;
    }
    const bool unitNames = clause.figure.unitEntry && !clause.figure.unitEntry->metric.isEmpty();
    const bool counts =
            clause.has(Feature::Count) && clause.context.metric != QLatin1String("training-cost");
    // "the speed rises from 20 FPS to 60 FPS": a rate is a throughput.
    const bool rate = unitNames && clause.has(Feature::Own)
                      && clause.figure.unitEntry->metric == QLatin1String("throughput")
                      && clause.context.metric == QLatin1String("speedup");
    const bool byUnit =
            unitNames && (!clause.figure.from || clause.context.metric.isEmpty() || counts || rate)
            && (clause.context.metric.isEmpty() || clause.has(Feature::Count)
                || clause.has(Feature::Own));
    if (byUnit) {
        clause.context.metric = clause.figure.unitEntry->metric;
        clause.setIf(clause.has(Feature::Own) || clause.figure.from.has_value(), Feature::Metric);
    } else if (!clause.context.metric.isEmpty()) {
        describeMetric(clause.context);
    }
    const bool cost = unitNames && clause.context.metric == QLatin1String("cost");
    if ((byUnit || cost) && costOfTraining(clause)) {
        clause.context.metric = QStringLiteral("training-cost");
    }
    static const QHash<QString, Feature> asked{
            {QStringLiteral("training-cost"), Feature::IsTraining},
            {QStringLiteral("parameters"), Feature::IsParameters},
            {QStringLiteral("similarity"), Feature::IsSimilarity},
            {QStringLiteral("quality"), Feature::IsQuality},
            {QStringLiteral("accuracy"), Feature::IsAccuracy},
            {QStringLiteral("steps"), Feature::IsSteps}};
    const auto one = asked.constFind(clause.context.metric);
    if (one != asked.constEnd()) {
        clause.set(*one);
    }
}

}  // namespace touchstone::importing::claims
