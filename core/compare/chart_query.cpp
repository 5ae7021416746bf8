#include "compare/chart_query.h"

#include "compare/word_text.h"
#include "library/json_place.h"

#include <QJsonArray>

#include <array>

namespace touchstone::compare {

namespace {

constexpr std::array<Word<ChartKind>, 8> kinds{
        {{ChartKind::ClaimsVsMeasured, "claims-vs-measured"},
         {ChartKind::ClaimedOverMeasured, "claimed-over-measured"},
         {ChartKind::TechniqueStrip, "technique-strip"},
         {ChartKind::VerdictOverview, "verdict-overview"},
         {ChartKind::RatioOverSize, "ratio-over-size"},
         {ChartKind::History, "history"},
         {ChartKind::Roofline, "roofline"},
         {ChartKind::BaselineShare, "baseline-share"}}};

constexpr std::array<Word<ChartOrder>, 5> orders{{{ChartOrder::Natural, "natural"},
                                                  {ChartOrder::ByClaimed, "claimed"},
                                                  {ChartOrder::ByMeasured, "measured"},
                                                  {ChartOrder::ByRatio, "measured-over-claimed"},
                                                  {ChartOrder::ByPaper, "paper"}}};

constexpr std::array<Word<ChartScale>, 3> scales{{{ChartScale::Automatic, "automatic"},
                                                  {ChartScale::Linear, "linear"},
                                                  {ChartScale::Logarithmic, "logarithmic"}}};

// The value of a word that may be absent.
template <class Table, class Enum>
Enum optionalWord(JsonPlace &place, const char *key, const Table &table, Enum fallback)
{
    const QString word = place.text(key, wordText(table, fallback));
    if (const auto value = fromWord(table, word.toStdString())) {
        return *value;
    }
    place.problem(key, text("unknown word \"{0}\"", "未知的词“{0}”", quotedWord(word)));
    return fallback;
}

}  // namespace

QString toWord(ChartKind kind)
{
    return wordText(kinds, kind);
}

std::optional<ChartKind> chartKindFromWord(const QString &word)
{
    return fromWord(kinds, word.toStdString());
}

const QVector<ChartKind> &chartKinds()
{
    static const QVector<ChartKind> all = [] {
        QVector<ChartKind> out;
        for (const auto &[kind, word] : kinds) {
            out.append(kind);
        }
        return out;
    }();
    return all;
}

QString toWord(ChartOrder order)
{
    return wordText(orders, order);
}

std::optional<ChartOrder> chartOrderFromWord(const QString &word)
{
    return fromWord(orders, word.toStdString());
}

QString toWord(ChartScale scale)
{
    return wordText(scales, scale);
}

std::optional<ChartScale> chartScaleFromWord(const QString &word)
{
    return fromWord(scales, word.toStdString());
}

ChartChoices choicesOf(ChartKind kind)
{
    using enum ChartOrder;
    switch (kind) {
    case ChartKind::ClaimsVsMeasured:
        return {{Natural, ByClaimed, ByMeasured, ByRatio, ByPaper}, true, true, false, false};
    case ChartKind::ClaimedOverMeasured:
        return {{Natural, ByClaimed, ByMeasured, ByRatio, ByPaper}, true, true, true, false};
    case ChartKind::TechniqueStrip:
        return {{Natural, ByClaimed, ByMeasured, ByRatio}, true, true, false, false};
    case ChartKind::RatioOverSize:
        return {{Natural}, true, true, true, false};
    case ChartKind::Roofline:
        return {{Natural}, false, true, true, false};
    case ChartKind::BaselineShare:
        return {{Natural, ByMeasured}, true, true, false, false};
    case ChartKind::History:
        return {{Natural}, false, true, true, true};
    case ChartKind::VerdictOverview:
        return {{Natural}, true, false, false, false};
    }
    return {};
}

QJsonObject toJson(const ChartQuery &query)
{
    QJsonObject object{{QStringLiteral("kind"), toWord(query.kind)},
                       {QStringLiteral("technique"), query.technique},
                       {QStringLiteral("kernel"), query.kernel},
                       {QStringLiteral("papers"), QJsonArray::fromStringList(query.papers)},
                       {QStringLiteral("differences_only"), query.differencesOnly},
                       {QStringLiteral("machine"), query.runs.machine},
                       {QStringLiteral("device"), query.runs.device},
                       {QStringLiteral("preset"), query.runs.preset},
                       {QStringLiteral("claim"), query.claim},
                       {QStringLiteral("order"), toWord(query.order)},
                       {QStringLiteral("metric"), query.metric},
                       {QStringLiteral("scale"), toWord(query.scale)}};
    const auto addLimit = [&object](const char *key, const std::optional<double> &limit) {
        if (limit) {
            object.insert(QLatin1String(key), *limit);
        }
    };
    addLimit("x_min", query.xMin);
    addLimit("x_max", query.xMax);
    addLimit("y_min", query.yMin);
    addLimit("y_max", query.yMax);
    return object;
}

Result<ChartQuery> chartQueryFromJson(const QJsonObject &object)
{
    JsonPlace place(object, QStringLiteral("query"));
    ChartQuery query;
    if (const auto kind = chartKindFromWord(place.text("kind"))) {
        query.kind = *kind;
    } else {
        place.problem("kind", {"unknown kind of chart", "未知的图表类型"});
    }
    query.technique = place.text("technique", {});
    query.kernel = place.text("kernel", {});
    query.papers = place.texts("papers");
    query.differencesOnly = place.boolean("differences_only", false);
    query.runs.machine = place.text("machine", {});
    query.runs.device = place.text("device", {});
    query.runs.preset = place.text("preset", {});
    query.claim = place.text("claim", {});
    query.order = optionalWord(place, "order", orders, query.order);
    query.metric = place.text("metric", {});
    query.scale = optionalWord(place, "scale", scales, query.scale);
    query.xMin = place.optionalNumber("x_min");
    query.xMax = place.optionalNumber("x_max");
    query.yMin = place.optionalNumber("y_min");
    query.yMax = place.optionalNumber("y_max");
    if (place.error()) {
        return passOn(*place.error());
    }
    return query;
}

}  // namespace touchstone::compare
