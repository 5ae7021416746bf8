// The main table answers the question: headline claim, figure, limit and verdict in one row; as
// columns, as facet, as sort key and in the strip above, by clicks in the real window.
#include "../exchange/entry_ratio.h"
#include "ui_test.h"

#include "compare/headline.h"
#include "exchange/comparison_inputs.h"
#include "ui/common/language.h"
#include "ui/common/verdict_chip.h"
#include "ui/library/claim_model.h"
#include "ui/library/inspector.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>

using namespace touchstone;
using namespace touchstone::ui;

namespace {

// The bundled library with a run of every kernel.
void measureEverything(TestWindow &test)
{
    test.window.reset();
    auto store = store::Store::open(test.options.databasePath);
    QVERIFY(store);
    QVERIFY((*store)->addBundle(bundleAnswering(Vocabulary::bundled().kernels())));
    store->reset();
    test.open();
}

QStringList verdicts(const PaperModel &papers)
{
    QStringList out;
    for (int row = 0; row < papers.rowCount(); ++row) {
        out.append(papers.index(row, PaperModel::Verdict).data(PaperModel::OutcomeRole).toString());
    }
    return out;
}

QModelIndex facetValue(const QTreeView &tree, FacetModel::Section section, const QString &value)
{
    const QModelIndex parent = tree.model()->index(section, 0);
    for (int row = 0; row < tree.model()->rowCount(parent); ++row) {
        const QModelIndex index = tree.model()->index(row, 0, parent);
        if (index.data(FacetModel::ValueRole).toString() == value) {
            return index;
        }
    }
    return {};
}

QPoint boxOf(const QTreeView &tree, const QModelIndex &index)
{
    const QStyle *style = tree.style();
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, &tree) + 1;
    const int box = style->pixelMetric(QStyle::PM_IndicatorWidth, nullptr, &tree);
    const QRect row = tree.visualRect(index);
    return {row.left() + margin + box / 2, row.center().y()};
}

}  // namespace

class TestMainTable : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void everyRowSaysWhatIsClaimedAndWhetherItHolds();
    void aVerdictIsAFacet();
    void aVerdictIsASortKey();
    void theTableFitsSmallWindows_data();
    void theTableFitsSmallWindows();
    void theStripLeadsToThePapers();
    void namesOfFacetsAreShownWhole();
    void theClaimsOfANarrowInspectorAreRead_data();
    void theClaimsOfANarrowInspectorAreRead();
    void thePagesAreNamedInFull();
    void largerLettersHaveWiderColumns();
    void noHeadAndNoVerdictIsCut_data();
    void noHeadAndNoVerdictIsCut();
};

void TestMainTable::everyRowSaysWhatIsClaimedAndWhetherItHolds()
{
    TestWindow test;
    measureEverything(test);
    auto store = store::Store::open(test.options.databasePath);
    const auto inputs = exchange::loadComparison(**store, store::PaperQuery());
    const auto rows = compare::compareClaims(inputs->papers, inputs->runs, Vocabulary::bundled());
    const PaperModel &papers = test.window->libraryPage()->papers();
    int answered = 0;
    for (int line = 0; line < papers.rowCount(); ++line) {
        QVector<compare::ComparisonRow> own;
        std::copy_if(rows.begin(), rows.end(), std::back_inserter(own),
                     [&](const auto &row) { return row.paperId == papers.paperId(line); });
        const auto cell = [&](int column) { return papers.index(line, column).data().toString(); };
        const compare::ComparisonRow *headline = compare::headlineOf(own);
        if (!headline) {
            QVERIFY(cell(PaperModel::Claimed).isEmpty());
            continue;
        }
        QVERIFY(!cell(PaperModel::Claimed).isEmpty());
        QCOMPARE(cell(PaperModel::Verdict),
                 shown(compare::outcomeWords(compare::outcomeOf(*headline))));
        if (!headline->measured.isEmpty()) {
            QCOMPARE(cell(PaperModel::Measured),
                     factorText(headline->measured.first().ratio.ratio));
            ++answered;
        }
        // A claim that is open to doubt is shown, grey and with its sign.
        const bool flagged = !headline->claim.flags.isEmpty();
        const QModelIndex claimed = papers.index(line, PaperModel::Claimed);
        QCOMPARE(claimed.data(Qt::DecorationRole).isValid(), flagged);
        QCOMPARE(claimed.data(Qt::ForegroundRole).isValid(), flagged);
    }
    QVERIFY(answered > 0);
}

void TestMainTable::aVerdictIsAFacet()
{
    TestWindow test;
    measureEverything(test);
    LibraryPage *page = test.window->libraryPage();
    const QString verdict = verdicts(page->papers()).contains(QStringLiteral("not-observed"))
                                    ? QStringLiteral("not-observed")
                                    : QStringLiteral("not-measurable");
    const auto expected = verdicts(page->papers()).count(verdict);
    QVERIFY(expected > 0);
    auto *tree = test.find<QTreeView>(QStringLiteral("facetTree"));
    const QModelIndex index = facetValue(*tree, FacetModel::Verdicts, verdict);
    QVERIFY(index.isValid());
    tree->scrollTo(index);
    QSignalSpy queried(page, &LibraryPage::queried);
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, boxOf(*tree, index));
    QVERIFY(queried.wait(patience));
    QCOMPARE(page->papers().rowCount(), int(expected));
    QCOMPARE(verdicts(page->papers()).count(verdict), expected);
}

void TestMainTable::aVerdictIsASortKey()
{
    TestWindow test;
    measureEverything(test);
    LibraryPage *page = test.window->libraryPage();
    auto *table = test.find<QTableView>(QStringLiteral("paperTable"));
    const QHeaderView *header = table->horizontalHeader();
    const QPoint centre(header->sectionViewportPosition(PaperModel::Verdict)
                                + header->sectionSize(PaperModel::Verdict) / 2,
                        header->height() / 2);
    QSignalSpy queried(page, &LibraryPage::queried);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, centre);
    QVERIFY(queried.wait(patience));
    std::vector<int> order;
    for (const QString &verdict : verdicts(page->papers())) {
        const auto outcome = compare::outcomeFromWord(verdict);
        order.push_back(outcome ? int(*outcome) : 100);  // papers without a claim come last
    }
    const bool ascending = header->sortIndicatorOrder() == Qt::AscendingOrder;
    const auto claimsEnd = std::find(order.begin(), order.end(), 100);
    QVERIFY(ascending ? std::is_sorted(order.begin(), claimsEnd)
                      : std::is_sorted(order.begin(), claimsEnd, std::greater<>()));
    QVERIFY(std::all_of(claimsEnd, order.end(), [](int one) { return one == 100; }));
}

void TestMainTable::theTableFitsSmallWindows_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("language");
    for (const QSize size : {QSize(1000, 700), QSize(1366, 728), QSize(1920, 1040)}) {
        for (const Language language : {Language::English, Language::Chinese}) {
            QTest::addRow("%d %d", size.width(), int(language)) << size << int(language);
        }
    }
}

void TestMainTable::theTableFitsSmallWindows()
{
    QFETCH(const QSize, size);
    QFETCH(const int, language);
    TestWindow test(true, Language(language));
    test.window->resize(size);
    QTRY_COMPARE(test.window->size(), size);
    auto *table = test.find<QTableView>(QStringLiteral("paperTable"));
    QTRY_VERIFY(!table->horizontalScrollBar()->isVisible());
    for (const int column : {PaperModel::Claimed, PaperModel::Measured, PaperModel::Verdict}) {
        QVERIFY2(!table->isColumnHidden(column),
                 qPrintable(QStringLiteral("column %1 of a table %2 wide")
                                    .arg(column)
                                    .arg(table->viewport()->width())));
        const int right = table->columnViewportPosition(column) + table->columnWidth(column);
        QVERIFY2(right <= table->viewport()->width(), qPrintable(QString::number(column)));
        QTRY_VERIFY(table->columnWidth(PaperModel::Title) >= 100);
    }
    // No part of it lies under its neighbour.
    const auto *inspector = test.window->libraryPage()->inspector();
    const auto rightOf = [&](const QWidget *widget) {
        return widget->mapTo(test.window.get(), QPoint(widget->width(), 0)).x();
    };
    QTRY_VERIFY(rightOf(table) <= inspector->mapTo(test.window.get(), QPoint()).x());
    QVERIFY(rightOf(inspector) <= size.width());
    // What is hidden for want of room comes back.
    test.window->resize(1900, 900);
    QTRY_VERIFY(!table->isColumnHidden(PaperModel::Techniques));
    QVERIFY(!table->isColumnHidden(PaperModel::Limit));
}

void TestMainTable::noHeadAndNoVerdictIsCut_data()
{
    QTest::addColumn<int>("language");
    QTest::addColumn<int>("changed");
    QTest::newRow("en") << int(Language::English) << int(Language::English);
    QTest::newRow("zh") << int(Language::Chinese) << int(Language::Chinese);
    QTest::newRow("zh, then en") << int(Language::Chinese) << int(Language::English);
    QTest::newRow("en, then zh") << int(Language::English) << int(Language::Chinese);
}

void TestMainTable::noHeadAndNoVerdictIsCut()
{
    QFETCH(const int, language);
    QFETCH(const int, changed);
    TestWindow test(true, Language(language));
    test.window->resize(1000, 700);
    if (changed != language) {
        auto *toggle = test.find<QAbstractButton>(QStringLiteral("languageButton"));
        QTest::mouseClick(toggle, Qt::LeftButton, {}, toggle->rect().center());
    }
    for (const QString &name : {QStringLiteral("paperTable"), QStringLiteral("reportTable"),
                                QStringLiteral("claimTable")}) {
        auto *table = test.find<QTableView>(name);
        QVERIFY2(table, qPrintable(name));
        QFont bold = table->horizontalHeader()->font();
        bold.setWeight(QFont::DemiBold);
        for (int column = 0; column < table->model()->columnCount(); ++column) {
            const QString head = table->model()->headerData(column, Qt::Horizontal).toString();
            const int needed = QFontMetrics(bold).horizontalAdvance(head) + 24;
            const auto fits = [&] {
                return table->isColumnHidden(column) || table->columnWidth(column) >= needed;
            };
            QTRY_VERIFY2(fits(), qPrintable(name + u' ' + head));
        }
    }
    auto *papers = test.find<QTableView>(QStringLiteral("paperTable"));
    for (int i = 0; i <= int(compare::Outcome::NoKernel); ++i) {
        const QString outcome = compare::toWord(compare::Outcome(i));
        QVERIFY2(papers->columnWidth(PaperModel::Verdict)
                         >= verdictChipWidth(papers->font(), outcome),
                 qPrintable(outcome));
    }
}

void TestMainTable::namesOfFacetsAreShownWhole()
{
    TestWindow test;
    test.window->resize(1000, 700);
    auto *tree = test.find<QTreeView>(QStringLiteral("facetTree"));
    QTRY_VERIFY(tree->width() < 200);
    const int line = tree->fontMetrics().height();
    const QModelIndex distillation =
            facetValue(*tree, FacetModel::Techniques, QStringLiteral("knowledge-distillation"));
    const QModelIndex pruning =
            facetValue(*tree, FacetModel::Techniques, QStringLiteral("pruning"));
    QVERIFY(distillation.isValid() && pruning.isValid());
    QTRY_VERIFY(tree->visualRect(distillation).height() >= 2 * line);
    QVERIFY(tree->visualRect(pruning).height() < 2 * line);
    // Where there is room, one line is enough.
    auto *splitter = test.find<QSplitter>(QStringLiteral("librarySplitter"));
    test.window->resize(1800, 900);
    splitter->setSizes({400, 900, 400});
    QTRY_VERIFY(tree->visualRect(distillation).height() < 2 * line);
}

void TestMainTable::theClaimsOfANarrowInspectorAreRead_data()
{
    QTest::addColumn<int>("language");
    QTest::newRow("en") << int(Language::English);
    QTest::newRow("zh") << int(Language::Chinese);
}

void TestMainTable::theClaimsOfANarrowInspectorAreRead()
{
    QFETCH(const int, language);
    TestWindow test(true, Language(language));
    test.window->resize(1000, 700);
    Inspector *inspector = test.window->libraryPage()->inspector();
    QSignalSpy loaded(inspector, &Inspector::loaded);
    auto *papers = test.find<QTableView>(QStringLiteral("paperTable"));
    QTest::mouseClick(papers->viewport(), Qt::LeftButton, {},
                      papers->visualRect(papers->model()->index(0, 0)).center());
    QVERIFY(!loaded.isEmpty() || loaded.wait(patience));
    QTabBar *bar = inspector->tabs()->tabBar();
    QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(Inspector::Claims).center());
    auto *claims = test.find<QTableView>(QStringLiteral("claimTable"));
    QTRY_VERIFY(claims->isVisible());
    QTRY_VERIFY(claims->columnWidth(ClaimModel::Figure) >= 120);
    QVERIFY(!claims->isColumnHidden(ClaimModel::Factor));
    for (const char *name : {"confirmClaim", "editClaim", "rejectClaim", "undoClaim"}) {
        const auto *button = test.find<QPushButton>(QLatin1String(name));
        QVERIFY2(button->width() >= button->sizeHint().width(), name);
    }
}

void TestMainTable::thePagesAreNamedInFull()
{
    TestWindow test;
    for (const char *name : {"libraryButton", "compareButton", "benchButton", "reportsButton"}) {
        const auto *button = test.find<QToolButton>(QLatin1String(name));
        QFont bold = button->font();
        bold.setWeight(QFont::DemiBold);
        QVERIFY2(QFontMetrics(bold).horizontalAdvance(button->text()) + 6 <= button->width(), name);
    }
}

void TestMainTable::largerLettersHaveWiderColumns()
{
    TestWindow test;
    test.window->resize(1300, 800);
    auto *papers = test.find<QTableView>(QStringLiteral("paperTable"));
    QFont larger = papers->font();
    larger.setPointSizeF(larger.pointSizeF() * 1.3);
    papers->setFont(larger);
    const QString longest = compare::toWord(compare::Outcome::NoKernel);
    QTRY_VERIFY(papers->columnWidth(PaperModel::Verdict) >= verdictChipWidth(larger, longest));
}

void TestMainTable::theStripLeadsToThePapers()
{
    TestWindow test;
    measureEverything(test);
    LibraryPage *page = test.window->libraryPage();
    // The strip is built again when another figure arrives; the plan of measurements is the last.
    const auto visible = [&](const QString &name) {
        auto *button = test.find<QPushButton>(name);
        return button && button->isVisible() ? button : nullptr;
    };
    QSignalSpy testable(page, &LibraryPage::testableRead);
    Q_EMIT test.window->workspace().runsChanged();
    QVERIFY(testable.wait(patience));
    QTRY_VERIFY_WITH_TIMEOUT(visible(QStringLiteral("overviewAnswered")), patience);
    QSignalSpy queried(page, &LibraryPage::queried);
    for (const QString &name :
         {QStringLiteral("overviewTestable"), QStringLiteral("overviewAnswered")}) {
        auto *button = visible(name);
        QVERIFY(button);
        queried.clear();
        QTest::mouseClick(button, Qt::LeftButton, {}, button->rect().center());
        QVERIFY(queried.wait(patience));
        QVERIFY(page->papers().rowCount() > 0 && page->papers().rowCount() < 76);
    }
    auto *verdict = test.find<QPushButton>(QStringLiteral("overviewOutcome"));
    QVERIFY(verdict && verdict->isVisible());
    queried.clear();
    QTest::mouseClick(verdict, Qt::LeftButton, {}, verdict->rect().center());
    QVERIFY(queried.wait(patience));
    const QStringList shownVerdicts = verdicts(page->papers());
    QVERIFY(!shownVerdicts.isEmpty());
    QCOMPARE(shownVerdicts.count(shownVerdicts.first()), shownVerdicts.size());
    QVERIFY(verdict->text().contains(QString::number(shownVerdicts.size())));
    auto *papers = test.find<QPushButton>(QStringLiteral("overviewPapers"));
    queried.clear();
    QTest::mouseClick(papers, Qt::LeftButton, {}, papers->rect().center());
    QVERIFY(queried.wait(patience));
    QCOMPARE(page->papers().rowCount(), 76);
}

QTEST_MAIN(TestMainTable)
#include "test_main_table.moc"
