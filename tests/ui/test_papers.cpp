// Papers in the hands of a person: links, tags and a note, papers by hand, claims from a table,
// BibTeX of a selection. By clicks in the real window.
#include "ui_test.h"

#include "ui/library/inspector.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTextBrowser>
#include <QToolButton>
#include <QTreeView>

using namespace touchstone;
using namespace touchstone::ui;

namespace {

void enter(QDialog *dialog, const char *field, const QString &text)
{
    auto *edit = dialog->findChild<QLineEdit *>(QLatin1String(field));
    QVERIFY(edit);
    QTest::mouseClick(edit, Qt::LeftButton, {}, edit->rect().center());
    edit->selectAll();
    QTest::keyClicks(edit, text);
}

QPushButton *button(QDialog *dialog, QDialogButtonBox::StandardButton which)
{
    return dialog->findChild<QDialogButtonBox *>()->button(which);
}

QAction *actionOf(const TestWindow &test, const char *name)
{
    return test.window->findChild<QAction *>(QLatin1String(name));
}

void choose(const TestWindow &test, int row)
{
    auto *table = test.find<QTableView>(QStringLiteral("paperTable"));
    QSignalSpy loaded(test.window->libraryPage()->inspector(), &Inspector::loaded);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(row, 0)).center());
    QVERIFY(loaded.wait(patience));
}

QString overview(const TestWindow &test)
{
    return test.find<QTextBrowser>(QStringLiteral("overviewText"))->toHtml();
}

// The row of a facet's value; invalid: not there.
QModelIndex facetValue(const TestWindow &test, FacetModel::Section section, const QString &value)
{
    const FacetModel &facets = test.window->libraryPage()->facets();
    const QModelIndex parent = facets.index(section, 0);
    for (int row = 0; row < facets.rowCount(parent); ++row) {
        const QModelIndex index = facets.index(row, 0, parent);
        if (index.data(FacetModel::ValueRole).toString() == value) {
            return index;
        }
    }
    return {};
}

}  // namespace

class TestPapers : public QObject {
    Q_OBJECT
public Q_SLOTS:
    void opened(const QUrl &url) { m_opened.append(url); }
private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        m_opened.clear();
    }
    void linksTagsAndNoteAreEdited();
    void wrongLinksAreSaidWhereTheyStand();
    void aPaperIsAddedByHand();
    void aTableOfClaimsIsImported();
    void aSelectionIsCopiedAndSavedAsBibtex();

private:
    QVector<QUrl> m_opened;
};

void TestPapers::linksTagsAndNoteAreEdited()
{
    TestWindow test;
    choose(test, 0);
    QVERIFY(overview(test).contains(QStringLiteral("arxiv.org/search")));
    click(test.find<QPushButton>(QStringLiteral("editPaper")));
    auto *editor = test.find<QDialog>(QStringLiteral("paperEditor"));
    QVERIFY(editor);
    QVERIFY(!editor->findChild<QLineEdit *>(QStringLiteral("newTitle"))->isVisible());
    enter(editor, "paperDoi", QStringLiteral("https://doi.org/10.1145/3600006.3613165"));
    enter(editor, "paperArxiv", QStringLiteral("https://arxiv.org/abs/2309.06180v2"));
    enter(editor, "paperYear", QStringLiteral("2023"));
    enter(editor, "paperVenue", QStringLiteral("SOSP"));
    enter(editor, "paperTags", QStringLiteral("serving, to read"));
    auto *note = editor->findChild<QPlainTextEdit *>(QStringLiteral("paperNote"));
    QTest::mouseClick(note->viewport(), Qt::LeftButton, {}, note->viewport()->rect().center());
    QTest::keyClicks(note, QStringLiteral("For the talk."));
    click(button(editor, QDialogButtonBox::Save));
    QTRY_VERIFY_WITH_TIMEOUT(overview(test).contains(QStringLiteral("For the talk.")), patience);
    const QString shown = overview(test);
    QVERIFY(shown.contains(QStringLiteral("https://doi.org/10.1145/3600006.3613165")));
    QVERIFY(shown.contains(QStringLiteral("https://arxiv.org/abs/2309.06180")));
    QVERIFY(shown.contains(QStringLiteral("SOSP 2023")));
    QVERIFY(!shown.contains(QStringLiteral("arxiv.org/search")));
    // The tag is a facet: one click on its box leaves this paper alone.
    const QString tag = QStringLiteral("to read");
    QTRY_VERIFY_WITH_TIMEOUT(facetValue(test, FacetModel::Tags, tag).isValid(), patience);
    auto *tree = test.find<QTreeView>(QStringLiteral("facetTree"));
    const QModelIndex index = facetValue(test, FacetModel::Tags, tag);
    tree->scrollTo(index, QAbstractItemView::PositionAtCenter);
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(index).center());
    QTRY_COMPARE_WITH_TIMEOUT(test.window->libraryPage()->papers().rowCount(), 1, patience);
}

void TestPapers::wrongLinksAreSaidWhereTheyStand()
{
    TestWindow test;
    choose(test, 0);
    click(test.find<QPushButton>(QStringLiteral("editPaper")));
    auto *editor = test.find<QDialog>(QStringLiteral("paperEditor"));
    auto *problem = editor->findChild<QLabel *>(QStringLiteral("paperProblem"));
    using Wrong = std::pair<const char *, const char *>;
    for (const auto &[field, wrong] :
         {Wrong{"paperDoi", "about 10"}, Wrong{"paperArxiv", "nothing"},
          Wrong{"paperCode", "file:///etc/passwd"}, Wrong{"paperYear", "soon"}}) {
        enter(editor, field, QLatin1String(wrong));
        QVERIFY2(problem->isVisible() && !button(editor, QDialogButtonBox::Save)->isEnabled(),
                 field);
        editor->findChild<QLineEdit *>(QLatin1String(field))->clear();
        QVERIFY2(button(editor, QDialogButtonBox::Save)->isEnabled(), field);
    }
}

void TestPapers::aPaperIsAddedByHand()
{
    TestWindow test;
    actionOf(test, "addPaper")->trigger();
    auto *editor = test.find<QDialog>(QStringLiteral("paperEditor"));
    QVERIFY(editor);
    QVERIFY(!button(editor, QDialogButtonBox::Save)->isEnabled());  // without a title
    enter(editor, "newTitle", QStringLiteral("Kites: Folding Small Caches"));
    auto *abstract = editor->findChild<QPlainTextEdit *>(QStringLiteral("newAbstract"));
    QTest::mouseClick(abstract->viewport(), Qt::LeftButton, {},
                      abstract->viewport()->rect().center());
    QTest::keyClicks(abstract, QStringLiteral("Kites gives a 2.5x inference speedup."));
    enter(editor, "paperArxiv", QStringLiteral("2309.06180"));
    click(button(editor, QDialogButtonBox::Save));
    LibraryPage *page = test.window->libraryPage();
    QTRY_COMPARE_WITH_TIMEOUT(page->papers().rowCount(), 77, patience);
    QTRY_COMPARE_WITH_TIMEOUT(page->selectedPapers().size(), 1, patience);
    QTRY_COMPARE_WITH_TIMEOUT(test.find<QLabel>(QStringLiteral("paperTitle"))->text(),
                              QStringLiteral("Kites: Folding Small Caches"), patience);
    QVERIFY(test.find<QLabel>(QStringLiteral("paperVerdict"))
                    ->text()
                    .contains(QStringLiteral("2.5")));
    // It is an import like others: it can be taken back.
    click(test.find<QToolButton>(QStringLiteral("reportsButton")));
    click(test.find<QPushButton>(QStringLiteral("undoImport")));
    QTRY_COMPARE_WITH_TIMEOUT(page->papers().rowCount(), 76, patience);
}

void TestPapers::aTableOfClaimsIsImported()
{
    TestWindow test(false);
    ReportsPage *reports = test.window->reportsPage();
    QSignalSpy previewed(reports, &ReportsPage::previewed);
    reports->preview({test.write(QStringLiteral("report.txt"), testReport())});
    QVERIFY(previewed.wait(patience));
    QSignalSpy imported(reports, &ReportsPage::imported);
    reports->importSelected();
    QVERIFY(imported.wait(patience));
    const QString path = test.write(
            QStringLiteral("claims.csv"),
            "Where,What,How much,Words\n"
            "Speculative Gears: Drafting with Small Wheels,latency,2.2x,Table 3: 2.2x on CPUs\n"
            "Lanterns in the Fog,speedup,3x,three times as fast\n"
            "Lanterns in the Fog,weight,3x,heavy\n");
    actionOf(test, "importClaims")->trigger();
    auto *files = test.find<QFileDialog>(QStringLiteral("claimFileDialog"));
    QVERIFY(files);
    files->findChild<QLineEdit *>()->setText(path);
    click(files->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Open));
    QTRY_VERIFY(test.find<QDialog>(QStringLiteral("claimTableDialog")));
    auto *dialog = test.find<QDialog>(QStringLiteral("claimTableDialog"));
    const auto column = [&](int field, int index) {
        auto *box = dialog->findChild<QComboBox *>(QStringLiteral("claimColumn%1").arg(field));
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Home);
        for (int i = 0; i <= index; ++i) {
            QTest::keyClick(box, Qt::Key_Down);
        }
    };
    QPushButton *ok = button(dialog, QDialogButtonBox::Ok);
    QTRY_VERIFY_WITH_TIMEOUT(!ok->isEnabled(), patience);  // no column is known by its name
    column(0, 0);
    column(1, 3);
    column(2, 1);
    column(3, 2);
    QTRY_VERIFY_WITH_TIMEOUT(ok->isEnabled(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(ok->text().contains(u'1'), patience);
    auto *add = dialog->findChild<QWidget *>(QStringLiteral("addMissingPapers"));
    QTRY_VERIFY(add->isEnabled());
    QTest::mouseClick(add, Qt::LeftButton, {}, QPoint(8, add->height() / 2));
    QVERIFY2(ok->text().contains(u'2'), qPrintable(ok->text()));
    click(ok);
    LibraryPage *page = test.window->libraryPage();
    QTRY_COMPARE_WITH_TIMEOUT(page->papers().rowCount(), 3, patience);
    page->searchFor(QStringLiteral("Lanterns"));
    QTRY_COMPARE_WITH_TIMEOUT(page->papers().rowCount(), 1, patience);
    QVERIFY(page->papers()
                    .index(0, PaperModel::Claimed)
                    .data()
                    .toString()
                    .contains(QStringLiteral("three times")));
}

void TestPapers::aSelectionIsCopiedAndSavedAsBibtex()
{
    TestWindow test;
    choose(test, 0);
    auto *table = test.find<QTableView>(QStringLiteral("paperTable"));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, Qt::ControlModifier,
                      table->visualRect(table->model()->index(1, 0)).center());
    QCOMPARE(test.window->libraryPage()->selectedPapers().size(), 2);
    auto *copy = test.find<QToolButton>(QStringLiteral("copyPapers"));
    Q_EMIT copy->menu()->aboutToShow();
    QApplication::clipboard()->clear();
    copy->menu()->findChild<QAction *>(QStringLiteral("copyBibtex"))->trigger();
    const QRegularExpression entry(QStringLiteral("@\\w+\\{p-"));
    QTRY_COMPARE_WITH_TIMEOUT(QApplication::clipboard()->text().count(entry), 2, patience);
    Q_EMIT copy->menu()->aboutToShow();
    copy->menu()->findChild<QAction *>(QStringLiteral("saveBibtex"))->trigger();
    auto *files = test.find<QFileDialog>(QStringLiteral("bibtexDialog"));
    QVERIFY(files);
    const QString path = test.dir.filePath(QStringLiteral("two.bib"));
    files->findChild<QLineEdit *>()->setText(path);
    click(files->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save));
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path), patience);
    // What was written is one click away, and so is its folder.
    QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "opened");
    QTRY_VERIFY_WITH_TIMEOUT(test.find<QPushButton>(QStringLiteral("showInFolder")), patience);
    click(test.find<QPushButton>(QStringLiteral("showInFolder")));
    QDesktopServices::unsetUrlHandler(QStringLiteral("file"));
    QCOMPARE(m_opened, QVector<QUrl>{QUrl::fromLocalFile(test.dir.path())});
}

QTEST_MAIN(TestPapers)
#include "test_papers.moc"
