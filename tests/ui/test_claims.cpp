// Claims in the hands of a person: the factor follows what is entered, confirming decides a flag,
// a missed claim is added from the selected words. By clicks in the real window.
#include "ui_test.h"

#include "ui/library/claim_model.h"
#include "ui/library/inspector.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTextBrowser>
#include <QTextEdit>

using namespace touchstone;
using namespace touchstone::ui;

namespace {

void clickCell(QTableView *table, int row, int column)
{
    const QModelIndex index = table->model()->index(row, column);
    table->scrollTo(index);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(index).center());
}

}  // namespace

class TestClaims : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        m_test = std::make_unique<TestWindow>(false);
        ReportsPage *page = m_test->window->reportsPage();
        QSignalSpy previewed(page, &ReportsPage::previewed);
        page->preview({m_test->write(QStringLiteral("report.txt"), testReport())});
        QVERIFY(previewed.wait(patience));
        page->importSelected();
        QTRY_COMPARE_WITH_TIMEOUT(m_test->window->libraryPage()->papers().rowCount(), 2, patience);
    }
    void cleanup() { m_test.reset(); }

    void theFactorFollowsWhatIsEntered();
    void confirmingDecidesAFlag();
    void asPrintedIsTheQuote();
    void aMissedClaimIsAddedFromItsWords();

private:
    // The Claims tab of the paper that the search finds.
    void openClaims(const QString &search)
    {
        auto *field = m_test->find<QLineEdit>(QStringLiteral("search"));
        field->setText(search);
        QTRY_COMPARE_WITH_TIMEOUT(m_test->window->libraryPage()->papers().rowCount(), 1, patience);
        Inspector *inspector = m_test->window->libraryPage()->inspector();
        QSignalSpy loaded(inspector, &Inspector::loaded);
        clickCell(m_test->find<QTableView>(QStringLiteral("paperTable")), 0, 0);
        QVERIFY(!loaded.isEmpty() || loaded.wait(patience));
        showTab(Inspector::Claims);
    }
    void showTab(int tab)
    {
        QTabBar *bar = m_test->window->libraryPage()->inspector()->tabs()->tabBar();
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(tab).center());
        QCOMPARE(bar->currentIndex(), tab);
    }
    QTableView *claims() const { return m_test->find<QTableView>(QStringLiteral("claimTable")); }
    QString cell(int row, int column) const
    {
        return claims()->model()->index(row, column).data().toString();
    }
    int rowOf(const QString &quote) const
    {
        for (int row = 0; row < claims()->model()->rowCount(); ++row) {
            if (cell(row, ClaimModel::Figure).contains(quote)) {
                return row;
            }
        }
        return -1;
    }
    QDialog *editor() const
    {
        return m_test->window->findChild<QDialog *>(QStringLiteral("claimEditor"));
    }
    void save()
    {
        click(editor()->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save));
        QTRY_VERIFY(!editor());
    }

    std::unique_ptr<TestWindow> m_test;
};

void TestClaims::theFactorFollowsWhatIsEntered()
{
    openClaims(QStringLiteral("Bitplane"));
    const int row = rowOf(QStringLiteral("2.5x"));
    QVERIFY(row >= 0);
    clickCell(claims(), row, ClaimModel::Figure);
    QCOMPARE(cell(row, ClaimModel::Factor), QStringLiteral("2.50×"));
    click(m_test->find<QPushButton>(QStringLiteral("editClaim")));
    QTRY_VERIFY(editor());
    auto *value = editor()->findChild<QLineEdit *>(QStringLiteral("claimValue"));
    auto *factor = editor()->findChild<QLineEdit *>(QStringLiteral("claimFactor"));
    QCOMPARE(factor->text(), QStringLiteral("2.5"));
    QVERIFY(factor->isReadOnly());
    value->selectAll();
    QTest::keyClicks(value, QStringLiteral("3"));
    QCOMPARE(factor->text(), QStringLiteral("3"));
    save();
    QTRY_COMPARE_WITH_TIMEOUT(cell(row, ClaimModel::Factor), QStringLiteral("3.00×"), patience);
    // Another factor is entered on purpose only, and stays.
    click(m_test->find<QPushButton>(QStringLiteral("editClaim")));
    QTRY_VERIFY(editor());
    auto *override = editor()->findChild<QCheckBox *>(QStringLiteral("overrideFactor"));
    QVERIFY(!override->isChecked());
    QTest::mouseClick(override, Qt::LeftButton, {}, QPoint(8, override->height() / 2));
    factor = editor()->findChild<QLineEdit *>(QStringLiteral("claimFactor"));
    QVERIFY(!factor->isReadOnly());
    factor->selectAll();
    QTest::keyClicks(factor, QStringLiteral("2.8"));
    save();
    QTRY_COMPARE_WITH_TIMEOUT(cell(row, ClaimModel::Factor), QStringLiteral("2.80×"), patience);
    click(m_test->find<QPushButton>(QStringLiteral("editClaim")));
    QTRY_VERIFY(editor());
    QVERIFY(editor()->findChild<QCheckBox *>(QStringLiteral("overrideFactor"))->isChecked());
    editor()->reject();
}

void TestClaims::confirmingDecidesAFlag()
{
    openClaims(QStringLiteral("Bitplane"));
    const QAbstractItemModel &model = *claims()->model();
    const int flagged = rowOf(QStringLiteral("2.5x"));
    QVERIFY(flagged >= 0);
    const QString paper = m_test->window->libraryPage()->inspector()->paperId();
    {
        auto store = store::Store::open(m_test->options.databasePath);
        QVERIFY(store);
        Claim doubtful = (*store)->paper(paper)->paper.claims[flagged];
        doubtful.flags = QStringList{QStringLiteral("bei-up")};
        QVERIFY((*store)->editClaim(doubtful));
    }
    Q_EMIT m_test->window->workspace().claimsChanged(paper);
    QTRY_VERIFY_WITH_TIMEOUT(
            model.index(flagged, ClaimModel::Figure).data(Qt::DecorationRole).isValid(), patience);
    clickCell(claims(), flagged, ClaimModel::Figure);
    const auto sign = [&] {
        return model.index(flagged, ClaimModel::Figure).data(Qt::DecorationRole).isValid();
    };
    click(m_test->find<QPushButton>(QStringLiteral("confirmClaim")));
    QTRY_VERIFY_WITH_TIMEOUT(!sign(), patience);
    QCOMPARE(cell(flagged, ClaimModel::Status), QStringLiteral("confirmed"));
    // Taken back, it asks again.
    click(m_test->find<QPushButton>(QStringLiteral("undoClaim")));
    QTRY_VERIFY_WITH_TIMEOUT(sign(), patience);
}

void TestClaims::asPrintedIsTheQuote()
{
    openClaims(QStringLiteral("Bitplane"));
    const QString report = QString::fromUtf8(testReport());
    for (int row = 0; row < claims()->model()->rowCount(); ++row) {
        const QString printed = cell(row, ClaimModel::Figure);
        QVERIFY2(report.contains(printed), qPrintable(printed));
    }
}

void TestClaims::aMissedClaimIsAddedFromItsWords()
{
    openClaims(QStringLiteral("Speculative"));
    const int before = claims()->model()->rowCount();
    showTab(Inspector::Source);
    auto *text = m_test->find<QTextEdit>(QStringLiteral("sourceText"));
    auto *button = m_test->find<QPushButton>(QStringLiteral("newClaim"));
    QVERIFY(!button->isEnabled());
    // The heading is no place for a claim.
    QTextCursor cursor = text->document()->find(QStringLiteral("Speculative Gears"));
    text->setTextCursor(cursor);
    QVERIFY(!button->isEnabled());
    cursor = text->document()->find(QStringLiteral("Small drafting models propose tokens"));
    QVERIFY(!cursor.isNull());
    // Past the end of the abstract, into the line before it.
    QTextCursor wider = cursor;
    wider.setPosition(cursor.selectionStart() - 1);
    wider.setPosition(cursor.selectionEnd(), QTextCursor::KeepAnchor);
    text->setTextCursor(wider);
    QVERIFY(button->isEnabled());
    text->setTextCursor(cursor);
    click(button);
    QTRY_VERIFY(editor());
    auto *value = editor()->findChild<QLineEdit *>(QStringLiteral("claimValue"));
    // These words hold no figure: without one there is nothing to save.
    QVERIFY(value->text().isEmpty());
    const auto *buttons = editor()->findChild<QDialogButtonBox *>();
    QVERIFY(!buttons->button(QDialogButtonBox::Save)->isEnabled());
    QTest::keyClicks(value, QStringLiteral("4"));
    QVERIFY(buttons->button(QDialogButtonBox::Save)->isEnabled());
    QCOMPARE(editor()->findChild<QLineEdit *>(QStringLiteral("claimFactor"))->text(),
             QStringLiteral("4"));
    save();
    QTRY_COMPARE_WITH_TIMEOUT(claims()->model()->rowCount(), before + 1, patience);
    const int row = rowOf(QStringLiteral("Small drafting models propose tokens"));
    QVERIFY(row >= 0);
    QCOMPARE(cell(row, ClaimModel::Factor), QStringLiteral("4.00×"));
    QCOMPARE(claims()->currentIndex().row(), row);
    // It survives another import of the report, and is taken back by Undo.
    ReportsPage *page = m_test->window->reportsPage();
    page->undoLast();
    QTRY_COMPARE_WITH_TIMEOUT(m_test->window->libraryPage()->papers().rowCount(), 0, patience);
    page->redo();
    QTRY_COMPARE_WITH_TIMEOUT(m_test->window->libraryPage()->papers().rowCount(), 1, patience);
    openClaims(QStringLiteral("Speculative"));
    const int again = rowOf(QStringLiteral("Small drafting models propose tokens"));
    QVERIFY(again >= 0);
    clickCell(claims(), again, ClaimModel::Figure);
    click(m_test->find<QPushButton>(QStringLiteral("undoClaim")));
    QTRY_COMPARE_WITH_TIMEOUT(claims()->model()->rowCount(), before, patience);
}

QTEST_MAIN(TestClaims)
#include "test_claims.moc"
