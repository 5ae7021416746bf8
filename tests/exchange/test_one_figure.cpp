// One figure beside a claim: the library's list, the comparison, the charts, the tables and the
// JSON agree, over every bundled paper and every entry of every kernel. The window: ui/one_figure.
#include "../store/fixture.h"

#include "compare/chart_parts.h"
#include "compare/headline.h"
#include "compare/printed_figure.h"
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

// Every line of the list says of its paper's headline claim what the comparison says, and each
// verdict of the facets selects the papers that the comparison gives it.
void theListAgrees(store::Store &library, int &figures)
{
    const auto inputs = loadComparison(library, store::PaperQuery());
    QVERIFY(inputs);
    const auto all = compare::compareClaims(inputs->papers, inputs->runs, Vocabulary::bundled());
    QHash<QString, QVector<compare::ComparisonRow>> byPaper;
    for (const compare::ComparisonRow &row : all) {
        byPaper[row.paperId].append(row);
    }
    QMap<QString, QStringList> papersOf;  // by outcome
    int testable = 0, answered = 0;
    const auto rows = valueOf(library.paperRows(valueOf(library.paperIds({}))));
    for (const store::PaperRow &row : rows) {
        const QVector<compare::ComparisonRow> own = byPaper.value(row.id);
        const compare::ComparisonRow *headline = compare::headlineOf(own);
        QVERIFY2((headline != nullptr) == !row.outcome.isEmpty(), qPrintable(row.title));
        for (const compare::ComparisonRow &one : own) {
            answered += one.isAnswered() ? 1 : 0;
            testable += one.isAnswered() || one.answer == compare::Answer::NotRun ? 1 : 0;
        }
        if (!headline) {
            continue;
        }
        QCOMPARE(row.outcome, compare::toWord(compare::outcomeOf(*headline)));
        QCOMPARE(row.headline, compare::headlineText(headline->claim));
        QCOMPARE(row.limit, headline->limit);
        QCOMPARE(row.grade, headline->grade);
        QCOMPARE(row.measured.has_value(), !headline->measured.isEmpty());
        QCOMPARE(row.difference.isEmpty(), !headline->quality.has_value());
        if (row.measured) {
            QCOMPARE(*row.measured, headline->measured.first().ratio.ratio);
            ++figures;
        }
        papersOf[row.outcome].append(row.id);
    }
    const store::LibraryCounts counts = valueOf(library.counts());
    QCOMPARE(counts.testable, testable);
    QCOMPARE(counts.answered, answered);
    QCOMPARE(counts.papers, rows.size());
    QCOMPARE(counts.claims, all.size());
    for (const auto &[outcome, papers] : counts.outcomes) {
        QCOMPARE(papers, papersOf.value(outcome).size());
        store::PaperQuery query;
        query.outcomes = QStringList{outcome};
        QStringList found;
        for (const store::PaperRow &row :
             valueOf(library.paperRows(valueOf(library.paperIds(query))))) {
            found.append(row.id);
        }
        std::sort(found.begin(), found.end());
        QStringList expected = papersOf.take(outcome);
        std::sort(expected.begin(), expected.end());
        QCOMPARE(found, expected);
    }
    QVERIFY(papersOf.isEmpty());
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

    void theListSaysWhatTheComparisonSays()
    {
        int figures = 0;
        theListAgrees(*m_library, figures);
        QVERIFY(figures > 0);
    }

    void theListFollowsDecisionsAndMeasurementsOfOtherTools()
    {
        int figures = 0;
        for (const compare::ComparisonRow &row : std::as_const(m_rows)) {
            if (!row.isAnswered() && !row.claim.flags.isEmpty()) {
                continue;
            }
            const QString id = row.claim.id;
            QVERIFY(m_library->setClaimStatus(id, ClaimStatus::Rejected));
        }
        theListAgrees(*m_library, figures);
        for (const compare::ComparisonRow &row : std::as_const(m_rows)) {
            QVERIFY(m_library->setClaimStatus(row.claim.id, ClaimStatus::Extracted));
        }
        // A measurement by another tool, for a claim that no kernel answers.
        const auto open = std::find_if(m_rows.begin(), m_rows.end(), [](const auto &row) {
            return !row.isAnswered() && row.claimed && compare::isOfSpeed(row.claim);
        });
        QVERIFY(open != m_rows.end());
        measure::KernelResult foreign;
        foreign.runId = "foreign";
        foreign.kernel = "other-tool";
        foreign.startedAt = usableRunAt;
        foreign.verification.passed = true;
        foreign.plan[compare::foreignClaimKey] = open->claim.id.toStdString();
        foreign.ratios.push_back({});
        foreign.ratios.back().quantity = "time";
        foreign.ratios.back().ratio = 1.5;
        foreign.ratios.back().low = 1.4;
        foreign.ratios.back().high = 1.6;
        foreign.ratios.back().verdict = measure::RatioVerdict::Faster;
        measure::Bundle bundle;
        bundle.machine.id = "m-2";
        bundle.results = {foreign};
        const auto measuredBefore = valueOf(m_library->counts()).answered;
        QVERIFY(m_library->addBundle(bundle));
        QCOMPARE(valueOf(m_library->counts()).answered, measuredBefore + 1);
        theListAgrees(*m_library, figures);
        QVERIFY(m_library->removeRun(QStringLiteral("foreign")));
        QCOMPARE(valueOf(m_library->counts()).answered, measuredBefore);
        theListAgrees(*m_library, figures);
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
        int figures = 0;
        theListAgrees(*m_library, figures);
        QVERIFY(figures > 0);
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
