// A library whose papers must all be indexed again, as after an update: what it holds is listed and
// can be worked with meanwhile.
#include "ui_test.h"

#include "importing/importer.h"
#include "ui/library/inspector.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>

#include <future>

using namespace touchstone;
using namespace touchstone::ui;

namespace {

constexpr int bundledPapers = 76;

// Makes the library old and then holds it, as another program would that writes at length: indexing
// begins, and does not end before release().
class LongWriter {
public:
    explicit LongWriter(const QString &path)
        : m_store(oldLibrary(path)), m_done(std::async(std::launch::async, [this] {
              return m_store
                      ->together([this]() -> Result<> {
                          m_holds.set_value();
                          m_released.get_future().wait();
                          return {};
                      })
                      .has_value();
          }))
    {
        m_holds.get_future().wait();
    }
    bool release()
    {
        m_released.set_value();
        return m_done.get();
    }

private:
    static std::unique_ptr<store::Store> oldLibrary(const QString &path)
    {
        auto store = std::move(*store::Store::open(path));
        const auto old =
                store->setSetting(QStringLiteral("internal/search-text"), QStringLiteral("0"));
        return old ? std::move(store) : nullptr;
    }

    std::promise<void> m_holds, m_released;
    std::unique_ptr<store::Store> m_store;
    std::future<bool> m_done;
};

void makeLibrary(const QString &path)
{
    const auto store = store::Store::open(path);
    QVERIFY(store);
    QVector<ImportPlan> plans;
    for (const QString &file : importing::bundledReportPaths()) {
        auto read = importing::readFile(file, {});
        QVERIFY(read);
        for (Report &report : *read) {
            plans.append(importing::planImport(std::move(report), **store));
        }
    }
    QVERIFY((*store)->apply(plans));
}

}  // namespace

class TestIndexing : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        m_dir = std::make_unique<QTemporaryDir>();
        WindowOptions options;
        options.databasePath = m_dir->filePath(QStringLiteral("library.db"));
        options.settingsPath = m_dir->filePath(QStringLiteral("window.ini"));
        options.language = Language::English;
        makeLibrary(options.databasePath);
        m_writer = std::make_unique<LongWriter>(options.databasePath);
        m_window = std::make_unique<MainWindow>(options);
        m_window->resize(1280, 720);
        m_window->show();
        QTRY_COMPARE_WITH_TIMEOUT(papers().rowCount(), bundledPapers, patience);
    }
    void cleanup()
    {
        m_window.reset();
        m_writer.reset();
        m_dir.reset();
    }

    void papersAreListedAndFilteredMeanwhile();
    void aChangeIsSavedAtItsEnd();

private:
    PaperModel &papers() const { return m_window->libraryPage()->papers(); }
    QString count() const
    {
        return m_window->findChild<QLabel *>(QStringLiteral("paperCount"))->text();
    }
    void selectFirstPaper() const
    {
        QSignalSpy loaded(m_window->libraryPage()->inspector(), &Inspector::loaded);
        auto *table = m_window->findChild<QTableView *>(QStringLiteral("paperTable"));
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(0, 0)).center());
        QVERIFY(!loaded.isEmpty() || loaded.wait(patience));
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<LongWriter> m_writer;
    std::unique_ptr<MainWindow> m_window;
};

void TestIndexing::papersAreListedAndFilteredMeanwhile()
{
    QVERIFY2(count().contains(QStringLiteral("indexing")), qPrintable(count()));
    selectFirstPaper();
    QCOMPARE(m_window->libraryPage()->selectedPapers().size(), 1);
    // A facet, by the mouse.
    auto *tree = m_window->findChild<QTreeView *>(QStringLiteral("facetTree"));
    const QModelIndex first = tree->model()->index(0, 0, tree->model()->index(0, 0));
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(first).center());
    QTRY_COMPARE_WITH_TIMEOUT(papers().rowCount(), first.data(FacetModel::CountRole).toInt(),
                              patience);
    m_window->libraryPage()->facets().clear();
    // What the index may not hold yet is not said to be missing.
    auto *search = m_window->findChild<QLineEdit *>(QStringLiteral("search"));
    search->setText(QStringLiteral("nosuchword"));
    QTRY_COMPARE_WITH_TIMEOUT(papers().rowCount(), 0, patience);
    const auto says = [this](const QString &text) {
        const auto labels = m_window->libraryPage()->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
            return label->isVisible() && label->text() == text;
        });
    };
    QTRY_VERIFY(says(QStringLiteral("Nothing found yet")));
    search->clear();
    QSignalSpy ready(m_window.get(), &MainWindow::libraryReady);
    QVERIFY(m_writer->release());
    QVERIFY(ready.wait(patience));
    QTRY_COMPARE_WITH_TIMEOUT(papers().rowCount(), bundledPapers, patience);
    QVERIFY2(!count().contains(QStringLiteral("indexing")), qPrintable(count()));
}

void TestIndexing::aChangeIsSavedAtItsEnd()
{
    m_window->findChild<QLineEdit *>(QStringLiteral("search"))->setText(QStringLiteral("HilbertA"));
    QTRY_COMPARE_WITH_TIMEOUT(papers().rowCount(), 1, patience);
    selectFirstPaper();
    Inspector *inspector = m_window->libraryPage()->inspector();
    const QTabBar *bar = inspector->tabs()->tabBar();
    QTest::mouseClick(inspector->tabs()->tabBar(), Qt::LeftButton, {},
                      bar->tabRect(Inspector::Claims).center());
    auto *claims = m_window->findChild<QTableView *>(QStringLiteral("claimTable"));
    QTRY_VERIFY(claims->model()->rowCount() > 0);
    QTest::mouseClick(claims->viewport(), Qt::LeftButton, {},
                      claims->visualRect(claims->model()->index(0, 0)).center());
    QSignalSpy waits(&m_window->workspace(), &Workspace::writeWaits);
    QSignalSpy changed(&m_window->workspace(), &Workspace::claimsChanged);
    click(m_window->findChild<QPushButton *>(QStringLiteral("confirmClaim")));
    QCOMPARE(waits.count(), 1);
    QCOMPARE(changed.count(), 0);
    // Closing the window does not lose it.
    const QString paper = m_window->libraryPage()->selectedPapers().value(0);
    QVERIFY(m_writer->release());
    m_window.reset();
    const auto store = store::Store::open(m_dir->filePath(QStringLiteral("library.db")));
    QVERIFY(store);
    const auto detail = (*store)->paper(paper);
    QVERIFY(detail);
    QVERIFY(std::any_of(detail->paper.claims.begin(), detail->paper.claims.end(),
                        [](const Claim &claim) { return claim.status == ClaimStatus::Confirmed; }));
}

QTEST_MAIN(TestIndexing)
#include "test_indexing.moc"
