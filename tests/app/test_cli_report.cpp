// End-to-end tests of `touchstone report`: the real program on the bundled reports.
#include "cli_program.h"

#include <QFile>
#include <QFileInfo>
#include <QTest>

class TestCliReport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void writesBothFormatsTheSameTwice_data();
    void writesBothFormatsTheSameTwice();
    void scopeAndLanguage();
    void wrongUse_data();
    void wrongUse();
    void neverReplacesTheLibrary();

private:
    QString path(const QString &name) const { return m_library.path(name); }
    QByteArray content(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    CliLibrary m_library;
};

void TestCliReport::initTestCase()
{
    const QString report = bundledReports() + QStringLiteral("/report-2025-10-15.md");
    QVERIFY(QFileInfo::exists(report));
    QCOMPARE(m_library.run({QStringLiteral("import"), report}).exitCode, 0);
}

void TestCliReport::writesBothFormatsTheSameTwice_data()
{
    QTest::addColumn<QString>("suffix");
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("html") << QStringLiteral("html") << QByteArray("<!DOCTYPE html>");
    QTest::newRow("pdf") << QStringLiteral("pdf") << QByteArray("%PDF-");
}

void TestCliReport::writesBothFormatsTheSameTwice()
{
    QFETCH(const QString, suffix);
    QFETCH(const QByteArray, start);
    for (const char *name : {"first.", "second."}) {
        const Outcome outcome = m_library.run({QStringLiteral("report"), QStringLiteral("-o"),
                                               path(QLatin1String(name) + suffix),
                                               QStringLiteral("--lang"), QStringLiteral("both")});
        QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
        QVERIFY(outcome.out.isEmpty());
    }
    QVERIFY(content(QStringLiteral("first.") + suffix).startsWith(start));
    QCOMPARE(content(QStringLiteral("first.") + suffix),
             content(QStringLiteral("second.") + suffix));
}

void TestCliReport::scopeAndLanguage()
{
    const Outcome listed = m_library.run(
            {QStringLiteral("list"), QStringLiteral("papers"), QStringLiteral("--json")});
    const QJsonArray papers = listed.json().value(QStringLiteral("papers")).toArray();
    const auto paper = std::find_if(papers.begin(), papers.end(), [](const QJsonValue &one) {
        return one[QStringLiteral("claims")].toInt() > 0;
    });
    QVERIFY(paper != papers.end());
    const QString id = (*paper)[QStringLiteral("id")].toString();
    // The format wins over the suffix.
    const Outcome outcome = m_library.run(
            {QStringLiteral("report"), QStringLiteral("--paper"), id, QStringLiteral("--format"),
             QStringLiteral("html"), QStringLiteral("--language"), QStringLiteral("zh"),
             QStringLiteral("--output"), path(QStringLiteral("one.txt"))});
    QVERIFY2(outcome.exitCode == 0, outcome.err.constData());
    const QString page = QString::fromUtf8(content(QStringLiteral("one.txt")));
    QVERIFY(page.contains(QStringLiteral("<html lang=\"zh-CN\">")));
    QVERIFY(page.contains(QStringLiteral("1 篇论文")));
    QVERIFY(page.contains((*paper)[QStringLiteral("title")].toString().toHtmlEscaped()));
}

void TestCliReport::wrongUse_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("named");
    const QString output = QStringLiteral("-o");
    QTest::newRow("suffix") << QStringList{output, path(QStringLiteral("a.doc"))} << 2
                            << QByteArray("a.doc");
    QTest::newRow("no file") << QStringList{} << 2 << QByteArray("--output");
    QTest::newRow("technique") << QStringList{output, path(QStringLiteral("a.pdf")),
                                              QStringLiteral("--technique"),
                                              QStringLiteral("nonsense")}
                               << 2 << QByteArray("nonsense");
    QTest::newRow("paper") << QStringList{output, path(QStringLiteral("a.pdf")),
                                          QStringLiteral("--paper"), QStringLiteral("nobody")}
                           << 1 << QByteArray("nobody");
    QTest::newRow("folder") << QStringList{output, path(QStringLiteral("no/such/a.html"))} << 1
                            << QByteArray("no/such/a.html");
}

void TestCliReport::wrongUse()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, exitCode);
    QFETCH(const QByteArray, named);
    const Outcome outcome = m_library.run(QStringList{QStringLiteral("report")} + arguments);
    QCOMPARE(outcome.exitCode, exitCode);
    QVERIFY2(outcome.err.contains(named), outcome.err.constData());
    QVERIFY(!QFileInfo::exists(path(QStringLiteral("a.pdf"))));
}

void TestCliReport::neverReplacesTheLibrary()
{
    const QByteArray before = content(QStringLiteral("library.db"));
    const Outcome outcome = m_library.run({QStringLiteral("report"), QStringLiteral("--format"),
                                           QStringLiteral("html"), QStringLiteral("-o"),
                                           path(QStringLiteral("library.db"))});
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY(outcome.err.contains("library.db"));
    QCOMPARE(content(QStringLiteral("library.db")), before);
}

QTEST_GUILESS_MAIN(TestCliReport)
#include "test_cli_report.moc"
