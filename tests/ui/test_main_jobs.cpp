// The three main jobs of ui.md (browse by technique, import a report, export a chart), each by
// keyboard and by mouse, in Chinese and in English.
#include "ui_test.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QTreeView>

using namespace touchstone;
using namespace touchstone::ui;

namespace {

enum class Hand { Keyboard, Mouse };

bool hasChinese(const QString &text)
{
    return std::any_of(text.begin(), text.end(),
                       [](QChar c) { return c.script() == QChar::Script_Han; });
}

void press(QAbstractButton *button, Hand hand)
{
    if (hand == Hand::Mouse) {
        QTest::mouseClick(button, Qt::LeftButton);
        return;
    }
    button->setFocus();
    QTest::keyClick(button, Qt::Key_Space);
}

void goTo(TestWindow &test, MainWindow::Page page, Hand hand)
{
    if (hand == Hand::Keyboard) {
        test.window->activateWindow();
        QTRY_VERIFY(test.window->isActiveWindow());
        QTest::keySequence(test.window.get(), QStringLiteral("Ctrl+%1").arg(int(page) + 1));
    } else {
        const QStringList buttons{QStringLiteral("libraryButton"), QStringLiteral("compareButton"),
                                  QStringLiteral("benchButton"), QStringLiteral("reportsButton")};
        QTest::mouseClick(test.find<QToolButton>(buttons[page]), Qt::LeftButton);
    }
    QCOMPARE(test.window->currentPage(), page);
}

// Enters a file name in a dialog and accepts it.
void acceptFile(QLineEdit *name, const QString &path, QAbstractButton *button, Hand hand)
{
    QVERIFY(name && button);
    name->setText(path);
    if (hand == Hand::Keyboard)
        QTest::keyClick(name, Qt::Key_Return);
    else
        QTest::mouseClick(button, Qt::LeftButton);
}

}  // namespace

class TestMainJobs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void browseByTechnique_data() { everyWay(); }
    void browseByTechnique();
    void importAReport_data() { everyWay(); }
    void importAReport();
    void exportAChart_data() { everyWay(); }
    void exportAChart();

private:
    static void everyWay()
    {
        QTest::addColumn<Language>("language");
        QTest::addColumn<Hand>("hand");
        QTest::newRow("English, keyboard") << Language::English << Hand::Keyboard;
        QTest::newRow("English, mouse") << Language::English << Hand::Mouse;
        QTest::newRow("Chinese, keyboard") << Language::Chinese << Hand::Keyboard;
        QTest::newRow("Chinese, mouse") << Language::Chinese << Hand::Mouse;
    }
};

void TestMainJobs::browseByTechnique()
{
    QFETCH(const Language, language);
    QFETCH(const Hand, hand);
    TestWindow test(true, language);
    LibraryPage *page = test.window->libraryPage();
    auto *tree = test.find<QTreeView>(QStringLiteral("facetTree"));
    const QModelIndex technique = tree->model()->index(0, 0, tree->model()->index(0, 0));
    const QString name = technique.data().toString();
    const int count = technique.data(FacetModel::CountRole).toInt();
    QCOMPARE(hasChinese(name), language == Language::Chinese);
    QSignalSpy queried(page, &LibraryPage::queried);
    if (hand == Hand::Keyboard) {
        tree->setFocus();
        tree->setCurrentIndex(technique.parent());
        QTest::keyClick(tree, Qt::Key_Down);
        QTest::keyClick(tree, Qt::Key_Return);
    } else {
        QTest::mouseClick(tree->viewport(), Qt::LeftButton, {},
                          tree->visualRect(technique).center());
    }
    QVERIFY(queried.wait(patience));
    QCOMPARE(page->papers().rowCount(), count);
    auto *chip = test.find<QPushButton>(QStringLiteral("chip"));
    QVERIFY(chip && chip->text().contains(name));
    press(chip, hand);
    QVERIFY(queried.wait(patience));
    QCOMPARE(page->papers().rowCount(), 76);
}

void TestMainJobs::importAReport()
{
    QFETCH(const Language, language);
    QFETCH(const Hand, hand);
    TestWindow test(false, language);
    const QString path = test.write(QStringLiteral("report.txt"), testReport());
    ReportsPage *page = test.window->reportsPage();
    goTo(test, MainWindow::Reports, hand);
    press(test.find<QPushButton>(QStringLiteral("chooseFiles")), hand);
    auto *dialog = page->findChild<QFileDialog *>();
    QVERIFY(dialog);
    QCOMPARE(hasChinese(dialog->windowTitle()), language == Language::Chinese);
    QSignalSpy previewed(page, &ReportsPage::previewed);
    acceptFile(dialog->findChild<QLineEdit *>(), path,
               dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Open), hand);
    QVERIFY(previewed.wait(patience));
    QCOMPARE(hasChinese(test.find<QLabel>(QStringLiteral("previewSummary"))->text()),
             language == Language::Chinese);
    QSignalSpy imported(page, &ReportsPage::imported);
    press(test.find<QPushButton>(QStringLiteral("importSelected")), hand);
    QVERIFY(imported.wait(patience));
    QTRY_COMPARE_WITH_TIMEOUT(test.window->libraryPage()->papers().rowCount(), 2, patience);
}

void TestMainJobs::exportAChart()
{
    QFETCH(const Language, language);
    QFETCH(const Hand, hand);
    TestWindow test(true, language);
    ComparePage *page = test.window->comparePage();
    QSignalSpy drawn(page, &ComparePage::drawn);
    goTo(test, MainWindow::Compare, hand);
    QVERIFY(drawn.wait(patience));
    if (hand == Hand::Keyboard)
        QTest::keySequence(test.window.get(), QKeySequence(QStringLiteral("Ctrl+E")));
    else
        QTest::mouseClick(test.find<QPushButton>(QStringLiteral("exportChart")), Qt::LeftButton);
    QTRY_VERIFY(page->findChild<QDialog *>(QStringLiteral("exportDialog")));
    auto *dialog = page->findChild<QDialog *>(QStringLiteral("exportDialog"));
    auto *format = dialog->findChild<QComboBox *>(QStringLiteral("exportFormat"));
    QTest::keyClick(format, Qt::Key_Down);
    QVERIFY(format->currentText().startsWith(QStringLiteral("SVG")));
    const QString path = test.dir.filePath(QStringLiteral("chart.svg"));
    acceptFile(dialog->findChild<QLineEdit *>(QStringLiteral("exportPath")), path,
               dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save), hand);
    QTRY_VERIFY(!page->findChild<QDialog *>(QStringLiteral("exportDialog")));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString title = QString::fromStdString(page->spec().title.in(language));
    QCOMPARE(hasChinese(title), language == Language::Chinese);
    QVERIFY(file.readAll().contains(title.toUtf8()));
}

QTEST_MAIN(TestMainJobs)
#include "test_main_jobs.moc"
