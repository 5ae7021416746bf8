// One figure beside a claim: the library's list, the comparison, the chart and the JSON agree, over
// every bundled paper and every entry of every kernel.
#include "../store/fixture.h"

#include "compare/chart_spec.h"
#include "entry_ratio.h"
#include "exchange/comparison_inputs.h"
#include "exchange/tables.h"
#include "importing/importer.h"

#include <QJsonArray>

using namespace touchstone;
using namespace touchstone::exchange;
using store::TestLibrary;
using store::valueOf;

namespace {

// A result that holds a ratio for every entry of the kernel; each ratio is different.
measure::KernelResult resultOf(const KernelText &kernel, const char *at, double first)
{
    measure::KernelResult result;
    result.runId = kernel.id.toStdString() + at;
    result.startedAt = at;
    result.kernel = kernel.id.toStdString();
    result.preset = "medium";
    result.device = "cpu";
    result.verification.passed = true;
    for (const KernelClaim &entry : kernel.claims) {
        if (entry.grade != Grade::NotMeasurable) {
            const double factor = first + 0.1 * double(result.ratios.size());
            result.ratios.push_back(ratioAnswering(entry, factor, 0.02));
        }
    }
    return result;
}

// Ratios of the comparison for one paper whose row is compared as a ratio.
QVector<double> figuresOf(const QVector<compare::ComparisonRow> &rows, const QString &paper)
{
    QVector<double> figures;
    for (const compare::ComparisonRow &row : rows) {
        if (row.paperId == paper && !row.measured.isEmpty()) {
            figures.append(row.measured.first().ratio.ratio);
        }
    }
    return figures;
}

}  // namespace

class TestOneFigure : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (const QString &path : importing::bundledReportPaths()) {
            const auto reports = importing::readFile(path);
            QVERIFY2(reports.has_value(), qPrintable(path));
            for (const Report &report : *reports) {
                m_library.import(report);
            }
        }
        measure::Bundle bundle;
        bundle.machine.id = "m-1";
        for (const KernelText &kernel : Vocabulary::bundled().kernels()) {
            bundle.results.push_back(resultOf(kernel, "2026-02-02T00:00:00Z", 2));
            measure::KernelResult noisy = resultOf(kernel, "2026-03-03T00:00:00Z", 20);
            noisy.status = measure::RunStatus::Noisy;
            bundle.results.push_back(noisy);
            bundle.results.push_back(resultOf(kernel, "2026-01-01T00:00:00Z", 40));
        }
        QVERIFY(m_library->addBundle(bundle));
        auto inputs = loadComparison(*m_library, store::PaperQuery());
        QVERIFY(inputs);
        m_runs = inputs->runs;
        m_rows = compare::compareClaims(inputs->papers, inputs->runs, Vocabulary::bundled());
    }

    void theListShowsAFigureOfTheComparison()
    {
        int shown = 0;
        const auto rows = valueOf(m_library->paperRows(valueOf(m_library->paperIds({}))));
        for (const store::PaperRow &row : rows) {
            const QVector<double> figures = figuresOf(m_rows, row.id);
            if (row.measured && !figures.isEmpty()) {
                QVERIFY2(figures.contains(*row.measured), qPrintable(row.title));
                ++shown;
            }
        }
        QVERIFY(shown > 4);
    }

    void theNewestUsableRunIsShownEverywhere()
    {
        for (const compare::ComparisonRow &row : std::as_const(m_rows)) {
            if (!row.measured.isEmpty()) {
                QCOMPARE(row.measured.first().at, QStringLiteral("2026-02-02T00:00:00Z"));
            }
        }
    }

    void theChartDrawsTheFigureOfTheRow()
    {
        compare::ChartQuery query;
        query.kind = compare::ChartKind::ClaimsVsMeasured;
        const auto spec = compare::buildChart(query, m_rows, m_runs, Vocabulary::bundled());
        QVERIFY(spec);
        int drawn = 0;
        for (const compare::ChartSeries &series : spec->series) {
            for (const compare::ChartPoint &point : series.points) {
                if (isFigure(series.style)) {
                    QCOMPARE(point.x, rowOf(point.claimId).measured.first().ratio.ratio);
                    ++drawn;
                }
            }
        }
        QVERIFY(drawn > 4);
    }

    void theJsonHoldsTheFigureOfTheRow()
    {
        const QJsonArray rows =
                comparisonJson(m_rows, Language::English)[QStringLiteral("rows")].toArray();
        QCOMPARE(rows.size(), m_rows.size());
        for (qsizetype i = 0; i < rows.size(); ++i) {
            const compare::ComparisonRow &row = m_rows[i];
            const QJsonValue ratio = rows[i][QStringLiteral("ratio")];
            QCOMPARE(ratio.isNull(), row.measured.isEmpty());
            if (!row.measured.isEmpty()) {
                QCOMPARE(ratio.toDouble(), row.measured.first().ratio.ratio);
            }
        }
    }

    // Once its kernel exists, every claim of a paper has an answer or a run that would give it.
    void everyClaimOfAKernelHasAnAnswer()
    {
        const ClaimMatcher matcher(Vocabulary::bundled());
        for (const compare::ComparisonRow &row : std::as_const(m_rows)) {
            const QString report = row.generatedAt.left(10);
            const bool hasKernel =
                    !matcher.kernelsOf({report, row.index, row.paperTitle}).isEmpty();
            QCOMPARE(row.answer == compare::Answer::NoKernel, !hasKernel);
            QVERIFY(!row.sentence.en.empty() && !row.sentence.zh.empty());
        }
    }

private:
    const compare::ComparisonRow &rowOf(const QString &claim) const
    {
        return *std::find_if(m_rows.cbegin(), m_rows.cend(),
                             [&](const auto &row) { return row.claim.id == claim; });
    }

    TestLibrary m_library;
    QVector<compare::RunInput> m_runs;
    QVector<compare::ComparisonRow> m_rows;
};

QTEST_GUILESS_MAIN(TestOneFigure)
#include "test_one_figure.moc"
