#include "library/json_place.h"
#include "library/library_json.h"

#include <QJsonDocument>

namespace touchstone {

namespace {

// The value of a closed list of words, or a problem that quotes the unknown word.
template <class Value>
Value wordAt(JsonPlace &place, const char *key, std::optional<Value> (*fromWord)(const QString &),
             std::optional<Value> fallback)
{
    if (!place.has(key) && fallback) {
        return *fallback;
    }
    const QString word = place.text(key);
    const std::optional<Value> value = fromWord(word);
    if (!value) {
        place.problem(key, text("unknown word \"{0}\"", "未知的词“{0}”", quotedWord(word)));
    }
    return value.value_or(Value());
}

ClaimSource readSource(JsonPlace &place, const FieldCodePoints &fields)
{
    ClaimSource out;
    out.field = wordAt<TextField>(place, "field", textFieldFromWord, std::nullopt);
    const CodePoints &points = fields.of(out.field);
    const qsizetype start = place.integer("start", 0);
    out.start = points.toUnits(start);
    out.length = points.toUnits(start + place.integer("length", 0)) - out.start;
    out.quote = place.text("quote");
    return out;
}

std::optional<NormalisedClaim> readNormalised(JsonPlace &claim)
{
    if (!claim.has("normalised")) {
        return std::nullopt;
    }
    JsonPlace place = claim.object("normalised");
    NormalisedClaim out;
    out.quantity = place.text("quantity");
    out.factor = place.number("factor");
    out.low = place.optionalNumber("low");
    out.high = place.optionalNumber("high");
    if (!place.error() && (out.factor <= 0 || (out.low && out.high && *out.low > *out.high))) {
        place.problem("factor",
                      text("must be above 0, with low <= high", "应大于 0，且 low 不大于 high"));
    }
    if (place.error()) {
        claim.problem("normalised", place.error()->message);
    }
    return out;
}

Result<QJsonObject> objectAt(const QJsonArray &array, qsizetype index, const QString &where)
{
    if (!array.at(index).isObject()) {
        return fail(ErrorCode::Corrupt, "{0}: must be an object", "{0}：应为对象",
                    where.toStdString());
    }
    return array.at(index).toObject();
}

// A quote must be at the place its claim names, or the window would highlight other words.
bool isInText(const ClaimSource &source, const ReportPaper &paper)
{
    if (source.length == 0) {
        return true;  // from another part of the paper
    }
    const QString &field = source.field == TextField::Abstract ? paper.abstract : paper.brief;
    if (source.start > field.size() || source.length > field.size() - source.start) {
        return false;
    }
    return QStringView(field).mid(source.start, source.length) == source.quote;
}

Result<ReportPaper> readPaper(JsonPlace &place, const std::stop_token &stop)
{
    ReportPaper out;
    out.index = place.integer("index", 0);
    out.title = place.text("title", QString());
    out.rawTitle = place.text("raw_title", out.title);
    out.shortName = place.text("short_name", QString());
    out.institutions = place.texts("institutions");
    out.rawInstitutions =
            place.text("raw_institutions", out.institutions.join(QStringLiteral(", ")));
    out.authorCount = place.integer("author_count", 0);
    out.brief = place.text("brief", QString());
    out.abstract = place.text("abstract", QString());
    out.hasAbstract = place.boolean("has_abstract", !out.abstract.isEmpty());
    out.codeUrl = place.text("code_url", QString());
    out.links = {place.text("doi", QString()), place.text("arxiv", QString()),
                 place.text("venue", QString()), place.integer("year", 0)};
    out.tags = place.texts("tags");
    out.note = place.text("note", QString());
    out.techniques = place.texts("techniques");
    const QJsonArray claims = place.array("claims");
    if (place.error()) {
        return passOn(*place.error());
    }
    const FieldCodePoints fields(out);
    for (qsizetype i = 0; i < claims.size(); ++i) {
        if (stop.stop_requested()) {
            return cancelled();
        }
        const QString where = place.path("claims", i);
        const Result<QJsonObject> object = objectAt(claims, i, where);
        if (!object) {
            return passOn(object.error());
        }
        const Result<Claim> claim = claimFromJson(*object, where, fields);
        if (!claim) {
            return passOn(claim.error());
        }
        for (const ClaimSource &source : claim->sources) {
            if (!isInText(source, out)) {
                return fail(ErrorCode::Corrupt,
                            "{0}.sources: the quote is not at that place of the {1}",
                            "{0}.sources：引文不在 {1} 的该位置", where.toStdString(),
                            toWord(source.field).toStdString());
            }
        }
        out.claims << *claim;
    }
    return out;
}

Result<LibraryReport> readReport(JsonPlace &place, const std::stop_token &stop)
{
    LibraryReport out;
    const QString generated = place.text("generated_at", QString());
    out.generatedAt = QDateTime::fromString(generated, Qt::ISODate);
    if (!generated.isEmpty() && !out.generatedAt.isValid()) {
        place.problem("generated_at",
                      text("\"{0}\" is no date and time (YYYY-MM-DDTHH:MM:SS)",
                           "“{0}”不是日期时间（YYYY-MM-DDTHH:MM:SS）", quotedWord(generated)));
    }
    out.title = place.text("title", QString());
    const QJsonArray papers = place.array("papers");
    out.paperCount = place.integer("paper_count", int(papers.size()));
    out.sourceSha256 = place.text("source_sha256", QString());
    if (place.error()) {
        return passOn(*place.error());
    }
    for (qsizetype i = 0; i < papers.size(); ++i) {
        if (stop.stop_requested()) {
            return cancelled();
        }
        const QString where = place.path("papers", i);
        const Result<QJsonObject> object = objectAt(papers, i, where);
        if (!object) {
            return passOn(object.error());
        }
        JsonPlace paperPlace(*object, where);
        const QString id = paperPlace.text("id", QString());
        Result<ReportPaper> paper = readPaper(paperPlace, stop);
        if (!paper) {
            return passOn(paper.error());
        }
        if (paper->index == 0) {
            paper->index = int(i) + 1;
        }
        out.papers.append({id, std::move(*paper)});
    }
    return out;
}

}  // namespace

Result<Claim> claimFromJson(const QJsonObject &object, const QString &where,
                            const FieldCodePoints &fields)
{
    JsonPlace place(object, where);
    Claim out;
    out.id = place.text("id", QString());
    out.metric = place.text("metric");
    out.kind = wordAt<ClaimKind>(place, "kind", claimKindFromWord, std::nullopt);
    out.value = place.number("value");
    out.valueHigh = place.optionalNumber("value_high");
    out.from = place.optionalNumber("from");
    out.to = place.optionalNumber("to");
    out.unit = place.text("unit", QString());
    out.direction = wordAt<Direction>(place, "direction", directionFromWord, std::nullopt);
    out.qualifier = wordAt<Qualifier>(place, "qualifier", qualifierFromWord, Qualifier::None);
    out.baseline = place.text("baseline", QString());
    out.setting = place.text("setting", QString());
    out.flags = place.texts("flags");
    out.rules = place.texts("rules");
    out.status = wordAt<ClaimStatus>(place, "status", claimStatusFromWord, ClaimStatus::Extracted);
    out.normalised = readNormalised(place);
    const QJsonArray sources = place.array("sources");
    for (qsizetype i = 0; i < sources.size(); ++i) {
        const Result<QJsonObject> source = objectAt(sources, i, place.path("sources", i));
        if (!source) {
            return passOn(source.error());
        }
        JsonPlace sourcePlace(*source, place.path("sources", i));
        out.sources << readSource(sourcePlace, fields);
        if (sourcePlace.error()) {
            return passOn(*sourcePlace.error());
        }
    }
    if (place.error()) {
        return passOn(*place.error());
    }
    return out;
}

Result<QVector<LibraryReport>> libraryFromJson(const QByteArray &json, const std::stop_token &stop)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (problem.error != QJsonParseError::NoError) {
        const qsizetype line =
                1 + json.first(qMin<qsizetype>(problem.offset, json.size())).count('\n');
        return fail(ErrorCode::Corrupt, "line {0}: not valid JSON: {1}",
                    "第 {0} 行：不是有效的 JSON：{1}", line, problem.errorString().toStdString());
    }
    const QJsonObject root = document.object();
    const QString schema = root.value(QLatin1String("schema")).toString();
    if (schema != QLatin1String("touchstone-library/1")) {
        const bool newer = schema.startsWith(QLatin1String("touchstone-library/"));
        return fail(newer ? ErrorCode::NewerSchema : ErrorCode::UnknownFormat,
                    "schema: must be touchstone-library/1, found \"{0}\"",
                    "schema：应为 touchstone-library/1，实为“{0}”", quotedWord(schema));
    }
    JsonPlace place(root, QString());
    const QJsonArray reports = place.array("reports");
    if (place.error()) {
        return passOn(*place.error());
    }
    QVector<LibraryReport> out;
    for (qsizetype i = 0; i < reports.size(); ++i) {
        const QString where = place.path("reports", i);
        const Result<QJsonObject> object = objectAt(reports, i, where);
        if (!object) {
            return passOn(object.error());
        }
        JsonPlace reportPlace(*object, where);
        Result<LibraryReport> report = readReport(reportPlace, stop);
        if (!report) {
            return passOn(report.error());
        }
        out.append(std::move(*report));
    }
    return out;
}

}  // namespace touchstone
