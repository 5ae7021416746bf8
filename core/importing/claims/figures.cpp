#include "importing/claims/figures.h"

#include <cmath>

namespace touchstone::importing::claims {

namespace {

struct Operand {
    double value = 0;
    const Entry *unit = nullptr;
    qsizetype end = 0;  // one past
};

class Grammar {
public:
    Grammar(const QVector<Item> &items, qsizetype begin, qsizetype end)
        : m_items(items), m_begin(begin), m_end(end)
    {
    }

    QVector<Figure> run()
    {
        QVector<Figure> found;
        for (qsizetype i = m_begin; i < m_end;) {
            std::optional<Figure> figure = fromTo(i);
            if (!figure) {
                figure = nthPart(i);
            }
            if (!figure) {
                figure = wordFigure(i);
            }
            if (!figure) {
                figure = plain(i);
            }
            if (figure) {
                i = figure->last + 1;
                found.append(*figure);
            } else {
                ++i;
            }
        }
        shareUnits(found);
        return found;
    }

private:
    // "3.1 and 2.8 points", "3.1/2.8/1.9 %", "3.1, 2.8 and 1.9 %": the unit follows the last
    // number.
    void shareUnits(QVector<Figure> &figures) const
    {
        bool list = false;  // the next figure has its unit from the one after it
        for (qsizetype i = figures.size() - 2; i >= 0; --i) {
            Figure &figure = figures[i];
            const Figure &next = figures[i + 1];
            const bool relative = next.unit == UnitKind::Times || next.unit == UnitKind::Percent
                                  || next.unit == UnitKind::Points;
            const qsizetype between = figure.last + 1;
            const bool joined = link(between, LinkKind::And) || m_items[between].mark(u'/')
                                || (list && m_items[between].mark(u','));
            list = !figure.unitEntry && !figure.word && !figure.from && relative && !next.word
                   && next.first == between + 1 && joined;
            if (list) {
                figure.unitEntry = next.unitEntry;
                figure.unit = next.unit;
            }
        }
    }

    const Item *at(qsizetype i) const { return i >= m_begin && i < m_end ? &m_items[i] : nullptr; }
    bool is(qsizetype i, quint32 role) const { return at(i) && at(i)->is(role); }
    bool link(qsizetype i, LinkKind kind) const
    {
        return is(i, RoleLink) && m_items[i].entry->link == kind;
    }
    static UnitKind kindOf(const Entry *unit) { return unit ? unit->unit : UnitKind::None; }

    qsizetype skip(qsizetype i, quint32 roles) const
    {
        while (is(i, roles) && !is(i, RoleNumber)) {
            ++i;
        }
        return i;
    }

    // Number, magnitude, unit: "2.59M-parameter", "1500 unique ciphers", "两倍".
    std::optional<Operand> operand(qsizetype i) const
    {
        const qsizetype start = i;
        const bool prefix = is(i, RoleUnit) && m_items[i].entry->has(QLatin1String("prefix"));
        const Entry *before = prefix ? m_items[i].entry : nullptr;
        i += prefix ? 1 : 0;
        while (prefix && i < start + 4
               && is(i, RoleFiller | RoleGenerate | RoleSupport | RoleReach)) {
            ++i;  // "每秒可生成35个token"
        }
        const bool word = is(i, RoleNumber);
        if (!at(i) || (m_items[i].kind != Atom::Number && !word)) {
            return std::nullopt;
        }
        Operand made;
        made.value = word ? m_items[i].entry->number : m_items[i].value;
        ++i;
        while (is(i, RoleMagnitude)
               && (!m_items[i].spaceBefore || m_items[i].text.size() > 1
                   || m_items[i].kind == Atom::Han)) {
            made.value *= m_items[i].entry->number;
            ++i;
        }
        i = pastSpread(i);
        made.end = i;
        made.unit = before;
        const qsizetype unit = unitAt(i);
        if (unit >= 0) {
            // "每秒120个token": the rate of that unit.
            const Entry *rate = before ? Lexicon::bundled().find(m_items[unit].entry->label
                                                                 + QStringLiteral("/s"))
                                       : nullptr;
            made.unit = before ? (rate ? rate : before) : m_items[unit].entry;
            made.end = unit + 1;
        } else if (!before && factorBefore(start)) {
            static const Entry *const times = Lexicon::bundled().find(QStringLiteral("倍"));
            made.unit = times;
        }
        const bool tenths = kindOf(made.unit) == UnitKind::Percent && made.unit->number > 0;
        made.value *= tenths ? made.unit->number : 1;  // "四成"
        // Counting words alone are ambiguous: "two times" is a figure, "two stages" not.
        const bool counts = made.unit && made.unit->has(QLatin1String("words"));
        if (word && kindOf(made.unit) != UnitKind::Times && kindOf(made.unit) != UnitKind::Points
            && !tenths && !counts) {
            return std::nullopt;
        }
        return made;
    }

    // "71.2 ± 0.4 %", "12.5 +/- 0.2 ms": the unit follows the spread, which is no figure of its
    // own.
    qsizetype pastSpread(qsizetype i) const
    {
        const auto mark = [&](qsizetype k, char16_t c) { return at(k) && at(k)->mark(c); };
        const bool typed = mark(i, u'+') && mark(i + 1, u'/') && mark(i + 2, u'-');
        const qsizetype number = typed ? i + 3 : mark(i, u'±') ? i + 1 : i;
        return number > i && at(number) && at(number)->kind == Atom::Number ? number + 1 : i;
    }

    // "by a factor of 8"
    bool factorBefore(qsizetype i) const
    {
        do {
            --i;
        } while (is(i, RoleQualifier) && !is(i, RoleLink));
        return is(i, RoleLink) && m_items[i].entry->has(QLatin1String("times"));
    }

    // The unit of a number that ends before i. Nouns may follow an adjective or two.
    qsizetype unitAt(qsizetype i) const
    {
        if (is(i, RoleUnit)) {
            return i;
        }
        if (at(i) && m_items[i].mark(u'-') && is(i + 1, RoleUnit) && !m_items[i].spaceBefore) {
            return i + 1;
        }
        const bool han = at(i) && m_items[i].kind == Atom::Han;
        for (qsizetype k = i; k < i + (han ? 4 : 2) && at(k); ++k) {
            const Item &item = m_items[k];
            const bool adjective =
                    (item.kind == Atom::Word || item.kind == Atom::Han || item.mark(u'-'))
                    && (!item.entry || item.entry->roles == 0);
            if (!adjective) {
                break;
            }
            if (is(k + 1, RoleUnit) && m_items[k + 1].entry->unit == UnitKind::Count) {
                return k + 1;
            }
        }
        return -1;
    }

    // One past the mark of a range: "3-4", "3~4", "3--4".
    qsizetype pastDash(qsizetype i) const
    {
        const auto dash = [this](qsizetype k) {
            return at(k) && (m_items[k].mark(u'-') || m_items[k].mark(u'~'));
        };
        if (!dash(i)) {
            return i;
        }
        return dash(i + 1) && !m_items[i + 1].spaceBefore ? i + 2 : i + 1;
    }

    // The figure after "versus": the full stop of "vs." and the name of the other side precede it.
    std::optional<Operand> otherSide(qsizetype i, bool named) const
    {
        constexpr quint32 skipped = RoleQualifier | RoleFiller | RoleReference;
        constexpr qsizetype longestName = 3;  // items
        i = skip(at(i) && m_items[i].mark(u'.') ? i + 1 : i, skipped);
        std::optional<Operand> found = operand(i);
        for (qsizetype k = i; !found && named && k < i + longestName && at(k); ++k) {
            const bool name = m_items[k].kind == Atom::Word || m_items[k].kind == Atom::Identifier
                              || m_items[k].mark(u'\'');
            if (!name || (m_items[k].entry && m_items[k].entry->roles != 0)) {
                break;
            }
            found = operand(skip(k + 1, skipped));
            if (found && !found->unit) {
                return std::nullopt;
            }
        }
        return found;
    }

    static Figure figure(qsizetype first, const Operand &low, const char *rule)
    {
        Figure made;
        made.first = first;
        made.last = low.end - 1;
        made.value = low.value;
        made.unitEntry = low.unit;
        made.unit = kindOf(low.unit);
        made.rule = QString::fromLatin1(rule);
        return made;
    }

    static Figure range(qsizetype first, const Operand &low, const Operand &high)
    {
        Figure made = figure(first, high, "range");
        made.value = low.value;
        made.high = high.value;
        return made;
    }

    static Figure pair(qsizetype first, qsizetype last, const Operand &from, const Operand &to)
    {
        Figure made = figure(first, to, "from-to");
        made.last = last;
        made.from = from.value;
        made.to = to.value;
        made.unitEntry = to.unit ? to.unit : from.unit;
        made.unit = kindOf(made.unitEntry);
        made.fromUnitEntry = from.unit;
        return made;
    }

    static bool alike(const Entry *a, const Entry *b)
    {
        return !a || !b
               || (a->unit == b->unit && (a->unit != UnitKind::Quantity || a->metric == b->metric));
    }

    // "from A to B", "从A降至B", "between A and B", "ranging from A to B"
    std::optional<Figure> fromTo(qsizetype i) const
    {
        const bool between = link(i, LinkKind::Between);
        if (!between && !link(i, LinkKind::From) && !link(i, LinkKind::DownFrom)) {
            return std::nullopt;
        }
        const qsizetype start = skip(i + 1, RoleQualifier | RoleFiller | RoleReference);
        const std::optional<Operand> a = operand(start);
        if (!a) {
            return std::nullopt;
        }
        for (qsizetype k = a->end; k < a->end + 9 && at(k); ++k) {
            if (m_items[k].kind == Atom::Number || m_items[k].mark(u',')
                || m_items[k].mark(u'。')) {
                break;
            }
            const qsizetype past = k == a->end ? pastDash(k) : k;
            const bool dash = past > k;
            if (!link(k, LinkKind::To) && !(between && link(k, LinkKind::And)) && !dash) {
                continue;
            }
            const std::optional<Operand> b =
                    operand(skip(dash ? past : k + 1, RoleQualifier | RoleFiller | RoleNeed));
            if (!b || !alike(a->unit, b->unit)) {
                break;
            }
            if (between || dash || kindOf(b->unit ? b->unit : a->unit) == UnitKind::Times) {
                return range(start, *a, *b);
            }
            return pair(i, b->end - 1, *a, *b);
        }
        return std::nullopt;
    }

    // The fraction whose first word or figure is i: "二十八分之一", "200分之一".
    std::optional<Figure> nthPart(qsizetype i) const
    {
        constexpr qsizetype longest = 6;  // words of a number
        qsizetype k = i;
        while (k < i + longest && is(k, RoleNumber | RoleMagnitude)
               && m_items[k].kind == Atom::Han) {
            ++k;
        }
        k += k == i && number(i) ? 1 : 0;
        const bool part = k > i && is(k, RoleFigure) && m_items[k].kind == Atom::Han
                          && m_items[k].entry->has(QLatin1String("part"));
        const std::optional<Figure> made = part ? wordFigure(k) : std::nullopt;
        return made && made->first == i ? made : std::nullopt;
    }

    std::optional<Figure> wordFigure(qsizetype i) const
    {
        if (is(i, RoleZero)) {
            for (qsizetype k = i + 1; k < i + 5 && at(k); ++k) {
                if (is(k, RoleMetric)
                    && (m_items[k].entry->metric == QLatin1String("overhead")
                        || m_items[k].entry->metric == QLatin1String("cost"))) {
                    Figure made = figure(i, Operand{0, nullptr, k + 1}, "word-zero");
                    made.word = m_items[k].entry;
                    return made;
                }
            }
            return std::nullopt;
        }
        if (std::optional<Figure> made = quotient(i)) {
            return made;
        }
        if (!is(i, RoleFigure)) {
            return std::nullopt;
        }
        const Entry *entry = m_items[i].entry;
        Figure made = figure(i, Operand{entry->number, entry, i + 1}, "word-figure");
        if (entry->has(QLatin1String("part")) && m_items[i].kind == Atom::Han) {
            // "二|十|八分之一", "三|千|分之一", "200|分之一"
            const bool bare = entry->has(QLatin1String("nth"));
            const double last = bare ? 0 : std::round(100 / entry->number);
            const std::optional<double> denominator = denominatorBefore(i, last, made.first);
            if (!denominator || *denominator <= 1) {
                return std::nullopt;
            }
            made.value = made.first < i ? 100 / *denominator : entry->number;
        }
        made.word = entry;
        return made;
    }

    // The number whose last digit is `last` (0: none) and whose other words end before i.
    std::optional<double> denominatorBefore(qsizetype i, double last, qsizetype &first) const
    {
        constexpr qsizetype longest = 6;  // words of a number
        const auto part = [this](qsizetype k) {
            return is(k, RoleNumber | RoleMagnitude) && m_items[k].kind == Atom::Han;
        };
        first = i;
        while (first > i - longest && part(first - 1)) {
            --first;
        }
        if (first == i && number(i - 1)) {
            first = i - 1;
            return last == 0 ? std::optional(m_items[i - 1].value) : std::nullopt;
        }
        double sum = 0;
        double digit = 0;
        for (qsizetype k = first; k < i; ++k) {
            const double value = m_items[k].entry->number;
            if (value >= 10) {
                sum += (digit == 0 ? 1 : digit) * value;
                digit = 0;
            } else if (digit != 0) {
                return std::nullopt;
            } else {
                digit = value;
            }
        }
        // "十分之一" is one word: the digit before it counts the tens.
        if (last == 10 && first < i) {
            return digit > 0 ? std::optional(sum + 10 * digit) : std::nullopt;
        }
        return digit != 0 && last != 0 ? std::nullopt : std::optional(sum + digit + last);
    }

    bool number(qsizetype i) const { return at(i) && m_items[i].kind == Atom::Number; }

    // "1/8 of the memory", in percent
    std::optional<Figure> quotient(qsizetype i) const
    {
        if (!number(i) || !number(i + 2) || m_items[i + 1].spaceBefore
            || m_items[i + 2].spaceBefore) {
            return std::nullopt;
        }
        const double a = m_items[i].value;
        const double b = m_items[i + 2].value;
        static const Entry *const part = Lexicon::bundled().find(QStringLiteral("one eighth"));
        if (m_items[i + 1].mark(u'/') && a >= 1 && a < b) {
            Figure made = figure(i, Operand{100 * a / b, part, i + 3}, "word-figure");
            made.word = part;
            return made;
        }
        return std::nullopt;
    }

    std::optional<Figure> plain(qsizetype i) const
    {
        const std::optional<Operand> a = operand(i);
        if (!a) {
            return std::nullopt;
        }
        const qsizetype k = a->end;
        const qsizetype past = pastDash(k);
        const bool dash = past > k;
        const bool arrow = at(k)
                           && (m_items[k].text == QLatin1String("→")
                               || m_items[k].text == QStringLiteral("→"));
        if (dash || link(k, LinkKind::To)) {
            const std::optional<Operand> b = operand(skip(dash ? past : k + 1, RoleQualifier));
            if (b && alike(a->unit, b->unit) && (b->unit || dash || !a->unit)) {
                return arrow ? pair(i, b->end - 1, *a, *b) : range(i, *a, *b);
            }
        }
        if (std::optional<Figure> later = afterwards(i, *a)) {
            return later;
        }
        const bool prefix = a->unit && a->unit->label == QLatin1String("G");  // "a 6G network"
        if (isYear(i, *a) || isLength(*a) || isModelName(i, *a) || prefix) {
            return std::nullopt;
        }
        Figure made = figure(i, *a, "number");
        return made;
    }

    // "AIME 2025 accuracy climbs to 64.2%"
    bool isYear(qsizetype i, const Operand &number) const
    {
        return !number.unit && m_items[i].text.size() == 4 && number.value >= 1990
               && number.value < 2040 && number.value == std::floor(number.value);
    }

    // "as accurate as a 7B model": a magnitude without a counted noun.
    bool isModelName(qsizetype i, const Operand &number) const
    {
        return !number.unit && number.end > i + 1 && is(number.end - 1, RoleMagnitude);
    }

    // "a 5-second 720p clip", "5秒720p视频"
    bool isLength(const Operand &time) const
    {
        if (!time.unit || !time.unit->has(QLatin1String("time"))) {
            return false;
        }
        const qsizetype k = time.end + (at(time.end) && m_items[time.end].kind == Atom::Identifier);
        return is(k, RoleMedium);
    }

    // "5.8, down from 6.4", "8.1 perplexity versus 9.4", "4 steps instead of 50"
    std::optional<Figure> afterwards(qsizetype first, const Operand &to) const
    {
        for (qsizetype k = to.end; k < to.end + 8 && at(k); ++k) {
            if (m_items[k].kind == Atom::Number || m_items[k].mark(u'(')
                || m_items[k].mark(u'。')) {
                break;
            }
            if (!link(k, LinkKind::DownFrom) && !link(k, LinkKind::Versus)) {
                continue;
            }
            const bool near = k <= to.end + 1;
            const std::optional<Operand> from = otherSide(k + 1, to.unit && near);
            const bool same = from && alike(from->unit, to.unit) && (to.unit || !from->unit);
            if (same && kindOf(to.unit) != UnitKind::Times) {
                return pair(first, from->end - 1, *from, to);
            }
            break;
        }
        return std::nullopt;
    }

    const QVector<Item> &m_items;
    qsizetype m_begin, m_end;
};

}  // namespace

QVector<Item> itemsOf(const QVector<Atom> &atoms, const Lexicon &lexicon)
{
    QVector<Item> items;
    items.reserve(atoms.size());
    for (qsizetype i = 0; i < atoms.size();) {
        qsizetype end = i + 1;
        const Entry *entry =
                atoms[i].kind == Atom::Number ? nullptr : lexicon.longest(atoms, i, end);
        Item item;
        item.kind = atoms[i].kind;
        item.start = atoms[i].start;
        item.end = atoms[end - 1].end;
        item.text = atoms[i].text;
        item.value = atoms[i].value;
        item.entry = entry;
        item.spaceBefore = atoms[i].spaceBefore;
        items.append(item);
        i = end;
    }
    return items;
}

QVector<Figure> figuresOf(const QVector<Item> &items, qsizetype begin, qsizetype end)
{
    return Grammar(items, begin, end).run();
}

}  // namespace touchstone::importing::claims
