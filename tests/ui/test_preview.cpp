// What an import would change is seen before it is written: the old beside the new, and a paper
// that would lose text is left out unless a person takes it. By clicks in the real window.
#include "ui_test.h"

#include "ui/common/palette.h"

#include <QDialog>
#include <QPushButton>
#include <QStyle>
#include <QTableView>
#include <QTreeView>

using namespace touchstone;
using namespace touchstone::ui;

namespace {

// The report of the tests again; the first abstract is gone, the second brief has other words.
QByteArray laterReport()
{
    QString text = QString::fromUtf8(testReport());
    const QString abstract = QStringLiteral(
            "We quantize caches in bit planes. The method gives a 2.5x end-to-end inference "
            "speedup over the FP16 baseline and reduces memory by 40%.");
    text.replace(abstract, QString());
    text.replace(QStringLiteral("平均加速1.7倍"), QStringLiteral("平均加速1.9倍"));
    return text.toUtf8();
}

QModelIndex childWith(const QModelIndex &parent, const QString &text)
{
    const QAbstractItemModel *model = parent.model();
    for (int row = 0; row < model->rowCount(parent); ++row) {
        const QModelIndex child = model->index(row, 0, parent);
        if (child.data().toString().contains(text)) {
            return child;
        }
    }
    return {};
}

}  // namespace

class TestPreview : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void whatIsLostIsLeftOut();
    void warningsAreSeenAgain();
};

void TestPreview::whatIsLostIsLeftOut()
{
    const TestWindow test(false);
    ReportsPage *page = test.window->reportsPage();
    test.window->showPage(MainWindow::Reports);
    QSignalSpy previewed(page, &ReportsPage::previewed);
    page->preview({test.write(QStringLiteral("first.txt"), testReport())});
    QVERIFY(previewed.wait(patience));
    QSignalSpy imported(page, &ReportsPage::imported);
    click(test.find<QPushButton>(QStringLiteral("importSelected")));
    QVERIFY(!imported.isEmpty() || imported.wait(patience));
    previewed.clear();
    page->preview({test.write(QStringLiteral("later.txt"), laterReport())});
    QVERIFY(previewed.wait(patience));
    auto *tree = test.find<QTreeView>(QStringLiteral("previewTree"));
    const QAbstractItemModel *model = tree->model();
    const QModelIndex report = model->index(0, 0);
    const QModelIndex loses = childWith(report, QStringLiteral("Bitplane"));
    const QModelIndex changes = childWith(report, QStringLiteral("Speculative"));
    QVERIFY(loses.isValid() && changes.isValid());
    QCOMPARE(loses.data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    QCOMPARE(changes.data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
    const auto state = [](const QModelIndex &row) { return row.siblingAtColumn(1); };
    QCOMPARE(state(loses).data().toString(), QStringLiteral("changed, loses text"));
    QCOMPARE(state(loses).data(Qt::ForegroundRole).value<QColor>(), tone(Tone::Bad));
    const QModelIndex abstract = childWith(loses, QStringLiteral("Abstract"));
    QVERIFY(abstract.isValid());
    QCOMPARE(state(abstract).data().toString(), QStringLiteral("is lost"));
    const QModelIndex brief = childWith(changes, QStringLiteral("Brief"));
    QVERIFY(brief.isValid());
    const QString sides = brief.siblingAtColumn(2).data().toString();
    QVERIFY2(sides.indexOf(QStringLiteral("1.7")) < sides.indexOf(QStringLiteral("→"))
                     && sides.indexOf(QStringLiteral("→")) < sides.indexOf(QStringLiteral("1.9")),
             qPrintable(sides));
    // A click on its box takes it all the same.
    const QPushButton *button = test.find<QPushButton>(QStringLiteral("importSelected"));
    QVERIFY2(button->text().contains(u'1'), qPrintable(button->text()));
    tree->expand(report);
    tree->scrollTo(loses);
    const QStyle *style = tree->style();
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, tree) + 1;
    const QRect row = tree->visualRect(loses);
    const QPoint box(row.left() + margin
                             + style->pixelMetric(QStyle::PM_IndicatorWidth, nullptr, tree) / 2,
                     row.center().y());
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, box);
    QCOMPARE(loses.data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
    QTRY_VERIFY2(button->text().contains(u'2'), qPrintable(button->text()));
}

void TestPreview::warningsAreSeenAgain()
{
    const TestWindow test;
    test.window->showPage(MainWindow::Reports);
    auto *table = test.find<QTableView>(QStringLiteral("reportTable"));
    QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() > 1, patience);
    int row = 0;
    const auto warnings = [&] {
        return table->model()->index(row, ReportModel::Warnings).data().toInt();
    };
    while (row < table->model()->rowCount() && warnings() == 0) {
        ++row;
    }
    QVERIFY(warnings() > 0);
    const QPoint centre =
            table->visualRect(table->model()->index(row, ReportModel::Warnings)).center();
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, centre);
    QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, centre);
    const auto *dialog = [&] {
        QDialog *found = nullptr;
        return QTest::qWaitFor(
                       [&] {
                           found = test.window->findChild<QDialog *>(
                                   QStringLiteral("warningsDialog"));
                           return found != nullptr;
                       },
                       patience)
                       ? found
                       : nullptr;
    }();
    QVERIFY(dialog && dialog->isVisible());
}

QTEST_MAIN(TestPreview)
#include "test_preview.moc"
