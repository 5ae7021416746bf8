// Claims sentence by sentence: own wordings, every rule, every rejection, merging, factors.
#include "claim_sentences.h"
#include "importing/claims/rules.h"

#include <QSet>
#include <QTest>

#include <algorithm>
#include <utility>

using namespace touchstone;
using claimsentences::claimsOf;
using claimsentences::written;

namespace {

QString fixture(const char *name)
{
    return QStringLiteral(TOUCHSTONE_SOURCE_DIR "/tests/fixtures/claims/") + QLatin1String(name);
}

QStringList writtenOf(const QVector<Claim> &claims)
{
    QStringList all;
    for (const Claim &claim : claims) {
        all.append(written(claim));
    }
    return all;
}

// One sentence per rule that gives a claim.
constexpr std::pair<const char *, const char *> ruleSentences[] = {
        {"times-performance", "It brings a 2x performance improvement."},
        {"times-weak", "The size shrinks by 4x."},
        {"of-limit", "It reaches 1180 TFLOPS, 71% of the theoretical peak."},
        {"share-at", "The memory usage is 27%."},
        {"beat-weak", "Its performance surpasses the baseline by 3%."},
        {"beat", "The accuracy surpasses that of the baseline by 3.6%."},
        {"improve-reference", "It brings a 3% gain for the original."},
        {"level-weak", "It reaches a performance of 91%."},
        {"tiny-fraction", "Training covers about 900 samples, a share (2.1 × 10-9) of all mazes."},
        {"zero-overhead", "The adapters add zero extra cost at run time."},
        {"one-step-need", "We use a single step."},
        {"solved", "The agent solves 61.3% of the puzzles."},
        {"quantity-reached", "The array delivers 3.2 TOPS."},
        {"quantity-rate", "The proxy handles 700 requests per second."},
        {"quantity-weak", "The size is 4.2 GB."},
        {"plain-ratio", "A speedup ratio of 2.8 is measured."},
        {"one-step", "It performs one-step sampling of waveforms."},
        {"within-time", "The planner answers with sub-second delay."},
        {"times", "Decoding gets a 2.4x speedup."},
        {"times-beat", "It outperforms the compiler by 2.2x."},
        {"points", "Accuracy grows by 3.1 percentage points."},
        {"points-beat", "It surpasses the baseline by 1.4 points."},
        {"from-to", "Perplexity falls from 9.9 to 8.7."},
        {"part-change", "Memory is cut by a quarter."},
        {"part", "It needs half the memory."},
        {"share-of-training", "It uses only 5% of the training data."},
        {"share-of-parameters", "Only 0.2% of the parameters are touched."},
        {"share-recovered", "The student recovers 95% of the teacher's performance."},
        {"worsened", "It has a mean accuracy loss below 0.4%."},
        {"to-level", "Accuracy rises to 77.5%."},
        {"to", "Energy falls to 40% of the original."},
        {"share", "It keeps 98% of the accuracy."},
        {"share-of-reference", "保持至少93%基线准确率。"},
        {"keep-similarity", "保持96%语义相似度。"},
        {"change", "Latency drops by 12%."},
        {"change-weak", "Performance improves by 5%."},
        {"beat-benchmark", "It surpasses the dense model by 2.6% on MMLU."},
        {"points-reference", "It stays within 1 point of the baseline."},
        {"plain-benchmark", "It reaches a score of 71.2 on LongBench."},
        {"beat-bare", "It surpasses GPT-4 by 3.6%."},
        {"level", "The accuracy is 91.2%."},
        {"benchmark", "It reaches 71.3% on GSM8K."},
        {"benchmark-change", "It gains 2.4% on HumanEval."},
        {"bound", "It runs under a strict 24 GB memory limit."},
        {"quantity-own", "The server reaches 90 tokens per second."},
        {"quantity", "The memory usage is 3.5 GB."},
        {"quantity-need", "Each query takes only 80 ms."},
        {"steps", "It requires only 6 denoising steps."},
        {"parameters", "It uses a lightweight 3.2M-parameter gate."},
        {"training", "Training requires only 800 samples."},
        {"capacity", "The network supports up to 500 classes."},
        {"plain-numeric", "It reaches an FID of 4.4."},
};

}  // namespace

class TestClaims : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reads_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<double>("exact");
        QTest::addColumn<double>("value");
        QTest::newRow("first") << fixture("first_reading.tsv") << 0.97 << 0.97;
        QTest::newRow("second") << fixture("second_reading.tsv") << 0.97 << 0.97;
        QTest::newRow("third") << fixture("third_reading.tsv") << 0.95 << 0.95;
        QTest::newRow("fourth") << fixture("fourth_reading.tsv") << 0.97 << 0.97;
        QTest::newRow("fifth") << fixture("fifth_reading.tsv") << 0.97 << 0.97;
        QTest::newRow("sixth") << fixture("sixth_reading.tsv") << 0.97 << 0.97;
        QTest::newRow("seventh") << fixture("seventh_reading.tsv") << 0.97 << 0.97;
        QTest::newRow("eighth") << fixture("eighth_reading.tsv") << 0.95 << 0.95;
        QTest::newRow("ninth") << fixture("ninth_reading.tsv") << 0.95 << 0.95;
        QTest::newRow("tenth") << fixture("tenth_reading.tsv") << 0.95 << 0.97;
        QTest::newRow("eleventh") << fixture("eleventh_reading.tsv") << 0.84 << 0.94;
        QTest::newRow("twelfth") << fixture("twelfth_reading.tsv") << 0.93 << 0.95;
        QTest::newRow("thirteenth") << fixture("thirteenth_reading.tsv") << 0.83 << 0.90;
        QTest::newRow("fourteenth") << fixture("fourteenth_reading.tsv") << 0.88 << 0.95;
        QTest::newRow("fifteenth") << fixture("fifteenth_reading.tsv") << 0.93 << 0.95;
        QTest::newRow("TeX") << fixture("tex.tsv") << 0.97 << 0.97;
    }

    void reads()
    {
        QFETCH(QString, file);
        QFETCH(double, exact);
        QFETCH(double, value);
        const QVector<claimsentences::Sentence> sentences = claimsentences::read(file);
        QVERIFY2(sentences.size() >= 24, qPrintable(file));
        const claimsentences::Score score = claimsentences::score(sentences);
        qInfo("%d claims, exact F1 %.3f, value F1 %.3f", score.expected, score.f1(score.exact),
              score.f1(score.value));
        const QByteArray differences = score.differences.join(u'\n').toUtf8();
        QVERIFY2(score.f1(score.exact) >= exact, differences.constData());
        QVERIFY2(score.f1(score.value) >= value, differences.constData());
    }

    void rules_data()
    {
        QTest::addColumn<QString>("text");
        for (const auto &[rule, text] : ruleSentences) {
            QTest::newRow(rule) << QString::fromUtf8(text);
        }
    }

    void rules()
    {
        QFETCH(QString, text);
        const QString rule = QString::fromLatin1(QTest::currentDataTag());
        const QVector<Claim> claims = claimsOf(text);
        QStringList used;
        for (const Claim &claim : claims) {
            used += claim.rules;
        }
        QVERIFY2(used.contains(rule),
                 qPrintable(used.join(u' ') + u' ' + writtenOf(claims).join(u' ')));
    }

    void everyRuleHasASentence()
    {
        QStringList missing;
        for (const auto &rule : touchstone::importing::claims::RuleTable::bundled().rules()) {
            const bool has = std::any_of(
                    std::begin(ruleSentences), std::end(ruleSentences),
                    [&](const auto &row) { return rule.id == QLatin1String(row.first); });
            if (rule.kind && !has) {
                missing << rule.id;
            }
        }
        QCOMPARE(missing.join(u' '), QString());
    }

    void wordings_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("claims");
        const auto row = [](const char *name, const char *text, const char *claims) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(claims);
        };
        row("two benchmarks", "It reaches 70.2% on MMLU and 41.5% on GPQA.",
            "accuracy/absolute/70.2/%/ ; accuracy/absolute/41.5/%/");
        row("benchmarks first", "在MMLU与GPQA上分别取得70.2%和41.5%的成绩。",
            "accuracy/absolute/70.2/%/ ; accuracy/absolute/41.5/%/");
        row("perplexity points", "It loses 0.3 perplexity points.",
            "perplexity/percentage-points/0.3/pp/");
        row("falls below", "The error rate falls below 3%.", "error/bound/3/%/at-most");
        row("points below", "It ends 0.4 points below the dense model.",
            "accuracy/percentage-points/0.4/pp/");
        row("watts", "It needs 0.9 W and runs at 30 FPS.",
            "energy/absolute/0.9/W/ ; throughput/absolute/30/FPS/");
        row("acceptance", "The acceptance rate is 83%.", "accuracy/absolute/83/%/");
        row("second count", "Training takes 3 GPU hours and 900 samples.",
            "training-cost/absolute/3/GPU hours/ ; training-cost/absolute/900/samples/");
        row("spread before the unit",
            "Accuracy is 71.2±0.4%, the speedup is 2.1 ± 0.3x and latency is 12.5 +/- 0.2 ms.",
            "accuracy/absolute/71.2/%/ ; speedup/ratio/2.1/x/ ; latency/absolute/12.5/ms/");
        row("spread in TeX", "It gives $3.4 \\pm 0.2 \\times$ higher throughput.",
            "throughput/ratio/3.4/x/");
        row("spaces inside the marks of TeX",
            "It gives a $ 2.1 \\times $ speedup, $1.8 \\times\\! $ higher throughput and "
            "reduces memory by $ 75.5\\% $.",
            "speedup/ratio/2.1/x/ ; throughput/ratio/1.8/x/ ; memory/percent-change/75.5/%/");
        row("fraction in TeX", "It uses only $\\frac{1}{4}$ of the memory.", "memory/ratio/4/x/");
        row("money with spaces", "The cost falls from $ 5 to $ 3 per query, 2.1x faster.",
            "cost/from-to/5>3/$/ ; speedup/ratio/2.1/x/");
        row("shared average", "延迟降低，分别获得1.4倍和1.6倍的平均加速。",
            "speedup/ratio/1.4/x/average ; speedup/ratio/1.6/x/average");
        row("one of fourteen", "体积为原来的十四分之一。", "model-size/ratio/14/x/");
        row("one of twenty", "体积为原来的二十分之一。", "model-size/ratio/20/x/");
        row("name with a digit", "MEGS 2 reduces memory by 40%.", "memory/percent-change/40/%/");
        row("below, in percent", "It is 1.2% below the uncompressed accuracy.",
            "accuracy/percent-change/1.2/%/");
        row("quotient", "It uses 1/8 of the memory.", "memory/ratio/8/x/");
        row("pair after a comma", "Accuracy falls slightly, from 95.1% to 94.7%.",
            "accuracy/from-to/95.1>94.7/%/");
        row("a list with slashes", "It brings 1.1%/2.3%/1.7% bitrate reduction.",
            "bitrate/percent-change/1.1/%/ ; bitrate/percent-change/2.3/%/ ; "
            "bitrate/percent-change/1.7/%/");
        row("range with two dashes", "It reduces latency by 21%--34%.",
            "latency/percent-change/21..34/%/");
        row("best case of a list", "It lowers latency by up to 31% and 22% on two boards.",
            "latency/percent-change/31/%/up-to ; latency/percent-change/22/%/up-to");
        row("full stop of versus", "The perplexity is 6.1 vs. 6.4 before.",
            "perplexity/from-to/6.4>6.1/ppl/");
        row("rates of a speed", "The speed rises from 20 FPS to 50 FPS.",
            "throughput/from-to/20>50/FPS/");
        row("prefixes alone", "It cuts FLOPs from 40G to 11G.", "compute/from-to/40>11/G/");
        row("one of twenty-eight", "体积为原来的二十八分之一。", "model-size/ratio/28/x/");
        row("one of 200", "内存为原来的200分之一。", "memory/ratio/200/x/");
        row("one of three thousand", "内存为原来的三千分之一。", "memory/ratio/3000/x/");
        row("over a rate", "The server reaches over 900 tokens per second.",
            "throughput/bound/900/tokens/s/at-least");
        row("nouns before by", "It reduces prefill time by 3.2x and FLOPs by 84%.",
            "latency/ratio/3.2/x/ ; compute/percent-change/84/%/");
        row("an average of", "It lowers latency by an average of 46%.",
            "latency/percent-change/46/%/average");
        row("best case", "Decoding is 2.2x faster on average and 3.6x in the best case.",
            "speedup/ratio/2.2/x/average ; speedup/ratio/3.6/x/up-to");
        row("fall that reaches", "内存从16GB降至4GB，降幅达75%。",
            "memory/from-to/16>4/GB/ ; memory/percent-change/75/%/");
        row("rise and level", "召回率提升12个百分点至91%。",
            "accuracy/percentage-points/12/pp/ ; accuracy/absolute/91/%/");
        row("numbers first", "With 3 layers and 29.6M parameters, it reaches 79% accuracy.",
            "parameters/absolute/29600000/params/ ; accuracy/absolute/79/%/");
        row("existing methods", "Compared with existing methods, it reduces latency by 40%.",
            "latency/percent-change/40/%/");
        row("problem of existing methods", "解决了现有方法延迟高的问题，达成延迟降低40%的效果。",
            "latency/percent-change/40/%/");
        row("speedup of a latency", "It brings a 2.8x latency speedup.", "speedup/ratio/2.8/x/");
        row("savings", "This corresponds to 84% memory savings.", "memory/percent-change/84/%/");
        row("noun behind", "以118 KB峰值内存达成87.4%准确率。",
            "memory/absolute/118/KB/ ; accuracy/absolute/87.4/%/");
        row("share of a name", "保持GPT-4o 98%质量。", "quality/percent-of-reference/98/%/");
        row("gpu days", "The search needs only 0.3 GPU days.",
            "training-cost/absolute/0.3/GPU days/");
        row("rate of control", "It runs at 27 Hz.", "throughput/absolute/27/Hz/");
        row("name with a digit before of", "Lumen 3 has a latency of 12 ms.",
            "latency/absolute/12/ms/");
    }

    void wordings()
    {
        QFETCH(QString, text);
        QFETCH(QString, claims);
        const bool chinese = text.contains(u'。');
        QCOMPARE(writtenOf(chinese ? claimsOf({}, text) : claimsOf(text))
                         .join(QStringLiteral(" ; ")),
                 claims);
    }

    void rejects_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"We compare GPT-4, LLaMA-2-7B and Mixtral-8×7B.",
                                 "Images of 1024×1024 pixels are used.",
                                 "The W2A2 and 4-bit variants follow.",
                                 "The 2:4 pattern is fixed.",
                                 "CIFAR-10/100 and ImageNet-1K serve as data.",
                                 "(1) first, (2) second, (3) third.",
                                 "In 2024 the field moved on.",
                                 "PyTorch 2.3 with CUDA 12.4 is used.",
                                 "The batch size is 64 and the temperature is 0.7.",
                                 "It is trained on 8 GPUs for 3 runs.",
                                 "Zero-shot prompts are short.",
                                 "Existing systems spend 60% of the time on transfers.",
                                 "该方法在8张A100上评测。",
                                 "W4A16量化与2:4稀疏可以叠加。",
                                 "The accuracy of a 7B model is known.",
                                 "A 5-second 720p clip is long.",
                                 "生成一段5秒720p视频。",
                                 "AIME 2025 accuracy is reported.",
                                 "On a board with 32 GB of memory it runs.",
                                 "2023年发布的GPT-3.5。"}) {
            QTest::newRow(text) << QString::fromUtf8(text);
        }
    }

    void rejects()
    {
        QFETCH(QString, text);
        QCOMPARE(writtenOf(claimsOf(text)), QStringList());
        QCOMPARE(writtenOf(claimsOf({}, text)), QStringList());
    }

    void joinsBothLanguages()
    {
        const QVector<Claim> claims = claimsOf(
                QStringLiteral("Our cache gives up to 3.1× lower latency than a cold start."),
                QStringLiteral("延迟降低3.1倍。"));
        QCOMPARE(writtenOf(claims), QStringList{QStringLiteral("latency/ratio/3.1/x/up-to")});
        QCOMPARE(claims[0].sources.size(), 2);
        QCOMPARE(claims[0].sources[0].field, TextField::Abstract);
        QCOMPARE(claims[0].sources[1].field, TextField::Brief);
        QVERIFY(!claims[0].flags.contains(QStringLiteral("bei-down")));
        QVERIFY(!claims[0].flags.contains(QStringLiteral("languages-differ")));
    }

    void joinsTwoFiguresOfOneResult_data()
    {
        QTest::addColumn<QString>("abstract");
        QTest::addColumn<QString>("brief");
        QTest::addColumn<QString>("claims");
        const auto row = [](const char *name, const char *abstract, const char *brief,
                            const char *claims) {
            QTest::newRow(name) << QString::fromUtf8(abstract) << QString::fromUtf8(brief)
                                << QString::fromUtf8(claims);
        };
        row("rounded", "It saves 63% of the API cost.", "API调用成本节省约六成。",
            "cost/percent-change/63/%/");
        row("a slip", "The accuracy is 84.3%.", "准确率为83.4%。", "accuracy/absolute/84.3/%/");
        row("too far", "Memory falls by 30%.", "内存减少60%。",
            "memory/percent-change/30/%/ ; memory/percent-change/60/%/");
        row("digits in another order", "Energy falls by 72.6%.", "能耗降低76.2%。",
            "energy/percent-change/72.6/%/");
        row("end of a range", "It reduces latency by 21-34%.", "延迟最多降低34%。",
            "latency/percent-change/21..34/%/");
        row("level of a pair", "It needs 4 sampling steps instead of 50.", "仅需4步采样。",
            "steps/from-to/50>4/steps/");
        row("pair of a level", "The perplexity is 6.3.", "困惑度从7.2降至6.3。",
            "perplexity/from-to/7.2>6.3/ppl/");
    }

    void joinsTwoFiguresOfOneResult()
    {
        QFETCH(QString, abstract);
        QFETCH(QString, brief);
        QFETCH(QString, claims);
        const QVector<Claim> found = claimsOf(abstract, brief);
        QCOMPARE(writtenOf(found).join(QStringLiteral(" ; ")), claims);
        for (const Claim &claim : found) {
            const bool alone = found.size() > 1;
            QCOMPARE(claim.sources.size(), alone ? 1 : 2);
            QVERIFY(alone || claim.sources[0].field == TextField::Abstract);
            const bool differs = claim.flags.contains(QStringLiteral("languages-differ"));
            QCOMPARE(differs, alone || claim.kind != ClaimKind::FromTo);
        }
    }

    void figuresOfTheProblemAreNoClaims()
    {
        const QString problem = QStringLiteral("Inference time grows by 80%. ");
        const QString result = QStringLiteral("Lumen brings a 2x speedup.");
        const QStringList speedup{QStringLiteral("speedup/ratio/2/x/")};
        QCOMPARE(writtenOf(claimsOf(problem + QStringLiteral("We propose Lumen. ") + result)),
                 speedup);
        QCOMPARE(writtenOf(claimsOf(result + QStringLiteral(" We release the code."))), speedup);
    }

    void quotesAreExactAfterSurrogatePairs()
    {
        for (const QString &front :
             {QStringLiteral("𝛼𝛽 🚀 and so on. "), QStringLiteral("𠀀𠀁𪚥 opens it. ")}) {
            const QString text = front + QStringLiteral("Decoding is 2.5× faster than before.");
            const QVector<Claim> claims = claimsOf(text);
            QCOMPARE(claims.size(), 1);
            const ClaimSource source = claims[0].sources[0];
            QCOMPARE(text.mid(source.start, source.length), source.quote);
            QVERIFY(source.start >= front.size());
            QVERIFY(source.quote.contains(QStringLiteral("2.5×")));
        }
    }

    void factors_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("factor");
        const auto row = [](const char *text, double factor) {
            QTest::newRow(text) << QString::fromUtf8(text) << factor;
        };
        row("A 3.2x speedup is reached.", 3.2);
        row("It has 4x lower latency.", 4);
        row("It reduces latency by 17.3%.", 1 / 0.827);
        row("Steps shrink to 30% of the original.", 1 / 0.3);
        row("Throughput rises by 25%.", 1.25);
        row("Storage falls from 1.3 TB to 103 GB.", 1300.0 / 103);
        row("Throughput goes up from 20 to 50 tokens/s.", 2.5);
        row("Energy efficiency improves by 30%.", 1.3);
        row("It is 2x slower.", 0.5);
        row("推理速度提升23.9%。", 1.239);
        row("显存减少60%。", 2.5);
        row("能耗降至原来的40%。", 2.5);
    }

    void factors()
    {
        QFETCH(QString, text);
        QFETCH(double, factor);
        const QVector<Claim> claims = claimsOf(text);
        QCOMPARE(claims.size(), 1);
        QVERIFY(claims[0].normalised.has_value());
        QVERIFY2(std::abs(claims[0].normalised->factor - factor) < 1e-9 * factor,
                 qPrintable(QString::number(claims[0].normalised->factor)));
    }

    void directions_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<Direction>("direction");
        const auto row = [](const char *text, Direction direction) {
            QTest::newRow(text) << QString::fromUtf8(text) << direction;
        };
        row("It reaches 38 TOPS/W.", Direction::HigherBetter);
        row("The FID is 6.98.", Direction::LowerBetter);
        row("The PSNR is 31.2.", Direction::HigherBetter);
        row("The latency is 12 ms.", Direction::LowerBetter);
        row("It is 1.2% below the uncompressed accuracy.", Direction::LowerBetter);
        row("The accuracy goes up by 1.3 points.", Direction::HigherBetter);
        row("The accuracy drops by 0.4 points.", Direction::LowerBetter);
    }

    void directions()
    {
        QFETCH(QString, text);
        QFETCH(Direction, direction);
        const QVector<Claim> claims = claimsOf(text);
        QCOMPARE(claims.size(), 1);
        QCOMPARE(toWord(claims[0].direction), toWord(direction));
    }

    void rangesKeepBothEnds()
    {
        const QVector<Claim> claims =
                claimsOf(QStringLiteral("Delay savings of 1.5-2.5× are measured."));
        QCOMPARE(claims.size(), 1);
        QCOMPARE(*claims[0].normalised->low, 1.5);
        QCOMPARE(*claims[0].normalised->high, 2.5);
    }

    void flags_data()
    {
        QTest::addColumn<QString>("abstract");
        QTest::addColumn<QString>("brief");
        QTest::addColumn<QString>("flag");
        const auto row = [](const char *flag, const char *abstract, const char *brief) {
            QTest::newRow(flag) << QString::fromUtf8(abstract) << QString::fromUtf8(brief)
                                << QString::fromLatin1(flag);
        };
        row("faster-percent", "Inference is 75% faster.", "");
        row("bei-up", "", "吞吐量提升2倍。");
        row("bei-down", "", "显存降低11倍。");
        row("points-or-relative", "Accuracy improves by 3.2%.", "");
        row("percent-mismatch",
            "Latency falls from 100 ms to 80 ms. Overall latency is reduced by 45%.", "");
        row("languages-differ", "It gives a 2x speedup.", "实现3倍加速。");
        row("impossible", "Memory usage is reduced by 120%.", "");
        row("direction-conflict", "Latency decreases from 10 ms to 30 ms.", "");
        row("no-baseline", "It gives a 2x speedup.", "");
        row("scope-unknown", "It brings a 2x performance improvement.", "");
    }

    void flags()
    {
        QFETCH(QString, abstract);
        QFETCH(QString, brief);
        QFETCH(QString, flag);
        QStringList all;
        for (const Claim &claim : claimsOf(abstract, brief)) {
            all += claim.flags;
        }
        QVERIFY2(all.contains(flag), qPrintable(all.join(u' ')));
    }

    void qualityHasNoFactor()
    {
        for (const Claim &claim :
             claimsOf(QStringLiteral("Accuracy improves by 3.2% and perplexity is 5.1."))) {
            QVERIFY(!claim.normalised.has_value());
        }
    }

    void sameTextSameIds()
    {
        const QString text = QStringLiteral("A 2x speedup and 30% lower memory. Accuracy is 91%.");
        const QVector<Claim> first = claimsOf(text);
        QCOMPARE(first, claimsOf(text));
        QSet<QString> ids;
        for (const Claim &claim : first) {
            ids.insert(claim.id);
        }
        QCOMPARE(ids.size(), first.size());
    }

    // A line of megabytes without any end, of one mark or of one figure, is read like any other
    // text.
    void hostileTextIsRead_data()
    {
        QTest::addColumn<QString>("piece");
        for (const char *piece : {"-", "×", "1 ", "9", "2x ", "(", "from 1 to ", "and ", "延迟降低",
                                  "3倍，", "a", ">", "up to "}) {
            QTest::newRow(piece) << QString::fromUtf8(piece);
        }
    }

    void hostileTextIsRead()
    {
        QFETCH(QString, piece);
        const QString text = piece.repeated(400'000 / piece.size());
        for (const Claim &claim : claimsOf(text, text)) {
            QVERIFY(std::isfinite(claim.value));
        }
    }

    void brokenTablesAreRefused()
    {
        using importing::claims::RuleTable;
        const auto bad = RuleTable::parse("one\tratio\t-\ttimes\ntwo\tratio\t-\tnonsense\n",
                                          QStringLiteral("r.tsv"));
        QVERIFY(!bad);
        QVERIFY(bad.error().message.en.find("r.tsv:2") != std::string::npos);
        importing::claims::Lexicon lexicon;
        const auto added = lexicon.addFile("metric\tlatency\t-\n", QStringLiteral("l.tsv"));
        QVERIFY(!added);
        QVERIFY(added.error().message.en.find("l.tsv:1") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestClaims)
#include "test_claims.moc"
