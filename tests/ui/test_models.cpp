// Every model under Qt's own tester, with data, through resets and language changes.
#include "ui_test.h"

#include "ui/bench/kernel_model.h"
#include "ui/bench/queue_model.h"
#include "ui/common/wording.h"
#include "ui/library/claim_model.h"

#include <QAbstractItemModelTester>

using namespace touchstone;
using namespace touchstone::ui;

namespace {
using Tester = QAbstractItemModelTester;
constexpr auto reportingMode = Tester::FailureReportingMode::QtTest;

Claim speedup(double factor)
{
    Claim claim;
    claim.id = QStringLiteral("claim-%1").arg(factor);
    claim.metric = QStringLiteral("speedup");
    claim.value = factor;
    claim.unit = QStringLiteral("x");
    claim.normalised = NormalisedClaim{QStringLiteral("time"), factor, {}, {}};
    return claim;
}
}  // namespace

class TestModels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void papersAreReadPageByPage();
    void aPageThatFailsIsReportedOnce();
    void facetsKeepWhatIsChosen();
    void claims();
    void chartTable();
    void kernelsStandUnderTheirFamilies();
    void previewCountsWhatIsSelected();
    void reports();
    void toolTipsShowTextAsItIsWritten();
};

void TestModels::papersAreReadPageByPage()
{
    int reads = 0;
    PaperModel model([&](const QVector<qint64> &ids) -> Result<QVector<store::PaperRow>> {
        ++reads;
        QVector<store::PaperRow> rows;
        for (const qint64 id : ids) {
            store::PaperRow row;
            row.rowId = id;
            row.id = QStringLiteral("paper-%1").arg(id);
            row.title = QStringLiteral("Title %1").arg(id);
            row.headline = {"1.5x speedup", "1.5倍 加速"};
            row.headlineFactor = 1.5;
            row.outcome = QStringLiteral("partly");
            rows.append(row);
        }
        return rows;
    });
    const Tester tester(&model, reportingMode);
    QVector<qint64> ids;
    for (qint64 id = 1; id <= 1000; ++id)
        ids.append(id);
    model.setIds(ids);
    reads = 0;
    QCOMPARE(model.rowCount(), 1000);
    QCOMPARE(model.index(999, PaperModel::Title).data().toString(), QStringLiteral("Title 1000"));
    QCOMPARE(model.index(998, PaperModel::Title).data().toString(), QStringLiteral("Title 999"));
    QCOMPARE(reads, 1);
    QCOMPARE(model.paperId(0), QStringLiteral("paper-1"));
    QCOMPARE(model.index(0, PaperModel::Claimed).data().toString(), QStringLiteral("1.5x speedup"));
    QCOMPARE(model.index(0, PaperModel::Verdict).data().toString(), QStringLiteral("partly"));
    QCOMPARE(model.index(0, PaperModel::Claimed).data(PaperModel::SortRole).toDouble(), 1.5);
    model.setIds({});
    QCOMPARE(model.rowCount(), 0);
}

void TestModels::aPageThatFailsIsReportedOnce()
{
    PaperModel model([](const QVector<qint64> &) -> Result<QVector<store::PaperRow>> {
        return fail(ErrorCode::Busy, "busy", "忙");
    });
    QSignalSpy failed(&model, &PaperModel::failed);
    model.setIds({1, 2, 3});
    for (int row = 0; row < 3; ++row)
        QVERIFY(!model.index(row, 0).data().isValid());
    QCOMPARE(failed.count(), 1);
}

void TestModels::facetsKeepWhatIsChosen()
{
    FacetModel model;
    const Tester tester(&model, reportingMode);
    store::Facets facets;
    facets.techniques = {{QStringLiteral("quantization"), 7}, {QStringLiteral("pruning"), 2}};
    facets.measured = {{QStringLiteral("yes"), 1}, {QStringLiteral("no"), 8}};
    model.setFacets(facets);
    QSignalSpy changed(&model, &FacetModel::chosenChanged);
    const QModelIndex section = model.index(FacetModel::Techniques, 0);
    QCOMPARE(model.rowCount(section), 2);
    QVERIFY(model.setData(model.index(0, 0, section), Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(model.chosen(FacetModel::Techniques), QStringList{QStringLiteral("quantization")});
    // A chosen value that the new result no longer contains stays, with count 0.
    facets.techniques = {{QStringLiteral("pruning"), 2}};
    model.setFacets(facets);
    QCOMPARE(model.rowCount(section), 2);
    QCOMPARE(model.index(1, 0, section).data(FacetModel::CountRole).toInt(), 0);
    // Measured: yes and no together would not filter.
    model.setChosen(FacetModel::Measured, QStringLiteral("yes"), true);
    model.setChosen(FacetModel::Measured, QStringLiteral("no"), true);
    store::PaperQuery query;
    model.applyTo(query);
    QCOMPARE(query.techniques, QStringList{QStringLiteral("quantization")});
    QCOMPARE(query.measured, std::optional(false));
    model.clear();
    QVERIFY(!model.anyChosen());
}

void TestModels::claims()
{
    ClaimModel model;
    const Tester tester(&model, reportingMode);
    Claim flagged = speedup(3);
    flagged.flags = {QStringLiteral("bei-up")};
    model.setClaims({speedup(2), flagged});
    QCOMPARE(model.rowOf(QStringLiteral("claim-3")), 1);
    QCOMPARE(model.index(0, ClaimModel::Factor).data().toString(), QStringLiteral("2.00×"));
    QVERIFY(model.index(1, 0).data(Qt::DecorationRole).isValid());
    QVERIFY(!model.index(1, 0).data(Qt::ToolTipRole).toString().isEmpty());
    model.setClaims({});
}

void TestModels::chartTable()
{
    ChartTableModel model;
    const Tester tester(&model, reportingMode);
    model.setTable({{text("a", "甲"), text("b", "乙")}, {{text("1", "一"), text("2", "二")}}});
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.columnCount(), 2);
    QCOMPARE(model.index(0, 1).data().toString(), QStringLiteral("2"));
    LanguageController language;
    language.set(Language::Chinese);
    model.languageChanged();
    QCOMPARE(model.index(0, 1).data().toString(), QStringLiteral("二"));
    language.set(Language::English);
}

void TestModels::kernelsStandUnderTheirFamilies()
{
    KernelModel model;
    const Tester tester(&model, reportingMode);
    QVERIFY(model.rowCount() > 0);
    const QModelIndex kernel = model.indexOf(QStringLiteral("lora-selfroute-merge"));
    QVERIFY(kernel.isValid());
    QVERIFY(kernel.parent().isValid());
    QVERIFY(model.kernelsUnder(kernel.parent()).contains(QStringLiteral("lora-selfroute-merge")));
    QVERIFY(!model.indexOf(QStringLiteral("no-such-kernel")).isValid());
    for (const KernelText &known : Vocabulary::bundled().kernels())
        QVERIFY2(Wording::family(known.family) != known.family, qPrintable(known.family));
}

void TestModels::previewCountsWhatIsSelected()
{
    PreviewModel model;
    const Tester tester(&model, reportingMode);
    ImportPlan plan;
    plan.report.sourceName = QStringLiteral("r.md");
    plan.report.generatedAt = QDateTime(QDate(2025, 11, 2), QTime(8, 0));
    plan.report.warnings.append({12, QStringLiteral("empty-title"), text("no title", "没有标题")});
    for (int i = 0; i < 2; ++i) {
        ReportPaper paper;
        paper.index = i + 1;
        paper.title = QStringLiteral("Paper %1").arg(i);
        paper.claims = {speedup(2 + i)};
        plan.report.papers.append(paper);
        PlannedPaper planned;
        planned.position = i;
        plan.papers.append(planned);
    }
    ImportPreview preview;
    preview.plans = {plan};
    preview.unread.append(
            {QStringLiteral("x.bin"), Error{ErrorCode::UnknownFormat, text("binary", "二进制")}});
    QSignalSpy changed(&model, &PreviewModel::selectionChanged);
    model.setPreview(preview);
    QCOMPARE(model.rowCount(), 2);  // the unread file and the report
    const QModelIndex report = model.index(1, 0);
    QCOMPARE(model.rowCount(report), 3);  // a warning and two papers
    QCOMPARE(model.index(0, PreviewModel::Change, report).data().toString(),
             QStringLiteral("line 12"));
    QCOMPARE(model.preview().selectedPapers(), 2);
    QVERIFY(model.setData(model.index(1, 0, report), Qt::Unchecked, Qt::CheckStateRole));
    QCOMPARE(model.preview().selectedPapers(), 1);
    model.selectAll(false);
    QCOMPARE(model.preview().selectedPapers(), 0);
    QCOMPARE(changed.count(), 3);
    QCOMPARE(model.rowCount(model.index(2, 0, report)), 1);  // its claim
}

void TestModels::reports()
{
    ReportModel model;
    const Tester tester(&model, reportingMode);
    store::ReportRow row;
    row.title = QStringLiteral("T");
    row.papers = 11;
    model.setReports({row});
    QCOMPARE(model.index(0, ReportModel::Papers).data().toString(), QStringLiteral("11"));
    model.setReports({});
}

// Text of a report that looks like HTML would be drawn as such, with the files that it names.
void TestModels::toolTipsShowTextAsItIsWritten()
{
    const QString hostile = QStringLiteral("<img src=\"/dev/zero\"> & <b>bold</b>");
    const auto verify = [&](const QModelIndex &index) {
        const QString tip = index.data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.startsWith(QStringLiteral("<qt>")), qPrintable(tip));
        QVERIFY2(!tip.contains(QStringLiteral("<img")), qPrintable(tip));
        QVERIFY(tip.contains(QStringLiteral("&lt;img")));
    };
    PaperModel papers([&](const QVector<qint64> &) -> Result<QVector<store::PaperRow>> {
        store::PaperRow row;
        row.rowId = 1;
        row.title = hostile;
        return QVector<store::PaperRow>{row};
    });
    papers.setIds({1});
    verify(papers.index(0, PaperModel::Title));
    FacetModel facetModel;
    store::Facets facets;
    facets.institutions = {{hostile, 1}};
    facetModel.setFacets(facets);
    verify(facetModel.index(0, 0, facetModel.index(FacetModel::Institutions, 0)));
    ChartTableModel chart;
    const Text cell{hostile.toStdString(), hostile.toStdString()};
    chart.setTable({{cell}, {{cell}}});
    verify(chart.index(0, 0));
    ReportModel reports;
    store::ReportRow report;
    report.title = hostile;
    report.sourceName = hostile;
    reports.setReports({report});
    verify(reports.index(0, ReportModel::Title));
    verify(reports.index(0, ReportModel::File));
    PreviewModel previewModel;
    ImportPreview preview;
    preview.unread.append({hostile, Error{ErrorCode::UnknownFormat, cell}});
    previewModel.setPreview(preview);
    verify(previewModel.index(0, 0));
}

QTEST_MAIN(TestModels)
#include "test_models.moc"
