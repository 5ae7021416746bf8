#include "importing/claims/claims.h"
#include "importing/claims/merge.h"
#include "importing/claims/rules.h"
#include "importing/claims/tex_marks.h"

#include <QCryptographicHash>

#include <cmath>

namespace touchstone::importing {

using namespace claims;

namespace {

// The full stop of "i.e.", "e.g.", "vs.", "et al."
bool abbreviates(const QVector<Item> &items, qsizetype stop)
{
    static const QStringList words{QStringLiteral("vs"),     QStringLiteral("cf"),
                                   QStringLiteral("al"),     QStringLiteral("resp"),
                                   QStringLiteral("approx"), QStringLiteral("fig")};
    if (stop == 0 || stop + 1 == items.size() || items[stop].spaceBefore) {
        return false;
    }
    const bool letters = stop >= 3 && items[stop - 1].text.size() == 1 && items[stop - 2].mark(u'.')
                         && items[stop - 3].text.size() == 1;
    return letters || words.contains(items[stop - 1].text.toString());
}

bool endsSentence(const QVector<Item> &items, qsizetype i)
{
    const Item &item = items[i];
    if (item.mark(u'。') || item.mark(u'!') || item.mark(u'?') || item.mark(u';')) {
        return true;
    }
    return item.mark(u'.') && (i + 1 == items.size() || items[i + 1].spaceBefore)
           && !abbreviates(items, i);
}

// Marks inside a name: "top-k", "C++", "R&D", "prefill/decode", "vLLM's".
bool insideName(const QVector<Item> &items, qsizetype i)
{
    static const QString marks = QStringLiteral("-/+&'_");
    return items[i].text.size() == 1 && marks.contains(items[i].text[0]) && !items[i].spaceBefore;
}

// One past the last item of the phrase that begins at from: up to a mark, a figure or the next
// clause, without the function words before that.
qsizetype phraseEnd(const QVector<Item> &items, qsizetype from, qsizetype to)
{
    constexpr qsizetype longest = 12;  // items
    qsizetype end = from;
    for (; end < std::min(to, from + longest); ++end) {
        const Item &item = items[end];
        const bool mark = item.kind == Atom::Mark && !insideName(items, end);
        const bool figure =
                item.kind == Atom::Number && !(end + 1 < to && items[end + 1].mark(u'-'));
        if (mark || figure || (end > from && item.is(RoleStop | RoleChange))) {
            break;
        }
    }
    while (end > from && items[end - 1].is(RoleLink | RoleFiller | RoleQualifier)) {
        --end;
    }
    return end;
}

// The phrase after the first item of that role: "than the dense model", "相比vLLM".
QString phraseAfter(const QVector<Item> &items, quint32 role, qsizetype from, qsizetype to,
                    const QString &text)
{
    to = std::min(to, from + 200);      // hostile text stays linear
    constexpr qsizetype longest = 120;  // UTF-16 units
    for (qsizetype i = from; i + 1 < to; ++i) {
        if (!items[i].is(role) || items[i].is(RoleQualifier)) {
            continue;
        }
        const qsizetype end = phraseEnd(items, i + 1, to);
        if (end > i + 1 && items[end - 1].end - items[i + 1].start <= longest) {
            return text.mid(items[i + 1].start, items[end - 1].end - items[i + 1].start);
        }
    }
    return {};
}

// "below 5 mW", "over 60%": a level of which only a bound is told.
void readAsBound(Claim &claim)
{
    const bool bounded =
            claim.qualifier == Qualifier::AtMost || claim.qualifier == Qualifier::AtLeast;
    if (claim.kind == ClaimKind::Absolute && bounded) {
        claim.kind = ClaimKind::Bound;
    }
}

// "1/200 of the memory", "one third": a ratio of 200, of 3. A half stays a percentage.
void readAsNthPart(Claim &claim, const Figure &figure)
{
    const double n = claim.value > 0 ? 100 / claim.value : 0;
    const bool whole = n > 2.5 && std::abs(n - std::round(n)) < 1e-6 * n;
    const bool part = figure.word && figure.word->has(QLatin1String("part"));
    if (part && whole && claim.kind == ClaimKind::PercentOfReference) {
        claim.kind = ClaimKind::Ratio;
        claim.value = std::round(n);
        claim.unit = QStringLiteral("x");
    }
}

class FieldReader {
public:
    FieldReader(const QString &text, TextField field)
        : m_text(text), m_folded(folded(withoutTexMarks(text))), m_field(field)
    {
        const Lexicon &lexicon = Lexicon::bundled();
        m_items =
                itemsOf(atomsOf(m_folded,
                                [&lexicon](QStringView word) { return lexicon.isUnitWord(word); }),
                        lexicon);
    }

    QVector<Draft> read()
    {
        QVector<qsizetype> begins{0};
        for (qsizetype i = 0; i < m_items.size(); ++i) {
            if (endsSentence(m_items, i) || i + 1 == m_items.size()) {
                begins.append(i + 1);
            }
        }
        for (qsizetype i = firstOfThePaper(begins); i + 1 < begins.size(); ++i) {
            sentence(begins[i], begins[i + 1]);
        }
        return m_drafts;
    }

private:
    // An abstract begins with the problem: figures before "we propose", if that is in its first
    // half, belong to other work.
    qsizetype firstOfThePaper(const QVector<qsizetype> &begins) const
    {
        for (qsizetype i = 0; m_field == TextField::Abstract && 2 * i + 1 < begins.size(); ++i) {
            for (qsizetype k = begins[i]; k < begins[i + 1]; ++k) {
                if (m_items[k].is(RoleOwn) && m_items[k].entry->has(QLatin1String("propose"))) {
                    return i;
                }
            }
        }
        return 0;
    }

    void sentence(qsizetype begin, qsizetype end)
    {
        const QVector<Figure> figures = figuresOf(m_items, begin, end);
        if (figures.isEmpty()) {
            return;
        }
        const QVector<Context> contexts = contextsOf(m_items, figures, begin, end);
        for (qsizetype i = 0; i < figures.size(); ++i) {
            const Rule *rule = RuleTable::bundled().decide(contexts[i].features);
            if (rule && rule->kind) {
                add(figures[i], contexts[i], *rule, begin, end);
            }
        }
    }

    QString unitOf(const Figure &figure, const Context &context) const
    {
        if (figure.rule == QLatin1String("word-zero")) {
            return {};
        }
        if (figure.unitEntry) {
            return figure.unitEntry->label;
        }
        return context.metricEntry ? context.metricEntry->label : QString();
    }

    void add(const Figure &figure, const Context &context, const Rule &rule, qsizetype begin,
             qsizetype end)
    {
        Draft draft;
        Claim &claim = draft.claim;
        claim.metric = rule.metric.isEmpty() ? context.metric : rule.metric;
        claim.kind = *rule.kind;
        claim.value = figure.value;
        claim.valueHigh = figure.high;
        claim.from = figure.from;
        claim.to = figure.to;
        claim.unit = unitOf(figure, context);
        claim.qualifier = qualifierFromWord(context.qualifier).value_or(Qualifier::None);
        if (context.has(Feature::Within) || claim.kind == ClaimKind::Bound) {
            claim.qualifier = Qualifier::AtMost;
        }
        readAsBound(claim);
        readAsNthPart(claim, figure);
        claim.rules = QStringList{figure.rule, rule.id};
        claim.baseline = phraseAfter(m_items, RoleBaseline, context.quoteFirst, end, m_text);
        if (claim.baseline.isEmpty()) {  // "Compared with vLLM, it lowers ..."
            claim.baseline = phraseAfter(m_items, RoleBaseline, begin, context.quoteFirst, m_text);
        }
        claim.setting = phraseAfter(m_items, RolePlace, figure.last + 1, end, m_text);
        if (claim.setting.isEmpty()) {
            claim.setting = phraseAfter(m_items, RolePlace, begin, figure.first, m_text);
        }
        qsizetype start = m_items[context.quoteFirst].start;
        qsizetype stop = m_items[context.quoteLast].end;
        widenOverTex(m_text, start, stop);
        claim.sources = {
                ClaimSource{m_field, start, stop - start, m_text.mid(start, stop - start)}};
        draft.weakMetric = context.has(Feature::Weak) || context.has(Feature::Inherits)
                           || !rule.metric.isEmpty();
        const bool halves = figure.word && figure.word->has(QLatin1String("change-down"));
        draft.change = context.change ? context.change->change
                       : halves       ? ChangeKind::Down
                                      : ChangeKind::None;
        draft.inverse = context.inverse || figure.unitHas(QLatin1String("inverse"));
        draft.fasterPercent = figure.unit == UnitKind::Percent && context.metricEntry
                              && context.metricEntry->has(QLatin1String("faster"));
        draft.unit = figure.unitEntry;
        draft.fromUnit = figure.fromUnitEntry;
        draft.chinese =
                figure.unit == UnitKind::Times && m_items[figure.last].text == QStringLiteral("倍");
        m_drafts.append(draft);
    }

    const QString &m_text;
    const QString m_folded;
    TextField m_field;
    QVector<Item> m_items;
    QVector<Draft> m_drafts;
};

// Derived from the printed figures, so that the same text gives the same id.
QString idOf(const Claim &claim, int repeat)
{
    const QString key =
            QStringList{claim.metric,
                        toWord(claim.kind),
                        QString::number(claim.value, 'g', 15),
                        claim.valueHigh ? QString::number(*claim.valueHigh, 'g', 15) : QString(),
                        claim.from ? QString::number(*claim.from, 'g', 15) : QString(),
                        claim.unit,
                        QString::number(repeat)}
                    .join(u'|');
    return QString::fromLatin1(
            QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Sha1).toHex().left(16));
}

}  // namespace

QVector<Claim> extractClaims(const ReportPaper &paper, const Vocabulary &vocabulary)
{
    const QString abstract = paper.hasAbstract ? paper.abstract : QString();
    const bool both = !abstract.isEmpty() && !paper.brief.isEmpty();
    QVector<Draft> drafts = merged(FieldReader(abstract, TextField::Abstract).read(),
                                   FieldReader(paper.brief, TextField::Brief).read(), both);
    checkConsistency(drafts);
    QVector<Claim> claims;
    QHash<QString, int> seen;
    for (Draft &draft : drafts) {
        normalise(draft, vocabulary);
        Claim &claim = draft.claim;
        const bool compared = claim.kind == ClaimKind::Ratio
                              || claim.kind == ClaimKind::PercentChange
                              || claim.kind == ClaimKind::PercentagePoints;
        if (compared && claim.baseline.isEmpty()) {
            claim.flags.append(QStringLiteral("no-baseline"));
        }
        claim.id = idOf(claim, 0);
        claim.id = idOf(claim, seen[claim.id]++);
        claims.append(claim);
    }
    return claims;
}

QVector<Claim> claimsInQuote(const QString &sentence, TextField field, const Vocabulary &vocabulary)
{
    ReportPaper paper;
    (field == TextField::Abstract ? paper.abstract : paper.brief) = sentence;
    paper.hasAbstract = !paper.abstract.isEmpty();
    return extractClaims(paper, vocabulary);
}

}  // namespace touchstone::importing
