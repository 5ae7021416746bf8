// The Compare page over a large library: until what has an answer is drawn, and until all is.
//
//   bench_compare_page                20,000 papers with 60,000 claims
//   bench_compare_page 1000           that many papers instead
#include "importing/importer.h"
#include "synthetic_text.h"
#include "ui/compare/compare_page.h"
#include "ui/main_window.h"
#include "value_of.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <cstdio>

using namespace touchstone;
using namespace touchstone::ui;

namespace {

constexpr int patience = 300'000;
constexpr int claimsOfAPaper = 3;
constexpr int papersOfAReport = 5'000;

ReportPaper paperOf(SyntheticText &text, int index)
{
    ReportPaper paper;
    paper.index = index;
    paper.title = text.english(9) + u' ' + QString::number(text.bits(), 36);
    paper.rawTitle = paper.title.toUpper();
    paper.brief = text.chinese(60);
    paper.abstract = text.english(130);
    paper.hasAbstract = true;
    const auto &techniques = Vocabulary::bundled().techniques();
    const auto &metrics = Vocabulary::bundled().metrics();
    paper.techniques = {techniques[text.below(int(techniques.size()))].id};
    for (int i = 0; i < claimsOfAPaper; ++i) {
        Claim claim;
        claim.id = QStringLiteral("c-%1").arg(text.bits(), 0, 16);
        claim.metric = metrics[text.below(int(metrics.size()))].id;
        claim.value = 1 + text.below(1000) / 100.0;
        claim.unit = QStringLiteral("x");
        claim.sources = {{TextField::Abstract, i * 10, 8, QStringLiteral("a figure")}};
        claim.normalised = NormalisedClaim{QStringLiteral("time"), claim.value, {}, {}};
        paper.claims.append(claim);
    }
    return paper;
}

void fill(store::Store &store, int papers)
{
    for (const QString &path : importing::bundledReportPaths()) {
        for (const Report &report : valueOf(importing::readFile(path))) {
            valueOf(store.apply({importing::planImport(report, store)}));
        }
    }
    QFile bundle(QStringLiteral(TOUCHSTONE_SOURCE_DIR "/tests/fixtures/bundles/fused.json"));
    if (bundle.open(QIODevice::ReadOnly)) {
        valueOf(store.addBundle(valueOf(measure::bundleFromJson(bundle.readAll().toStdString()))));
    }
    SyntheticText text;
    for (int made = 0; made < papers; made += papersOfAReport) {
        ImportPlan plan;
        plan.report.title = QStringLiteral("Report %1").arg(made);
        plan.report.generatedAt = QDate(2001, 1, 1).addDays(made).startOfDay();
        plan.report.sourceName = plan.report.title;
        plan.report.format = QStringLiteral("report");
        plan.report.setSource(plan.report.title.toUtf8());
        for (int i = 0; i < std::min(papersOfAReport, papers - made); ++i) {
            plan.report.papers.append(paperOf(text, i + 1));
            plan.papers.append({i, PaperChange::New, {}, {}, true});
        }
        valueOf(store.apply({plan}));
    }
}

}  // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    const int papers = argc > 1 ? QByteArray(argv[1]).toInt() : 20'000;
    const QTemporaryDir folder;
    WindowOptions options;
    options.databasePath = folder.filePath(QStringLiteral("library.db"));
    options.settingsPath = folder.filePath(QStringLiteral("window.ini"));
    options.language = Language::English;
    fill(*valueOf(store::Store::open(options.databasePath)), papers);
    MainWindow window(options);
    window.resize(1000, 700);
    window.show();
    QApplication::processEvents();
    ComparePage *page = window.comparePage();
    for (const compare::ChartKind kind : compare::chartKinds()) {
        QSignalSpy first(page, &ComparePage::drawnFirst);
        QSignalSpy all(page, &ComparePage::drawn);
        QElapsedTimer timer;
        timer.start();
        compare::ChartQuery query;
        query.kind = kind;
        page->draw(query);
        window.showPage(MainWindow::Compare);
        double firstMs = 0;
        while (all.isEmpty() && timer.elapsed() < patience) {
            QApplication::processEvents(QEventLoop::AllEvents, 5);
            if (!first.isEmpty() && firstMs == 0) {
                firstMs = double(timer.nsecsElapsed()) / 1e6;
            }
        }
        std::printf("%-24s first %6.0f ms   all %6.0f ms   %lld rows\n",
                    qPrintable(compare::toWord(kind)), firstMs, double(timer.nsecsElapsed()) / 1e6,
                    qlonglong(page->spec().table.rows.size()));
    }
    return 0;
}
