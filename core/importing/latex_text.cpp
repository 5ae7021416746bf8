#include "importing/latex_text.h"

#include <QHash>

namespace touchstone::importing {

namespace {

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

QString letter(const QString &command)
{
    static const QHash<QString, QString> letters{{QStringLiteral("ss"), QStringLiteral("ß")},
                                                 {QStringLiteral("ae"), QStringLiteral("æ")},
                                                 {QStringLiteral("AE"), QStringLiteral("Æ")},
                                                 {QStringLiteral("oe"), QStringLiteral("œ")},
                                                 {QStringLiteral("OE"), QStringLiteral("Œ")},
                                                 {QStringLiteral("o"), QStringLiteral("ø")},
                                                 {QStringLiteral("O"), QStringLiteral("Ø")},
                                                 {QStringLiteral("aa"), QStringLiteral("å")},
                                                 {QStringLiteral("AA"), QStringLiteral("Å")},
                                                 {QStringLiteral("l"), QStringLiteral("ł")},
                                                 {QStringLiteral("L"), QStringLiteral("Ł")},
                                                 {QStringLiteral("i"), QStringLiteral("i")},
                                                 {QStringLiteral("j"), QStringLiteral("j")},
                                                 {QStringLiteral("times"), QStringLiteral("×")},
                                                 {QStringLiteral("sim"), QStringLiteral("∼")},
                                                 {QStringLiteral("approx"), QStringLiteral("≈")},
                                                 {QStringLiteral("alpha"), QStringLiteral("α")},
                                                 {QStringLiteral("beta"), QStringLiteral("β")}};
    return letters.value(command);
}

class LatexReader {
public:
    explicit LatexReader(const QString &tex) : m_tex(tex) {}
    QString read();

private:
    void command();
    void put(QStringView text);

    const QString &m_tex;
    qsizetype m_at = 0;
    QString m_out;
    char16_t m_mark = 0;  // to be put after the next letter
};

void LatexReader::put(QStringView text)
{
    m_out += text;
    if (m_mark && !text.isEmpty() && text[0].isLetter()) {
        m_out += QChar(m_mark);
        m_mark = 0;
    }
}

void LatexReader::command()
{
    const qsizetype start = ++m_at;
    while (m_at < m_tex.size() && m_tex[m_at].isLetter() && m_tex[m_at].unicode() < 0x80) {
        ++m_at;
    }
    if (m_at == start && m_at < m_tex.size()) {
        ++m_at;  // a command of one mark
    }
    const QString name = m_tex.sliced(start, m_at - start);
    const bool isWord = !name.isEmpty() && name[0].isLetter();
    if (const char16_t mark = combiningMark(name)) {
        m_mark = mark;
    } else if (!isWord) {
        put(name == QLatin1String("\\") ? QStringLiteral(" ") : name);
    } else {
        put(letter(name));
    }
    while (isWord && m_at < m_tex.size() && m_tex[m_at] == u' ') {
        ++m_at;  // the space that ends a command is not printed
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
        } else if (c == u'-' && m_at < m_tex.size() && m_tex[m_at] == u'-') {
            m_at += m_at + 1 < m_tex.size() && m_tex[m_at + 1] == u'-' ? 2 : 1;
            put(u"–");
        } else {
            put(QStringView(&c, 1));
        }
    }
    return m_out.normalized(QString::NormalizationForm_C).simplified();
}

}  // namespace

QString latexToText(const QString &tex)
{
    return LatexReader(tex).read();
}

}  // namespace touchstone::importing
