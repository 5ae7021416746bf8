#include "importing/html_text.h"

#include "importing/superscript.h"

#include <QHash>
#include <QSet>

namespace touchstone::importing {

namespace {

constexpr qsizetype longestEntity = 32;
constexpr qsizetype longestTag = 2000;

QString namedEntity(const QString &name)
{
    static const QHash<QString, QString> names{{QStringLiteral("amp"), QStringLiteral("&")},
                                               {QStringLiteral("lt"), QStringLiteral("<")},
                                               {QStringLiteral("gt"), QStringLiteral(">")},
                                               {QStringLiteral("quot"), QStringLiteral("\"")},
                                               {QStringLiteral("apos"), QStringLiteral("'")},
                                               {QStringLiteral("nbsp"), QStringLiteral(" ")},
                                               {QStringLiteral("thinsp"), QStringLiteral(" ")},
                                               {QStringLiteral("ensp"), QStringLiteral(" ")},
                                               {QStringLiteral("emsp"), QStringLiteral(" ")},
                                               {QStringLiteral("shy"), QString()},
                                               {QStringLiteral("times"), QStringLiteral("×")},
                                               {QStringLiteral("divide"), QStringLiteral("÷")},
                                               {QStringLiteral("plusmn"), QStringLiteral("±")},
                                               {QStringLiteral("minus"), QStringLiteral("−")},
                                               {QStringLiteral("percnt"), QStringLiteral("%")},
                                               {QStringLiteral("ndash"), QStringLiteral("–")},
                                               {QStringLiteral("mdash"), QStringLiteral("—")},
                                               {QStringLiteral("hellip"), QStringLiteral("…")},
                                               {QStringLiteral("middot"), QStringLiteral("·")},
                                               {QStringLiteral("bull"), QStringLiteral("•")},
                                               {QStringLiteral("deg"), QStringLiteral("°")},
                                               {QStringLiteral("le"), QStringLiteral("≤")},
                                               {QStringLiteral("leq"), QStringLiteral("≤")},
                                               {QStringLiteral("ge"), QStringLiteral("≥")},
                                               {QStringLiteral("geq"), QStringLiteral("≥")},
                                               {QStringLiteral("ne"), QStringLiteral("≠")},
                                               {QStringLiteral("asymp"), QStringLiteral("≈")},
                                               {QStringLiteral("approx"), QStringLiteral("≈")},
                                               {QStringLiteral("sim"), QStringLiteral("∼")},
                                               {QStringLiteral("tilde"), QStringLiteral("~")},
                                               {QStringLiteral("rarr"), QStringLiteral("→")},
                                               {QStringLiteral("larr"), QStringLiteral("←")},
                                               {QStringLiteral("uarr"), QStringLiteral("↑")},
                                               {QStringLiteral("darr"), QStringLiteral("↓")},
                                               {QStringLiteral("infin"), QStringLiteral("∞")},
                                               {QStringLiteral("micro"), QStringLiteral("µ")},
                                               {QStringLiteral("sup1"), QStringLiteral("¹")},
                                               {QStringLiteral("sup2"), QStringLiteral("²")},
                                               {QStringLiteral("sup3"), QStringLiteral("³")},
                                               {QStringLiteral("frac12"), QStringLiteral("½")},
                                               {QStringLiteral("frac14"), QStringLiteral("¼")},
                                               {QStringLiteral("frac34"), QStringLiteral("¾")},
                                               {QStringLiteral("lsquo"), QStringLiteral("‘")},
                                               {QStringLiteral("rsquo"), QStringLiteral("’")},
                                               {QStringLiteral("ldquo"), QStringLiteral("“")},
                                               {QStringLiteral("rdquo"), QStringLiteral("”")},
                                               {QStringLiteral("laquo"), QStringLiteral("«")},
                                               {QStringLiteral("raquo"), QStringLiteral("»")},
                                               {QStringLiteral("copy"), QStringLiteral("©")},
                                               {QStringLiteral("reg"), QStringLiteral("®")},
                                               {QStringLiteral("trade"), QStringLiteral("™")},
                                               {QStringLiteral("euro"), QStringLiteral("€")},
                                               {QStringLiteral("pound"), QStringLiteral("£")},
                                               {QStringLiteral("yen"), QStringLiteral("¥")},
                                               {QStringLiteral("sect"), QStringLiteral("§")},
                                               {QStringLiteral("dollar"), QStringLiteral("$")},
                                               {QStringLiteral("alpha"), QStringLiteral("α")},
                                               {QStringLiteral("beta"), QStringLiteral("β")},
                                               {QStringLiteral("gamma"), QStringLiteral("γ")},
                                               {QStringLiteral("delta"), QStringLiteral("δ")},
                                               {QStringLiteral("Delta"), QStringLiteral("Δ")},
                                               {QStringLiteral("epsilon"), QStringLiteral("ε")},
                                               {QStringLiteral("theta"), QStringLiteral("θ")},
                                               {QStringLiteral("lambda"), QStringLiteral("λ")},
                                               {QStringLiteral("mu"), QStringLiteral("μ")},
                                               {QStringLiteral("pi"), QStringLiteral("π")},
                                               {QStringLiteral("sigma"), QStringLiteral("σ")},
                                               {QStringLiteral("tau"), QStringLiteral("τ")},
                                               {QStringLiteral("omega"), QStringLiteral("ω")},
                                               {QStringLiteral("Omega"), QStringLiteral("Ω")},
                                               {QStringLiteral("auml"), QStringLiteral("ä")},
                                               {QStringLiteral("ouml"), QStringLiteral("ö")},
                                               {QStringLiteral("uuml"), QStringLiteral("ü")},
                                               {QStringLiteral("Auml"), QStringLiteral("Ä")},
                                               {QStringLiteral("Ouml"), QStringLiteral("Ö")},
                                               {QStringLiteral("Uuml"), QStringLiteral("Ü")},
                                               {QStringLiteral("szlig"), QStringLiteral("ß")},
                                               {QStringLiteral("agrave"), QStringLiteral("à")},
                                               {QStringLiteral("aacute"), QStringLiteral("á")},
                                               {QStringLiteral("egrave"), QStringLiteral("è")},
                                               {QStringLiteral("eacute"), QStringLiteral("é")},
                                               {QStringLiteral("ecirc"), QStringLiteral("ê")},
                                               {QStringLiteral("oacute"), QStringLiteral("ó")},
                                               {QStringLiteral("ccedil"), QStringLiteral("ç")},
                                               {QStringLiteral("ntilde"), QStringLiteral("ñ")}};
    return names.value(name);
}

// "#215", "#xD7": empty for what is no character that a text may hold.
QString numericEntity(QStringView digits)
{
    const bool hex = digits.startsWith(u'x') || digits.startsWith(u'X');
    bool ok = false;
    const uint code = digits.sliced(hex ? 1 : 0).toUInt(&ok, hex ? 16 : 10);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
    if (!ok || surrogate || control || code > 0x10FFFF) {
        return ok && control ? QStringLiteral(" ") : QString();
    }
    const char32_t c = code;
    return QString::fromUcs4(&c, 1);
}

QString decodedOnce(const QString &text)
{
    QString out;
    out.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const qsizetype end =
                text[i] == u'&' ? QStringView(text).sliced(i).left(longestEntity).indexOf(u';')
                                : -1;
        if (end < 2) {
            out += text[i];
            continue;
        }
        const QString name = text.sliced(i + 1, end - 1);
        const QString sign =
                name[0] == u'#' ? numericEntity(QStringView(name).sliced(1)) : namedEntity(name);
        const bool soft = name == QLatin1String("shy");
        if (sign.isEmpty() && !soft) {
            out += text[i];  // "AT&T;" is no entity
            continue;
        }
        out += sign;
        i += end;
    }
    return out;
}

struct Tag {
    QString name;  // lower case, without a namespace
    bool closes = false;
    bool single = false;  // "<mspace/>"
    qsizetype end = 0;    // one past ">"
};

// The tag that begins at i, or one of no length ("n<k").
Tag tagAt(const QString &text, qsizetype i)
{
    Tag tag;
    qsizetype at = i + 1;
    tag.closes = at < text.size() && text[at] == u'/';
    at += tag.closes;
    const qsizetype start = at;
    while (at < text.size()
           && (text[at].isLetterOrNumber() || text[at] == u':' || text[at] == u'-')) {
        ++at;
    }
    const QStringView rest = QStringView(text).sliced(at).left(longestTag);
    const qsizetype close = rest.indexOf(u'>');
    const qsizetype opens = rest.indexOf(u'<');
    const bool whole = at > start && text[start].isLetter() && close >= 0
                       && (opens < 0 || opens > close)
                       && (rest[0].isSpace() || rest[0] == u'>' || rest[0] == u'/');
    if (whole) {
        tag.name = text.sliced(start, at - start).toLower();
        tag.name = tag.name.sliced(tag.name.lastIndexOf(u':') + 1);
        tag.single = close > 0 && rest[close - 1] == u'/';
        tag.end = at + close + 1;
    }
    return tag;
}

bool isInline(const QString &name)
{
    static const QSet<QString> names{QStringLiteral("i"),
                                     QStringLiteral("b"),
                                     QStringLiteral("em"),
                                     QStringLiteral("strong"),
                                     QStringLiteral("italic"),
                                     QStringLiteral("bold"),
                                     QStringLiteral("span"),
                                     QStringLiteral("sub"),
                                     QStringLiteral("sup"),
                                     QStringLiteral("sc"),
                                     QStringLiteral("scp"),
                                     QStringLiteral("u"),
                                     QStringLiteral("tt"),
                                     QStringLiteral("code"),
                                     QStringLiteral("a"),
                                     QStringLiteral("font"),
                                     QStringLiteral("small"),
                                     QStringLiteral("monospace"),
                                     QStringLiteral("ext-link"),
                                     QStringLiteral("xref"),
                                     QStringLiteral("underline"),
                                     QStringLiteral("roman"),
                                     QStringLiteral("styled-content"),
                                     QStringLiteral("inline-formula"),
                                     QStringLiteral("alternatives"),
                                     QStringLiteral("math"),
                                     QStringLiteral("mrow"),
                                     QStringLiteral("mn"),
                                     QStringLiteral("mi"),
                                     QStringLiteral("mo"),
                                     QStringLiteral("mtext"),
                                     QStringLiteral("msup"),
                                     QStringLiteral("msub"),
                                     QStringLiteral("mstyle"),
                                     QStringLiteral("semantics"),
                                     QStringLiteral("mspace"),
                                     QStringLiteral("mfrac"),
                                     QStringLiteral("msubsup")};
    return names.contains(name);
}

// The same formula once more, as TeX.
bool repeatsTheFormula(const QString &name)
{
    return name == QLatin1String("tex-math") || name == QLatin1String("annotation");
}

class HtmlReader {
public:
    explicit HtmlReader(const QString &html) : m_html(html) {}
    QString read();

private:
    void tag(const Tag &tag);
    void element(const Tag &tag);

    struct Element {
        QString name;
        int children = 0;
    };

    const QString &m_html;
    QString m_out;
    qsizetype m_at = 0;
    qsizetype m_raisedFrom = -1;
    QVector<Element> m_open;  // elements of MathML
};

// MathML gives exponents and fractions as two children: "10" and "3" are not 103.
void HtmlReader::element(const Tag &tag)
{
    static const QHash<QString, QString> joints{{QStringLiteral("msup"), QStringLiteral("^")},
                                                {QStringLiteral("mfrac"), QStringLiteral("/")}};
    constexpr qsizetype deepest = 100;
    if (tag.closes) {
        if (!m_open.isEmpty()) {
            m_open.removeLast();
        }
        return;
    }
    if (!m_open.isEmpty() && ++m_open.back().children == 2) {
        m_out += joints.value(m_open.back().name);
    }
    if (!tag.single && m_open.size() < deepest) {
        m_open.append({tag.name});
    }
}

void HtmlReader::tag(const Tag &tag)
{
    const bool isSup = tag.name == QLatin1String("sup");
    if (repeatsTheFormula(tag.name) && !tag.closes) {
        const qsizetype close = m_html.indexOf(QLatin1String("</"), m_at);
        m_at = close < 0 ? m_html.size() : close;
    } else if (isSup && !tag.closes) {
        m_raisedFrom = m_out.size();
    } else if (isSup && m_raisedFrom >= 0) {
        const QString raised = m_out.sliced(m_raisedFrom);
        m_out.truncate(m_raisedFrom);
        m_out += asSuperscript(decodeEntities(raised), m_out);
        m_raisedFrom = -1;
    } else if (tag.name.startsWith(u'm') && isInline(tag.name)) {
        element(tag);
    } else if (!isInline(tag.name) && !repeatsTheFormula(tag.name)) {
        m_out += u' ';
    }
}

QString HtmlReader::read()
{
    while (m_at < m_html.size()) {
        const Tag found = m_html[m_at] == u'<' ? tagAt(m_html, m_at) : Tag();
        if (found.end == 0) {
            m_out += m_html[m_at++];
            continue;
        }
        m_at = found.end;
        tag(found);
    }
    return decodeEntities(m_out).simplified();
}

}  // namespace

QString decodeEntities(const QString &text)
{
    return decodedOnce(decodedOnce(text));
}

QString htmlToText(const QString &html)
{
    return HtmlReader(html).read();
}

}  // namespace touchstone::importing
