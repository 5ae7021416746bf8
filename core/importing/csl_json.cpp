#include "importing/formats.h"

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
            const QString name = place[QLatin1String("name")].toString();
            if (!name.isEmpty() && !names.contains(name)) {
                names << name;
            }
        }
    }
    const QString type = item.value(QLatin1String("type")).toString();
    if (names.isEmpty() && (type == QLatin1String("thesis") || type == QLatin1String("report"))) {
        names << item.value(QLatin1String("publisher")).toString();
    }
    return names.join(QStringLiteral("; "));
}

// Abstracts from Crossref contain JATS tags.
QString withoutTags(const QString &text)
{
    QString out;
    bool inTag = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        const bool opens =
                c == u'<' && i + 1 < text.size() && (text[i + 1].isLetter() || text[i + 1] == u'/');
        inTag = inTag || opens;
        if (!inTag) {
            out += c;
        } else if (c == u'>') {
            inTag = false;
            out += u' ';
        }
    }
    return out.simplified();
}

}  // namespace

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
    const QJsonArray items = document.array();
    for (qsizetype i = 0; i < items.size(); ++i) {
        const QJsonObject item = items[i].toObject();
        const QString title = item.value(QLatin1String("title")).toString();
        if (title.isEmpty() && !item.value(QLatin1String("abstract")).isString()) {
            warnings.add(0, code::badEntry,
                         text("item {0} has neither title nor abstract and was left out",
                              "第 {0} 项既无标题也无摘要，已略过", i + 1));
            continue;
        }
        BibliographyEntry entry;
        entry.title = withoutTags(title);
        entry.abstract = withoutTags(item.value(QLatin1String("abstract")).toString());
        entry.institutions = institutionsOf(item);
        entry.url = item.value(QLatin1String("URL")).toString();
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
