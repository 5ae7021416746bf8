// The runs behind a claim: chosen, pinned, deleted, and two machines side by side. By clicks in the
// real window.
#include "../exchange/entry_ratio.h"
#include "ui_test.h"

#include "ui/library/inspector.h"
#include "ui/library/runs_dialog.h"

#include <QComboBox>
#include <QPushButton>
#include <QTableView>
#include <QTableWidget>
#include <QTextBrowser>

using namespace touchstone;
using namespace touchstone::ui;

namespace {

// Two machines: three runs of each kernel on the first, one with other figures on the second.
void addRuns(const TestWindow &test)
{
    const auto store = store::Store::open(test.options.databasePath);
    QVERIFY(store);
    const QVector<KernelText> &kernels = Vocabulary::bundled().kernels();
    measure::Bundle first = bundleAnswering(kernels);
    first.machine.name = "Hill server";
    QVERIFY((*store)->addBundle(first));
    measure::Bundle second;
    second.machine.id = "m-2";
    second.machine.name = "Lake laptop";
    for (const KernelText &kernel : kernels) {
        second.results.push_back(resultAnswering(kernel, "2026-01-15T00:00:00Z", 7));
    }
    QVERIFY((*store)->addBundle(second));
    Q_EMIT test.window->workspace().runsChanged();
}

// A measured paper, chosen in the table.
RunsDialog *openRuns(const TestWindow &test)
{
    const PaperModel &papers = test.window->libraryPage()->papers();
    const auto measuredRow = [&] {
        for (int row = 0; row < papers.rowCount(); ++row) {
            const QString figure = papers.index(row, PaperModel::Measured).data().toString();
            if (figure.endsWith(QChar(u'×'))
                && !papers.index(row, PaperModel::Claimed).data().toString().isEmpty()) {
                return row;
            }
        }
        return -1;
    };
    if (!QTest::qWaitFor([&] { return measuredRow() >= 0; }, patience)) {
        return nullptr;
    }
    Inspector *inspector = test.window->libraryPage()->inspector();
    QSignalSpy loaded(inspector, &Inspector::loaded);
    test.find<QTableView>(QStringLiteral("paperTable"))->selectRow(measuredRow());
    if (loaded.isEmpty() && !loaded.wait(patience)) {
        return nullptr;
    }
    inspector->tabs()->setCurrentIndex(Inspector::Measured);
    // The place of the link in a text that flows is not known: it is chosen by the keyboard.
    auto *text = test.find<QTextBrowser>(QStringLiteral("measuredText"));
    text->setFocus();
    const QRegularExpression link(QStringLiteral("href=\"(runs:[^\"]+)\""));
    const QString target = link.match(text->toHtml()).captured(1);
    Q_EMIT text->anchorClicked(QUrl(target));
    auto *dialog = test.window->findChild<RunsDialog *>();
    if (dialog) {
        QSignalSpy filled(dialog, &RunsDialog::loaded);
        filled.wait(patience);
    }
    return dialog;
}

QString cell(const QTableWidget *table, int row, int column)
{
    const QTableWidgetItem *item = table->item(row, column);
    return item ? item->text() : QString();
}

}  // namespace

class TestRuns : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void machinesStandSideBySide();
    void aRunIsPinnedAndDeleted();
};

void TestRuns::machinesStandSideBySide()
{
    const TestWindow test;
    addRuns(test);
    const RunsDialog *dialog = openRuns(test);
    QVERIFY(dialog);
    const auto *machines = dialog->findChild<QTableWidget *>(QStringLiteral("machinesTable"));
    QCOMPARE(machines->rowCount(), 2);
    QStringList names{cell(machines, 0, 0), cell(machines, 1, 0)};
    names.sort();
    QCOMPARE(names, (QStringList{QStringLiteral("Hill server"), QStringLiteral("Lake laptop")}));
    for (int row = 0; row < 2; ++row) {
        QVERIFY(cell(machines, row, 1).contains(QChar(u'×')));
        QVERIFY(!cell(machines, row, 2).isEmpty());
    }
    QVERIFY(cell(machines, 0, 1) != cell(machines, 1, 1));
}

void TestRuns::aRunIsPinnedAndDeleted()
{
    const TestWindow test;
    addRuns(test);
    RunsDialog *dialog = openRuns(test);
    QVERIFY(dialog);
    auto *runs = dialog->findChild<QTableWidget *>(QStringLiteral("runsTable"));
    const int count = runs->rowCount();
    QVERIFY(count >= 4);
    const auto lineOf = [&](const QString &machine, const QString &words) {
        for (int row = 0; row < runs->rowCount(); ++row) {
            if (cell(runs, row, 1) == machine && cell(runs, row, 0).contains(words)) {
                return row;
            }
        }
        return -1;
    };
    const QString laptop = QStringLiteral("Lake laptop");
    const int line = lineOf(laptop, QStringLiteral("2026-01"));
    QVERIFY(line >= 0);
    const QString figure = cell(runs, line, 4);
    QTest::mouseClick(runs->viewport(), Qt::LeftButton, {},
                      runs->visualItemRect(runs->item(line, 0)).center());
    click(dialog->findChild<QPushButton *>(QStringLiteral("pinRun")));
    QTRY_VERIFY_WITH_TIMEOUT(lineOf(laptop, QStringLiteral("pinned")) >= 0, patience);
    // The pinned run is the one that is shown beside the claim.
    auto *text = test.find<QTextBrowser>(QStringLiteral("measuredText"));
    const QString factor = figure.section(u' ', 0, 0);
    QTRY_VERIFY_WITH_TIMEOUT(text->toPlainText().contains(factor), patience);
    QTest::mouseClick(
            runs->viewport(), Qt::LeftButton, {},
            runs->visualItemRect(runs->item(lineOf(laptop, QStringLiteral("pinned")), 0)).center());
    click(dialog->findChild<QPushButton *>(QStringLiteral("deleteRun")));
    click(dialog->findChild<QPushButton *>(QStringLiteral("confirmDelete")));
    QTRY_COMPARE_WITH_TIMEOUT(runs->rowCount(), count - 1, patience);
    QCOMPARE(lineOf(laptop, QStringLiteral("2026")), -1);
}

QTEST_MAIN(TestRuns)
#include "test_runs.moc"
