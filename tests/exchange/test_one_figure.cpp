// One figure beside a claim: the library's list, the comparison, the charts, the tables and the
// JSON agree, over every bundled paper and every entry of every kernel. The window: ui/one_figure.
#include "../store/fixture.h"

#include "compare/chart_parts.h"
#include "entry_ratio.h"
#include "exchange/comparison_inputs.h"
#include "exchange/tables.h"
#include "importing/importer.h"
#include "library/claim_match.h"

#include <QJsonArray>

using namespace touchstone;
using namespace touchstone::exchange;
using store::TestLibrary;
using store::valueOf;

namespace {

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
        const measure::Bundle bundle = bundleAnswering(Vocabulary::bundled().kernels());
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
        QVERIFY(shown > 0);
    }

    void theNewestUsableRunIsShownAndTheNoisyOneMentioned()
    {
        for (const compare::ComparisonRow &row : std::as_const(m_rows)) {
            if (!row.measured.isEmpty()) {
                QCOMPARE(row.measured.first().at, QLatin1String(usableRunAt));
                QVERIFY(row.sentence.en.find("(2026-03-03) was too noisy") != std::string::npos);
                QVERIFY(row.sentence.zh.find("（2026-03-03）噪声过大") != std::string::npos);
            }
        }
    }

    void aPinnedRunComesFirst()
    {
        const auto pin = [this](bool pinned) {
            for (const KernelText &kernel : Vocabulary::bundled().kernels()) {
                QVERIFY(m_library->setPinned(kernel.id + QLatin1String(oldestRunAt), pinned));
            }
        };
        pin(true);
        const auto inputs = loadComparison(*m_library, store::PaperQuery());
        QVERIFY(inputs);
        const auto rows =
                compare::compareClaims(inputs->papers, inputs->runs, Vocabulary::bundled());
        QCOMPARE(rows.size(), m_rows.size());
        for (const compare::ComparisonRow &row : rows) {
            if (!row.measured.isEmpty()) {
                QCOMPARE(row.measured.first().at, QLatin1String(oldestRunAt));
            }
        }
        theChartsDraw(rows, inputs->runs, oldestRunAt);
        pin(false);
    }

    void theChartsDrawTheFigureOfTheRow() { theChartsDraw(m_rows, m_runs, usableRunAt); }

    void theTableHoldsTheFigureOfTheRow()
    {
        const compare::ChartTable table = comparisonTable(m_rows);
        QCOMPARE(table.rows.size(), m_rows.size());
        for (qsizetype i = 0; i < m_rows.size(); ++i) {
            if (!m_rows[i].measured.isEmpty()) {
                const QString cell = QString::fromStdString(table.rows[i][4].en);
                QCOMPARE(cell, compare::ratioText(m_rows[i].measured.first().ratio));
            }
        }
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
    static const compare::ComparisonRow &rowOf(const QVector<compare::ComparisonRow> &rows,
                                               const QString &claim)
    {
        return *std::find_if(rows.cbegin(), rows.cend(),
                             [&](const auto &row) { return row.claim.id == claim; });
    }

    static void theChartsDraw(const QVector<compare::ComparisonRow> &rows,
                              const QVector<compare::RunInput> &runs, const char *at)
    {
        using compare::ChartKind;
        for (const ChartKind kind :
             {ChartKind::ClaimsVsMeasured, ChartKind::ClaimedOverMeasured,
              ChartKind::TechniqueStrip, ChartKind::RatioOverSize, ChartKind::BaselineShare}) {
            compare::ChartQuery query;
            query.kind = kind;
            const auto spec = compare::buildChart(query, rows, runs, Vocabulary::bundled());
            QVERIFY(spec);
            int drawn = 0;
            for (const compare::ChartSeries &series : spec->series) {
                for (const compare::ChartPoint &point : series.points) {
                    if (!isFigure(series.style)) {
                        continue;
                    }
                    ++drawn;
                    QVERIFY2(point.runId.endsWith(QLatin1String(at)), qPrintable(point.runId));
                    if (!point.claimId.isEmpty()) {
                        QCOMPARE(point.x, rowOf(rows, point.claimId).measured.first().ratio.ratio);
                    }
                }
            }
            QVERIFY2(drawn > 0, qPrintable(compare::toWord(kind)));
        }
    }

    TestLibrary m_library;
    QVector<compare::RunInput> m_runs;
    QVector<compare::ComparisonRow> m_rows;
};

QTEST_GUILESS_MAIN(TestOneFigure)
#include "test_one_figure.moc"
