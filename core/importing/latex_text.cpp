#include "importing/latex_text.h"

#include "importing/latex_symbols.h"
#include "importing/superscript.h"

#include <QHash>
#include <QSet>

namespace touchstone::importing {

namespace {

// Groups deeper than this are copied as they are: hostile files nest without end.
constexpr int maxDepth = 16;

// Accent commands and the corresponding Unicode combining marks.
char16_t combiningMark(const QString &command)
{
    static const QHash<QString, char16_t> marks{
            {QStringLiteral("\""), u'\x0308'}, {QStringLiteral("'"), u'\x0301'},
            {QStringLiteral("`"), u'\x0300'},  {QStringLiteral("^"), u'\x0302'},
            {QStringLiteral("~"), u'\x0303'},  {QStringLiteral("="), u'\x0304'},
            {QStringLiteral("."), u'\x0307'},  {QStringLiteral("c"), u'\x0327'},
            {QStringLiteral("v"), u'\x030C'},  {QStringLiteral("u"), u'\x0306'},
            {QStringLiteral("H"), u'\x030B'},  {QStringLiteral("r"), u'\x030A'},
            {QStringLiteral("k"), u'\x0328'},  {QStringLiteral("d"), u'\x0323'},
            {QStringLiteral("b"), u'\x0331'}};
    return marks.value(command, 0);
}

// Commands that print nothing: permitted breaks, corrections, switches of the font.
bool printsNothing(const QString &command)
{
    static const QSet<QString> names{QStringLiteral("-"),
                                     QStringLiteral("/"),
                                     QStringLiteral("!"),
                                     QStringLiteral("@"),
                                     QStringLiteral("("),
                                     QStringLiteral(")"),
                                     QStringLiteral("["),
                                     QStringLiteral("]"),
                                     QStringLiteral("left"),
                                     QStringLiteral("right"),
                                     QStringLiteral("big"),
                                     QStringLiteral("Big"),
                                     QStringLiteral("bf"),
                                     QStringLiteral("it"),
                                     QStringLiteral("em"),
                                     QStringLiteral("rm"),
                                     QStringLiteral("tt"),
                                     QStringLiteral("sc"),
                                     QStringLiteral("sl"),
                                     QStringLiteral("sf"),
                                     QStringLiteral("bfseries"),
                                     QStringLiteral("itshape"),
                                     QStringLiteral("scshape"),
                                     QStringLiteral("ttfamily"),
                                     QStringLiteral("upshape"),
                                     QStringLiteral("rmfamily"),
                                     QStringLiteral("sffamily"),
                                     QStringLiteral("normalfont"),
                                     QStringLiteral("mdseries"),
                                     QStringLiteral("slshape"),
                                     QStringLiteral("small"),
                                     QStringLiteral("large"),
                                     QStringLiteral("relax"),
                                     QStringLiteral("protect"),
                                     QStringLiteral("noindent"),
                                     QStringLiteral("allowbreak"),
                                     QStringLiteral("displaystyle"),
                                     QStringLiteral("limits"),
                                     QStringLiteral("nolimits"),
                                     QStringLiteral("ignorespaces"),
                                     QStringLiteral("sloppy"),
                                     QStringLiteral("textstyle")};
    return names.contains(command);
}

// Commands whose first argument is not text of the paper.
bool dropsArgument(const QString &command)
{
    static const QSet<QString> names{QStringLiteral("cite"),
                                     QStringLiteral("citep"),
                                     QStringLiteral("citet"),
                                     QStringLiteral("label"),
                                     QStringLiteral("ref"),
                                     QStringLiteral("footnote"),
                                     QStringLiteral("href"),
                                     QStringLiteral("textcolor"),
                                     QStringLiteral("color"),
                                     QStringLiteral("vspace"),
                                     QStringLiteral("hspace"),
                                     QStringLiteral("begin"),
                                     QStringLiteral("end"),
                                     QStringLiteral("thanks"),
                                     QStringLiteral("noopsort"),
                                     QStringLiteral("fontsize"),
                                     QStringLiteral("selectlanguage"),
                                     QStringLiteral("foreignlanguage")};
    return names.contains(command);
}

bool isFraction(const QString &command)
{
    static const QSet<QString> names{QStringLiteral("frac"),  QStringLiteral("tfrac"),
                                     QStringLiteral("dfrac"), QStringLiteral("nicefrac"),
                                     QStringLiteral("sfrac"), QStringLiteral("cfrac")};
    return names.contains(command);
}

bool isAsciiLetter(QChar c)
{
    return c.isLetter() && c.unicode() < 0x80;
}

class LatexReader {
public:
    LatexReader(const QString &tex, int depth) : m_tex(tex), m_depth(depth) {}
    QString read();

private:
    QChar at(qsizetype i) const { return i < m_tex.size() ? m_tex[i] : QChar(); }
    void skipSpaces();
    QString commandName();
    // The next group or character, as text: "{12}", "1", "\alpha".
    QString argument();
    void accent(char16_t mark, const QString &command);
    void command();
    void raised();
    void put(QStringView text);

    const QString &m_tex;
    int m_depth;
    qsizetype m_at = 0;
    QString m_out;
    char16_t m_mark = 0;   // to be put after the next letter
    bool m_apart = false;  // something was left out here: figures beside it stay apart
};

void LatexReader::put(QStringView text)
{
    const bool joins = m_apart && !m_out.isEmpty() && !text.isEmpty() && m_out.back().isDigit()
                       && text[0].isDigit();
    m_apart = m_apart && text.isEmpty();
    if (joins) {
        m_out += u' ';
    }
    m_out += text;
    if (m_mark && !text.isEmpty() && text[0].isLetter()) {
        m_out += QChar(m_mark);
        m_mark = 0;
    }
}

void LatexReader::skipSpaces()
{
    while (at(m_at) == u' ') {
        ++m_at;
    }
}

QString LatexReader::commandName()
{
    const qsizetype start = ++m_at;
    while (isAsciiLetter(at(m_at))) {
        ++m_at;
    }
    const bool isWord = m_at > start;
    m_at += !isWord && m_at < m_tex.size();  // a command of one mark
    const QString name = m_tex.sliced(start, m_at - start);
    if (isWord) {
        skipSpaces();  // the space that ends a command is not printed
    }
    return name;
}

QString LatexReader::argument()
{
    skipSpaces();
    const qsizetype start = m_at;
    if (at(m_at) == u'{') {
        qsizetype depth = 0;
        for (; m_at < m_tex.size(); ++m_at) {
            const bool escaped = at(m_at) == u'\\';
            depth += at(m_at) == u'{';
            depth -= at(m_at) == u'}';
            m_at += escaped;
            if (depth == 0) {
                ++m_at;
                break;
            }
        }
        m_at = std::min(m_at, m_tex.size());
    } else if (at(m_at) == u'\\') {
        commandName();
    } else {
        m_at += m_at < m_tex.size();
    }
    const QString tex = m_tex.sliced(start, m_at - start);
    return m_depth < maxDepth ? LatexReader(tex, m_depth + 1).read() : tex;
}

void LatexReader::accent(char16_t mark, const QString &command)
{
    // \~{} and \^{} are the way to print these marks.
    if (at(m_at) == u'{' && at(m_at + 1) == u'}') {
        m_at += 2;
        put(command);
        return;
    }
    m_mark = mark;
}

void LatexReader::raised()
{
    put(asSuperscript(argument(), m_out));
}

void LatexReader::command()
{
    const QString name = commandName();
    const QString sign = latexSymbol(name);
    if (const char16_t mark = combiningMark(name)) {
        accent(mark, name);
    } else if (!sign.isEmpty()) {
        put(sign);
    } else if (printsNothing(name)) {
        return;
    } else if (dropsArgument(name)) {
        argument();
        put(u" ");
    } else if (isFraction(name)) {
        const QString above = argument();
        put(above + u'/' + argument());
    } else if (name == QLatin1String("textsuperscript")) {
        raised();
    } else if (at(m_at) == u'{') {
        m_apart = true;  // \emph{...} and all others: the argument is the text
    } else if (!name.isEmpty()) {
        put(u'\\' + name + (isAsciiLetter(name[0]) ? QStringLiteral(" ") : QString()));
    }
}

QString LatexReader::read()
{
    while (m_at < m_tex.size()) {
        const QChar c = m_tex[m_at];
        if (c == u'\\') {
            command();
            continue;
        }
        ++m_at;
        if (c == u'{' || c == u'}' || c == u'$') {
            continue;
        }
        if (c == u'~') {
            put(u" ");
        } else if (c == u'^' && at(m_at) == u'{') {
            raised();
        } else if (c == u'-' && at(m_at) == u'-') {
            m_at += at(m_at + 1) == u'-' ? 2 : 1;
            put(u"–");
        } else {
            put(QStringView(&c, 1));
        }
    }
    return m_out;
}

}  // namespace

QString latexToText(const QString &tex)
{
    return LatexReader(tex, 0).read().normalized(QString::NormalizationForm_C).simplified();
}

}  // namespace touchstone::importing
