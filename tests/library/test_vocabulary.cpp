#include "library/claim.h"
#include "library/vocabulary.h"

#include <QtTest>

using namespace touchstone;

class TestVocabulary : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theBundledFilesAreWellFormed()
    {
        const Vocabulary &vocabulary = Vocabulary::bundled();
        QVERIFY(vocabulary.techniques().size() >= 30);
        const Technique *quantization = vocabulary.technique(QStringLiteral("quantization"));
        QVERIFY(quantization);
        QCOMPARE(quantization->name.zh, std::string("量化"));
        QVERIFY(!vocabulary.technique(QStringLiteral("no-such-technique")));
        for (const KernelText &kernel : vocabulary.kernels()) {
            QVERIFY2(vocabulary.family(kernel.family), qPrintable(kernel.id));
            for (const KernelClaim &claim : kernel.claims) {
                QVERIFY2(claim.metric.isEmpty() || vocabulary.metric(claim.metric),
                         qPrintable(kernel.id + QLatin1Char(' ') + claim.metric));
            }
        }
    }

    void kernelTextsAreReadInFull()
    {
        const auto vocabulary = Vocabulary::parse(
                "[]", "[]", R"({"families":[{"id":"moe","name":{"en":"Experts","zh":"专家"}}],
            "kernels":[{"id":"k","family":"moe","name":{"en":"K","zh":"核"},
            "papers":[{"report":"2025-01-02","index":3,"title":"T"}],
            "operations":[{"id":"o","variants":[{"id":"v","name":{"en":"V","zh":"变体"}}]}],
            "claims":[{"paper":{"report":"2025-01-02","index":3},"metric":"speedup","value":2.5,
                       "grade":"PX","reason":{"en":"r","zh":"因"},"baseline":"b","technique":"v",
                       "quantity":"time","shape":"1x2"},
                      {"paper":{"title":"T"},"grade":"NM"}]}]})");
        QVERIFY(vocabulary.has_value());
        QCOMPARE(vocabulary->family(QStringLiteral("moe"))->name.zh, std::string("专家"));
        QVERIFY(!vocabulary->family(QStringLiteral("quant")));
        const KernelText *kernel = vocabulary->kernel(QStringLiteral("k"));
        QVERIFY(kernel);
        QCOMPARE(kernel->papers.at(0).index, 3);
        QCOMPARE(kernel->variants.at(0).second.zh, std::string("变体"));
        QCOMPARE(kernel->claims.size(), 2);
        QCOMPARE(kernel->claims.at(0).grade, Grade::Proxy);
        QCOMPARE(kernel->claims.at(0).value, std::optional(2.5));
        QCOMPARE(kernel->claims.at(1).value, std::optional<double>());
    }

    void damageIsNamed_data()
    {
        QTest::addColumn<QByteArray>("techniques");
        QTest::addColumn<QByteArray>("metrics");
        QTest::addColumn<QByteArray>("kernels");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("not JSON") << QByteArray("[") << QByteArray("[]") << QByteArray("{}")
                                  << QByteArray("techniques.json: byte");
        QTest::newRow("no name") << QByteArray(R"([{"id":"a","en":"A"}])") << QByteArray("[]")
                                 << QByteArray("{}")
                                 << QByteArray("techniques.json[0].zh: is missing");
        QTest::newRow("used twice")
                << QByteArray(R"([{"id":"a","en":"A","zh":"甲"},{"id":"a","en":"A","zh":"甲"}])")
                << QByteArray("[]") << QByteArray("{}")
                << QByteArray("\"a\" is empty or used twice");
        QTest::newRow("direction")
                << QByteArray("[]")
                << QByteArray(R"([{"id":"m","en":"M","zh":"量","direction":"up"}])")
                << QByteArray("{}") << QByteArray("metrics.json[0].direction");
        QTest::newRow("grade") << QByteArray("[]") << QByteArray("[]")
                               << QByteArray(R"({"kernels":[{"id":"k","name":{"en":"K","zh":"核"},
                                  "claims":[{"grade":"XX"}]}]})")
                               << QByteArray("kernels.json[0].claims[0].grade");
        QTest::newRow("family") << QByteArray("[]") << QByteArray("[]")
                                << QByteArray(R"({"families":[{"id":"f","name":{"en":"F"}}]})")
                                << QByteArray("name.zh: is missing");
    }
    void damageIsNamed()
    {
        QFETCH(QByteArray, techniques);
        QFETCH(QByteArray, metrics);
        QFETCH(QByteArray, kernels);
        QFETCH(QByteArray, says);
        const auto vocabulary = Vocabulary::parse(techniques, metrics, kernels);
        QVERIFY(!vocabulary.has_value());
        QVERIFY2(vocabulary.error().message.en.find(says.toStdString()) != std::string::npos,
                 vocabulary.error().message.en.c_str());
    }

    void wordsGoBothWays()
    {
        for (const char *word : {"ratio", "percent-change", "percentage-points", "absolute",
                                 "from-to", "percent-of-reference", "fraction", "bound"}) {
            const auto kind = claimKindFromWord(QString::fromUtf8(word));
            QVERIFY(kind.has_value());
            QCOMPARE(toWord(*kind), QString::fromUtf8(word));
        }
        for (const char *word : {"", "up-to", "average", "at-least", "about", "at-most"}) {
            const auto qualifier = qualifierFromWord(QString::fromUtf8(word));
            QVERIFY(qualifier.has_value());
            QCOMPARE(toWord(*qualifier), QString::fromUtf8(word));
        }
        for (const char *word : {"SQ", "SM", "PX", "NM"}) {
            QCOMPARE(toWord(*gradeFromWord(QString::fromUtf8(word))), QString::fromUtf8(word));
        }
        QVERIFY(!claimKindFromWord(QStringLiteral("Ratio")));
        QVERIFY(!gradeFromWord(QString()));
    }
};

QTEST_GUILESS_MAIN(TestVocabulary)
#include "test_vocabulary.moc"
