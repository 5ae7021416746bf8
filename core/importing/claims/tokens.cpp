#include "importing/claims/tokens.h"

#include <cmath>

namespace touchstone::importing::claims {

namespace {

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

// Letters of alphabetic scripts; each Chinese character is an atom of its own.
bool isHan(QChar c)
{
    return (c.unicode() >= 0x3400 && c.unicode() <= 0x9fff)
           || (c.unicode() >= 0xf900 && c.unicode() <= 0xfaff);
}

bool isLetter(QChar c)
{
    return c.isLetter() && !isHan(c);
}

QChar foldedMark(QChar c)
{
    switch (c.unicode()) {
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2212:
        return u'-';
    case 0x223c:
    case 0x2248:
    case 0x301c:
    case 0x02dc:
        return u'~';
    case 0x2715:
    case 0x2716:
    case 0x2a2f:
        return u'×';
    case 0x2019:
        return u'\'';
    case 0x00b5:
    case 0x03bc:
        return u'μ';
    default:
        return c;
    }
}

int superscript(QChar c)
{
    switch (c.unicode()) {
    case 0x2070:
        return 0;
    case 0x00b9:
        return 1;
    case 0x00b2:
        return 2;
    case 0x00b3:
        return 3;
    default:
        return c.unicode() >= 0x2074 && c.unicode() <= 0x2079 ? c.unicode() - 0x2070 : -1;
    }
}

class Scanner {
public:
    Scanner(const QString &text, const UnitTest &isUnit) : m_text(text), m_isUnit(isUnit) {}

    QVector<Atom> run()
    {
        m_atoms.reserve(m_text.size() / 4);
        while (m_at < m_text.size()) {
            const QChar c = m_text[m_at];
            if (c.isSpace()) {
                m_space = true;
                ++m_at;
            } else if (isDigit(c)) {
                number();
            } else if (isLetter(c)) {
                word();
            } else {
                emitAtom(isHan(c) ? Atom::Han : Atom::Mark,
                         m_at + (c.isHighSurrogate() && m_at + 1 < m_text.size() ? 2 : 1));
            }
        }
        return std::move(m_atoms);
    }

private:
    QChar at(qsizetype i) const { return i >= 0 && i < m_text.size() ? m_text[i] : QChar(); }

    void emitAtom(Atom::Kind kind, qsizetype end, double value = 0)
    {
        m_atoms.append(
                Atom{kind, m_at, end, QStringView(m_text).mid(m_at, end - m_at), value, m_space});
        m_at = end;
        m_space = false;
    }

    qsizetype digits(qsizetype from) const
    {
        while (isDigit(at(from))) {
            ++from;
        }
        return from;
    }

    // The mark between thousands, also as TeX ("{,}"); 0 without one.
    qsizetype thousandsMark(qsizetype i) const
    {
        return at(i) == u',' ? 1 : at(i) == u'{' && at(i + 1) == u',' && at(i + 2) == u'}' ? 3 : 0;
    }

    // 1,500 and 1,000,000: groups of exactly three.
    qsizetype decimal(qsizetype from) const
    {
        qsizetype end = digits(from);
        while (end - from <= 20 && digits(from) - from <= 3) {
            const qsizetype group = end + thousandsMark(end);
            if (group == end || digits(group) != group + 3) {
                break;
            }
            end = group + 3;
        }
        if (at(end) == u'.' && isDigit(at(end + 1))) {
            end = digits(end + 1);
        }
        return end;
    }

    double valueOf(qsizetype from, qsizetype to) const
    {
        QString plain = m_text.mid(from, std::min<qsizetype>(to - from, 40));
        return plain.remove(u',').remove(u'{').remove(u'}').toDouble();
    }

    qsizetype skipSpaces(qsizetype i) const
    {
        while (i < m_text.size() && i < m_at + 64 && m_text[i].isSpace()) {
            ++i;
        }
        return i;
    }

    // "× 10^-24", "×10⁻²⁴" and, with the superscript lost, "× 10-24" or "×10 85". from: after the
    // number. Returns the end, or from when it is no power of ten.
    qsizetype powerOfTen(qsizetype from, int &exponent) const
    {
        qsizetype i = skipSpaces(from);
        if (at(i) != u'×' && at(i) != u'x' && at(i) != u'*') {
            return from;
        }
        i = skipSpaces(i + 1);
        if (at(i) != u'1' || at(i + 1) != u'0') {
            return from;
        }
        i += 2;
        const bool marked =
                at(i) == u'^' || at(i) == u'-' || at(i) == u'⁻' || superscript(at(i)) >= 0;
        if (!marked && !at(i).isSpace()) {
            return from;  // "1024 x 1024"
        }
        i = skipSpaces(i);
        const qsizetype last = exponentEnd(i, exponent);
        const bool wordFollows = isLetter(at(last)) || at(last) == u'.' || at(last) == u'%';
        return last == i || (!marked && wordFollows) ? from : last;
    }

    // From "^{-24}", "⁻²⁴" or "24" on: the end, or from without at most three digits.
    qsizetype exponentEnd(qsizetype from, int &exponent) const
    {
        qsizetype i = from + (at(from) == u'^' ? 1 : 0);
        const bool braces = at(i) == u'{';
        i += braces ? 1 : 0;
        const bool negative = at(i) == u'-' || at(i) == u'⁻';
        i += negative ? 1 : 0;
        exponent = 0;
        const qsizetype start = i;
        while (i - start < 3 && (isDigit(at(i)) || superscript(at(i)) >= 0)) {
            exponent =
                    exponent * 10 + (isDigit(at(i)) ? at(i).unicode() - u'0' : superscript(at(i)));
            ++i;
        }
        if (i == start || isDigit(at(i))) {
            return from;
        }
        exponent = negative ? -exponent : exponent;
        return braces && at(i) == u'}' ? i + 1 : i;
    }

    // The rest of a name or shape: letters, digits, and inner dots, hyphens, slashes before digits.
    qsizetype nameEnd(qsizetype i) const
    {
        for (;;) {
            if (isLetter(at(i)) || isDigit(at(i)) || at(i) == u'_') {
                ++i;
            } else if ((at(i) == u'.' || at(i) == u'-' || at(i) == u'/' || at(i) == u'×'
                        || at(i) == u':')
                       && isDigit(at(i + 1))) {
                i += 2;
            } else {
                return i;
            }
        }
    }

    // "10^3", "10³", "10^{-3}": the end, or from when it is no power. from: after the "10".
    qsizetype bareExponent(qsizetype from, int &exponent) const
    {
        const bool ten = from == m_at + 2 && at(m_at) == u'1' && at(m_at + 1) == u'0';
        if (!ten || (at(from) != u'^' && at(from) != u'⁻' && superscript(at(from)) < 0)) {
            return from;
        }
        return exponentEnd(from, exponent);
    }

    void number()
    {
        const qsizetype end = decimal(m_at);
        int exponent = 0;
        if (const qsizetype bare = bareExponent(end, exponent); bare != end) {
            emitAtom(Atom::Number, bare, std::pow(10.0, exponent));
            return;
        }
        const qsizetype power = powerOfTen(end, exponent);
        if (power != end) {
            emitAtom(Atom::Number, power, valueOf(m_at, end) * std::pow(10.0, exponent));
            return;
        }
        const qsizetype sign = skipSpaces(end);
        const bool shape =
                (at(sign) == u'×' || (at(sign) == u'x' && sign == end) || at(sign) == u'*')
                && isDigit(at(skipSpaces(sign + 1)));
        const bool ratio = at(end) == u':' && isDigit(at(end + 1));
        if (shape || ratio) {
            emitAtom(Atom::Identifier, nameEnd(shape ? skipSpaces(sign + 1) : end + 1));
            return;
        }
        if (at(end) == u'e' && (at(end + 1) == u'-' || isDigit(at(end + 1)))) {
            const qsizetype tail = digits(end + (at(end + 1) == u'-' ? 2 : 1));
            if (!isLetter(at(tail))) {
                emitAtom(Atom::Number, tail, valueOf(m_at, tail));
                return;
            }
        }
        if (isLetter(at(end))) {
            qsizetype letters = end;
            while (isLetter(at(letters)) || at(letters) == u'/') {
                ++letters;
            }
            const bool digitFollows = isDigit(at(letters)) || at(letters) == u'_';
            if (digitFollows || !isUnitRun(end, letters)) {
                emitAtom(Atom::Identifier, nameEnd(end));
                return;
            }
        }
        emitAtom(Atom::Number, end, valueOf(m_at, end));
    }

    // "MB", "tokens/s", "k": the letters as a whole, or their part before a slash.
    bool isUnitRun(qsizetype from, qsizetype to) const
    {
        const QStringView run = QStringView(m_text).mid(from, to - from);
        const qsizetype slash = run.indexOf(u'/');
        return m_isUnit(slash < 0 ? run : run.left(slash));
    }

    void word()
    {
        qsizetype end = m_at;
        while (isLetter(at(end)) || at(end).isMark()) {
            ++end;
        }
        const bool joined =
                isDigit(at(end)) || at(end) == u'_' || (at(end) == u'.' && isDigit(at(end + 1)));
        const bool dashed = at(end) == u'-' && isDigit(at(end + 1))
                            && !m_isUnit(QStringView(m_text).mid(m_at, end - m_at))
                            && QStringView(m_text).mid(m_at, end - m_at) != QLatin1String("to")
                            && QStringView(m_text).mid(m_at, end - m_at) != QLatin1String("sub");
        if (joined || dashed) {
            emitAtom(Atom::Identifier, nameEnd(end));
            return;
        }
        emitAtom(Atom::Word, end);
        if (at(end) == u'\'' && at(end + 1) == u's' && !isLetter(at(end + 2))) {
            m_at += 2;
        }
    }

    const QString &m_text;
    const UnitTest &m_isUnit;
    QVector<Atom> m_atoms;
    qsizetype m_at = 0;
    bool m_space = false;
};

}  // namespace

QString folded(const QString &text)
{
    QString out = text;
    for (QChar &c : out) {
        if (c.unicode() >= 0xff01 && c.unicode() <= 0xff5e) {
            c = QChar(c.unicode() - 0xfee0);
        }
        c = foldedMark(c).toLower();
    }
    return out;
}

QVector<Atom> atomsOf(const QString &foldedText, const UnitTest &isUnit)
{
    return Scanner(foldedText, isUnit).run();
}

int WordTable::find(QStringView word) const
{
    const auto found = m_ids.find(std::u16string_view(word.utf16(), size_t(word.size())));
    return found == m_ids.end() ? -1 : found->second;
}

int WordTable::add(QStringView word)
{
    return m_ids.emplace(std::u16string(word.utf16(), size_t(word.size())), int(m_ids.size()))
            .first->second;
}

}  // namespace touchstone::importing::claims
