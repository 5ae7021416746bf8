// The way from a claim to its measurement: the preset that answers it, everything that can be
// tested, what was measured already, and a result in words. By clicks in the real window.
#include "../exchange/entry_ratio.h"
#include "ui_test.h"

#include "exchange/comparison_inputs.h"
#include "ui/bench/claim_strip.h"
#include "ui/bench/kernel_model.h"
#include "ui/bench/result_view.h"
#include "ui/common/language.h"
#include "ui/common/wording.h"
#include "ui/library/inspector.h"
#include "ui/library/paper_file.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTextBrowser>
#include <QTreeView>

using namespace touchstone;
using namespace touchstone::ui;

namespace {

// Measures nothing, and takes its time about it: what is queued stays to be seen.
void holdTheBench(const TestWindow &test)
{
    BenchPage *page = test.window->benchPage();
    page->queue().setProgram("/bin/false");
    page->queue().setHeld(true);
    page->setFirstUse(false);
}

// A paper that a run with more than the smallest preset answers; "" if there is none.
std::pair<QString, QString> paperBeyondSmall(const TestWindow &test)
{
    const auto store = store::Store::open(test.options.databasePath, store::OpenMode::ReadOnly);
    const PaperModel &papers = test.window->libraryPage()->papers();
    for (int row = 0; store && row < papers.rowCount(); ++row) {
        const auto file = readPaperFile(**store, papers.paperId(row));
        if (file && !file->preset.isEmpty() && file->preset != QStringLiteral("small")) {
            return {papers.paperId(row), file->preset};
        }
    }
    return {};
}

// Whether a result of the kernel answers a claim of the bundled reports by a factor.
bool drawsAClaim(const TestWindow &test, const KernelText &kernel)
{
    const auto store = store::Store::open(test.options.databasePath, store::OpenMode::ReadOnly);
    const auto inputs = exchange::loadComparison(**store, store::PaperQuery());
    const compare::RunInput run{QStringLiteral("r"),
                                {},
                                QLatin1String(usableRunAt),
                                resultAnswering(kernel, usableRunAt, 2)};
    const auto rows = compare::compareClaims(inputs->papers, {run}, Vocabulary::bundled());
    return std::any_of(rows.begin(), rows.end(), [&](const compare::ComparisonRow &row) {
        return row.isAnswered() && row.kernel == kernel.id && hasClaimStrip(row);
    });
}

}  // namespace

class TestBench : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void measureNowTakesThePresetThatAnswers();
    void everythingTestableIsQueued();
    void aKernelSaysWhatItMeasured();
    void aResultIsInWords_data();
    void aResultIsInWords();
};

void TestBench::measureNowTakesThePresetThatAnswers()
{
    const TestWindow test;
    holdTheBench(test);
    const auto [paper, preset] = paperBeyondSmall(test);
    if (paper.isEmpty()) {
        QSKIP("the smallest preset answers all claims of this build's kernels");
    }
    Inspector *inspector = test.window->libraryPage()->inspector();
    QSignalSpy loaded(inspector, &Inspector::loaded);
    const int row = [&, paper = paper] {
        const PaperModel &papers = test.window->libraryPage()->papers();
        for (int at = 0; at < papers.rowCount(); ++at) {
            if (papers.paperId(at) == paper) {
                return at;
            }
        }
        return -1;
    }();
    auto *table = test.find<QTableView>(QStringLiteral("paperTable"));
    table->scrollTo(table->model()->index(row, 0));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(row, 0)).center());
    QVERIFY(!loaded.isEmpty() || loaded.wait(patience));
    // What it takes is said before it is begun.
    QVERIFY(test.find<QTextBrowser>(QStringLiteral("measuredText"))
                    ->toPlainText()
                    .contains(Wording::preset(preset)));
    click(test.find<QPushButton>(QStringLiteral("measureNow")));
    QCOMPARE(test.window->currentPage(), MainWindow::Bench);
    const BenchQueue &queue = test.window->benchPage()->queue();
    QVERIFY(!queue.items().isEmpty());
    QCOMPARE(queue.items().first().preset, preset);
    QCOMPARE(test.find<QComboBox>(QStringLiteral("benchPreset"))->currentData().toString(), preset);
    click(test.find<QPushButton>(QStringLiteral("cancelQueue")));
    QTRY_VERIFY(!test.window->benchPage()->isMeasuring());
}

void TestBench::everythingTestableIsQueued()
{
    TestWindow test;
    holdTheBench(test);
    const auto button = [&]() -> QPushButton * {
        auto *found = test.find<QPushButton>(QStringLiteral("measureEverything"));
        return found && found->isVisible() ? found : nullptr;
    };
    QTRY_VERIFY_WITH_TIMEOUT(button(), patience);
    QVERIFY(button()->text().contains(QStringLiteral("min"))
            || button()->text().contains(QStringLiteral(" h"))
            || button()->text().contains(QStringLiteral(" s")));
    click(button());
    QCOMPARE(test.window->currentPage(), MainWindow::Bench);
    QStringList queued;
    for (const BenchItem &item : test.window->benchPage()->queue().items()) {
        QVERIFY(!item.preset.isEmpty());
        queued.append(item.kernel);
    }
    QVERIFY(!queued.isEmpty());
    QCOMPARE(queued.removeDuplicates(), 0);
    click(test.find<QPushButton>(QStringLiteral("cancelQueue")));
    QTRY_VERIFY(!test.window->benchPage()->isMeasuring());
}

void TestBench::aKernelSaysWhatItMeasured()
{
    TestWindow test;
    const QString kernel = Vocabulary::bundled().kernels().first().id;
    {
        auto store = store::Store::open(test.options.databasePath);
        QVERIFY(store);
        QVERIFY((*store)->addBundle(bundleAnswering(Vocabulary::bundled().kernels())));
    }
    Q_EMIT test.window->workspace().runsChanged();
    test.window->showPage(MainWindow::Bench);
    const auto *tree = test.find<QTreeView>(QStringLiteral("kernelTree"));
    const auto *model = qobject_cast<const KernelModel *>(tree->model());
    QVERIFY(model);
    const auto date = [&] {
        return model->indexOf(kernel).data(KernelModel::BadgeRole).toString();
    };
    QTRY_COMPARE_WITH_TIMEOUT(date().size(), 5, patience);  // month and day
    const auto anyVerdict = [&] {
        const QVector<KernelText> &kernels = Vocabulary::bundled().kernels();
        return std::any_of(kernels.begin(), kernels.end(), [&](const KernelText &one) {
            return !model->indexOf(one.id).data(KernelModel::OutcomeRole).toString().isEmpty();
        });
    };
    QVERIFY(anyVerdict());
}

void TestBench::aResultIsInWords_data()
{
    QTest::addColumn<int>("language");
    QTest::newRow("en") << int(Language::English);
    QTest::newRow("zh") << int(Language::Chinese);
}

// A claim in the middle, names in place of ids, and a small chart.
void TestBench::aResultIsInWords()
{
    QFETCH(const int, language);
    TestWindow test(true, Language(language));
    const QVector<KernelText> &kernels = Vocabulary::bundled().kernels();
    const auto answering = std::find_if(kernels.begin(), kernels.end(), [&](const KernelText &one) {
        return drawsAClaim(test, one);
    });
    QVERIFY(answering != kernels.end());
    BenchItem item;
    item.kernel = answering->id;
    item.state = BenchItem::State::Done;
    item.result = resultAnswering(*answering, usableRunAt, 2);
    item.environment = {{"l1d", "32768"}, {"numa_nodes", "1"}};
    ResultView view(test.window->workspace());
    view.resize(900, 600);
    view.show();
    view.showItem(item);
    const auto *text = view.findChild<QTextBrowser *>(QStringLiteral("resultText"));
    QTRY_VERIFY_WITH_TIMEOUT(text->toHtml().contains(QStringLiteral("<img")), patience);
    const QString words = text->toPlainText();
    for (const KernelClaim &claim : answering->claims) {
        for (const QString &id : {claim.technique, claim.baseline}) {
            if (id.contains(u'-') && Wording::variant(answering->id, id) != id) {
                QVERIFY2(!words.contains(id), qPrintable(id + u'\n' + words));
            }
        }
    }
    QVERIFY(!words.contains(QStringLiteral("l1d")));
    if (Language(language) == Language::Chinese) {
        for (const char *raw : {"Verified", "Claimed", "limit", "cancelled", "time"}) {
            QVERIFY2(!words.contains(QLatin1String(raw)), raw);
        }
    }
}

QTEST_MAIN(TestBench)
#include "test_bench.moc"
