// Words are explained where they are: question marks at verdicts and grades, F1 everywhere. By
// clicks in the real window.
#include "ui_test.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QTextBrowser>
#include <QTreeView>

using namespace touchstone;
using namespace touchstone::ui;

namespace {

QDialog *help(const TestWindow &test)
{
    return test.window->findChild<QDialog *>(QStringLiteral("helpDialog"));
}

void closeHelp(const TestWindow &test)
{
    click(help(test)->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Close));
    QTRY_VERIFY(!help(test));
}

}  // namespace

class TestHelp : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void aQuestionMarkExplainsAFacet_data();
    void aQuestionMarkExplainsAFacet();
    void aSectionIsFoldedByItsName();
    void theVerdictOfAPaperIsExplained();
};

void TestHelp::aQuestionMarkExplainsAFacet_data()
{
    QTest::addColumn<int>("section");
    QTest::newRow("verdict") << int(FacetModel::Verdicts);
    QTest::newRow("grade") << int(FacetModel::Grades);
}

void TestHelp::aQuestionMarkExplainsAFacet()
{
    QFETCH(const int, section);
    const TestWindow test;
    auto *tree = test.find<QTreeView>(QStringLiteral("facetTree"));
    const QModelIndex head = tree->model()->index(section, 0);
    tree->scrollTo(head, QAbstractItemView::PositionAtTop);
    const bool open = tree->isExpanded(head);
    const QRect row = tree->visualRect(head);
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {},
                      QPoint(row.right() - 16, row.center().y()));
    QTRY_VERIFY(help(test) && help(test)->isVisible());
    QCOMPARE(tree->isExpanded(head), open);  // it explains, and does nothing else
    const auto *text = help(test)->findChild<QTextBrowser *>();
    // The grades come after the verdicts: the dialog begins with what was asked.
    const int line = text->fontMetrics().height();
    QTRY_COMPARE(text->verticalScrollBar()->value() > 3 * line, section == FacetModel::Grades);
    closeHelp(test);
}

void TestHelp::aSectionIsFoldedByItsName()
{
    const TestWindow test;
    auto *tree = test.find<QTreeView>(QStringLiteral("facetTree"));
    const QModelIndex head = tree->model()->index(FacetModel::Metrics, 0);
    tree->scrollTo(head);
    QVERIFY(tree->isExpanded(head));
    const auto onName = [&] { return tree->visualRect(head).center(); };
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, onName());
    QVERIFY(!tree->isExpanded(head));
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, onName());
    QVERIFY(tree->isExpanded(head));
    tree->setCurrentIndex(head);
    tree->setFocus();
    QTest::keyClick(tree, Qt::Key_Return);
    QVERIFY(!tree->isExpanded(head));
}

void TestHelp::theVerdictOfAPaperIsExplained()
{
    const TestWindow test;
    const PaperModel &papers = test.window->libraryPage()->papers();
    int row = 0;
    while (row < papers.rowCount()
           && papers.index(row, PaperModel::Verdict).data().toString().isEmpty()) {
        ++row;
    }
    auto *table = test.find<QTableView>(QStringLiteral("paperTable"));
    table->scrollTo(papers.index(row, 0));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(papers.index(row, 0)).center());
    auto *verdict = test.find<QLabel>(QStringLiteral("paperVerdict"));
    QTRY_VERIFY_WITH_TIMEOUT(verdict->isVisible(), patience);
    // Where the question mark is in a text that flows is found by trying.
    const int y = verdict->contentsRect().top() + verdict->fontMetrics().height() / 2;
    for (int x = 10; x < verdict->width() && !help(test); x += 3) {
        QTest::mouseClick(verdict, Qt::LeftButton, {}, QPoint(x, y));
    }
    QVERIFY(help(test));
    closeHelp(test);
}

QTEST_MAIN(TestHelp)
#include "test_help.moc"
