#include "library/import_plan.h"
#include "library/report.h"

#include <QtTest>

using namespace touchstone;

class TestTitleKey : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sameTitle_data()
    {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        const auto row = [](const char *a, const char *b) {
            QTest::newRow(a) << QString::fromUtf8(a) << QString::fromUtf8(b);
        };
        row("Sparse Kernels for All", "SPARSE KERNELS FOR ALL");
        row("Few-Step Sampling", "Few Step  Sampling.");
        row("GateNet : fast gates", "GATENET: FAST GATES");
        row("Under review as a conference paper at ICLR 2031 LUMEN: LIGHT CACHES",
            "Lumen: Light Caches");
        row("Under review as a conference paper LUMEN: LIGHT CACHES", "Lumen: Light Caches");
        row("Preprint. Under review. Lumen: Light Caches", "Lumen: Light Caches");
        row("arXiv:2509.01234v2 [cs.LG] 3 Sep 2025 Lumen", "Lumen");
        row("ＬＵＭＥＮ：缓存", "lumen:缓存");
    }
    void sameTitle()
    {
        QFETCH(QString, a);
        QFETCH(QString, b);
        QVERIFY(!titleKey(a).isEmpty());
        QCOMPARE(titleKey(a), titleKey(b));
    }

    void differentTitle_data()
    {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        const auto row = [](const char *a, const char *b) {
            QTest::newRow(a) << QString::fromUtf8(a) << QString::fromUtf8(b);
        };
        row("Lumen 2", "Lumen 3");
        row("C++ kernels", "C kernels");
        row("Preprint servers and their readers", "servers and their readers");
        row("缓存压缩", "缓存量化");
    }
    void differentTitle()
    {
        QFETCH(QString, a);
        QFETCH(QString, b);
        QVERIFY(titleKey(a) != titleKey(b));
    }

    void anEmptyTitleHasNoKey()
    {
        QVERIFY(titleKey(QStringLiteral(" -- ")).isEmpty());
        QVERIFY(titleKey(QStringLiteral("Under review as a conference paper at ICLR 2031"))
                        .isEmpty());
    }

    void theTextHashTellsFieldsApart()
    {
        ReportPaper a, b;
        a.title = QStringLiteral("ab");
        b.title = QStringLiteral("a");
        b.brief = QStringLiteral("b");
        QVERIFY(textHash(a) != textHash(b));
        QCOMPARE(textHash(a), textHash(ReportPaper(a)));
        b = a;
        b.abstract = QStringLiteral("changed");
        QVERIFY(textHash(a) != textHash(b));
    }
};

QTEST_GUILESS_MAIN(TestTitleKey)
#include "test_title_key.moc"
