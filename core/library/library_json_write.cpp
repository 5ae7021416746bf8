#include "library/library_json.h"

#include <QJsonArray>

namespace touchstone {

namespace {

QJsonValue orNull(const std::optional<double> &value)
{
    return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

QJsonObject toJson(const ClaimSource &source, const CodePoints &points)
{
    const qsizetype start = points.fromUnits(source.start);
    const qsizetype end = points.fromUnits(source.start + source.length);
    return {{QStringLiteral("field"), toWord(source.field)},
            {QStringLiteral("start"), start},
            {QStringLiteral("length"), end - start},
            {QStringLiteral("quote"), source.quote}};
}

QJsonObject toJson(const LibraryPaper &known)
{
    const ReportPaper &paper = known.paper;
    const FieldCodePoints fields(paper);
    QJsonArray claims;
    for (const Claim &claim : paper.claims) {
        claims.append(toJson(claim, fields));
    }
    QJsonObject out{
            {QStringLiteral("id"), known.id},
            {QStringLiteral("index"), paper.index},
            {QStringLiteral("raw_title"), paper.rawTitle},
            {QStringLiteral("title"), paper.title},
            {QStringLiteral("short_name"), paper.shortName},
            {QStringLiteral("raw_institutions"), paper.rawInstitutions},
            {QStringLiteral("institutions"), QJsonArray::fromStringList(paper.institutions)},
            {QStringLiteral("author_count"), paper.authorCount},
            {QStringLiteral("brief"), paper.brief},
            {QStringLiteral("abstract"), paper.abstract},
            {QStringLiteral("has_abstract"), paper.hasAbstract},
            {QStringLiteral("techniques"), QJsonArray::fromStringList(paper.techniques)},
            {QStringLiteral("claims"), claims}};
    insertFacts(out, paper);
    return out;
}

QJsonObject toJson(const LibraryReport &report)
{
    QJsonArray papers;
    for (const LibraryPaper &paper : report.papers) {
        papers.append(toJson(paper));
    }
    return {{QStringLiteral("generated_at"),
             report.generatedAt.isValid()
                     ? report.generatedAt.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss"))
                     : QString()},
            {QStringLiteral("title"), report.title},
            {QStringLiteral("paper_count"), report.paperCount},
            {QStringLiteral("source_sha256"), report.sourceSha256},
            {QStringLiteral("papers"), papers}};
}

}  // namespace

QJsonObject toJson(const Claim &claim, const FieldCodePoints &fields)
{
    QJsonArray sources;
    for (const ClaimSource &source : claim.sources) {
        sources.append(toJson(source, fields.of(source.field)));
    }
    QJsonValue normalised(QJsonValue::Null);
    if (claim.normalised) {
        normalised = QJsonObject{{QStringLiteral("quantity"), claim.normalised->quantity},
                                 {QStringLiteral("factor"), claim.normalised->factor},
                                 {QStringLiteral("low"), orNull(claim.normalised->low)},
                                 {QStringLiteral("high"), orNull(claim.normalised->high)}};
    }
    return {{QStringLiteral("id"), claim.id},
            {QStringLiteral("metric"), claim.metric},
            {QStringLiteral("kind"), toWord(claim.kind)},
            {QStringLiteral("value"), claim.value},
            {QStringLiteral("value_high"), orNull(claim.valueHigh)},
            {QStringLiteral("from"), orNull(claim.from)},
            {QStringLiteral("to"), orNull(claim.to)},
            {QStringLiteral("unit"), claim.unit},
            {QStringLiteral("direction"), toWord(claim.direction)},
            {QStringLiteral("qualifier"), toWord(claim.qualifier)},
            {QStringLiteral("baseline"), claim.baseline},
            {QStringLiteral("setting"), claim.setting},
            {QStringLiteral("sources"), sources},
            {QStringLiteral("normalised"), normalised},
            {QStringLiteral("flags"), QJsonArray::fromStringList(claim.flags)},
            {QStringLiteral("rules"), QJsonArray::fromStringList(claim.rules)},
            {QStringLiteral("status"), toWord(claim.status)}};
}

void insertFacts(QJsonObject &out, const ReportPaper &paper)
{
    out.insert(QStringLiteral("code_url"), paper.codeUrl);
    out.insert(QStringLiteral("doi"), paper.links.doi);
    out.insert(QStringLiteral("arxiv"), paper.links.arxiv);
    out.insert(QStringLiteral("year"), paper.links.year);
    out.insert(QStringLiteral("venue"), paper.links.venue);
    out.insert(QStringLiteral("tags"), QJsonArray::fromStringList(paper.tags));
    out.insert(QStringLiteral("note"), paper.note);
}

QJsonObject libraryToJson(const QVector<LibraryReport> &reports)
{
    QJsonArray array;
    for (const LibraryReport &report : reports) {
        array.append(toJson(report));
    }
    return {{QStringLiteral("schema"), QStringLiteral("touchstone-library/1")},
            {QStringLiteral("reports"), array}};
}

}  // namespace touchstone
