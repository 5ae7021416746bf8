#include "importing/claims/tex_marks.h"

#include "importing/latex_symbols.h"

#include <algorithm>

namespace touchstone::importing::claims {

namespace {

constexpr qsizetype longestFormula = 200;  // UTF-16 units

bool isAsciiLetter(QChar c)
{
    return c.isLetter() && c.unicode() < 0x80;
}

bool hasMathMarks(QStringView inside)
{
    return std::any_of(inside.begin(), inside.end(),
                       [](QChar c) { return QStringView(u"\\^_{}").contains(c); });
}

// "n", "4096", "n = 4", "<2"; words make it a sentence between two amounts of money.
bool isPlainFormula(QStringView inside)
{
    int letters = 0;
    for (const QChar c : inside) {
        letters = c.isLetter() ? letters + 1 : 0;
        if (letters > 2) {
            return false;
        }
    }
    return true;
}

// Commands, figures and single letters: " 2.1 \times ". With such a content spaces may stand inside
// the marks.
bool isTexFormula(QStringView inside)
{
    bool command = false;
    int letters = 0;
    for (qsizetype at = 0; at < inside.size(); ++at) {
        if (inside[at] == u'\\') {
            const qsizetype name = ++at;
            while (at < inside.size() && isAsciiLetter(inside[at])) {
                ++at;
            }
            command = true;
            at -= at > name;
            letters = 0;
        } else {
            letters = inside[at].isLetter() ? letters + 1 : 0;
        }
        if (letters > 1) {
            return false;
        }
    }
    return command;
}

bool isEscaped(QStringView text, qsizetype at)
{
    return at > 0 && text[at - 1] == u'\\';
}

// The closing partner of the dollar sign at `open`; -1 if that one is money. Pandoc's rule: no
// space inside the marks, no digit after them; "$\sim$2x" and "$ 2\times $" are formulas all the
// same.
qsizetype closingDollar(QStringView text, qsizetype open)
{
    const qsizetype limit = std::min(text.size(), open + longestFormula);
    for (qsizetype at = open + 1; at < limit; ++at) {
        if (text[at] != u'$' || isEscaped(text, at)) {
            continue;
        }
        const QStringView inside = text.sliced(open + 1, at - open - 1);
        const bool digitFollows = at + 1 < text.size() && text[at + 1].isDigit();
        const bool closes =
                !inside.isEmpty() && !inside.front().isSpace() && !inside.back().isSpace();
        const bool plain = !digitFollows && isPlainFormula(inside);
        return (closes && (hasMathMarks(inside) || plain)) || isTexFormula(inside) ? at : -1;
    }
    return -1;
}

class Blanker {
public:
    explicit Blanker(const QString &text) : m_out(text) {}

    QString run()
    {
        qsizetype closing = -1;
        for (qsizetype at = 0; at < m_out.size(); ++at) {
            const QChar c = m_out[at];
            if (c == u'\\') {
                at = command(at) - 1;
            } else if (c == u'$' && at == closing) {
                m_out[at] = u' ';
                closing = -1;
            } else if (c == u'$' && closing < 0) {
                closing = open(at);
            } else if (c == u'{' || c == u'}') {
                brace(at);
            } else if (isRangeDash(at)) {
                m_out[at] = u' ';
            }
        }
        return m_out;
    }

private:
    // Display mathematics has two marks on each side; the inner pair is found at the next one.
    qsizetype open(qsizetype at)
    {
        const bool isDouble = at + 1 < m_out.size() && m_out[at + 1] == u'$';
        const qsizetype end = isDouble ? -1 : closingDollar(m_out, at);
        if (isDouble || end >= 0) {
            m_out[at] = u' ';
        }
        return end;
    }

    // The first of exactly two hyphens, which print an en dash.
    bool isRangeDash(qsizetype at) const
    {
        const auto dash = [&](qsizetype i) {
            return i >= 0 && i < m_out.size() && m_out[i] == u'-';
        };
        return dash(at) && dash(at + 1) && !dash(at - 1) && !dash(at + 2);
    }

    void brace(qsizetype at)
    {
        // "10^{-3}" and "1{,}500" are read as numbers with their braces.
        const bool exponent = at > 0 && m_out[at - 1] == u'^';
        const bool comma = m_out[at] == u'{' && at + 2 < m_out.size() && m_out[at + 1] == u','
                           && m_out[at + 2] == u'}';
        m_kept = m_out[at] == u'{' ? exponent || comma : m_kept;
        if (!m_kept) {
            m_out[at] = u' ';
        }
    }

    // From the backslash; returns the end of the command.
    qsizetype command(qsizetype at)
    {
        qsizetype end = at + 1;
        while (end < m_out.size() && isAsciiLetter(m_out[end])) {
            ++end;
        }
        end = std::min(end + (end == at + 1), m_out.size());
        const QStringView name = QStringView(m_out).sliced(at + 1, end - at - 1);
        if (name.endsWith(QLatin1String("frac"))) {
            return fraction(at, end);
        }
        const QString sign = latexSymbol(name);
        const QString shown = sign.size() == 1 ? sign : QString();
        // Signs before a figure go next to it: "\sim2x", "\$0.04".
        const bool before = QStringView(u"~∼≈≃<>≤≥≲≳±−-$£€").contains(shown);
        std::fill_n(m_out.begin() + at, end - at, u' ');
        if (!shown.isEmpty()) {
            m_out[before ? end - 1 : at] = shown[0];
        }
        return end;
    }

    // One past the digits at `at`, which end with a closing brace; -1 for anything else.
    qsizetype digitsInBraces(qsizetype at) const
    {
        qsizetype end = at;
        while (end < m_out.size() && m_out[end].isDigit()) {
            ++end;
        }
        return end > at && end < m_out.size() && m_out[end] == u'}' ? end : -1;
    }

    // "\frac{1}{3}" reads as "1/3" from its first digit on.
    qsizetype fraction(qsizetype at, qsizetype end)
    {
        const bool opens = end < m_out.size() && m_out[end] == u'{';
        const qsizetype above = opens ? digitsInBraces(end + 1) : -1;
        const bool second = above >= 0 && above + 1 < m_out.size() && m_out[above + 1] == u'{';
        const qsizetype below = second ? digitsInBraces(above + 2) : -1;
        std::fill_n(m_out.begin() + at, end - at, u' ');
        if (below < 0) {
            return end;
        }
        m_out[end] = u' ';
        m_out[above] = u'/';
        std::copy(m_out.begin() + above + 2, m_out.begin() + below, m_out.begin() + above + 1);
        std::fill_n(m_out.begin() + below - 1, 2, u' ');
        return below + 1;
    }

    QString m_out;
    bool m_kept = false;  // the last opening brace
};

}  // namespace

void widenOverTex(const QString &text, qsizetype &start, qsizetype &stop)
{
    // "3\%" ends behind the backslash, where the sign is.
    qsizetype back = stop;
    while (back > start && isAsciiLetter(text[back - 1])) {
        --back;
    }
    if (back > start && text[back - 1] == u'\\') {
        const bool isWord = stop < text.size() && isAsciiLetter(text[stop]);
        while (isWord && stop < text.size() && isAsciiLetter(text[stop])) {
            ++stop;
        }
        stop += !isWord && back == stop && stop < text.size();
    }
    qsizetype dollars = 0;
    for (qsizetype at = start; at < stop; ++at) {
        dollars += text[at] == u'$' && !isEscaped(text, at);
    }
    const bool odd = dollars % 2 != 0;
    if (odd && start > 0 && text[start - 1] == u'$') {
        --start;
    } else if (odd && stop < text.size() && text[stop] == u'$') {
        ++stop;
    }
}

QString withoutTexMarks(const QString &text)
{
    const bool hasTex = text.contains(u'\\') || text.contains(u'$') || text.contains(u'{');
    return hasTex ? Blanker(text).run() : text;
}

}  // namespace touchstone::importing::claims
