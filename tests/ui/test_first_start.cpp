// The first start: hints that are dismissed once, the certificate behind its link, About, and the
// report of a comparison from the menu. By clicks in the real window.
#include "ui_test.h"

#include "ui/common/status_strip.h"
#include "ui/first_hints.h"

#include <QDesktopServices>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTextBrowser>
#include <QToolButton>

using namespace touchstone;
using namespace touchstone::ui;

class TestFirstStart : public QObject {
    Q_OBJECT
public Q_SLOTS:
    void opened(const QUrl &url) { m_opened.append(url); }
private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        m_opened.clear();
    }
    void threeHintsAndNoMore();
    void hintsAreDismissedAtOnce();
    void theCertificateIsBehindItsLink();
    void aboutSaysWhatThisIs();
    void theComparisonIsReportedFromTheMenu_data();
    void theComparisonIsReportedFromTheMenu();

private:
    QVector<QUrl> m_opened;
};

void TestFirstStart::threeHintsAndNoMore()
{
    TestWindow test;
    auto *hints = test.find<FirstHints>(QStringLiteral("firstHints"));
    QVERIFY(hints->isVisible());
    QSet<QString> texts;
    for (int hint = 0; hint < 3; ++hint) {
        QVERIFY(hints->isVisible());
        texts.insert(test.find<QLabel>(QStringLiteral("hintText"))->text());
        click(test.find<QPushButton>(QStringLiteral("nextHint")));
    }
    QCOMPARE(texts.size(), 3);
    QVERIFY(!hints->isVisible());
    test.window->close();
    test.open();
    hints = test.find<FirstHints>(QStringLiteral("firstHints"));
    QVERIFY(!hints->isVisible());
    test.window->findChild<QAction *>(QStringLiteral("showHints"))->trigger();
    QVERIFY(hints->isVisible());
}

void TestFirstStart::hintsAreDismissedAtOnce()
{
    TestWindow test(false);
    click(test.find<QToolButton>(QStringLiteral("dismissHints")));
    QVERIFY(!test.find<FirstHints>(QStringLiteral("firstHints"))->isVisible());
    test.window->close();
    test.open();
    QVERIFY(!test.find<FirstHints>(QStringLiteral("firstHints"))->isVisible());
}

void TestFirstStart::theCertificateIsBehindItsLink()
{
    TestWindow test(false);
    auto *strip = test.find<StatusStrip>(QStringLiteral("statusStrip"));
    strip->setCertificate(std::nullopt);
    auto *link = test.find<QPushButton>(QStringLiteral("certificateStatus"));
    click(link);
    QCOMPARE(test.window->currentPage(), MainWindow::Bench);
    measure::Certificate certificate;
    certificate.at = "2026-02-02T10:00:00Z";
    certificate.trials = 200;
    certificate.falsePositiveRate = 0.015;
    certificate.falsePositiveHigh = 0.043;
    certificate.floor = 0.02;
    certificate.medianHalfWidth = 0.006;
    certificate.detectedShare = 0.97;
    strip->setCertificate(certificate);
    click(link);
    auto *dialog = test.find<QDialog>(QStringLiteral("certificateDialog"));
    QVERIFY(dialog && dialog->isVisible());
    const QString text =
            dialog->findChild<QTextBrowser *>(QStringLiteral("certificateText"))->toPlainText();
    QVERIFY(text.contains(QStringLiteral("200")));
    for (const double share : {0.015, 0.043, 0.02, 0.006, 0.97}) {
        QVERIFY2(text.contains(percentText(share)), qPrintable(percentText(share)));
    }
    QVERIFY(dialog->findChild<QPushButton *>(QStringLiteral("certifyAgain"))->isEnabled());
    click(dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Close));
}

void TestFirstStart::aboutSaysWhatThisIs()
{
    TestWindow test(false);
    test.window->findChild<QAction *>(QStringLiteral("about"))->trigger();
    auto *dialog = test.find<QDialog>(QStringLiteral("aboutDialog"));
    QVERIFY(dialog);
    const QString text = dialog->findChild<QTextBrowser *>()->toPlainText();
    QVERIFY(text.contains(test.options.databasePath));
    QVERIFY(text.contains(QLatin1String(qVersion())));
    QVERIFY(text.contains(QStringLiteral("General Public License")));
}

void TestFirstStart::theComparisonIsReportedFromTheMenu_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("web page") << QStringLiteral("report.html") << QByteArray("<!DOCTYPE html>");
    QTest::newRow("PDF") << QStringLiteral("report.pdf") << QByteArray("%PDF-");
}

void TestFirstStart::theComparisonIsReportedFromTheMenu()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, start);
    TestWindow test(false);
    ReportsPage *reports = test.window->reportsPage();
    QSignalSpy previewed(reports, &ReportsPage::previewed);
    reports->preview({test.write(QStringLiteral("report.txt"), testReport())});
    QVERIFY(previewed.wait(patience));
    QSignalSpy imported(reports, &ReportsPage::imported);
    reports->importSelected();
    QVERIFY(imported.wait(patience));
    test.window->activateWindow();
    QTRY_VERIFY(test.window->isActiveWindow());
    QTest::keySequence(test.window.get(), QKeySequence(QStringLiteral("Ctrl+R")));
    auto *files = test.find<QFileDialog>(QStringLiteral("reportDialog"));
    QVERIFY(files);
    const QString path = test.dir.filePath(name);
    files->findChild<QLineEdit *>()->setText(path);
    click(files->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save));
    QTRY_VERIFY_WITH_TIMEOUT(test.find<QPushButton>(QStringLiteral("openFile")), patience);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().left(200).contains(start));
    QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "opened");
    click(test.find<QPushButton>(QStringLiteral("openFile")));
    QDesktopServices::unsetUrlHandler(QStringLiteral("file"));
    QCOMPARE(m_opened, QVector<QUrl>{QUrl::fromLocalFile(path)});
}

QTEST_MAIN(TestFirstStart)
#include "test_first_start.moc"
