#include "compare/chart_samples.h"

namespace touchstone::samples {

using namespace compare;

ChartData chartData(const QVector<RunInput> &runs)
{
    Claim bound = speedupClaim(QStringLiteral("bound"), 4);
    bound.qualifier = Qualifier::UpTo;
    const QVector<PaperInput> papers{paper(QStringLiteral("tiles"),
                                           QStringLiteral("Tiled Attention"),
                                           {speedupClaim(QStringLiteral("exact"), 2.3), bound}),
                                     paper(QStringLiteral("other"), QStringLiteral("Other Paper"),
                                           {speedupClaim(QStringLiteral("alone"), 3)})};
    return {runs, compareClaims(papers, runs, vocabulary())};
}

ChartData chartData()
{
    return chartData(QVector<RunInput>{run(QStringLiteral("r"), late, 2)});
}

ChartQuery queryOf(ChartKind kind)
{
    ChartQuery query;
    query.kind = kind;
    return query;
}

ChartSpec built(const ChartQuery &query, const ChartData &data)
{
    return buildChart(query, data.rows, data.runs, vocabulary()).value();
}

QString refusalOf(const ChartQuery &query, const ChartData &data)
{
    const auto spec = buildChart(query, data.rows, data.runs, vocabulary());
    return spec ? QString() : QString::fromStdString(spec.error().message.en);
}

const ChartSeries *seriesOf(const ChartSpec &spec, MarkStyle style)
{
    for (const ChartSeries &series : spec.series) {
        if (series.style == style) {
            return &series;
        }
    }
    return nullptr;
}

}  // namespace touchstone::samples
