// One figure and one answer beside a claim, in the real window: the main table, the inspector and
// the Compare page show what the comparison says. The rest: exchange/one_figure.
#include "../exchange/entry_ratio.h"
#include "ui_test.h"

#include "compare/chart_parts.h"
#include "exchange/comparison_inputs.h"
#include "ui/common/language.h"
#include "ui/library/inspector.h"

#include <QComboBox>
#include <QTableView>
#include <QTextBrowser>

#include <set>

using namespace touchstone;
using namespace touchstone::ui;
using compare::Answer;
using compare::ComparisonRow;

namespace {

// All kernels but the last have been run; figures of the others are measured, computed and
// simulated in turn.
measure::Bundle bundle()
{
    QVector<KernelText> kernels = Vocabulary::bundled().kernels();
    kernels.removeLast();
    measure::Bundle out = bundleAnswering(kernels);
    for (std::size_t i = 0; i < out.results.size(); ++i) {
        for (measure::RatioResult &ratio : out.results[i].ratios) {
            ratio.evidence = std::array{Evidence::Simulated, Evidence::Measured,
                                        Evidence::Computed}[i / 3 % 3];
        }
    }
    return out;
}

std::unique_ptr<store::Store> openStore(const TestWindow &test)
{
    auto store = store::Store::open(test.options.databasePath, store::OpenMode::ReadWrite);
    return store ? std::move(*store) : nullptr;
}

QVector<ComparisonRow> rowsOf(const TestWindow &test)
{
    const auto store = openStore(test);
    const auto inputs = exchange::loadComparison(*store, store::PaperQuery());
    return compare::compareClaims(inputs->papers, inputs->runs, Vocabulary::bundled());
}

// What the Measured tab says of a paper that is chosen in the main table.
QString measuredText(const TestWindow &test, int row)
{
    Inspector *inspector = test.window->libraryPage()->inspector();
    auto *table = test.find<QTableView>(QStringLiteral("paperTable"));
    table->clearSelection();
    inspector->show(QString());
    QSignalSpy loaded(inspector, &Inspector::loaded);
    table->selectRow(row);
    if (loaded.isEmpty() && !loaded.wait(patience)) {
        return {};
    }
    inspector->tabs()->setCurrentIndex(Inspector::Measured);
    return test.find<QTextBrowser>(QStringLiteral("measuredText"))->toPlainText();
}

void surfacesAgree(const TestWindow &test, const char *at)
{
    const QVector<ComparisonRow> rows = rowsOf(test);
    std::set<Answer> answers;
    test.window->showPage(MainWindow::Library);
    const PaperModel &papers = test.window->libraryPage()->papers();
    int figures = 0;
    for (int line = 0; line < papers.rowCount(); ++line) {
        const auto cell = [&](int column, int role = Qt::DisplayRole) {
            return papers.index(line, column).data(role).toString();
        };
        QTRY_VERIFY_WITH_TIMEOUT(!cell(0, PaperModel::PaperIdRole).isEmpty(), patience);
        const QString paper = cell(0, PaperModel::PaperIdRole);
        QVector<const ComparisonRow *> own;
        QStringList shownFigures;
        for (const ComparisonRow &row : rows) {
            if (row.paperId == paper) {
                own.append(&row);
                if (!row.measured.isEmpty()) {
                    QCOMPARE(row.measured.first().at, QLatin1String(at));
                    shownFigures.append(factorText(row.measured.first().ratio.ratio));
                }
            }
        }
        if (own.isEmpty()
            || (own.first()->answer == Answer::NoKernel && answers.contains(Answer::NoKernel))) {
            continue;  // one paper without a kernel is as good as all
        }
        const QString text = measuredText(test, line);
        for (const ComparisonRow *row : own) {
            answers.insert(row->answer);
            const QString word = shown(compare::answerWords(*row));
            QVERIFY2(text.contains(word), qPrintable(word + u'\n' + text));
        }
        for (const QString &figure : std::as_const(shownFigures)) {
            ++figures;
            QVERIFY2(text.contains(figure), qPrintable(figure + u'\n' + text));
        }
        // A paper whose claims have no factor beside them lists a ratio of its kernel.
        const QString listed = cell(PaperModel::Measured);
        QVERIFY2(listed.isEmpty() || shownFigures.isEmpty() || shownFigures.contains(listed),
                 qPrintable(listed));
    }
    QVERIFY(figures > 0);
    std::set<Answer> expected;
    for (const ComparisonRow &row : rows) {
        expected.insert(row.answer);
    }
    QVERIFY(answers == expected);
    QVERIFY(expected.contains(Answer::NotRun) && expected.contains(Answer::NoKernel));
}

void theCompareTableAgrees(const TestWindow &test)
{
    QSignalSpy drawn(test.window->comparePage(), &ComparePage::drawn);
    test.window->showPage(MainWindow::Compare);
    QVERIFY(!drawn.isEmpty() || drawn.wait(patience));
    const QAbstractItemModel &table = *test.find<QTableView>(QStringLiteral("chartTable"))->model();
    QStringList lines;
    auto *metrics = test.find<QComboBox>(QStringLiteral("chartMetric"));
    for (int metric = 1; metric < metrics->count(); ++metric) {  // one a chart
        drawn.clear();
        metrics->setCurrentIndex(metric);
        QVERIFY(!drawn.isEmpty() || drawn.wait(patience));
        for (int row = 0; row < table.rowCount(); ++row) {
            QString line;
            for (int column = 0; column < table.columnCount(); ++column) {
                line += table.index(row, column).data().toString() + u'\t';
            }
            lines.append(line);
        }
    }
    drawn.clear();
    metrics->setCurrentIndex(0);
    QVERIFY(!drawn.isEmpty() || drawn.wait(patience));
    int found = 0;
    for (const ComparisonRow &row : rowsOf(test)) {
        if (row.measured.isEmpty()) {
            continue;
        }
        const QString figure = compare::ratioText(row.measured.first().ratio);
        const QString answer = shown(compare::answerWords(row));
        QVERIFY2(std::any_of(lines.begin(), lines.end(),
                             [&](const QString &line) {
                                 return line.contains(compare::paperName(row))
                                        && line.contains(figure) && line.contains(answer)
                                        && line.contains(toWord(*row.grade));
                             }),
                 qPrintable(figure + u'\n' + lines.join(u'\n')));
        ++found;
    }
    QVERIFY(found > 0);
}

}  // namespace

class TestOneFigureInTheWindow : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void allPagesAgree_data()
    {
        QTest::addColumn<int>("language");
        QTest::newRow("en") << int(Language::English);
        QTest::newRow("zh") << int(Language::Chinese);
    }
    void allPagesAgree()
    {
        QFETCH(int, language);
        TestWindow test(true, Language(language));
        test.window.reset();
        QVERIFY(openStore(test)->addBundle(bundle()));
        test.open();
        surfacesAgree(test, usableRunAt);
        if (!QTest::currentTestFailed()) {
            theCompareTableAgrees(test);
        }
        // A person prefers another run.
        test.window.reset();
        for (const measure::KernelResult &result : bundle().results) {
            if (result.startedAt == oldestRunAt) {
                QVERIFY(openStore(test)->setPinned(QString::fromStdString(result.runId), true));
            }
        }
        test.open();
        surfacesAgree(test, oldestRunAt);
        if (!QTest::currentTestFailed()) {
            theCompareTableAgrees(test);
        }
    }
};

QTEST_MAIN(TestOneFigureInTheWindow)
#include "test_one_figure.moc"
