#include "importing/claims/merge.h"

#include <cmath>

namespace touchstone::importing::claims {

namespace {

bool near(double a, double b)
{
    return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

bool near(const std::optional<double> &a, const std::optional<double> &b)
{
    return a.has_value() == b.has_value() && (!a || near(*a, *b));
}

bool sameFigures(const Draft &a, const Draft &b)
{
    return near(a.claim.value, b.claim.value) && near(a.claim.valueHigh, b.claim.valueHigh)
           && near(a.claim.from, b.claim.from) && a.claim.unit == b.claim.unit;
}

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

// The same result told twice in one text.
QVector<Draft> withoutRepeats(const QVector<Draft> &drafts)
{
    QVector<Draft> kept;
    for (const Draft &draft : drafts) {
        bool repeated = false;
        for (Draft &old : kept) {
            if (sameFigures(old, draft) && old.claim.kind == draft.claim.kind
                && old.claim.metric == draft.claim.metric) {
                join(old, draft);
                repeated = true;
                break;
            }
        }
        if (!repeated) {
            kept.append(draft);
        }
    }
    return kept;
}

}  // namespace

QVector<Draft> merged(QVector<Draft> abstract, QVector<Draft> brief, bool both)
{
    QVector<Draft> all = withoutRepeats(abstract);
    const qsizetype ofAbstract = all.size();
    QVector<bool> taken(ofAbstract, false);
    for (const Draft &draft : withoutRepeats(brief)) {
        qsizetype partner = -1;
        for (qsizetype i = 0; i < ofAbstract; ++i) {
            if (!taken[i] && sameFigures(all[i], draft) && compatible(all[i], draft)) {
                const bool better = all[i].claim.metric == draft.claim.metric
                                    && all[i].claim.kind == draft.claim.kind;
                if (partner < 0 || better) {
                    partner = i;
                }
                if (better) {
                    break;
                }
            }
        }
        if (partner >= 0) {
            taken[partner] = true;
            join(all[partner], draft);
        } else {
            all.append(draft);
        }
    }
    for (Draft &draft : all) {
        bool abstractSays = false;
        bool briefSays = false;
        for (const ClaimSource &source : draft.claim.sources) {
            (source.field == TextField::Abstract ? abstractSays : briefSays) = true;
        }
        if (both && abstractSays != briefSays) {
            draft.claim.flags.append(QStringLiteral("languages-differ"));
        }
    }
    return all;
}

void checkConsistency(QVector<Draft> &drafts)
{
    for (Draft &percent : drafts) {
        if (percent.claim.kind != ClaimKind::PercentChange || percent.claim.valueHigh) {
            continue;
        }
        int pairs = 0;
        bool agrees = false;
        for (const Draft &pair : drafts) {
            if (pair.claim.kind != ClaimKind::FromTo || pair.claim.metric != percent.claim.metric
                || pair.fromUnit != pair.unit || *pair.claim.from == 0) {
                continue;
            }
            ++pairs;
            const double stated = percent.claim.value;
            const double follows = std::abs(*pair.claim.to / *pair.claim.from - 1) * 100;
            agrees = agrees || std::abs(follows - stated) <= std::max(1.0, 0.02 * stated);
        }
        if (pairs == 1 && !agrees) {
            percent.claim.flags.append(QStringLiteral("percent-mismatch"));
        }
    }
}

}  // namespace touchstone::importing::claims
