#include "store/appearance.h"

#include "library/import_plan.h"
#include "library/library_json.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QtEndian>
#include <algorithm>

#include <array>

namespace touchstone::store {

namespace {

Claim claimFromObject(const QJsonObject &object, const FieldCodePoints &fields,
                      const std::string &path)
{
    Result<Claim> claim = claimFromJson(object, QStringLiteral("claim"), fields);
    if (!claim) {
        refuse(ErrorCode::Corrupt, "{0}: a stored claim is damaged: {1}",
               "{0}：存储的论断已损坏：{1}", path, claim.error().message.en);
    }
    return std::move(*claim);
}

QVector<Claim> claimsFromBytes(const QByteArray &json, const ReportPaper &paper,
                               const std::string &path)
{
    const FieldCodePoints fields(paper);
    QVector<Claim> claims;
    const QJsonArray array = QJsonDocument::fromJson(json).array();
    for (const auto &value : array) {
        claims.append(claimFromObject(value.toObject(), fields, path));
    }
    return claims;
}

std::array<int ReportPaper::*, 4> lineFields()
{
    return {&ReportPaper::titleLine, &ReportPaper::institutionsLine, &ReportPaper::briefLine,
            &ReportPaper::abstractLine};
}

QString linesToText(const ReportPaper &paper)
{
    QStringList lines;
    for (const auto field : lineFields()) {
        lines.append(QString::number(paper.*field));
    }
    return lines.join(u' ');
}

// Libraries may hold "start,length,line" for each field; only the line is used.
void linesFromText(const QString &text, ReportPaper &paper)
{
    const QStringList lines = idsFrom(text);
    qsizetype i = 0;
    for (const auto field : lineFields()) {
        paper.*field = lines.value(i++).section(u',', -1).toInt();
    }
}

}  // namespace

qint64 titleHash(const QString &title)
{
    return titleKeyHash(titleKey(title));
}

qint64 titleKeyHash(const QString &key)
{
    if (key.isEmpty()) {
        return 0;
    }
    const QByteArray sha = QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Sha256);
    return qFromBigEndian<qint64>(sha.constData());
}

QByteArray claimsToBytes(const ReportPaper &paper)
{
    const FieldCodePoints fields(paper);
    QJsonArray array;
    for (const Claim &claim : paper.claims) {
        array.append(toJson(claim, fields));
    }
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

QByteArray figuresToBytes(const Claim &claim)
{
    Claim figures = claim;
    figures.sources.clear();
    return QJsonDocument(toJson(figures, {})).toJson(QJsonDocument::Compact);
}

Claim figuresFromBytes(const QByteArray &json, const QVector<ClaimSource> &sources,
                       const std::string &path)
{
    Claim claim = claimFromObject(QJsonDocument::fromJson(json).object(), {}, path);
    claim.sources = sources;
    return claim;
}

QByteArray listToBytes(const QStringList &list)
{
    return QJsonDocument(QJsonArray::fromStringList(list)).toJson(QJsonDocument::Compact);
}

QStringList listFromBytes(const QByteArray &json)
{
    QStringList list;
    const QJsonArray array = QJsonDocument::fromJson(json).array();
    for (const auto &value : array) {
        list.append(value.toString());
    }
    return list;
}

StoredAppearance readAppearance(const Query &row, const std::string &path)
{
    StoredAppearance read;
    int column = 0;
    read.id = row.integer(column++);
    read.paper = row.integer(column++);
    read.report = row.integer(column++);
    read.edition = row.integer(column++);
    read.titleHash = row.integer(column++);
    ReportPaper &paper = read.content;
    paper.index = int(row.integer(column++));
    paper.rawTitle = row.text(column++);
    paper.title = row.text(column++);
    paper.shortName = row.text(column++);
    paper.rawInstitutions = row.text(column++);
    paper.institutions = listFromBytes(row.blob(column++));
    paper.authorCount = int(row.integer(column++));
    paper.brief = row.text(column++);
    paper.abstract = row.text(column++);
    paper.hasAbstract = row.integer(column++) != 0;
    paper.codeUrl = row.text(column++);
    paper.techniques = idsFrom(row.text(column++));
    paper.claims = claimsFromBytes(row.blob(column++), paper, path);
    linesFromText(row.text(column++), paper);
    paper.links.doi = row.text(column++);
    paper.links.arxiv = row.text(column++);
    paper.links.year = int(row.integer(column++));
    paper.links.venue = row.text(column++);
    Q_ASSERT(column == appearanceColumns);
    return read;
}

AppearanceBytes bytesOf(const ReportPaper &paper)
{
    return {textHash(paper), listToBytes(paper.institutions), claimsToBytes(paper)};
}

qint64 insertAppearance(Connection &connection, const StoredAppearance &appearance,
                        const AppearanceBytes &bytes)
{
    const ReportPaper &paper = appearance.content;
    Query insert(
            connection,
            "INSERT INTO appearance (paper_id, report_id, edition_id, position, title_hash, "
            "text_hash, raw_title, title, short_name, raw_institutions, institutions, "
            "author_count, brief, abstract, has_abstract, code_url, techniques, claims, places, "
            "doi, arxiv, year, venue) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            appearance.paper, appearance.report, appearance.edition, paper.index,
            appearance.titleHash, bytes.textHash, paper.rawTitle, paper.title, paper.shortName,
            paper.rawInstitutions, Utf8{bytes.institutions}, paper.authorCount, paper.brief,
            paper.abstract, paper.hasAbstract, paper.codeUrl, paper.techniques.join(u' '),
            Utf8{bytes.claims}, linesToText(paper), paper.links.doi, paper.links.arxiv,
            paper.links.year, paper.links.venue);
    insert.run();
    return connection.lastRow();
}

QVector<StoredAppearance> currentAppearances(Connection &connection, qint64 paper)
{
    Query rows(connection,
               "SELECT " TOUCHSTONE_APPEARANCE_COLUMNS
               " FROM appearance a JOIN report r ON r.id = a.report_id "
               "WHERE a.paper_id = ? AND a.superseded_by IS NULL "
               "ORDER BY r.generated_at DESC, a.edition_id DESC, a.position",
               paper);
    QVector<StoredAppearance> found;
    while (rows.next()) {
        found.append(readAppearance(rows, connection.path()));
    }
    return found;
}

ReportPaper shownPaper(const QVector<StoredAppearance> &appearances)
{
    const auto withAbstract =
            std::find_if(appearances.begin(), appearances.end(),
                         [](const StoredAppearance &each) { return each.content.hasAbstract; });
    ReportPaper shown =
            (withAbstract == appearances.end() ? appearances.first() : *withAbstract).content;
    shown.index = appearances.first().content.index;
    const auto fill = [](auto &mine, const auto &other) {
        if (mine.isEmpty()) {
            mine = other;
        }
    };
    for (const StoredAppearance &appearance : appearances) {
        const ReportPaper &other = appearance.content;
        fill(shown.title, other.title);
        fill(shown.rawTitle, other.rawTitle);
        fill(shown.shortName, other.shortName);
        fill(shown.rawInstitutions, other.rawInstitutions);
        fill(shown.institutions, other.institutions);
        fill(shown.codeUrl, other.codeUrl);
        fill(shown.links.doi, other.links.doi);
        fill(shown.links.arxiv, other.links.arxiv);
        fill(shown.links.venue, other.links.venue);
        shown.links.year = shown.links.year > 0 ? shown.links.year : other.links.year;
        fill(shown.brief, other.brief);
        fill(shown.claims, other.claims);
        shown.authorCount = shown.authorCount > 0 ? shown.authorCount : other.authorCount;
    }
    return shown;
}

}  // namespace touchstone::store
