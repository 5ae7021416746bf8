#include "exchange/bibliography_export.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace touchstone::exchange {

namespace {

// Each paper once, in the order of its first report, with the text of its last.
QVector<LibraryPaper> papersOf(const QVector<LibraryReport> &reports)
{
    QVector<LibraryPaper> papers;
    QHash<QString, qsizetype> places;
    for (const LibraryReport &report : reports) {
        for (const LibraryPaper &paper : report.papers) {
            const auto place = places.constFind(paper.id);
            if (place != places.constEnd()) {
                papers[*place] = paper;
            } else {
                places.insert(paper.id, papers.size());
                papers.append(paper);
            }
        }
    }
    return papers;
}

// CSL keeps <i>, <sup> ... of HTML, so a sign that would begin one is an entity.
QString inHtml(const QString &text)
{
    static const QRegularExpression tag(QStringLiteral("<(?=[A-Za-z/!?])"));
    static const QRegularExpression entity(QStringLiteral("&(?=#?\\w+;)"));
    QString html = text.simplified();
    html.replace(entity, QStringLiteral("&amp;"));
    return html.replace(tag, QStringLiteral("&lt;"));
}

QString inTex(const QString &text)
{
    static const QHash<QChar, QString> commands{{u'\\', QStringLiteral("\\textbackslash{}")},
                                                {u'{', QStringLiteral("\\textbraceleft{}")},
                                                {u'}', QStringLiteral("\\textbraceright{}")},
                                                {u'~', QStringLiteral("\\textasciitilde{}")},
                                                {u'^', QStringLiteral("\\textasciicircum{}")},
                                                {u'<', QStringLiteral("\\textless{}")},
                                                {u'>', QStringLiteral("\\textgreater{}")},
                                                {u'"', QStringLiteral("\\textquotedbl{}")},
                                                {u'`', QStringLiteral("\\textasciigrave{}")},
                                                {u'$', QStringLiteral("\\$")},
                                                {u'%', QStringLiteral("\\%")},
                                                {u'&', QStringLiteral("\\&")},
                                                {u'#', QStringLiteral("\\#")},
                                                {u'_', QStringLiteral("\\_")}};
    QString tex;
    const QString plain = text.simplified();
    for (qsizetype i = 0; i < plain.size(); ++i) {
        const QChar c = plain[i];
        const bool ligature = i > 0 && c == plain[i - 1] && (c == u'-' || c == u'\'');
        tex += ligature ? QStringLiteral("{}") + c : commands.value(c, QString(c));
    }
    return tex;
}

// Spaces, commas and braces end a key.
QString keyOf(const QString &id)
{
    static const QRegularExpression unsafe(QStringLiteral("[^A-Za-z0-9:._-]"));
    return QString(id).replace(unsafe, QStringLiteral("-"));
}

// An address is taken as it stands; what cannot be in one would end the value.
QString addressOf(const QString &url)
{
    static const QRegularExpression unsafe(QStringLiteral("[\\s{}\\\\\"<>|^`]"));
    return QString(url).remove(unsafe);
}

bool isConference(const QString &venue)
{
    static const QRegularExpression words(
            QStringLiteral("proc|conf|workshop|symposium|advances in|会议|研讨会"),
            QRegularExpression::CaseInsensitiveOption);
    return venue.contains(words);
}

// What kind of publication it is, as both formats call it.
struct Kind {
    QString csl, bibtex;
    const char *venueField;  // of BibTeX
};
Kind kindOf(const ReportPaper &paper)
{
    if (isConference(paper.links.venue)) {
        return {QStringLiteral("paper-conference"), QStringLiteral("@inproceedings{"), "booktitle"};
    }
    if (!paper.links.venue.isEmpty()) {
        return {QStringLiteral("article-journal"), QStringLiteral("@article{"), "journal"};
    }
    return paper.institutions.isEmpty()
                   ? Kind{QStringLiteral("article"), QStringLiteral("@misc{"), "journal"}
                   : Kind{QStringLiteral("report"), QStringLiteral("@techreport{"), "journal"};
}

void addLinks(QJsonObject &item, const PaperLinks &links)
{
    const auto add = [&item](const char *name, const QString &value) {
        if (!value.isEmpty()) {
            item.insert(QLatin1String(name), inHtml(value));
        }
    };
    add("DOI", links.doi);
    // As Zotero writes it: CSL has no variable of its own for it.
    add("number", links.arxiv.isEmpty() ? QString() : QStringLiteral("arXiv:") + links.arxiv);
    add("container-title", links.venue);
    if (links.year > 0) {
        QJsonArray date, dates;
        date.append(links.year);
        dates.append(date);
        item.insert(QStringLiteral("issued"), QJsonObject{{QStringLiteral("date-parts"), dates}});
    }
}

}  // namespace

QByteArray cslJson(const QVector<LibraryReport> &reports)
{
    QJsonArray items;
    for (const auto &[id, paper] : papersOf(reports)) {
        QJsonObject item{{QStringLiteral("id"), id},
                         {QStringLiteral("type"), kindOf(paper).csl},
                         {QStringLiteral("title"), inHtml(paper.title)}};
        if (!paper.institutions.isEmpty()) {
            const QString names = inHtml(paper.institutions.join(QStringLiteral("; ")));
            // A journal has a publisher of its own.
            if (paper.links.venue.isEmpty()) {
                item.insert(QStringLiteral("publisher"), names);
            } else {
                item.insert(QStringLiteral("custom"),
                            QJsonObject{{QStringLiteral("institutions"), names}});
            }
        }
        if (paper.hasAbstract) {
            item.insert(QStringLiteral("abstract"), inHtml(paper.abstract));
        }
        if (!paper.codeUrl.isEmpty()) {
            item.insert(QStringLiteral("URL"), paper.codeUrl);
        }
        addLinks(item, paper.links);
        items.append(item);
    }
    return QJsonDocument(items).toJson(QJsonDocument::Indented);
}

QByteArray bibtex(const QVector<LibraryReport> &reports)
{
    QString out;
    for (const auto &[id, paper] : papersOf(reports)) {
        const Kind kind = kindOf(paper);
        out += kind.bibtex + keyOf(id);
        const auto field = [&out](const char *name, const QString &value) {
            if (!value.isEmpty()) {
                out += QStringLiteral(",\n  %1 = {%2}").arg(QLatin1String(name), value);
            }
        };
        field("title", inTex(paper.title));
        field("institution", inTex(paper.institutions.join(QStringLiteral("; "))));
        const PaperLinks &links = paper.links;
        field(kind.venueField, inTex(links.venue));
        field("year", yearText(links));
        field("doi", addressOf(links.doi));
        field("eprint", addressOf(links.arxiv));
        field("archiveprefix", links.arxiv.isEmpty() ? QString() : QStringLiteral("arXiv"));
        field("abstract", paper.hasAbstract ? inTex(paper.abstract) : QString());
        field("url", addressOf(paper.codeUrl));
        out += QStringLiteral("\n}\n\n");
    }
    return out.toUtf8();
}

}  // namespace touchstone::exchange
