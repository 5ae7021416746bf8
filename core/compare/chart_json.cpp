// ChartSpec as JSON, both ways.
#include "compare/chart_spec.h"

#include "compare/word_text.h"
#include "library/json_place.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <array>
#include <cmath>

namespace touchstone::compare {

namespace {

constexpr auto schemaName = "touchstone-chart/1";

constexpr std::array<Word<MarkStyle>, 11> styles{{{MarkStyle::Claim, "claim"},
                                                  {MarkStyle::Measurement, "measurement"},
                                                  {MarkStyle::Proxy, "proxy"},
                                                  {MarkStyle::Computed, "computed"},
                                                  {MarkStyle::Simulated, "simulated"},
                                                  {MarkStyle::Baseline, "baseline"},
                                                  {MarkStyle::Naive, "naive"},
                                                  {MarkStyle::Limit, "limit"},
                                                  {MarkStyle::Guide, "guide"},
                                                  {MarkStyle::Regression, "regression"},
                                                  {MarkStyle::Count, "count"}}};

constexpr std::array<Word<AxisValues>, 4> axisValues{{{AxisValues::Numbers, "numbers"},
                                                      {AxisValues::Sizes, "sizes"},
                                                      {AxisValues::Times, "times"},
                                                      {AxisValues::Counts, "counts"}}};

// --- writing --------------------------------------------------------------------------------

QJsonObject json(const Text &text)
{
    return {{QStringLiteral("en"), QString::fromStdString(text.en)},
            {QStringLiteral("zh"), QString::fromStdString(text.zh)}};
}

QJsonArray json(const QVector<Text> &texts)
{
    QJsonArray array;
    for (const Text &text : texts) {
        array.append(json(text));
    }
    return array;
}

QJsonArray json(const QVector<QVector<Text>> &rows)
{
    QJsonArray array;
    for (const auto &row : rows) {
        array.append(json(row));
    }
    return array;
}

QJsonObject json(const ChartPoint &point)
{
    QJsonObject object{{QStringLiteral("x"), point.x}, {QStringLiteral("y"), point.y}};
    const auto addNumber = [&object](const char *key, const std::optional<double> &value) {
        if (value) {
            object.insert(QLatin1String(key), *value);
        }
    };
    const auto addText = [&object](const char *key, const QString &value) {
        if (!value.isEmpty()) {
            object.insert(QLatin1String(key), value);
        }
    };
    addNumber("x_low", point.xLow);
    addNumber("x_high", point.xHigh);
    addNumber("y_low", point.yLow);
    addNumber("y_high", point.yHigh);
    addNumber("band_low", point.bandLow);
    addNumber("band_high", point.bandHigh);
    addText("label", point.label);
    addText("claim", point.claimId);
    addText("run", point.runId);
    addText("paper", point.paperId);
    if (point.hollow) {
        object.insert(QStringLiteral("hollow"), true);
    }
    const auto addWords = [&object](const char *key, const Text &words) {
        if (!words.en.empty() || !words.zh.empty()) {
            object.insert(QLatin1String(key), json(words));
        }
    };
    addWords("note", point.note);
    addWords("detail", point.detail);
    addWords("name", point.name);
    if (point.row >= 0) {
        object.insert(QStringLiteral("row"), point.row);
    }
    return object;
}

QJsonObject json(const ChartSeries &series)
{
    QJsonArray points;
    for (const ChartPoint &point : series.points) {
        points.append(json(point));
    }
    QJsonObject object{{QStringLiteral("name"), json(series.name)},
                       {QStringLiteral("style"), wordText(styles, series.style)},
                       {QStringLiteral("line"), series.line},
                       {QStringLiteral("points"), points}};
    if (series.limitOf >= 0) {
        object.insert(QStringLiteral("limit_of"), series.limitOf);
    }
    if (series.stacked) {
        object.insert(QStringLiteral("stacked"), true);
    }
    if (series.outcome) {
        object.insert(QStringLiteral("outcome"), toWord(*series.outcome));
    }
    return object;
}

QJsonObject json(const ChartAxis &axis)
{
    return {{QStringLiteral("title"), json(axis.title)},
            {QStringLiteral("log2"), axis.log2},
            {QStringLiteral("min"), axis.min},
            {QStringLiteral("max"), axis.max},
            {QStringLiteral("categories"), json(axis.categories)},
            {QStringLiteral("details"), json(axis.details)},
            {QStringLiteral("values"), wordText(axisValues, axis.values)}};
}

QJsonObject json(const GuideLine &guide)
{
    return {{QStringLiteral("vertical"), guide.vertical},
            {QStringLiteral("value"), guide.value},
            {QStringLiteral("label"), json(guide.label)},
            {QStringLiteral("style"), wordText(styles, guide.style)}};
}

// --- reading --------------------------------------------------------------------------------

// Keeps the first error over all places of the document.
class Reader {
public:
    Reader(qsizetype series, qsizetype rows) : m_series(series), m_rows(rows) {}
    const std::optional<Error> &error() const { return m_error; }

    void keep(const JsonPlace &place)
    {
        if (!m_error && place.error()) {
            m_error = place.error();
        }
    }
    Text text(JsonPlace place)
    {
        Text text{place.text("en").toStdString(), place.text("zh").toStdString()};
        keep(place);
        return text;
    }
    Text text(const JsonPlace &place, const char *key)
    {
        JsonPlace copy = place;
        return text(copy.object(key));
    }
    QVector<Text> texts(const QJsonArray &array, const QString &where)
    {
        QVector<Text> texts;
        for (qsizetype i = 0; i < array.size(); ++i) {
            texts.append(text(JsonPlace(array[i].toObject(), at(where, i))));
        }
        return texts;
    }
    QVector<QVector<Text>> rows(const QJsonArray &array, const QString &where)
    {
        QVector<QVector<Text>> rows;
        for (qsizetype i = 0; i < array.size(); ++i) {
            rows.append(texts(array[i].toArray(), at(where, i)));
        }
        return rows;
    }
    MarkStyle style(JsonPlace &place)
    {
        if (const auto style = fromWord(styles, place.text("style").toStdString())) {
            return *style;
        }
        place.problem("style", {"unknown style", "未知的样式"});
        return MarkStyle::Guide;
    }
    // The row of the table, or -1 with a problem.
    int row(JsonPlace &place) const
    {
        const int row = place.integer("row", -1);
        if (row < m_rows) {
            return row;
        }
        place.problem("row", {"not a row of the table", "不是表格的行"});
        return -1;
    }
    ChartPoint point(JsonPlace place)
    {
        ChartPoint point;
        point.x = place.number("x");
        point.y = place.number("y");
        point.xLow = place.optionalNumber("x_low");
        point.xHigh = place.optionalNumber("x_high");
        point.yLow = place.optionalNumber("y_low");
        point.yHigh = place.optionalNumber("y_high");
        point.bandLow = place.optionalNumber("band_low");
        point.bandHigh = place.optionalNumber("band_high");
        point.label = place.text("label", {});
        point.claimId = place.text("claim", {});
        point.runId = place.text("run", {});
        point.paperId = place.text("paper", {});
        point.hollow = place.boolean("hollow", false);
        if (place.has("note")) {
            point.note = text(place, "note");
        }
        if (place.has("detail")) {
            point.detail = text(place, "detail");
        }
        if (place.has("name")) {
            point.name = text(place, "name");
        }
        point.row = row(place);
        keep(place);
        return point;
    }
    // The index of a series, or -1 with a problem.
    qsizetype curve(JsonPlace &place) const
    {
        const double index = place.number("limit_of");
        if (index >= 0 && index < double(m_series) && index == std::floor(index)) {
            return qsizetype(index);
        }
        place.problem("limit_of", {"not the index of a series", "不是系列的序号"});
        return -1;
    }
    ChartSeries series(JsonPlace place)
    {
        ChartSeries series;
        series.name = text(place, "name");
        series.style = style(place);
        series.line = place.boolean("line", false);
        if (place.has("limit_of")) {
            series.limitOf = curve(place);
        }
        series.stacked = place.boolean("stacked", false);
        if (place.has("outcome")) {
            series.outcome = outcomeFromWord(place.text("outcome"));
            if (!series.outcome) {
                place.problem("outcome", {"unknown outcome", "未知的结论"});
            }
        }
        const QJsonArray points = place.array("points");
        for (qsizetype i = 0; i < points.size(); ++i) {
            series.points.append(point(JsonPlace(points[i].toObject(), place.path("points", i))));
        }
        keep(place);
        return series;
    }
    ChartAxis axis(JsonPlace place)
    {
        ChartAxis axis;
        axis.title = text(place, "title");
        axis.log2 = place.boolean("log2", false);
        axis.min = place.number("min");
        axis.max = place.number("max");
        constexpr double narrowest = 1e-9;  // of its own values: ticks need some digits
        const double largest = std::max(std::abs(axis.min), std::abs(axis.max));
        if (!(axis.max - axis.min > narrowest * largest) || (axis.log2 && !(axis.min > 0))) {
            place.problem("min", {"an empty range", "范围为空"});
        }
        axis.categories = texts(place.array("categories"), place.path("categories"));
        axis.details = texts(place.array("details"), place.path("details"));
        if (!axis.details.isEmpty() && axis.details.size() != axis.categories.size()) {
            place.problem("details", {"must be one for each category", "应与类别一一对应"});
        }
        const QString values = place.text("values", wordText(axisValues, axis.values));
        if (const auto known = fromWord(axisValues, values.toStdString())) {
            axis.values = *known;
        } else {
            place.problem("values", {"unknown kind of values", "未知的数值类型"});
        }
        keep(place);
        return axis;
    }
    GuideLine guide(JsonPlace place)
    {
        GuideLine guide;
        guide.vertical = place.boolean("vertical", false);
        guide.value = place.number("value");
        guide.label = text(place, "label");
        guide.style = style(place);
        keep(place);
        return guide;
    }

private:
    static QString at(const QString &where, qsizetype index)
    {
        return QStringLiteral("%1[%2]").arg(where, QString::number(index));
    }
    qsizetype m_series;  // of the chart
    qsizetype m_rows;    // of the table
    std::optional<Error> m_error;
};

}  // namespace

QByteArray toJson(const ChartSpec &spec)
{
    QJsonArray series;
    for (const ChartSeries &one : spec.series) {
        series.append(json(one));
    }
    QJsonArray guides;
    for (const GuideLine &guide : spec.guides) {
        guides.append(json(guide));
    }
    QJsonObject object{{QStringLiteral("schema"), QLatin1String(schemaName)},
                       {QStringLiteral("kind"), toWord(spec.kind)},
                       {QStringLiteral("title"), json(spec.title)},
                       {QStringLiteral("subtitle"), json(spec.subtitle)},
                       {QStringLiteral("query"), spec.query},
                       {QStringLiteral("data_hash"), spec.dataHash},
                       {QStringLiteral("x"), json(spec.x)},
                       {QStringLiteral("y"), json(spec.y)},
                       {QStringLiteral("series"), series},
                       {QStringLiteral("guides"), guides},
                       {QStringLiteral("figure_titles"), json(spec.figureTitles)},
                       {QStringLiteral("figures"), json(spec.figures)},
                       {QStringLiteral("dropped"), json(spec.dropped)},
                       {QStringLiteral("legend_note"), json(spec.legendNote)},
                       {QStringLiteral("table"),
                        QJsonObject{{QStringLiteral("columns"), json(spec.table.columns)},
                                    {QStringLiteral("rows"), json(spec.table.rows)}}}};
    if (!spec.drawnAs.isEmpty()) {
        object.insert(QStringLiteral("drawn_as"), spec.drawnAs);
    }
    return QJsonDocument(object).toJson(QJsonDocument::Indented);
}

Result<ChartSpec> chartSpecFromJson(const QByteArray &bytes)
{
    QJsonParseError syntax;
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &syntax);
    if (!document.isObject()) {
        return fail(ErrorCode::Corrupt, "chart: not a JSON object (byte {0}: {1})",
                    "图表：不是 JSON 对象（第 {0} 字节：{1}）", syntax.offset,
                    syntax.errorString().toStdString());
    }
    JsonPlace place(document.object(), {});
    if (const QString schema = place.text("schema"); schema != QLatin1String(schemaName)) {
        return fail(ErrorCode::UnknownFormat, "chart: schema is \"{0}\", not {1}",
                    "图表：schema 是“{0}”，而不是 {1}", schema.toStdString(), schemaName);
    }
    const QJsonArray series = place.array("series");
    JsonPlace table = place.object("table");
    const QJsonArray rows = table.array("rows");
    Reader reader(series.size(), rows.size());
    ChartSpec spec;
    if (const auto kind = chartKindFromWord(place.text("kind"))) {
        spec.kind = *kind;
    } else {
        place.problem("kind", {"unknown kind of chart", "未知的图表类型"});
    }
    spec.title = reader.text(place, "title");
    spec.subtitle = reader.text(place, "subtitle");
    spec.query = document.object().value(QLatin1String("query")).toObject();
    spec.dataHash = place.text("data_hash");
    spec.drawnAs = document.object().value(QLatin1String("drawn_as")).toObject();
    spec.x = reader.axis(place.object("x"));
    spec.y = reader.axis(place.object("y"));
    for (qsizetype i = 0; i < series.size(); ++i) {
        spec.series.append(reader.series(JsonPlace(series[i].toObject(), place.path("series", i))));
    }
    const QJsonArray guides = place.array("guides");
    for (qsizetype i = 0; i < guides.size(); ++i) {
        spec.guides.append(reader.guide(JsonPlace(guides[i].toObject(), place.path("guides", i))));
    }
    spec.figureTitles = reader.texts(place.array("figure_titles"), place.path("figure_titles"));
    spec.figures = reader.rows(place.array("figures"), place.path("figures"));
    spec.dropped = reader.texts(place.array("dropped"), place.path("dropped"));
    spec.legendNote = reader.text(place, "legend_note");
    spec.table.columns = reader.texts(table.array("columns"), table.path("columns"));
    spec.table.rows = reader.rows(rows, table.path("rows"));
    reader.keep(place);
    reader.keep(table);
    if (reader.error()) {
        return passOn(*reader.error());
    }
    return spec;
}

}  // namespace touchstone::compare
