// The Compare page: what is drawn, the table beside it, and what is taken out of it.
#include "charts/chart_view.h"
#include "store/fixture.h"
#include "ui/common/screen_fit.h"
#include "ui/common/verdict_chip.h"
#include "ui/common/widgets.h"
#include "ui/compare/brush.h"
#include "ui/compare/chart_controls.h"
#include "ui/compare/export_dialog.h"
#include "ui/compare/export_preview.h"
#include "ui_test.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QToolButton>

using namespace touchstone;
using namespace touchstone::ui;
using compare::ChartKind;
using compare::ChartOrder;

namespace {

// The measurement of a claim that the fixtures hold, under another name and date.
measure::Bundle measurement(int number)
{
    QFile file(QStringLiteral(TOUCHSTONE_SOURCE_DIR "/tests/fixtures/bundles/fused.json"));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    auto bundle = measure::bundleFromJson(file.readAll().toStdString());
    bundle->results.front().runId = "run-" + std::to_string(number);
    bundle->results.front().startedAt = "2026-11-1" + std::to_string(number) + "T10:00:00Z";
    return *bundle;
}

void addMeasurements(const TestWindow &test, int count)
{
    auto store = store::Store::open(test.options.databasePath, store::OpenMode::ReadWrite);
    for (int i = 0; i < count; ++i) {
        const auto added = (*store)->addBundle(measurement(i));
        QVERIFY2(added, added ? "" : added.error().message.en.c_str());
    }
}

// A window of the smallest size that is promised, on the page.
struct OnPage {
    explicit OnPage(int measurements = 1, Language language = Language::English)
        : test(true, language), page(test.window->comparePage())
    {
        addMeasurements(test, measurements);
        test.window->resize(1000, 700);
        redraw([this] { test.window->showPage(MainWindow::Compare); });
    }

    void redraw(const std::function<void()> &change)
    {
        QSignalSpy drawn(page, &ComparePage::drawn);
        change();
        QVERIFY(!drawn.isEmpty() || drawn.wait(patience));
    }
    void choose(const char *box, const QVariant &value)
    {
        redraw([&] {
            auto *combo = test.find<QComboBox>(QLatin1String(box));
            combo->setCurrentIndex(combo->findData(value));
        });
    }
    void click(const char *button)
    {
        auto *one = test.find<QAbstractButton>(QLatin1String(button));
        QVERIFY(one && one->isVisible() && one->isEnabled());
        QTest::mouseClick(one, Qt::LeftButton);
    }
    QTableView *table() const { return test.find<QTableView>(QStringLiteral("chartTable")); }
    ChartView *chart() const { return test.find<ChartView>(QStringLiteral("chartView")); }
    QSet<int> selectedRows() const
    {
        QSet<int> rows;
        const QModelIndexList selected = table()->selectionModel()->selectedRows();
        for (const QModelIndex &index : selected) {
            rows.insert(index.row());
        }
        return rows;
    }

    TestWindow test;
    ComparePage *page;
};

// Widgets of a row: each within the page and none over another.
void fitsIn(const QWidget &page, QVector<const QWidget *> row)
{
    QVector<QRect> taken;
    for (const QWidget *one : row) {
        const QRect at(one->mapTo(&page, QPoint()), one->size());
        QVERIFY2(QRect(QPoint(), page.size()).contains(at), qPrintable(one->objectName()));
        for (const QRect &other : taken) {
            QVERIFY2(!other.intersects(at), qPrintable(one->objectName()));
        }
        taken.append(at);
    }
}

}  // namespace

class TestCompare : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { failOnAnyWarning(); }

    void theControlsFit_data()
    {
        QTest::addColumn<Language>("language");
        QTest::newRow("en") << Language::English;
        QTest::newRow("zh") << Language::Chinese;
    }
    void theControlsFit()
    {
        QFETCH(const Language, language);
        OnPage on(1, language);
        for (const ChartKind kind : compare::chartKinds()) {
            on.choose("chartKind", int(kind));
            QCOMPARE(on.page->spec().kind, kind);
            QVector<const QWidget *> row;
            for (const char *name :
                 {"chartKind", "chartTechnique", "chartKernel", "chartClaim", "chartMetric",
                  "chartOrder", "chartMachine", "chartDevice", "differencesOnly", "chartAxes"}) {
                const auto *one = on.test.find<QWidget>(QLatin1String(name));
                QVERIFY(!one->accessibleName().isEmpty() || name == QByteArray("chartAxes"));
                if (one->isVisible()) {
                    row.append(one);
                }
            }
            QVERIFY(row.size() >= 5);
            fitsIn(*on.page, row);
            const auto *axes = on.test.find<QToolButton>(QStringLiteral("chartAxes"));
            QVERIFY(axes->width() >= axes->sizeHint().width());
            const auto *differences = on.test.find<QCheckBox>(QStringLiteral("differencesOnly"));
            QVERIFY(differences->width() >= differences->sizeHint().width());
            const compare::ChartChoices choices = choicesOf(kind);
            QCOMPARE(on.test.find<QComboBox>(QStringLiteral("chartMetric"))->isVisible(),
                     choices.metric);
            QCOMPARE(on.test.find<QComboBox>(QStringLiteral("chartClaim"))->isVisible(),
                     kind == ChartKind::History);
        }
    }

    void anOrderOfAnotherKindIsForgotten()
    {
        OnPage on;
        on.choose("chartOrder", int(ChartOrder::ByPaper));
        QCOMPARE(on.page->query().order, ChartOrder::ByPaper);
        on.choose("chartKind", int(ChartKind::Roofline));
        QCOMPARE(on.page->query().order, ChartOrder::Natural);
        QVERIFY(!on.test.find<QComboBox>(QStringLiteral("chartOrder"))->isVisible());
    }

    void theOrderSortsTheTable()
    {
        OnPage on;
        on.choose("chartTechnique", QStringLiteral("quantization"));
        on.choose("chartOrder", int(ChartOrder::ByPaper));
        QStringList names;
        for (int row = 0; row < on.page->table().rowCount(); ++row) {
            names.append(on.page->table().index(row, 0).data().toString());
        }
        QVERIFY(names.size() > 1);
        QStringList sorted = names;
        std::stable_sort(sorted.begin(), sorted.end(), [](const QString &a, const QString &b) {
            return a.compare(b, Qt::CaseInsensitive) < 0;
        });
        QCOMPARE(names, sorted);
    }

    void aMetricIsChosen()
    {
        OnPage on;
        QVERIFY(on.page->spec().subtitle.en.find("Metric:") != std::string::npos);
        on.choose("chartMetric", QStringLiteral("memory"));
        QVERIFY(on.page->spec().subtitle.en.find("Metric: Memory.") != std::string::npos);
        QCOMPARE(on.page->query().metric, QStringLiteral("memory"));
    }

    void axesHaveScaleAndLimits()
    {
        OnPage on;
        on.click("chartAxes");
        auto *popup = on.test.find<QFrame>(QStringLiteral("axisPopup"));
        QTRY_VERIFY(popup->isVisible());
        auto *from = popup->findChild<QLineEdit *>(QStringLiteral("xMin"));
        QVERIFY(from->isVisible()
                && !popup->findChild<QLineEdit *>(QStringLiteral("yMin"))->isVisible());
        const auto type = [](QLineEdit *edit, const QString &text) {
            edit->setFocus();
            edit->selectAll();
            QTest::keyClicks(edit, text);
            QTest::keyClick(edit, Qt::Key_Return);
        };
        on.redraw([&] { type(from, QStringLiteral("0.25")); });
        QCOMPARE(on.page->spec().x.min, 0.25);
        auto *problem = popup->findChild<QLabel *>(QStringLiteral("axisProblem"));
        type(from, QStringLiteral("low"));
        QVERIFY(problem->isVisible());
        QCOMPARE(on.page->spec().x.min, 0.25);
        on.redraw([&] {
            from->clear();
            auto *scale = popup->findChild<QComboBox *>(QStringLiteral("chartScale"));
            scale->setCurrentIndex(1);
        });
        QVERIFY(!problem->isVisible());
        QVERIFY(!on.page->spec().x.log2);
        on.redraw([&] {
            QTest::mouseClick(popup->findChild<QPushButton *>(QStringLiteral("axisReset")),
                              Qt::LeftButton);
        });
        QVERIFY(on.page->spec().x.log2);
        QVERIFY(!on.page->query().xMin);
        QTest::keyClick(popup, Qt::Key_Escape);
        QTRY_VERIFY(!popup->isVisible());
    }

    // What cannot be drawn is said; the chart stays.
    void aLimitThatCannotBeDrawnIsSaid()
    {
        OnPage on;
        on.click("chartAxes");
        auto *from = on.test.find<QLineEdit>(QStringLiteral("xMin"));
        QTest::keyClicks(from, QStringLiteral("-3"));
        QTest::keyClick(from, Qt::Key_Return);
        const auto *message = on.page->findChild<MessageStrip *>();
        QTRY_VERIFY(message->isVisible());
        QVERIFY(message->findChild<QLabel *>(QString(), Qt::FindDirectChildrenOnly));
        QVERIFY(on.page->spec().x.min > 0);
    }

    void aHistoryIsOpenedFromTheTable()
    {
        OnPage on(3);
        QVERIFY(on.page->table().rowCount() > 0);
        const QPoint row = on.table()->visualRect(on.page->table().index(0, 0)).center();
        QMetaObject::invokeMethod(on.table(), "customContextMenuRequested", Q_ARG(QPoint, row));
        auto *menu = on.table()->findChild<QMenu *>(QStringLiteral("chartTableMenu"));
        QVERIFY(menu);
        on.redraw([&] { menu->actions().last()->trigger(); });
        menu->close();
        QCOMPARE(on.page->spec().kind, ChartKind::History);
        QVERIFY(!on.page->query().claim.isEmpty());
        QCOMPARE(on.page->table().rowCount(), 3);
        const auto *claims = on.test.find<QComboBox>(QStringLiteral("chartClaim"));
        QVERIFY(claims->isVisible() && claims->count() > 1);
        QCOMPARE(claims->currentData().toString(), on.page->query().claim);
    }

    void aRowOpensItsSentence()
    {
        OnPage on;
        QSignalSpy wanted(on.test.window->comparePage(), &ComparePage::drawn);
        on.table()->setFocus();
        on.table()->selectRow(0);
        QTest::keyClick(on.table(), Qt::Key_Return);
        QTRY_VERIFY(on.test.window->libraryPage()->isVisible());
    }

    void rowsAndPointsAreTied()
    {
        OnPage on;
        on.choose("chartTechnique", QStringLiteral("sparse-attention"));
        const compare::ChartSpec &spec = on.page->spec();
        QVERIFY(spec.table.rows.size() > 2);
        const QVector<PointRef> points = Brush::pointsOf(spec, {1});
        QVERIFY(!points.isEmpty());
        for (const PointRef &point : points) {
            QCOMPARE(spec.series[point.series].points[point.point].row, 1);
        }
        QCOMPARE(Brush::rowsOf(spec, points), QSet<int>{1});
        // The table leads.
        const QImage before = on.chart()->grab().toImage();
        const QRect row = on.table()->visualRect(on.page->table().index(1, 0));
        QTest::mouseClick(on.table()->viewport(), Qt::LeftButton, {}, row.center());
        QCOMPARE(on.selectedRows(), QSet<int>{1});
        QTRY_VERIFY(on.chart()->grab().toImage() != before);
        // The chart leads.
        QVector<PointRef> chosen = Brush::pointsOf(spec, {0});
        chosen += Brush::pointsOf(spec, {2});
        Q_EMIT on.chart()->pointsSelected(chosen);
        QCOMPARE(on.selectedRows(), (QSet<int>{0, 2}));
        Q_EMIT on.chart()->pointsSelected({});
        QVERIFY(on.selectedRows().isEmpty());
    }

    void theChartIsZoomedAndCopied()
    {
        OnPage on;
        auto *reset = on.test.find<QToolButton>(QStringLiteral("chartReset"));
        QVERIFY(!reset->isEnabled());
        on.click("chartZoomIn");
        QTRY_VERIFY(reset->isEnabled());
        QVERIFY(on.chart()->isZoomed());
        on.click("chartReset");
        QTRY_VERIFY(!reset->isEnabled());
        QGuiApplication::clipboard()->clear();
        on.test.window->activateWindow();
        QTRY_VERIFY(on.test.window->isActiveWindow());
        QTest::keySequence(on.test.window.get(), QKeySequence(QStringLiteral("Ctrl+Shift+C")));
        QTRY_VERIFY(QGuiApplication::clipboard()->mimeData()->hasImage());
        auto *copy = on.test.find<QToolButton>(QStringLiteral("copyFigures"));
        const auto trigger = [copy](const char *name) {
            copy->menu()->findChild<QAction *>(QLatin1String(name))->trigger();
        };
        trigger("copySvg");
        QTRY_VERIFY(QGuiApplication::clipboard()->mimeData()->hasFormat(
                QStringLiteral("image/svg+xml")));
        trigger("copyMarkdown");
        QTRY_VERIFY(QGuiApplication::clipboard()->text().startsWith(u'|'));
        for (const char *name :
             {"chartZoomIn", "chartZoomOut", "chartReset", "copyFigures", "chartPrint"}) {
            const auto *button = on.test.find<QToolButton>(QLatin1String(name));
            QVERIFY(!button->accessibleName().isEmpty());
            QVERIFY(!button->toolTip().isEmpty());
        }
    }

    void anExportIsPreviewedAndOpened()
    {
        OnPage on;
        on.click("exportChart");
        QTRY_VERIFY(on.page->findChild<QDialog *>(QStringLiteral("exportDialog")));
        auto *dialog = on.page->findChild<QDialog *>(QStringLiteral("exportDialog"));
        auto *preview = dialog->findChild<ExportPreview *>(QStringLiteral("exportPreview"));
        auto *picture = preview->findChild<QLabel *>(QStringLiteral("previewPicture"));
        QSignalSpy shown(preview, &ExportPreview::shown);
        QVERIFY(shown.wait(patience) || !shown.isEmpty());
        const QImage light = picture->pixmap(Qt::ReturnByValue).toImage();
        QVERIFY(light.width() > 200);
        const auto change = [&](const char *box, int index) {
            shown.clear();
            dialog->findChild<QComboBox *>(QLatin1String(box))->setCurrentIndex(index);
            QVERIFY(shown.wait(patience));
        };
        change("exportTheme", 1);
        QVERIFY(picture->pixmap(Qt::ReturnByValue).toImage().pixelColor(2, 2).lightness()
                < light.pixelColor(2, 2).lightness());
        change("exportFormat", 3);  // CSV
        auto *text = preview->findChild<QPlainTextEdit *>(QStringLiteral("previewText"));
        QVERIFY(text->isVisible());
        QVERIFY(text->toPlainText().contains(QStringLiteral("Paper")));
        const QString path = on.test.dir.filePath(QStringLiteral("figures.csv"));
        dialog->findChild<QLineEdit *>(QStringLiteral("exportPath"))->setText(path);
        QTest::mouseClick(dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save),
                          Qt::LeftButton);
        QTRY_VERIFY(QFileInfo::exists(path));
        QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "take");
        QTRY_VERIFY(on.test.find<QPushButton>(QStringLiteral("openFile"))->isVisible());
        on.click("showInFolder");
        QCOMPARE(m_opened, QUrl::fromLocalFile(on.test.dir.path()));
        QDesktopServices::unsetUrlHandler(QStringLiteral("file"));
    }

    // A picture for slides has the size of a slide, unless the person wants another.
    void aPictureForSlidesIsASlide()
    {
        OnPage on;
        QSettings settings(on.test.dir.filePath(QStringLiteral("sizes.ini")), QSettings::IniFormat);
        ExportDialog dialog(on.page->spec(), settings);
        dialog.show();
        auto *format = dialog.findChild<QComboBox *>(QStringLiteral("exportFormat"));
        auto *size = dialog.findChild<QComboBox *>(QStringLiteral("exportSize"));
        QTest::keyClick(format, Qt::Key_Down);
        QCOMPARE(dialog.style().size, ChartSize::DoubleColumn);  // SVG
        QTest::keyClick(format, Qt::Key_Down);
        QVERIFY(format->currentText().startsWith(QStringLiteral("PNG")));
        QCOMPARE(dialog.style().size, ChartSize::Slide);
        QTest::keyClick(size, Qt::Key_Home);
        QTest::keyClick(format, Qt::Key_Up);
        QTest::keyClick(format, Qt::Key_Down);
        QCOMPARE(dialog.style().size, ChartSize::SingleColumn);
    }

    // What the page is for is not behind a scroll bar.
    void theVerdictIsASecondColumnThatIsShownWhole()
    {
        OnPage on;
        on.test.window->resize(1000, 700);
        const auto *table = on.test.find<QTableView>(QStringLiteral("chartTable"));
        const QAbstractItemModel &model = *table->model();
        QCOMPARE(model.headerData(1, Qt::Horizontal).toString(), QStringLiteral("Verdict"));
        QVERIFY(model.rowCount() > 0);
        QTRY_VERIFY(table->columnViewportPosition(1) + table->columnWidth(1)
                    <= table->viewport()->width());
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex cell = model.index(row, 1);
            const QString outcome = cell.data(ChartTableModel::OutcomeRole).toString();
            QVERIFY2(!outcome.isEmpty(), qPrintable(cell.data().toString()));
            QVERIFY(table->columnWidth(1) >= verdictChipWidth(table->font(), outcome));
        }
        QVERIFY(!model.index(0, 0).data(ChartTableModel::OutcomeRole).isValid());
    }

    // Letters that no font has would be boxes in the file.
    void anExportWarnsOfLettersWithoutAFont()
    {
        OnPage on;
        compare::ChartSpec spec = on.page->spec();
        const std::u32string letter = U"\U00010600";
        spec.title.zh = QString::fromStdU32String(letter).toStdString();
        QSettings settings(on.test.dir.filePath(QStringLiteral("fonts.ini")), QSettings::IniFormat);
        ExportDialog dialog(spec, settings);
        dialog.show();
        const auto *message = dialog.findChild<MessageStrip *>();
        auto *language = dialog.findChild<QComboBox *>(QStringLiteral("exportLanguage"));
        auto *format = dialog.findChild<QComboBox *>(QStringLiteral("exportFormat"));
        QVERIFY(!message->isVisible());
        language->setCurrentIndex(1);  // Chinese
        QTRY_VERIFY(message->isVisible());
        const auto labels = message->findChildren<QLabel *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->text().contains(QStringLiteral("fonts-noto-cjk"));
        }));
        format->setCurrentIndex(3);  // CSV needs no font
        QVERIFY(!message->isVisible());
    }

    // A paper without a factor does not vanish without a word.
    void chosenPapersThatAreNotDrawnAreCounted()
    {
        OnPage on;
        const PaperModel &papers = on.test.window->libraryPage()->papers();
        QStringList chosen;
        for (const bool claims : {true, false}) {
            for (int row = 0; row < papers.rowCount(); ++row) {
                const QString claimed = papers.index(row, PaperModel::Claimed).data().toString();
                if (claims ? claimed.contains(QStringLiteral("speedup")) : claimed.isEmpty()) {
                    chosen.append(papers.paperId(row));
                    break;
                }
            }
        }
        QCOMPARE(chosen.size(), 2);
        on.redraw([&] { Q_EMIT on.test.window->workspace().comparisonWanted(chosen, {}); });
        const auto *chip = on.test.find<QPushButton>(QStringLiteral("chosenPapers"));
        QVERIFY(chip && chip->isVisible());
        QVERIFY2(chip->text().contains(QStringLiteral("1 of 2")), qPrintable(chip->text()));
        on.click("chosenPapers");
        QTRY_VERIFY(!chip->isVisible());
    }

    // Of many papers those that a kernel can answer come first.
    void whatHasAnAnswerComesFirst()
    {
        OnPage on;
        {
            auto store =
                    store::Store::open(on.test.options.databasePath, store::OpenMode::ReadWrite);
            Report many = store::papers(800);
            for (ReportPaper &paper : many.papers) {
                paper.claims.append(store::claimOf(QStringLiteral("claim-%1").arg(paper.index),
                                                   QStringLiteral("speedup"), 2, 2.0));
            }
            QVERIFY((*store)->apply({store::planOf(many)}));
        }
        QSignalSpy first(on.page, &ComparePage::drawnFirst);
        QSignalSpy drawn(on.page, &ComparePage::drawn);
        on.page->reload();
        QVERIFY(!first.isEmpty() || first.wait(patience));
        QVERIFY(drawn.isEmpty());
        const int answered = on.page->table().rowCount();
        QVERIFY(answered > 0);
        QVERIFY(drawn.wait(patience));
        QCOMPARE(on.page->table().rowCount(), answered);
        QVERIFY(on.page->spec().dropped.size() > 0);  // the others are counted
        QVERIFY(!on.test.find<QWidget>(QStringLiteral("busyLine"))->isVisible());
    }

public Q_SLOTS:
    void take(const QUrl &url) { m_opened = url; }

private:
    QUrl m_opened;
};

QTEST_MAIN(TestCompare)
#include "test_compare.moc"
