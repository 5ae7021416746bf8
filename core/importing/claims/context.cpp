#include "importing/claims/context.h"

#include <algorithm>

namespace touchstone::importing::claims {

namespace {

constexpr qsizetype farBack = 200;  // items

// Reads the words around one figure. Left and right are the phrases that belong to it.
class Reader {
public:
    Reader(const QVector<Item> &items, const QVector<Figure> &figures, qsizetype index,
           qsizetype begin, qsizetype end, qsizetype taken)
        : m_items(items), m_figure(figures[index]), m_begin(begin), m_end(end)
    {
        // Words that the figure before has used up are not looked at again.
        m_previousEnd =
                index > 0 ? std::clamp(taken + 1, figures[index - 1].last + 1, figures[index].first)
                          : begin;
        m_nextStart = index + 1 < figures.size() ? figures[index + 1].first : end;
        m_left = leftLimit();
        m_right = rightLimit();
        m_out.quoteFirst = m_figure.first;
        m_out.quoteLast = m_figure.last;
    }

    Context read(const Context *previous)
    {
        figureFeatures();
        readLink();
        readQualifiers(previous);
        readMetric();
        readChange();
        readSurroundings();
        readComparison();
        inherit(previous);
        metricFeatures();
        const bool relative = has(Feature::Times) || has(Feature::Percent) || has(Feature::Points);
        if (relative && !m_figure.word) {
            m_out.wordsEnd = std::max(m_metricAt, m_changeAt);
        }
        return m_out;
    }

private:
    bool is(qsizetype i, quint32 role) const
    {
        return i >= m_begin && i < m_end && m_items[i].is(role);
    }
    const Entry *entry(qsizetype i) const { return m_items[i].entry; }
    void set(Feature feature) { m_out.features |= bit(feature); }
    bool has(Feature feature) const { return m_out.has(feature); }
    void use(qsizetype i)
    {
        m_out.quoteFirst = std::min(m_out.quoteFirst, i);
        m_out.quoteLast = std::max(m_out.quoteLast, i);
    }

    bool boundary(qsizetype i) const
    {
        const Item &item = m_items[i];
        return item.mark(u',') || item.mark(u'(') || item.mark(u')') || item.mark(u';')
               || item.mark(u'、') || item.mark(u'[');
    }

    // "(EDAP)" after a name belongs to the name: it holds no figure and at most three items.
    qsizetype openingOfShortBrackets(qsizetype close) const
    {
        for (qsizetype i = close - 1; i >= std::max(m_previousEnd, close - 4); --i) {
            if (m_items[i].mark(u'(')) {
                return i;
            }
        }
        return -1;
    }

    // "accuracy loss (<0.1%)", "(<0.1%) accuracy loss": the words stand outside.
    bool bracketed() const
    {
        qsizetype i = m_figure.first - 1;
        while (i > m_previousEnd && is(i, RoleQualifier | RoleFiller)) {
            --i;
        }
        return i >= m_previousEnd && m_items[i].mark(u'(') && m_figure.last + 1 < m_end
               && m_items[m_figure.last + 1].mark(u')');
    }

    qsizetype leftLimit() const
    {
        qsizetype i = m_figure.first;
        while (bracketed() && !m_items[i].mark(u'(')) {
            --i;
        }
        while (i > m_previousEnd) {
            const Item &item = m_items[i - 1];
            if (item.mark(u')') && i - 1 < m_figure.first) {
                const qsizetype open = openingOfShortBrackets(i - 1);
                if (open < 0) {
                    break;
                }
                i = open;
                continue;
            }
            if (boundary(i - 1)
                || (item.is(RoleStop) && entry(i - 1)->has(QLatin1String("clause")))) {
                break;
            }
            --i;
        }
        return i;
    }

    qsizetype rightLimit() const
    {
        qsizetype i = m_figure.last + (bracketed() ? 2 : 1);
        bool seen = false;
        while (i < m_nextStart) {
            const bool and_ = is(i, RoleLink) && entry(i)->link == LinkKind::And;
            const bool stop = is(i, RoleStop) && !is(i, RoleChange | RoleMetric);
            if (boundary(i) || stop || (and_ && (seen || i > m_figure.last + 3))
                || m_items[i].mark(u'。')) {
                break;
            }
            seen = seen || is(i, RoleMetric | RoleChange);
            ++i;
        }
        return i;
    }

    void figureFeatures()
    {
        switch (m_figure.unit) {
        case UnitKind::Times:
            set(Feature::Times);
            break;
        case UnitKind::Percent:
            set(Feature::Percent);
            break;
        case UnitKind::Points:
            set(Feature::Points);
            break;
        case UnitKind::Quantity:
            set(Feature::Quantity);
            break;
        case UnitKind::Count:
            set(Feature::Count);
            break;
        case UnitKind::Ignored:
            set(Feature::Ignored);
            break;
        case UnitKind::None:
            set(Feature::Plain);
            break;
        }
        if (m_figure.from) {
            set(Feature::FromTo);
        }
        if (m_figure.high) {
            set(Feature::Range);
        }
        if (m_figure.unitEntry && m_figure.unitEntry->has(QLatin1String("own"))) {
            set(Feature::Own);
        }
        if (!m_figure.word) {
            return;
        }
        if (m_figure.rule == QLatin1String("word-zero")) {
            set(Feature::Zero);
        }
        if (m_figure.word->has(QLatin1String("part"))) {
            set(Feature::Part);
        }
        if (m_figure.word->has(QLatin1String("steps"))) {
            set(Feature::Steps);
        }
        if (m_figure.word->has(QLatin1String("within"))) {
            set(Feature::Within);
        }
    }

    // The word right before the figure that ties it to what stands on its left.
    void readLink()
    {
        qsizetype i = m_figure.first - 1;
        while (i >= m_left
               && (is(i, RoleQualifier | RoleFiller)
                   || (is(i, RoleReference) && m_items[i].kind == Atom::Han))
               && !(is(i, RoleLink) && !is(i, RoleQualifier))) {
            --i;
        }
        m_linkAt = i;
        for (qsizetype k = std::max(m_left, i); k < m_figure.first; ++k) {
            if (is(k, RoleOwn)) {
                set(Feature::Lead);  // "our 1.2B-parameter student"
            }
        }
        if (i < m_left) {
            return;
        }
        if (i == m_left && i > m_begin && m_items[i - 1].mark(u',')
            && m_items[i].text == QLatin1String("with")) {
            set(Feature::Lead);  // "X, with 149M parameters, ..."
        }
        const bool time = m_figure.unitEntry && m_figure.unitEntry->has(QLatin1String("time"));
        if (time
            && (m_items[i].text == QLatin1String("in")
                || m_items[i].text == QStringLiteral("在"))) {
            set(Feature::Need);  // "generates an image in 0.9 seconds"
        }
        if (is(i, RoleLink)) {
            switch (entry(i)->link) {
            case LinkKind::By:
                set(Feature::By);
                break;
            case LinkKind::Of:
                set(Feature::Of);
                break;
            case LinkKind::To:
                set(Feature::To);
                break;
            case LinkKind::At:
                set(Feature::At);
                break;
            case LinkKind::Is:
                set(Feature::Is);
                break;
            default:
                break;
            }
        }
        if (is(i, RoleChange)) {
            set(Feature::Verb);
        } else if (is(i, RoleMetric)) {
            set(Feature::Adjacent);
        }
    }

    bool linked() const
    {
        return (m_out.features
                & (bit(Feature::By) | bit(Feature::Of) | bit(Feature::To) | bit(Feature::At)
                   | bit(Feature::Is) | bit(Feature::Adjacent) | bit(Feature::Verb)))
               != 0;
    }

    static int rankOf(const QString &qualifier)
    {
        static const QStringList order{QStringLiteral("about"), QStringLiteral("average"),
                                       QStringLiteral("at-most"), QStringLiteral("at-least"),
                                       QStringLiteral("up-to")};
        return int(order.indexOf(qualifier));
    }

    void qualify(qsizetype i, bool before)
    {
        if (rankOf(entry(i)->qualifier) > rankOf(m_out.qualifier)) {
            m_out.qualifier = entry(i)->qualifier;
            m_out.qualifierBefore = before;
        }
        use(i);
    }

    void readQualifiers(const Context *previous)
    {
        qsizetype adjacent = m_figure.first;
        while (adjacent > m_left && is(adjacent - 1, RoleQualifier | RoleFiller)) {
            --adjacent;
        }
        for (qsizetype i = adjacent; i < m_figure.first; ++i) {
            if (is(i, RoleQualifier)) {
                qualify(i, true);
            }
        }
        for (qsizetype i = m_left; i < adjacent && m_out.qualifier.isEmpty(); ++i) {
            if (is(i, RoleQualifier) && entry(i)->has(QLatin1String("far"))) {
                qualify(i, true);
            }
        }
        for (qsizetype i = m_figure.first; m_figure.from && i <= m_figure.last; ++i) {
            if (is(i, RoleQualifier) && entry(i)->has(QLatin1String("far"))) {
                qualify(i, false);
            }
        }
        for (qsizetype i = m_figure.last + 1; i < m_nextStart && i < m_figure.last + 7; ++i) {
            const bool on = m_items[i].text == QLatin1String("on") && !is(i, RoleQualifier);
            if (is(i, RoleQualifier)
                && (i == m_figure.last + 1
                            ? entry(i)->has(QLatin1String("after"))
                                      || entry(i)->qualifier == QLatin1String("average")
                            : entry(i)->qualifier == QLatin1String("average"))) {
                qualify(i, false);
            }
            if (boundary(i) || on || (is(i, RoleLink) && entry(i)->link == LinkKind::And)) {
                break;
            }
        }
        // "加速达2.9倍" tells the best case, "准确率达98%" a level.
        if (m_out.qualifier.isEmpty() && m_linkAt > m_left && is(m_linkAt - 1, RoleChange)
            && QStringView(QStringLiteral("达")) == m_items[m_linkAt].text
            && m_items[m_linkAt].end == m_items[m_linkAt].start + 1) {
            m_out.qualifier = QStringLiteral("up-to");
        }
        // "an average 29% reduction in cost and 24% improvement": one qualifier for both.
        const bool joined = m_linkAt == m_previousEnd && is(m_linkAt, RoleLink)
                            && entry(m_linkAt)->link == LinkKind::And;
        const bool afterAnd = joined || (previous && andBetween());
        if (m_out.qualifier.isEmpty() && previous && afterAnd && previous->qualifierBefore) {
            m_out.qualifier = previous->qualifier;
            m_out.qualifierBefore = true;
        }
    }

    // Only "and" and articles stand between the figure and the phrase before it.
    bool andBetween() const
    {
        qsizetype i = m_figure.first - 1;
        while (i > m_previousEnd && is(i, RoleFiller)) {
            --i;
        }
        return i >= m_previousEnd && is(i, RoleLink) && entry(i)->link == LinkKind::And;
    }

    static bool strong(const Entry *metric) { return !metric->has(QLatin1String("weak")); }

    void take(qsizetype i)
    {
        m_metricAt = i;
        m_out.metricEntry = entry(i);
        m_out.metric = entry(i)->metric;
        use(i);
    }

    // Nearest to the figure wins; a strong one before a weak one.
    qsizetype metricOnLeft(qsizetype limit) const
    {
        qsizetype weak = -1;
        for (qsizetype i = std::min(m_figure.first, m_figure.first) - 1; i >= limit; --i) {
            if (is(i, RoleMetric) && !inBaseline(i)) {
                if (strong(entry(i))) {
                    return i;
                }
                weak = weak < 0 ? i : weak;
            }
        }
        return weak;
    }

    // Words after "than", "compared with" describe the other side.
    bool inBaseline(qsizetype i) const
    {
        for (qsizetype k = i - 1; k >= m_left && k >= i - 3; --k) {
            if (is(k, RoleBaseline) && !is(k, RoleQualifier) && m_items[k].kind != Atom::Han) {
                return !is(k, RoleBeat);
            }
        }
        return false;
    }

    qsizetype metricOnRight() const
    {
        qsizetype first = -1;
        qsizetype weak = -1;
        qsizetype change = -1;
        for (qsizetype i = m_figure.last + 1; i < m_right; ++i) {
            if (is(i, RoleChange) && change < 0) {
                change = i;
            }
            if (!is(i, RoleMetric)) {
                continue;
            }
            if (!strong(entry(i))) {
                weak = weak < 0 ? i : weak;
                continue;
            }
            const bool generic = first >= 0 && entry(first)->has(QLatin1String("generic"));
            const bool plainSpeed = first >= 0 && entry(first)->metric == QLatin1String("speedup");
            const bool better =
                    entry(i)->has(QLatin1String("rank")) || entry(i)->has(QLatin1String("noun"));
            if (first < 0 || generic || (plainSpeed && better && i <= first + 2)) {
                first = i;
            }
        }
        return first >= 0 ? first : weak;
    }

    void readMetric()
    {
        // A unit that is a claim of its own, or a word that names its metric.
        if (m_figure.rule == QLatin1String("word-zero")) {
            m_out.metricEntry = m_figure.word;
            m_out.metric = QStringLiteral("overhead");
            return;
        }
        const qsizetype left = metricOnLeft(m_left);
        const qsizetype right = metricOnRight();
        const bool share = shareOnRight();
        bool preferLeft = linked() && left >= 0;
        if (has(Feature::Verb) && right >= 0 && m_items[m_linkAt].kind != Atom::Han) {
            preferLeft = false;  // "reduces 30% memory"
        }
        if (preferLeft && right >= 0 && !strong(entry(left)) && strong(entry(right))
            && !has(Feature::To)) {
            preferLeft = false;
        }
        const bool with = has(Feature::At) && m_items[m_linkAt].text == QLatin1String("with");
        if (has(Feature::At) && right >= 0 && (with || !share) && right <= m_figure.last + 4) {
            preferLeft = false;  // "with 12 ms latency"
        }
        if (right == m_figure.last + 1 && entry(right)->has(QLatin1String("faster"))) {
            preferLeft = false;  // "attention becomes 5 times faster"
        }
        const bool possessive = right >= 0 && right <= m_figure.last + 3
                                && m_items[m_figure.last + 1].text == QStringLiteral("的");
        if (possessive && (has(Feature::Is) || m_linkAt < m_left)) {
            preferLeft = false;  // "达到教师模型96%的性能"
        }
        if (preferLeft || (right < 0 && left >= 0 && !has(Feature::At))) {
            take(left);
            m_fromLeft = true;
        } else if (right >= 0) {
            take(right);
        }
    }

    // A latency is not told in GB: the metric then belongs to another figure.
    bool unitFits() const
    {
        static const QVector<QStringList> families{
                {QStringLiteral("latency"), QStringLiteral("speedup"),
                 QStringLiteral("training-cost"), QStringLiteral("overhead")},
                {QStringLiteral("memory"), QStringLiteral("storage"), QStringLiteral("model-size"),
                 QStringLiteral("overhead"), QStringLiteral("parameters")},
                {QStringLiteral("throughput"), QStringLiteral("speedup"),
                 QStringLiteral("compute")}};
        const QString &unit = m_figure.unitEntry->metric;
        bool known = unit == m_out.metric;
        for (const QStringList &family : families) {
            known = known || (family.contains(unit) && family.contains(m_out.metric));
        }
        return known || unit == QLatin1String("energy") || unit == QLatin1String("cost");
    }

    bool shareOnRight() const
    {
        return is(m_figure.last + 1, RoleLink) && entry(m_figure.last + 1)->link == LinkKind::Of;
    }

    bool verb(qsizetype i) const
    {
        return is(i, RoleChange | RoleKeep | RoleReach | RoleNeed | RoleBeat)
               && !(is(i, RoleQualifier) && i >= m_linkAt);
    }

    void setChange(qsizetype i)
    {
        if (entry(i)->has(QLatin1String("recover"))) {
            set(Feature::Recover);
        }
        m_changeAt = i;
        m_out.change = entry(i);
        set(Feature::Change);
        use(i);
    }

    void readChange()
    {
        if (m_figure.word && m_figure.word->has(QLatin1String("change-down"))) {
            set(Feature::Change);
        }
        for (qsizetype i = m_figure.first; m_figure.from && i <= m_figure.last; ++i) {
            if (is(i, RoleChange) && !m_out.change) {
                setChange(i);  // "从24GB降低到9.5GB"
            }
        }
        if (m_out.change) {
            return;
        }
        // On the right: "17% reduction", "5x lower".
        const bool leftBound = m_fromLeft && linked();
        const bool verbBefore =
                has(Feature::Verb) && m_items[m_linkAt].kind == Atom::Han;  // "去除30%"
        for (qsizetype i = m_figure.last + 1; i < m_right && !leftBound && !verbBefore; ++i) {
            if (is(i, RoleChange) && !(is(i, RoleReach) && i > m_figure.last + 4)) {
                setChange(i);
                return;
            }
        }
        // On the left: the verb that governs it.
        for (qsizetype i = m_figure.first - 1; i >= m_left; --i) {
            if (!verb(i)) {
                continue;
            }
            if (is(i, RoleChange)) {
                const bool level = has(Feature::Of) || has(Feature::At) || has(Feature::Is)
                                   || has(Feature::Adjacent);
                const bool metricAfter = m_metricAt > i && m_fromLeft && i < m_linkAt;
                const bool noun = is(i + 1, RolePlace) || is(i + 1, RoleLink);
                if (level && metricAfter && !noun) {
                    return;  // "higher accuracy of 98%" is a level
                }
                setChange(i);
                return;
            }
            if (is(i, RoleBeat)) {
                set(Feature::Beat);
                use(i);
                return;
            }
            set(is(i, RoleKeep)    ? Feature::Keep
                : is(i, RoleReach) ? Feature::Reach
                                   : Feature::Need);
            use(i);
            if (!is(i, RoleFiller)) {
                return;
            }
        }
    }

    void readSurroundings()
    {
        if (shareOnRight()) {
            set(Feature::Share);
        }
        for (qsizetype i = m_figure.last + 1; i < m_right; ++i) {
            if (is(i, RoleReference)) {
                set(Feature::Reference);
                use(i);
            }
            if (is(i, RoleLink) && entry(i)->link == LinkKind::Of && m_metricAt >= 0
                && i > m_metricAt) {
                set(Feature::Share);
            }
            if (is(i, RoleSetting) && (m_metricAt < 0 || i <= m_metricAt)) {
                set(Feature::Setting);
            }
        }
        leftSurroundings();
        const qsizetype near = std::min(m_right + 3, std::min(m_end, m_nextStart));
        for (qsizetype i = m_left; i < near; ++i) {
            if (is(i, RoleTraining)) {
                set(Feature::Training);
            }
            if (is(i, RoleBound)) {
                set(Feature::Bound);
            }
            if (is(i, RoleGenerate) && i > m_figure.last && i <= m_figure.last + 4) {
                set(Feature::Generate);
            }
            if (i < m_figure.first && is(i, RoleNeed)) {
                set(Feature::Need);
            }
            if (i < m_figure.first && is(i, RoleSupport)) {
                set(Feature::Support);
            }
        }
        if (m_figure.value > 0 && m_figure.value < 1e-3) {
            set(Feature::Tiny);
        }
        // A sentence is read only so far back that hostile text stays linear.
        for (qsizetype i = std::max(m_begin, m_figure.first - farBack); i < m_figure.first; ++i) {
            if (is(i, RoleFraction) && i >= m_figure.first - 12) {
                set(Feature::Fraction);
            }
            if (is(i, RoleBackground)) {
                set(Feature::Background);
            } else if (is(i, RoleOwn)) {
                m_out.features &= ~bit(Feature::Background);
            }
        }
        if (m_left > m_begin && m_items[m_left - 1].mark(u'(')) {
            set(Feature::Brackets);
        }
    }

    // References before the figure: "WildGuard-7B的98.5%", "仅为全模型大小15%", "原模型98.7%".
    void leftSurroundings()
    {
        qsizetype i = m_figure.first - 1;
        const bool possessive = i >= m_left && m_items[i].text == QStringLiteral("的");
        for (qsizetype k = i; k >= m_left && k >= i - 8; --k) {
            if (is(k, RoleReference) && (m_items[k].kind == Atom::Han)) {
                set(Feature::Reference);
                use(k);
            }
            if (possessive && k == i - 1
                && (m_items[k].kind == Atom::Identifier || is(k, RoleReference))) {
                set(Feature::Share);
                use(k);
            }
            if (is(k, RoleSetting) && k > m_metricAt) {
                set(Feature::Setting);
            }
        }
    }

    // "比基线高出14%", "14% more than the baseline": a comparison without a verb of winning.
    void readComparison()
    {
        const bool onRight = is(m_changeAt + 1, RoleBaseline) && m_changeAt > m_figure.last;
        bool onLeft = false;
        for (qsizetype i = m_left; i < m_figure.first; ++i) {
            onLeft = onLeft || (is(i, RoleBaseline) && !is(i, RoleQualifier));
        }
        if (m_changeAt >= 0 && m_out.metric.isEmpty() && (onLeft || onRight)) {
            set(Feature::Beat);
        }
    }

    void inherit(const Context *previous)
    {
        // "reduces time by 62% and memory by 48%": one verb for both.
        if (previous && !m_out.metric.isEmpty() && !m_out.change && has(Feature::By)
            && !has(Feature::Beat)) {
            m_out.change = previous->change;
            m_out.features |= previous->features & (bit(Feature::Change) | bit(Feature::Beat));
        }
        const bool relative = has(Feature::Percent) || has(Feature::Times);
        if (m_out.metric.isEmpty() && relative && m_out.change && !m_out.change->is(RoleMetric)
            && !m_out.change->metric.isEmpty()) {
            m_out.metric = m_out.change->metric;  // "shrinks the model by 75%"
            m_out.metricEntry = m_out.change;
        }
        if (!m_out.metric.isEmpty() || !previous || previous->metric.isEmpty()) {
            return;
        }
        if (has(Feature::Fraction) && has(Feature::Tiny)) {
            m_out.metric = previous->metric;
            m_out.metricEntry = previous->metricEntry;
            set(Feature::Inherits);
            return;
        }
        const bool sameKind =
                (m_out.features & previous->features
                 & (bit(Feature::Times) | bit(Feature::Percent) | bit(Feature::Points)))
                != 0;
        const bool ofLimit = has(Feature::Reference) && has(Feature::Percent);
        const bool compared =
                has(Feature::Beat)
                && (has(Feature::Times) || has(Feature::Percent) || has(Feature::Points));
        if (!sameKind && !ofLimit && !compared) {
            return;
        }
        m_out.metric = previous->metric;
        m_out.metricEntry = previous->metricEntry;
        set(Feature::Inherits);
        if (!m_out.change && sameKind) {
            m_out.change = previous->change;
            m_out.features |= previous->features & (bit(Feature::Change) | bit(Feature::Beat));
        }
    }

    void metricFeatures()
    {
        if (!m_out.metric.isEmpty() && m_figure.unit == UnitKind::Quantity && !unitFits()) {
            set(Feature::Mismatch);
            m_out.metric.clear();
            m_out.metricEntry = nullptr;
        }
        const bool unitNames = m_figure.unitEntry && !m_figure.unitEntry->metric.isEmpty();
        if (unitNames && (!m_figure.from || m_out.metric.isEmpty())
            && (m_out.metric.isEmpty() || has(Feature::Count) || has(Feature::Own))) {
            m_out.metric = m_figure.unitEntry->metric;
            if (has(Feature::Own)) {
                set(Feature::Metric);
            }
        } else if (!m_out.metric.isEmpty()) {
            const Entry *metric = m_out.metricEntry;
            set(metric && metric->has(QLatin1String("weak")) ? Feature::Weak : Feature::Metric);
            if (metric && metric->has(QLatin1String("level"))) {
                set(Feature::Level);
            }
            if (metric && metric->has(QLatin1String("numeric"))) {
                set(Feature::Numeric);
            }
            m_out.inverse = metric && metric->has(QLatin1String("inverse"));
        }
        if (m_out.metric == QLatin1String("training-cost")) {
            set(Feature::IsTraining);
        } else if (m_out.metric == QLatin1String("parameters")) {
            set(Feature::IsParameters);
        } else if (m_out.metric == QLatin1String("similarity")) {
            set(Feature::IsSimilarity);
        } else if (m_out.metric == QLatin1String("quality")) {
            set(Feature::IsQuality);
        } else if (m_out.metric == QLatin1String("accuracy")) {
            set(Feature::IsAccuracy);
        } else if (m_out.metric == QLatin1String("steps")) {
            set(Feature::IsSteps);
        }
    }

    const QVector<Item> &m_items;
    const Figure &m_figure;
    qsizetype m_begin, m_end;
    qsizetype m_previousEnd = 0, m_nextStart = 0, m_left = 0, m_right = 0;
    qsizetype m_linkAt = -1, m_metricAt = -1, m_changeAt = -1;
    bool m_fromLeft = false;
    Context m_out;
};

// "1.7x and 2.2x speedups": the noun stands after the last of several figures.
void shareBackwards(const QVector<Item> &items, const QVector<Figure> &figures,
                    QVector<Context> &contexts)
{
    for (qsizetype i = figures.size() - 2; i >= 0; --i) {
        const Context &next = contexts[i + 1];
        Context &context = contexts[i];
        bool joined = figures[i].unit == figures[i + 1].unit
                      && figures[i].last + 1 < figures[i + 1].first;
        for (qsizetype k = figures[i].last + 1; joined && k < figures[i + 1].first; ++k) {
            const bool and_ = items[k].is(RoleLink) && items[k].entry->link == LinkKind::And;
            joined = and_ || items[k].is(RoleFiller | RoleQualifier) || items[k].mark(u',');
        }
        if (joined && context.metric.isEmpty() && !next.metric.isEmpty()) {
            context.metric = next.metric;
            context.metricEntry = next.metricEntry;
            context.change = next.change;
            context.inverse = next.inverse;
            context.features |= next.features
                                & (bit(Feature::Metric) | bit(Feature::Weak) | bit(Feature::Level)
                                   | bit(Feature::Numeric) | bit(Feature::Change));
        }
    }
}

}  // namespace

QVector<Context> contextsOf(const QVector<Item> &items, const QVector<Figure> &figures,
                            qsizetype begin, qsizetype end)
{
    QVector<Context> contexts;
    qsizetype told = -1;  // the last figure whose metric is known
    for (qsizetype i = 0; i < figures.size(); ++i) {
        contexts.append(Reader(items, figures, i, begin, end,
                               contexts.isEmpty() ? -1 : contexts.last().wordsEnd)
                                .read(told < 0 ? nullptr : &contexts[told]));
        if (!contexts.last().metric.isEmpty() && !contexts.last().has(Feature::Ignored)) {
            told = i;
        }
    }
    shareBackwards(items, figures, contexts);
    return contexts;
}

}  // namespace touchstone::importing::claims
