// The claim that a list shows of a paper, as printed, and its verdict in two words.
#include "compare/headline.h"
#include "compare/printed_figure.h"

#include <QTest>

#include <set>

using namespace touchstone;
using namespace touchstone::compare;

namespace {

Claim claim(const QString &metric, double value, const QString &quote,
            TextField field = TextField::Abstract)
{
    Claim out;
    out.id = metric + QString::number(value);
    out.metric = metric;
    out.value = value;
    out.unit = QStringLiteral("x");
    out.sources = {{field, 0, quote.size(), quote}};
    out.normalised = NormalisedClaim{QStringLiteral("time"), value, {}, {}};
    return out;
}

ComparisonRow row(const Claim &claim, Answer answer = Answer::NoKernel)
{
    ComparisonRow out;
    out.claim = claim;
    out.answer = answer;
    return out;
}

}  // namespace

class TestHeadline : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void speedGoesFirst()
    {
        const Claim cost = claim(QStringLiteral("training-cost"), 500, QStringLiteral("500× less"));
        const Claim speed = claim(QStringLiteral("speedup"), 2.5, QStringLiteral("2.5× speedup"));
        Claim flagged = claim(QStringLiteral("speedup"), 9, QStringLiteral("9× speedup"));
        flagged.flags = {QStringLiteral("no-baseline")};
        QCOMPARE(headlineOf({row(cost, Answer::Measured), row(speed)})->claim.id, speed.id);
        QCOMPARE(headlineOf({row(flagged), row(speed)})->claim.id, speed.id);
        QCOMPARE(headlineOf({row(cost), row(flagged)})->claim.id, flagged.id);
        // A person has decided what the flag asked.
        flagged.status = ClaimStatus::Confirmed;
        QCOMPARE(headlineOf({row(speed), row(flagged)})->claim.id, flagged.id);
        // Of several claims of speed the one that is answered.
        QCOMPARE(headlineOf({row(flagged), row(speed, Answer::NotRun)})->claim.id, speed.id);
        const Claim other = claim(QStringLiteral("throughput"), 1.1, QStringLiteral("1.1×"));
        QCOMPARE(headlineOf({row(speed, Answer::NotRun), row(other, Answer::Computed)})->claim.id,
                 other.id);
        QVERIFY(!headlineOf({}));
    }

    void anAnswerGoesFirstWhereNothingIsClaimedOfSpeed()
    {
        const Claim memory = claim(QStringLiteral("memory"), 4, QStringLiteral("4x less memory"));
        const Claim energy = claim(QStringLiteral("energy"), 2, QStringLiteral("2x less energy"));
        QCOMPARE(headlineOf({row(memory), row(energy, Answer::Simulated)})->claim.id, energy.id);
        QCOMPARE(headlineOf({row(energy), row(memory)})->claim.id, memory.id);
    }

    void theOutcomeIsTheVerdictOfWhatWasMeasured()
    {
        ComparisonRow one = row(claim(QStringLiteral("speedup"), 2, {}), Answer::Measured);
        one.verdict = ClaimVerdict::Partly;
        QCOMPARE(outcomeOf(one), Outcome::Partly);
        one.answer = Answer::Simulated;
        QCOMPARE(outcomeOf(one), Outcome::Simulated);
        one.answer = Answer::NotRun;
        QCOMPARE(outcomeOf(one), Outcome::NotRun);
        std::set<std::string> words;
        for (int i = 0; i <= int(Outcome::NoKernel); ++i) {
            const auto outcome = Outcome(i);
            QCOMPARE(outcomeFromWord(toWord(outcome)), std::optional(outcome));
            QVERIFY(!outcomeWords(outcome).zh.empty());
            words.insert(outcomeWords(outcome).en);
        }
        QCOMPARE(words.size(), std::size_t(Outcome::NoKernel) + 1);
        QVERIFY(!outcomeFromWord(QStringLiteral("nothing")));
    }

    void theFigureIsCutFromTheQuote_data()
    {
        QTest::addColumn<Claim>("claim");
        QTest::addColumn<QString>("en");
        const auto add = [](const char *quote, const Claim &made, const char *en) {
            QTest::newRow(quote) << made << QString::fromUtf8(en);
        };
        const auto printed = [](const char *quote, double value, double high = 0) {
            Claim made = claim(QStringLiteral("speedup"), value, QString::fromUtf8(quote));
            if (high > 0) {
                made.valueHigh = high;
            }
            return made;
        };
        add("up to 2.5× speedup", printed("up to 2.5× speedup", 2.5), "2.5×");
        add("delay savings of 1.43-2.4 ×", printed("delay savings of 1.43-2.4 ×", 1.43, 2.4),
            "1.43-2.4 ×");
        add("TOPS/mm 2 from 11.3× to 12.78×",
            printed("TOPS/mm 2 from 11.3× to 12.78×", 11.3, 12.78), "11.3× to 12.78×");
        add("only ∼1B tokens", printed("only ∼1B tokens", 1e9), "1B");
        add("每秒可处理50k", printed("每秒可处理50k", 50'000), "50k");
        add("加速1.93倍", printed("加速1.93倍", 1.93), "1.93倍");
        add("by up to 2 percentage points", printed("by up to 2 percentage points", 2),
            "2 percentage points");
        add("GPT-4 is 4x slower", printed("GPT-4 is 4x slower", 4), "4x");
        add("zero additional inference cost", printed("zero additional inference cost", 0),
            "zero additional inference cost");
        Claim shrinks = printed("storage of DeepSeek-V3 from 1.3TB to 103GB", 103);
        shrinks.kind = ClaimKind::FromTo;
        shrinks.from = 1.3;
        shrinks.to = 103;
        add("from 1.3TB to 103GB", shrinks, "1.3TB to 103GB");
    }
    void theFigureIsCutFromTheQuote()
    {
        QFETCH(const Claim, claim);
        QFETCH(const QString, en);
        QCOMPARE(printedFigure(claim, Language::English), en);
    }

    void theLastDigitIsThatOfTheQuote()
    {
        const auto digit = [](double value, const char *quote) {
            return lastPrintedDigit(
                    claim(QStringLiteral("storage"), value, QString::fromUtf8(quote)));
        };
        QCOMPARE(digit(49, "requires only 49kB per image"), 1.0);
        QCOMPARE(digit(1.3, "takes 1.30 GB"), 0.01);
        QCOMPARE(digit(50'000, "processes 50k pairs/second"), 1000.0);
        Claim bare = claim(QStringLiteral("storage"), 2.25, QString());
        bare.sources.clear();
        QCOMPARE(lastPrintedDigit(bare), 0.01);
    }

    void theHeadlineNamesQualifierAndMetricInBothLanguages()
    {
        Claim both = claim(QStringLiteral("speedup"), 2.5, QStringLiteral("up to 2.5x speedup"));
        both.qualifier = Qualifier::UpTo;
        both.sources.append({TextField::Brief, 0, 6, QStringLiteral("加速2.5倍")});
        QCOMPARE(headlineText(both), (Text{"up to 2.5x speedup", "高达 2.5倍 加速"}));
        // Without a quote, the figure is what was read.
        both.sources.clear();
        QCOMPARE(headlineText(both), (Text{"up to 2.5× speedup", "高达 2.5× 加速"}));
        const Claim words = claim(QStringLiteral("overhead"), 0,
                                  QStringLiteral("zero additional inference cost"));
        QCOMPARE(headlineText(words).en, std::string("zero additional inference cost"));
    }

    // The direction of a claim is that of its figure, not of its metric.
    void aChangeSaysWhichWayItGoes()
    {
        Claim change = claim(QStringLiteral("latency"), 17.3, QStringLiteral("17.3% less latency"));
        change.kind = ClaimKind::PercentChange;
        change.unit = QStringLiteral("%");
        change.direction = Direction::HigherBetter;
        QCOMPARE(headlineText(change).en, std::string("17.3% lower latency"));
        change.metric = QStringLiteral("parameters");
        QCOMPARE(headlineText(change).en, std::string("17.3% fewer parameters"));
        change.metric = QStringLiteral("accuracy");
        QCOMPARE(headlineText(change).en, std::string("17.3% higher accuracy"));
        change.direction = Direction::LowerBetter;  // "costs 17.3 % of the accuracy"
        QCOMPARE(headlineText(change).en, std::string("17.3% lower accuracy"));
        change.metric = QStringLiteral("latency");
        QCOMPARE(headlineText(change).en, std::string("17.3% higher latency"));
        QCOMPARE(headlineText(change).zh, std::string("17.3% 延迟提升"));
    }

    // "50k throughput" would not say of what.
    void aCountNamesWhatItCounts()
    {
        Claim pairs = claim(QStringLiteral("throughput"), 50'000,
                            QStringLiteral("processes 50k image-text pairs/second"));
        pairs.kind = ClaimKind::Absolute;
        pairs.unit = QStringLiteral("pairs/s");
        pairs.sources.append({TextField::Brief, 0, 0, QStringLiteral("每秒处理50k图像-文本对")});
        QCOMPARE(headlineText(pairs), (Text{"50k pairs/s throughput", "50k 对/秒 吞吐量"}));
        pairs.unit = QStringLiteral("/s");
        QCOMPARE(headlineText(pairs), (Text{"50k/s throughput", "50k/秒 吞吐量"}));
        Claim parameters = claim(QStringLiteral("parameters"), 149e6,
                                 QStringLiteral("with 149M parameters model"));
        parameters.kind = ClaimKind::Absolute;
        parameters.unit = QStringLiteral("params");
        QCOMPARE(headlineText(parameters).en, std::string("149M parameters"));
    }
};

QTEST_GUILESS_MAIN(TestHeadline)
#include "test_headline.moc"
