// DOI, arXiv number and year in whatever text holds them.
#include "library/paper_links.h"

#include <QtTest>

using namespace touchstone;

class TestPaperLinks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void doi_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("doi");
        const auto row = [](const char *text, const char *doi) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(doi);
        };
        row("10.1145/3600006.3613165", "10.1145/3600006.3613165");
        row("https://doi.org/10.1145/3600006.3613165.", "10.1145/3600006.3613165");
        row("doi: 10.1016/0022-3697(63)90123-4, 1963", "10.1016/0022-3697(63)90123-4");
        row("(10.1145/1)", "10.1145/1");
        row("10.48550/arXiv.2309.06180", "10.48550/arXiv.2309.06180");
        row("version 110.1145/1", "");
        row("10.1/2", "");
        row("", "");
    }
    void doi()
    {
        QFETCH(const QString, text);
        QTEST(doiIn(text), "doi");
    }
    void arxiv_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("arxiv");
        const auto row = [](const char *text, const char *arxiv) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(arxiv);
        };
        row("2309.06180", "2309.06180");
        row("arXiv:2309.06180v3 [cs.LG]", "2309.06180");
        row("https://arxiv.org/pdf/2309.06180.pdf", "2309.06180");
        row("10.48550/arXiv.2309.06180", "2309.06180");
        row("arXiv preprint arXiv:2309.06180 (2023)", "2309.06180");
        row("http://arxiv.org/abs/cs/0112017v1", "cs/0112017");
        row("2399.06180", "");  // there is no month 99
        row("2309.061801234", "");
        row("10.1145/2309.06180", "");
        row("", "");
    }
    void arxiv()
    {
        QFETCH(const QString, text);
        QTEST(arxivIn(text), "arxiv");
    }
    void yearsAndAddresses()
    {
        QCOMPARE(yearIn(QStringLiteral("2023-09-12")), 2023);
        QCOMPARE(yearIn(QStringLiteral("Sep. 1999, vol. 12")), 1999);
        QCOMPARE(yearIn(QStringLiteral("120230 papers")), 0);
        const PaperLinks links{QStringLiteral("10.1002/(SICI)1<1::AID>3.0#x"),
                               QStringLiteral("2309.06180"),
                               {},
                               0};
        QCOMPARE(doiAddress(links),
                 QStringLiteral("https://doi.org/10.1002/(SICI)1%3C1::AID%3E3.0%23x"));
        QCOMPARE(arxivAddress(links), QStringLiteral("https://arxiv.org/abs/2309.06180"));
        QVERIFY(doiAddress({}).isEmpty() && arxivAddress({}).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestPaperLinks)
#include "test_paper_links.moc"
