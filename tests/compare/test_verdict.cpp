// What a figure says of a claim: an effect has to be resolved before it agrees with anything.
#include "compare/comparison.h"
#include "compare/spared_share.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace touchstone;
using namespace touchstone::compare;
using measure::Evidence;
using measure::RatioVerdict;

namespace {

measure::RatioResult ratioOf(double ratio, double low, double high,
                             RatioVerdict verdict = RatioVerdict::Faster)
{
    measure::RatioResult out;
    out.baseline = "plain";
    out.technique = "fused";
    out.ratio = ratio;
    out.low = low;
    out.high = high;
    out.workers = 8;
    out.rounds = 128;
    out.kept = 120;
    out.verdict = verdict;
    return out;
}

Claimed claimed(double factor)
{
    Claimed out;
    out.factor = factor;
    return out;
}

QualityDifference differenceOf(double difference, double half, std::optional<double> claimed)
{
    QualityDifference out;
    out.unit = QStringLiteral("pp");
    out.baseline = out.scaledBaseline = 70;
    out.technique = 70 + difference;
    out.difference = difference;
    out.low = difference - half;
    out.high = difference + half;
    out.claimed = claimed;
    return out;
}

bool says(const Judgement &judgement, const char *en)
{
    return judgement.sentence.en.find(en) != std::string::npos;
}

}  // namespace

class TestVerdict : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ratios_data()
    {
        QTest::addColumn<double>("claim");
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::addColumn<ClaimVerdict>("verdict");

        QTest::newRow("inside, resolved") << 1.3 << 1.25 << 1.36 << ClaimVerdict::Consistent;
        QTest::newRow("at the edge") << 1.25 << 1.25 << 1.36 << ClaimVerdict::Consistent;
        QTest::newRow("smaller than claimed") << 2.0 << 1.25 << 1.36 << ClaimVerdict::Partly;
        QTest::newRow("larger than claimed") << 1.1 << 1.25 << 1.36 << ClaimVerdict::Partly;
        QTest::newRow("less than a tenth of it")
                << 2.5 << 1.05 << 1.06 << ClaimVerdict::NotObserved;
        QTest::newRow("the other way") << 1.5 << 0.88 << 0.92 << ClaimVerdict::NotObserved;
        QTest::newRow("a loss that is larger") << 0.5 << 0.88 << 0.92 << ClaimVerdict::Partly;
        // The interval of the review: it holds the claim, and nothing too.
        QTest::newRow("holds claim and nothing") << 1.1 << 0.95 << 1.15 << ClaimVerdict::Unresolved;
        QTest::newRow("nothing, claim excluded")
                << 1.5 << 0.95 << 1.15 << ClaimVerdict::NotObserved;
        QTest::newRow("no difference, equivalent")
                << 1.0 << 0.99 << 1.01 << ClaimVerdict::Consistent;
        QTest::newRow("no difference, too wide") << 1.0 << 0.95 << 1.15 << ClaimVerdict::Unresolved;
        QTest::newRow("no difference, resolved within the margin")
                << 1.0 << 1.002 << 1.01 << ClaimVerdict::Consistent;
        QTest::newRow("no difference, but there is")
                << 1.0 << 1.25 << 1.36 << ClaimVerdict::NotObserved;
    }

    void ratios()
    {
        QFETCH(double, claim);
        QFETCH(double, low);
        QFETCH(double, high);
        const Judgement judgement =
                judgeRatio(ratioOf(std::sqrt(low * high), low, high), claimed(claim));
        QTEST(judgement.verdict, "verdict");
        QVERIFY(!judgement.sentence.en.empty() && !judgement.sentence.zh.empty());
        // Never "refuted": one machine proves nothing wrong.
        QVERIFY(!says(judgement, "refut"));
    }

    // "About 1.5x" is not missed by a few thousandths; 1.5x alone is.
    void aboutAllowsForATwentieth()
    {
        const auto measured = ratioOf(1.36, 1.23, 1.4995);
        QCOMPARE(judgeRatio(measured, claimed(1.5), Qualifier::About).verdict,
                 ClaimVerdict::Consistent);
        QCOMPARE(judgeRatio(measured, claimed(1.5)).verdict, ClaimVerdict::Partly);
        QCOMPARE(judgeRatio(measured, claimed(1.6), Qualifier::About).verdict,
                 ClaimVerdict::Partly);
    }

    // What our generator decides is simulated, though a clock ran.
    void aRatioThatOurGeneratorDecidesIsSimulated()
    {
        PaperInput paper;
        paper.report = QStringLiteral("2025-10-15");
        paper.index = 1;
        paper.title = QStringLiteral("Accelerating LLM Inference with Precomputed Query Storage");
        Claim claim;
        claim.metric = QStringLiteral("latency");
        claim.value = 17.3;
        claim.unit = QStringLiteral("%");
        claim.normalised = NormalisedClaim{QStringLiteral("time"), 1 / (1 - 0.173), {}, {}};
        paper.claims = {claim};
        RunInput run;
        run.result.kernel = "sim-precomputed-answers";
        run.result.verification.passed = true;
        measure::RatioResult ratio = ratioOf(4, 3.9, 4.1);
        ratio.baseline = "model";
        ratio.technique = "store";
        ratio.operation = "answer";
        ratio.limit = 5;
        run.result.ratios = {ratio};
        const auto rows = compareClaims({paper}, {run}, Vocabulary::bundled());
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows[0].answer, Answer::Simulated);
        QCOMPARE(rows[0].measured.size(), 1);
        QCOMPARE(rows[0].measured[0].ratio.evidence, Evidence::Simulated);
        const std::string &sentence = rows[0].sentence.en;
        QVERIFY2(sentence.find("simulated") != std::string::npos, sentence.c_str());
        QVERIFY2(sentence.find("measured here") == std::string::npos, sentence.c_str());
        QVERIFY2(sentence.find("hit rate ≥ 22.3 %") != std::string::npos, sentence.c_str());
    }

    void rangesAndQualifiers()
    {
        Claimed range = claimed(2);
        range.low = 1.5;
        range.high = 2.5;
        QCOMPARE(judgeRatio(ratioOf(2.4, 2.3, 2.6), range).verdict, ClaimVerdict::Consistent);
        QCOMPARE(judgeRatio(ratioOf(1.2, 1.1, 1.3), range).verdict, ClaimVerdict::Partly);
        QCOMPARE(judgeRatio(ratioOf(1.2, 0.9, 1.6), range).verdict, ClaimVerdict::Unresolved);

        const auto atLeast = [](double claim) {
            return judgeRatio(ratioOf(3, 2.9, 3.1), claimed(claim), Qualifier::AtLeast).verdict;
        };
        QCOMPARE(atLeast(1.5), ClaimVerdict::Consistent);
        QCOMPARE(atLeast(4), ClaimVerdict::Partly);
    }

    void theShareIsOnALogScale()
    {
        const Judgement part = judgeRatio(ratioOf(1.3, 1.25, 1.36), claimed(2));
        QVERIFY(says(part, "38 %"));
        QVERIFY(says(judgeRatio(ratioOf(1.3, 1.25, 1.36), claimed(1.1)), "larger than claimed"));
    }

    void onlyMeasuredFiguresAreMeasuredHere()
    {
        measure::RatioResult ratio = ratioOf(4, 4, 4);
        QVERIFY(says(judgeRatio(ratio, claimed(4)), "measured here"));
        ratio.evidence = Evidence::Computed;
        QVERIFY(says(judgeRatio(ratio, claimed(4)), "computed"));
        QVERIFY(!says(judgeRatio(ratio, claimed(4)), "measured"));
        ratio.evidence = Evidence::Simulated;
        QVERIFY(says(judgeRatio(ratio, claimed(4)), "simulated"));
        QVERIFY(!says(judgeRatio(ratio, claimed(4)), "measured"));
    }

    void figuresOfOtherMachinesNameTheirs()
    {
        const QString box = QStringLiteral("Some CPU\n8");
        const auto judged = [&](double claim, const QString &where) {
            return judgeRatio(ratioOf(4, 3.9, 4.1), claimed(claim), Qualifier::None, Grade::Proxy,
                              where);
        };
        QVERIFY(says(judged(4, box), "4.10x measured on Some CPU\\n8 (PX)."));
        QVERIFY(!says(judged(4, box), "here"));
        QVERIFY(judged(4, box).sentence.zh.find("在 Some CPU\\n8 上实测（PX）")
                != std::string::npos);
        QVERIFY(says(judged(0.5, box), "Not observed on Some CPU\\n8: "));
        QVERIFY(judged(0.5, box).sentence.zh.starts_with("在 Some CPU\\n8 上未观察到："));
        QVERIFY(says(judged(2, box),
                     "larger than claimed: 4.00x (3.90x – 4.10x) measured on Some CPU"));
        QVERIFY(says(judged(4, QString::fromLatin1(measure::unknownMachine)),
                     "measured on an unknown machine"));
        QVERIFY(says(judged(0.5, {}), "Not observed here: "));
        measure::RatioResult computed = ratioOf(4, 4, 4);
        computed.evidence = Evidence::Computed;
        QVERIFY(says(judgeRatio(computed, claimed(4), Qualifier::None, {}, box), "4.00x computed"));

        QualityDifference difference = differenceOf(1, 0.1, 1);
        difference.elsewhere = box;
        QVERIFY(says(judgeDifference(difference), "measured on Some CPU"));
        difference.claimed = -1;
        QVERIFY(says(judgeDifference(difference), "Not observed on Some CPU"));
    }

    void whatCannotBeComparedSaysWhy()
    {
        const Judgement noisy = judgeRatio(ratioOf(1.2, 1, 1.4, RatioVerdict::Noisy), claimed(1.2));
        QCOMPARE(noisy.verdict, ClaimVerdict::Noisy);
        QVERIFY(says(noisy, "Too noisy"));
        QCOMPARE(judgeRatio(ratioOf(9, 8, 10, RatioVerdict::Invalid), claimed(9)).verdict,
                 ClaimVerdict::NotComparable);
        for (const double bad :
             {0.0, -2.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
            QCOMPARE(judgeRatio(ratioOf(1.3, 1.25, 1.36), claimed(bad)).verdict,
                     ClaimVerdict::NotComparable);
        }
    }

    // Two equal samples have an interval of no width; the claim in it is no agreement.
    void samplesWithoutSpreadAgreeWithNothing()
    {
        const Judgement judgement =
                judgeRatio(ratioOf(1.3, 1.29, 1.31, RatioVerdict::Unresolved), claimed(1.3));
        QCOMPARE(judgement.verdict, ClaimVerdict::Unresolved);
        QVERIFY(says(judgement, "too few"));
    }

    void differences()
    {
        const auto verdict = [](double difference, double half, double claim) {
            return judgeDifference(differenceOf(difference, half, claim)).verdict;
        };
        QCOMPARE(verdict(5, 1, 5.3), ClaimVerdict::Consistent);
        QCOMPARE(verdict(0.5, 6.5, 5.3), ClaimVerdict::Unresolved);  // -6 to +7
        QCOMPARE(verdict(2, 1, 5.3), ClaimVerdict::Partly);
        QCOMPARE(verdict(-2, 1, 5.3), ClaimVerdict::NotObserved);
        QCOMPARE(verdict(0.2, 0.5, 5.3), ClaimVerdict::NotObserved);
        // No difference: within 2 % of the baseline, here 1.4 points.
        QCOMPARE(verdict(0.2, 0.5, 0), ClaimVerdict::Consistent);
        QCOMPARE(verdict(0.2, 3, 0), ClaimVerdict::Unresolved);
        QCOMPARE(verdict(5, 1, 0), ClaimVerdict::NotObserved);

        QualityDifference bare = differenceOf(1, 1, 1.0);
        bare.low.reset();
        QCOMPARE(judgeDifference(bare).verdict, ClaimVerdict::NotComparable);
        QVERIFY(says(judgeDifference(bare), "no interval"));
        QVERIFY(says(judgeDifference(differenceOf(1, 1, {})), "has no figure"));
    }

    // A level is reached, or not, or its interval holds it.
    void levels()
    {
        const auto judged = [](double low, double high, bool higherBetter) {
            QualityDifference figure = differenceOf(1, 1, {});
            figure.level = Level{97, (low + high) / 2, low, high, true, higherBetter};
            return judgeDifference(figure);
        };
        QCOMPARE(judged(97.5, 98.5, true).verdict, ClaimVerdict::Consistent);
        QVERIFY(says(judged(97.5, 98.5, true), "98 % of the baseline measured here"));
        QVERIFY(says(judged(97.5, 98.5, true), "97 % claimed"));
        QCOMPARE(judged(96, 98, true).verdict, ClaimVerdict::Unresolved);
        QCOMPARE(judged(95, 96, true).verdict, ClaimVerdict::NotObserved);
        QCOMPARE(judged(95, 96, false).verdict, ClaimVerdict::Consistent);
        QCOMPARE(judged(98, 99, false).verdict, ClaimVerdict::NotObserved);
        QualityDifference bare = differenceOf(1, 1, {});
        bare.level = Level{97, 98, {}, {}, true, true};
        QCOMPARE(judgeDifference(bare).verdict, ClaimVerdict::NotComparable);
    }

    // What is computed is the printed figure within its rounding, or another one.
    void computedLevels()
    {
        const auto judged = [](double found, Qualifier qualifier = Qualifier::None) {
            QualityDifference figure = differenceOf(1, 1, {});
            figure.evidence = Evidence::Computed;
            figure.unit = QStringLiteral("KB");
            figure.level = Level{49, found, {}, {}, false, false, 0.5};
            return judgeDifference(figure, qualifier, Grade::SameQuantity);
        };
        const Judgement same = judged(49.152);
        QCOMPARE(same.verdict, ClaimVerdict::Consistent);
        QCOMPARE(same.sentence.en, std::string("Consistent with the claim: 49.15 KB computed "
                                               "(SQ), 49 KB claimed."));
        QCOMPARE(same.sentence.zh,
                 std::string("与论断一致：计算值（SQ） 49.15 KB，论断为 49 KB。"));
        QCOMPARE(judged(49.5).verdict, ClaimVerdict::Consistent);
        const Judgement more = judged(52);
        QCOMPARE(more.verdict, ClaimVerdict::NotObserved);
        QVERIFY(says(more, "Not reached by calculation: 52 KB computed (SQ)"));
        QVERIFY(more.sentence.zh.starts_with("按计算未达到"));
        const Judgement less = judged(40);
        QCOMPARE(less.verdict, ClaimVerdict::Partly);
        QVERIFY(says(less, "By calculation better than claimed"));
        QCOMPARE(judged(51, Qualifier::About).verdict, ClaimVerdict::Consistent);
        QCOMPARE(judged(40, Qualifier::AtMost).verdict, ClaimVerdict::Consistent);
        QCOMPARE(judged(52, Qualifier::AtMost).verdict, ClaimVerdict::NotObserved);
        QCOMPARE(judged(52, Qualifier::AtLeast).verdict, ClaimVerdict::Consistent);
    }
};

QTEST_GUILESS_MAIN(TestVerdict)
#include "test_verdict.moc"
