#include "importing/title_repair.h"

#include <QtTest>

using namespace touchstone::importing;

class TestTitle : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void repairs_data()
    {
        QTest::addColumn<QString>("raw");
        QTest::addColumn<QString>("abstract");
        QTest::addColumn<QString>("title");
        QTest::addColumn<QStringList>("codes");
        const auto row = [](const char *raw, const char *abstract, const char *title,
                            const char *codes) {
            QTest::newRow(raw) << QString::fromUtf8(raw) << QString::fromUtf8(abstract)
                               << QString::fromUtf8(title)
                               << QString::fromUtf8(codes).split(u' ', Qt::SkipEmptyParts);
        };
        row("Lumen: Light Caches", "", "Lumen: Light Caches", "");
        // hyphens
        row("Faster Classifi-cation of Trees", "The classification of trees is slow.",
            "Faster Classification of Trees", "title-hyphen");
        row("Faster Classifi- cation of Trees", "The classification of trees is slow.",
            "Faster Classification of Trees", "title-hyphen");
        row("Faster Regulari-zation", "", "Faster Regularization", "title-hyphen");
        row("Few-Step Sampling", "We sample in a few-step way.", "Few-Step Sampling", "");
        row("Few-Step Sampling", "A few of us took a step.", "Few-Step Sampling", "");
        row("Pre-training Twice", "The pretraining and training costs.", "Pre-training Twice", "");
        row("Self-Gating Layers", "A selfgating layer; the gating and self attention.",
            "Self-Gating Layers", "");
        row("A Co-Design of Caches", "", "A Co-Design of Caches", "");
        // notices
        row("Under review as a conference paper at ICLR 2031 Lumen: Light Caches", "",
            "Lumen: Light Caches", "title-notice");
        row("Published as a conference paper at the Conference on Example Systems 2031 Lumen", "",
            "Lumen", "title-notice");
        row("Preprint. Under review. Lumen", "", "Lumen", "title-notice");
        row("Preprint Servers and Their Readers", "", "Preprint Servers and Their Readers", "");
        row("Under Review: A Study of Referees", "", "A Study of Referees", "title-notice");
        row("arXiv:3101.01234v2 [cs.LG] 3 Jan 2031 Lumen", "", "Lumen", "title-notice");
        row("Accepted at NeurIPS 2031: Lumen", "", "Lumen", "title-notice");
        row("Under review as a conference paper at ICLR 2031", "", "", "title-notice");
        // doubled
        row("Lumen: Light Caches for All LUMEN: LIGHT CACHES FOR ALL", "",
            "Lumen: Light Caches for All", "title-doubled");
        row("LUMEN: LIGHT CACHES FOR ALL Lumen: Light Caches for All", "",
            "Lumen: Light Caches for All", "title-doubled");
        row("Lumen: Light Classi-fication LUMEN: LIGHT CLASSIFICATION", "",
            "Lumen: Light Classi-fication", "title-doubled");
        row("Tic Tac Tic Tac", "", "Tic Tac Tic Tac", "");
        // spaces
        row("LUX 3 : Light  Caches ?", "", "LUX 3: Light Caches?", "title-spacing");
        row("Fast-L umen V 2: Light Caches", "We present Fast-Lumen v2 here.",
            "Fast-Lumen v2: Light Caches", "title-spacing");
        row("The Light Cache", "LightCache is a system.", "The Light Cache", "");
        // capitals
        row("LIGHT CACHES FOR LLMS WITH LORA", "LLMs with LoRA need light caches.",
            "Light Caches for LLMs with LoRA", "title-case");
        row("LUXNET: LIGHT CACHES", "We present LuxNet.", "LuxNet: Light Caches", "title-case");
        row("LUX: Light Caches", "LUX is a cache.", "LUX: Light Caches", "");
        row("ON-THE-FLY PRUNING VIA A CACHE", "", "On-the-Fly Pruning via a Cache", "title-case");
        row("LIGHT IT? A STUDY OF CNN CACHES ON MNIST", "",
            "Light It? A Study of CNN Caches on MNIST", "title-case");
        row("LIGHT CACHES FOR RTX4090 AND QWZX", "", "Light Caches for RTX4090 and QWZX",
            "title-case");
        row("SIMPLE LINEAR GATES", "We write it LINear, after linear gates and gates.",
            "Simple Linear Gates", "title-case");
        row("缓存压缩：一种方法", "", "缓存压缩：一种方法", "");
    }
    void repairs()
    {
        QFETCH(QString, raw);
        QFETCH(QString, abstract);
        QFETCH(QString, title);
        QFETCH(QStringList, codes);
        WordList own, all;
        own.add(abstract);
        all.add(abstract);
        all.addTitle(raw);
        const TitleRepair repair = repairTitle(raw, own, all);
        QCOMPARE(repair.title, title);
        QStringList found;
        for (const QLatin1String code : repair.codes) {
            found << code;
        }
        QCOMPARE(found, codes);
        // What was repaired once needs no second repair.
        QCOMPARE(repairTitle(repair.title, own, all).title, title);
        QVERIFY(needsEvidence(raw) || !codes.contains(QStringLiteral("title-hyphen")));
    }

    void aTitleOfMegabytesIsKept()
    {
        const QString raw(3'000'000, u'A');
        QCOMPARE(repairTitle(raw, {}, {}).title, raw);
    }

    void shortNames_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("abstract");
        QTest::addColumn<QString>("name");
        const auto row = [](const char *title, const char *abstract, const char *name) {
            QTest::newRow(title) << QString::fromUtf8(title) << QString::fromUtf8(abstract)
                                 << QString::fromUtf8(name);
        };
        row("Lumen: Light Caches", "", "Lumen");
        row("Deep Lumen: Light Caches", "", "Deep Lumen");
        row("Towards Light: A Cache", "We propose LiCa, a cache.", "LiCa");
        row("Light caches", "In this paper, we introduce Light Caching Pairs (LCP), which win.",
            "LCP");
        row("Light caches for all", "We propose a new way of mixing many old caches (MOC).", "");
        row("Light caches now", "We introduce light-cache, a tool.", "light-cache");
        row("Light caches then", "We present results on caches.", "");
        row("Prune, fold and cache: a way", "", "");
    }
    void shortNames()
    {
        QFETCH(QString, title);
        QFETCH(QString, abstract);
        QFETCH(QString, name);
        QCOMPARE(shortNameOf(title, abstract), name);
    }
};

QTEST_GUILESS_MAIN(TestTitle)
#include "test_title.moc"
