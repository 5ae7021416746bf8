#include "exchange/ro_crate.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QUrl>

namespace touchstone::exchange {

namespace {

QJsonObject reference(const QString &id)
{
    return {{QStringLiteral("@id"), id}};
}

QJsonObject fileEntity(const CrateFile &file)
{
    const QByteArray hash = QCryptographicHash::hash(file.content, QCryptographicHash::Sha256);
    return {{QStringLiteral("@id"), file.name},
            {QStringLiteral("@type"), QStringLiteral("File")},
            {QStringLiteral("name"), file.name},
            {QStringLiteral("description"), file.description},
            {QStringLiteral("encodingFormat"), file.mediaType},
            {QStringLiteral("contentSize"), QString::number(file.content.size())},
            {QStringLiteral("sha256"), QString::fromLatin1(hash.toHex())}};
}

// Ids of their own: two papers may have one title.
QJsonArray paperEntities(const QVector<compare::ComparisonRow> &rows)
{
    QJsonArray papers;
    QSet<QString> seen;
    for (const compare::ComparisonRow &row : rows) {
        if (seen.contains(row.paperId)) {
            continue;
        }
        seen.insert(row.paperId);
        papers.append(QJsonObject{
                {QStringLiteral("@id"),
                 u'#' + QString::fromLatin1(QUrl::toPercentEncoding(row.paperId))},
                {QStringLiteral("@type"), QStringLiteral("ScholarlyArticle")},
                {QStringLiteral("name"),
                 row.paperTitle.isEmpty() ? row.paperId : row.paperTitle.simplified()}});
    }
    return papers;
}

QJsonArray referencesOf(const QJsonArray &entities)
{
    QJsonArray references;
    for (const auto &entity : entities) {
        references.append(reference(entity[QLatin1String("@id")].toString()));
    }
    return references;
}

}  // namespace

QVector<CrateFile> roCrate(const QVector<CrateFile> &data,
                           const QVector<compare::ComparisonRow> &rows, const QDateTime &published)
{
    QJsonArray files;
    for (const CrateFile &file : data) {
        files.append(fileEntity(file));
    }
    const QJsonArray papers = paperEntities(rows);
    const QString program = QStringLiteral("#touchstone");
    const QString license = QStringLiteral("#license");
    QJsonArray graph{
            QJsonObject{{QStringLiteral("@id"), QStringLiteral("ro-crate-metadata.json")},
                        {QStringLiteral("@type"), QStringLiteral("CreativeWork")},
                        {QStringLiteral("conformsTo"),
                         reference(QStringLiteral("https://w3id.org/ro/crate/1.1"))},
                        {QStringLiteral("about"), reference(QStringLiteral("./"))}},
            QJsonObject{{QStringLiteral("@id"), QStringLiteral("./")},
                        {QStringLiteral("@type"), QStringLiteral("Dataset")},
                        {QStringLiteral("name"),
                         QStringLiteral("Claims of papers beside measurements")},
                        {QStringLiteral("description"),
                         QStringLiteral("%1 claims of %2 papers, each beside what was measured, "
                                        "computed or simulated for it.")
                                 .arg(rows.size())
                                 .arg(papers.size())},
                        {QStringLiteral("datePublished"), published.toUTC().toString(Qt::ISODate)},
                        {QStringLiteral("license"), reference(license)},
                        {QStringLiteral("hasPart"), referencesOf(files)},
                        {QStringLiteral("mentions"), referencesOf(papers)}},
            QJsonObject{{QStringLiteral("@id"), license},
                        {QStringLiteral("@type"), QStringLiteral("CreativeWork")},
                        {QStringLiteral("name"), QStringLiteral("No license stated")},
                        {QStringLiteral("description"),
                         QStringLiteral("Whoever publishes this crate chooses its license.")}},
            QJsonObject{{QStringLiteral("@id"), program},
                        {QStringLiteral("@type"), QStringLiteral("SoftwareApplication")},
                        {QStringLiteral("name"), QStringLiteral("Touchstone")}},
            QJsonObject{{QStringLiteral("@id"), QStringLiteral("#comparison")},
                        {QStringLiteral("@type"), QStringLiteral("CreateAction")},
                        {QStringLiteral("name"), QStringLiteral("Comparison")},
                        {QStringLiteral("instrument"), reference(program)},
                        {QStringLiteral("endTime"), published.toUTC().toString(Qt::ISODate)},
                        {QStringLiteral("result"), referencesOf(files)}}};
    for (const QJsonArray &entities : {files, papers}) {
        for (const auto &entity : entities) {
            graph.append(entity);
        }
    }
    const QJsonObject metadata{
            {QStringLiteral("@context"), QStringLiteral("https://w3id.org/ro/crate/1.1/context")},
            {QStringLiteral("@graph"), graph}};
    QVector<CrateFile> crate{{QStringLiteral("ro-crate-metadata.json"),
                              QStringLiteral("application/ld+json"),
                              {},
                              QJsonDocument(metadata).toJson(QJsonDocument::Indented)}};
    return crate + data;
}

}  // namespace touchstone::exchange
