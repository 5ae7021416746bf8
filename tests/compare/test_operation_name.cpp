// The sentence of a measurement names what it compares, in both languages, wherever it is shown.
#include "compare/operation_name.h"
#include "compare/run_words.h"

#include <QtTest>

using namespace touchstone;
using namespace touchstone::compare;

namespace {

const QString kernel = QStringLiteral("attn-hilbert-tiles");

measure::RatioResult ratioOf(measure::RatioVerdict verdict)
{
    measure::RatioResult ratio;
    ratio.operation = "attention";
    ratio.technique = "hilbert";
    ratio.baseline = "raster-tiles";
    ratio.quantity = "time";
    ratio.ratio = 1.5;
    ratio.low = 1.4;
    ratio.high = 1.6;
    ratio.verdict = verdict;
    return ratio;
}

}  // namespace

class TestOperationName : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyVerdictNamesItsVariants()
    {
        using measure::RatioVerdict;
        for (const RatioVerdict verdict :
             {RatioVerdict::Faster, RatioVerdict::Slower, RatioVerdict::Equivalent,
              RatioVerdict::Unresolved, RatioVerdict::Noisy, RatioVerdict::Invalid}) {
            const Text said = namedVerdict(kernel, ratioOf(verdict));
            QVERIFY2(said.en.find("Hilbert tiles and text") != std::string::npos, said.en.c_str());
            QVERIFY2(said.en.find("tiles in raster order") != std::string::npos, said.en.c_str());
            QVERIFY2(said.zh.find("希尔伯特块与文本") != std::string::npos, said.zh.c_str());
            QVERIFY2(said.zh.find("光栅次序的块") != std::string::npos, said.zh.c_str());
        }
    }

    void whatIsCountedIsNamed()
    {
        measure::RatioResult ratio = ratioOf(measure::RatioVerdict::Faster);
        ratio.quantity = "bytes";
        const Text said = namedVerdict(kernel, ratio);
        const Text bytes = quantityWords(QStringLiteral("bytes"));
        QVERIFY2(said.en.rfind(bytes.en, 0) == 0, said.en.c_str());
        QVERIFY2(said.zh.rfind(bytes.zh, 0) == 0, said.zh.c_str());
    }

    void aKernelOfAnotherVersionKeepsItsIds()
    {
        const measure::RatioResult ratio = ratioOf(measure::RatioVerdict::Faster);
        const Text said = namedVerdict(QStringLiteral("not-bundled"), ratio);
        QCOMPARE(said.en, measure::verdictSentence(ratio).en);
        QCOMPARE(said.zh, measure::verdictSentence(ratio).zh);
    }
};

QTEST_GUILESS_MAIN(TestOperationName)
#include "test_operation_name.moc"
