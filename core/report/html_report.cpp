#include "report/html_report.h"

#include "report/inline_svg.h"

#include <QUrl>

namespace touchstone::report {

namespace {

constexpr const char *styleSheet = R"(
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1rem 3rem;max-width:62rem;background:#fff;color:#1d2430;
font:15px/1.5 "Noto Sans","Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC","PingFang SC",
"Microsoft YaHei",system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.7rem;line-height:1.25;margin:0 0 .3rem}
h2{font-size:1.25rem;margin:2.4rem 0 .6rem;padding-bottom:.25rem;border-bottom:2px solid #d7dde6}
h3{font-size:1.1rem;margin:2.2rem 0 .4rem}
p{margin:.4rem 0}
.muted{color:#5b6675}
.two{display:grid;grid-template-columns:1fr 1fr;gap:0 1.5rem}
.zh{display:block}
h1 .zh,h2 .zh,h3 .zh{font-size:.85em;font-weight:600;color:#465264}
dl{display:grid;grid-template-columns:minmax(7rem,13rem) 1fr;gap:.15rem 1rem;margin:.5rem 0}
dt{color:#5b6675}
dd{margin:0}
.wide{overflow-x:auto;margin:.6rem 0}
table{border-collapse:collapse;width:100%;min-width:34rem;font-size:.92em}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-bottom:1px solid #e3e8ef}
th{border-bottom:2px solid #c5cedb}
td{white-space:pre-line}
article{border:1px solid #d7dde6;border-radius:6px;padding:.7rem 1rem;margin:.8rem 0}
article header{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.3rem 1rem}
h4{margin:0;font-size:1rem}
.chip{font-weight:600;border:1px solid;border-radius:1rem;padding:0 .7rem;align-self:start}
.v0{color:#1a7f4b}.v1{color:#8a6100}.v2{color:#b3372b}.v3,.v4,.v5{color:#56606e}
blockquote{margin:.5rem 0;padding:.1rem .8rem;border-left:3px solid #9fb4d0;white-space:pre-line}
figure{margin:1rem 0}
figure svg{display:block;width:100%;height:auto;max-width:692px}
figcaption{color:#5b6675;font-size:.9em}
a{color:#1f5fae}
@media(max-width:40rem){body{padding:1rem .7rem 2rem}.two{grid-template-columns:1fr}
dl{grid-template-columns:1fr;gap:0}dt{margin-top:.35rem}
figure{overflow-x:auto}figure svg{min-width:560px}}
@page{size:A4;margin:15mm}
@media print{body{max-width:none;padding:0;font-size:10pt}
h1,h2,h3,h4,article header{break-after:avoid}
article,figure,tr{break-inside:avoid}thead{display:table-header-group}
.wide,figure{overflow:visible}table{min-width:0}a{color:inherit}}
)";

QString escaped(const QString &text)
{
    return printable(text).toHtmlEscaped();
}

class Page {
public:
    Page(Languages languages, const DrawChart &draw) : m_languages(languages), m_draw(draw) {}

    void begin(const Text &title)
    {
        m_out += QStringLiteral(
                         "<!DOCTYPE html>\n<html lang=\"%1\">\n<head>\n<meta charset=\"utf-8\">\n"
                         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                         "'none'; style-src 'unsafe-inline'\">\n<meta name=\"viewport\" "
                         "content=\"width=device-width, initial-scale=1\">\n<title>%2</title>\n"
                         "<style>%3</style>\n</head>\n<body>\n")
                         .arg(languageTag(m_languages == Languages::Chinese),
                              shownOnOneLine(title, m_languages).toHtmlEscaped(),
                              QLatin1String(styleSheet));
    }
    QByteArray end() { return (m_out + QStringLiteral("</body>\n</html>\n")).toUtf8(); }

    Result<> operator()(const Heading &heading)
    {
        m_out += QStringLiteral("<h%1>%2</h%1>\n")
                         .arg(QString::number(heading.level), cell(heading.text));
        return {};
    }

    Result<> operator()(const Paragraph &paragraph)
    {
        m_out += prose(paragraph.text, paragraph.muted ? " class=\"muted\"" : "");
        return {};
    }

    Result<> operator()(const Link &link)
    {
        const QUrl url(link.address, QUrl::StrictMode);
        const bool safe = url.isValid()
                          && (url.scheme() == QLatin1String("https")
                              || url.scheme() == QLatin1String("http"));
        const QString shown = isolated(link.address);
        const QString value =
                safe ? QStringLiteral("<a rel=\"noreferrer noopener\" href=\"%1\">%2</a>")
                                .arg(QString::fromLatin1(url.toEncoded()).toHtmlEscaped(), shown)
                     : shown;
        m_out +=
                QStringLiteral("<dl>\n<dt>%1</dt><dd>%2</dd>\n</dl>\n").arg(cell(link.name), value);
        return {};
    }

    Result<> operator()(const Facts &facts)
    {
        m_out += list(facts.rows);
        return {};
    }

    Result<> operator()(const Table &table)
    {
        m_out += QStringLiteral("<div class=\"wide\"><table>\n<thead><tr>");
        for (const Text &column : table.columns) {
            m_out += QStringLiteral("<th scope=\"col\">%1</th>").arg(cell(column));
        }
        m_out += QStringLiteral("</tr></thead>\n<tbody>\n");
        for (const QVector<Text> &row : table.rows) {
            m_out += QStringLiteral("<tr>");
            for (const Text &one : row) {
                m_out += QStringLiteral("<td>%1</td>").arg(cell(one));
            }
            m_out += QStringLiteral("</tr>\n");
        }
        m_out += QStringLiteral("</tbody>\n</table></div>\n");
        return {};
    }

    Result<> operator()(const Chart &chart)
    {
        const auto drawn = m_draw(chart.spec);
        if (!drawn) {
            return passOn(drawn.error());
        }
        const auto svg = inlineSvg(*drawn, QStringLiteral("c%1-").arg(++m_charts));
        if (!svg) {
            return passOn(svg.error());
        }
        QString notes;
        for (const Text &dropped : chart.spec.dropped) {
            notes += cell(dropped) + QStringLiteral("<br>");
        }
        m_out += QStringLiteral("<figure role=\"group\" aria-label=\"%1\">\n%2\n")
                         .arg(shownOnOneLine(chart.spec.title, m_languages).toHtmlEscaped(),
                              QString::fromUtf8(*svg));
        if (!notes.isEmpty()) {
            m_out += QStringLiteral("<figcaption>%1</figcaption>\n").arg(notes);
        }
        m_out += QStringLiteral("</figure>\n");
        return {};
    }

    Result<> operator()(const ClaimCard &card)
    {
        m_out += QStringLiteral("<article>\n<header><h4>%1</h4><span class=\"chip v%2\">%3</span>"
                                "</header>\n")
                         .arg(cell(card.title), QString::number(int(card.verdict)),
                              shownOnOneLine(card.verdictWord, m_languages).toHtmlEscaped());
        for (const Quote &quote : card.quotes) {
            m_out += QStringLiteral("<blockquote lang=\"%1\">%2</blockquote>\n")
                             .arg(languageTag(quote.chinese), isolated(quote.text));
        }
        m_out += prose(card.sentence, "") + list(card.facts) + QStringLiteral("</article>\n");
        return {};
    }

private:
    static QString languageTag(bool chinese)
    {
        return chinese ? QStringLiteral("zh-CN") : QStringLiteral("en");
    }
    static QString isolated(const QString &text)
    {
        return QStringLiteral("<bdi>%1</bdi>").arg(escaped(text));
    }

    // One or two languages, one below the other.
    QString cell(const Text &text) const
    {
        const QStringList shown = shownIn(text, m_languages);
        QString out = isolated(shown.first());
        if (shown.size() > 1) {
            out += QStringLiteral("<span class=\"zh\" lang=\"zh-CN\">%1</span>")
                           .arg(isolated(shown.last()));
        }
        return out;
    }

    // Side by side.
    QString prose(const Text &text, const char *attribute) const
    {
        const QStringList shown = shownIn(text, m_languages);
        const QString first = QStringLiteral("<p%1>%2</p>")
                                      .arg(QLatin1String(attribute), isolated(shown.first()));
        if (shown.size() == 1) {
            return first + u'\n';
        }
        return QStringLiteral("<div class=\"two\">%1<p%2 lang=\"zh-CN\">%3</p></div>\n")
                .arg(first, QLatin1String(attribute), isolated(shown.last()));
    }

    QString list(const QVector<Fact> &facts) const
    {
        QString out = QStringLiteral("<dl>\n");
        for (const Fact &fact : facts) {
            out += QStringLiteral("<dt>%1</dt><dd>%2</dd>\n")
                           .arg(cell(fact.name), cell(fact.value));
        }
        return out + QStringLiteral("</dl>\n");
    }

    Languages m_languages;
    const DrawChart &m_draw;
    QString m_out;
    int m_charts = 0;
};

}  // namespace

Result<QByteArray> htmlReport(const Document &document, Languages languages, const DrawChart &draw,
                              const std::stop_token &stop, const Progress &progress)
{
    Page page(languages, draw);
    page.begin(document.title);
    int done = 0;
    for (const Part &part : document.parts) {
        if (stop.stop_requested()) {
            return cancelled();
        }
        if (const auto written = std::visit(page, part); !written) {
            return passOn(written.error());
        }
        if (progress) {
            progress(++done, int(document.parts.size()));
        }
    }
    return page.end();
}

}  // namespace touchstone::report
