#include "importing/field_repair.h"
#include "importing/formats.h"
#include "importing/html_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace touchstone::importing {

namespace {

// CSL-JSON 1.0.2 names; affiliations as Crossref adds them to authors.
QString institutionsOf(const QJsonObject &item)
{
    QStringList names;
    for (const QJsonValue author : item.value(QLatin1String("author")).toArray()) {
        for (const QJsonValue place : author[QLatin1String("affiliation")].toArray()) {
            const QString name = institutionsOfAddress(place[QLatin1String("name")].toString());
            if (!name.isEmpty() && !names.contains(name)) {
                names << name;
            }
        }
    }
    if (names.isEmpty()) {  // as our own exports keep them for articles
        const QString own = item[QLatin1String("custom")][QLatin1String("institutions")].toString();
        if (!own.isEmpty()) {
            names << own;
        }
    }
    const QString type = item.value(QLatin1String("type")).toString();
    if (names.isEmpty() && (type == QLatin1String("thesis") || type == QLatin1String("report"))) {
        const QString publisher = item.value(QLatin1String("publisher")).toString();
        if (!isPublisher(publisher)) {
            names << publisher;
        }
    }
    return names.join(QStringLiteral("; "));
}

// Crossref gives some texts as an array of one.
QString textOf(const QJsonObject &item, const char *key)
{
    const QJsonValue value = item.value(QLatin1String(key));
    return value.isArray() ? value.toArray().first().toString() : value.toString();
}

// "issued": {"date-parts": [[2023, 9]]}, or as a text in "literal" or "raw".
QString dateOf(const QJsonObject &item)
{
    const QJsonValue issued = item.value(QLatin1String("issued"));
    const QJsonValue year = issued[QLatin1String("date-parts")][0][0];
    for (const char *key : {"literal", "raw"}) {
        if (year.isUndefined() && issued[QLatin1String(key)].isString()) {
            return issued[QLatin1String(key)].toString();
        }
    }
    return year.isString() ? year.toString() : QString::number(year.toInt());
}

// One object is a bibliography of one; Zotero's web API and Crossref's wrap the items.
QJsonArray itemsOf(const QJsonDocument &document)
{
    if (document.isArray()) {
        return document.array();
    }
    const QJsonObject object = insideAnswer(document.object());
    const QJsonValue items = object.value(QLatin1String("items"));
    return items.isArray() ? items.toArray() : QJsonArray{object};
}

// The lines of the outermost objects in an array; of the document itself if it has no array.
QVector<int> itemLines(const QByteArray &json)
{
    QVector<int> lines;
    QByteArray open;
    int line = 1;
    bool inString = false;
    for (qsizetype i = 0; i < json.size(); ++i) {
        const char c = json[i];
        line += c == '\n';
        if (inString) {
            i += c == '\\';
            inString = c != '"';
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            const bool isItem = c == '{' && (open == "[" || open == "{[");
            if (isItem) {
                lines << line;
            }
            open += c;
        } else if (c == '}' || c == ']') {
            open.chop(1);
        }
    }
    return lines.isEmpty() ? QVector<int>{1} : lines;
}

}  // namespace

QJsonObject insideAnswer(const QJsonObject &object)
{
    const QJsonValue message = object.value(QLatin1String("message"));
    return message.isObject() ? message.toObject() : object;
}

Result<Report> readCslJson(const QByteArray &utf8, const QString &name, WarningList &warnings)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(utf8, &problem);
    if (problem.error != QJsonParseError::NoError) {
        const qsizetype at = std::min<qsizetype>(problem.offset, utf8.size());
        return fail(ErrorCode::Corrupt, "{0}:{1}: not valid JSON: {2}",
                    "{0}：第 {1} 行：不是有效的 JSON：{2}", name.toStdString(),
                    1 + utf8.first(at).count('\n'), problem.errorString().toStdString());
    }
    Report report;
    report.format = QStringLiteral("csl-json");
    report.title = name;
    const QJsonArray items = itemsOf(document);
    const QVector<int> lines = itemLines(utf8);
    for (qsizetype i = 0; i < items.size(); ++i) {
        const QJsonObject item = items[i].toObject();
        const QString title = textOf(item, "title");
        const QString abstract = textOf(item, "abstract");
        if (title.isEmpty() && abstract.isEmpty()) {
            warnings.add(lines.value(i), code::badEntry,
                         text("item {0} has neither title nor abstract and was left out",
                              "第 {0} 项既无标题也无摘要，已略过", i + 1));
            continue;
        }
        BibliographyEntry entry;
        entry.line = lines.value(i);
        entry.title = htmlToText(title);
        entry.abstract = htmlToText(abstract);
        entry.institutions = institutionsOf(item);
        entry.url = item.value(QLatin1String("URL")).toString();
        entry.doi = textOf(item, "DOI");
        const QString number = textOf(item, "number");
        entry.arxiv =
                number.contains(QLatin1String("arxiv"), Qt::CaseInsensitive) ? number : QString();
        entry.venue = htmlToText(textOf(item, "container-title"));
        entry.date = dateOf(item);
        entry.authorCount = int(item.value(QLatin1String("author")).toArray().size());
        report.papers << paperOf(entry, int(report.papers.size()) + 1, warnings);
    }
    if (report.papers.isEmpty()) {
        return fail(ErrorCode::UnknownFormat,
                    "{0}: a JSON array without any title or abstract; not CSL-JSON",
                    "{0}：JSON 数组中没有标题或摘要，不是 CSL-JSON", name.toStdString());
    }
    report.statedPaperCount = int(report.papers.size());
    return report;
}

}  // namespace touchstone::importing
