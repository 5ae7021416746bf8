// A claim meets a kernel: which one, which ratio, and what is said of both.
#include "compare/samples.h"
#include "compare/size_band.h"

#include <QTest>

#include <cmath>

using namespace touchstone;
using namespace touchstone::compare;
using samples::paperTitle;
using samples::rowOf;
using samples::run;
using samples::says;
using samples::speedupClaim;

namespace {

const QString early = QStringLiteral("2026-01-01T10:00:00Z");
const QString late = QStringLiteral("2026-02-01T10:00:00Z");

RunInput qualityRun(double dense, double hilbert, std::optional<double> half,
                    const char *metric = "perplexity", const char *unit = "ppl")
{
    RunInput out = run(QStringLiteral("q"), late, 2);
    for (const auto &[variant, value] : {std::pair{"dense", dense}, {"hilbert", hilbert}}) {
        measure::QualityResult quality{metric, variant, value, {}, {}, unit};
        if (half) {
            quality.low = value - *half;
            quality.high = value + *half;
        }
        out.result.quality.push_back(quality);
    }
    return out;
}

Claim qualityClaim(const char *metric, ClaimKind kind, double value)
{
    Claim claim;
    claim.id = QStringLiteral("q");
    claim.metric = QString::fromLatin1(metric);
    claim.kind = kind;
    claim.value = value;
    return claim;
}

}  // namespace

class TestComparison : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anotherToolsRatioStandsBesideItsClaimAfterOurOwn()
    {
        RunInput foreign = run(QStringLiteral("f"), late, 2.3);
        foreign.result.kernel = "google-benchmark";
        foreign.result.plan[foreignClaimKey] = "c";
        foreign.result.ratios.resize(1);
        const Claim claim = speedupClaim(QStringLiteral("c"), 2.3);

        const auto alone = rowOf(claim, {foreign}, QStringLiteral("A paper without a kernel"));
        QCOMPARE(alone.measured.size(), 1);
        QCOMPARE(alone.verdict, ClaimVerdict::Consistent);
        QVERIFY(says(alone, "another tool", "其他工具"));

        const auto both = rowOf(claim, {foreign, run(QStringLiteral("own"), early, 1.1)});
        QCOMPARE(both.measured.size(), 2);
        QCOMPARE(both.measured.first().runId, QStringLiteral("own"));
        QVERIFY(!says(both, "another tool", "其他工具"));

        const auto other = rowOf(speedupClaim(QStringLiteral("d"), 2.3), {foreign});
        QVERIFY(other.measured.isEmpty());
    }
    // An average of several kernels is judged by the mean of ours, each of which is told.
    void aMeanIsJudgedByTheMeanOfTheOperations()
    {
        RunInput two = run(QStringLiteral("own"), early, 4);
        measure::RatioResult other = two.result.ratios.front();
        other.operation = "merge";
        other.ratio = other.low = other.high = 1;
        two.result.ratios.push_back(other);
        Claim claim = speedupClaim(QStringLiteral("c"), 4);
        const auto single = rowOf(claim, {two});
        QCOMPARE(single.measured.first().ratio.ratio, 4.0);
        QCOMPARE(single.verdict, ClaimVerdict::Consistent);
        claim.qualifier = Qualifier::Average;
        const auto mean = rowOf(claim, {two});
        QVERIFY(std::abs(mean.measured.first().ratio.ratio - 2) < 1e-9);
        QVERIFY(mean.measured.first().ratio.low > 1 && mean.measured.first().ratio.high < 3);
        QCOMPARE(mean.others.size(), 2);
        QCOMPARE(mean.verdict, ClaimVerdict::Partly);
        QVERIFY(says(mean, "geometric mean of", "几何平均"));
        QVERIFY(mean.naive.isEmpty() && !mean.limit);
    }
    void ratiosThatNoClaimTakesAreStillThere()
    {
        const QVector<RunInput> runs{run(QStringLiteral("new"), late, 2.3),
                                     run(QStringLiteral("old"), early, 1.1)};
        const QString kernel = QString::fromStdString(runs[0].result.kernel);
        const auto ratios = ratiosWithoutClaim(kernel, runs, {});
        QVERIFY(!ratios.isEmpty());
        for (const Measured &one : ratios) {
            QCOMPARE(one.runId, QStringLiteral("new"));
            QVERIFY(one.ratio.shape.empty());
        }
        const auto taken = rowOf(speedupClaim(QStringLiteral("c"), 2.3), runs);
        QCOMPARE(taken.kernel, kernel);
        QVERIFY(ratiosWithoutClaim(kernel, runs, {taken}).isEmpty());
        QVERIFY(ratiosWithoutClaim(QStringLiteral("other"), runs, {}).isEmpty());
    }
    void noOverheadIsARatioOfCostsOfOne()
    {
        Claim claim;
        claim.metric = QStringLiteral("overhead");
        claim.kind = ClaimKind::Absolute;
        claim.value = 0;
        PaperInput furina;
        furina.report = QStringLiteral("2025-09-24");
        furina.index = 8;
        furina.title = QStringLiteral("FURINA: Free from Unmergeable Router via Linear Aggregation "
                                      "of Mixed Experts");
        furina.claims = {claim};
        RunInput measured;
        measured.runId = QStringLiteral("r");
        measured.result.kernel = "lora-selfroute-merge";
        measured.result.verification.passed = true;
        measure::RatioResult ratio;
        ratio.baseline = "backbone";
        ratio.technique = "merged";
        ratio.quantity = "flops-per-token";
        ratio.ratio = 1.0;
        ratio.low = 1.0;
        ratio.high = 1.0;
        ratio.verdict = measure::RatioVerdict::Equivalent;
        ratio.evidence = measure::Evidence::Computed;
        measured.result.ratios = {ratio};

        const auto rows = compareClaims({furina}, {measured}, Vocabulary::bundled());
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows.first().measured.size(), 1);
        QCOMPARE(rows.first().claimed->factor, 1.0);
        QCOMPARE(rows.first().verdict, ClaimVerdict::Consistent);
        QCOMPARE(rows.first().answer, Answer::Computed);
    }
    void theMostPreciseEntrySpeaks()
    {
        const QVector<RunInput> runs{run(QStringLiteral("r"), early, 2)};
        const ComparisonRow exact = rowOf(speedupClaim(QStringLiteral("c"), 2.3), runs);
        QCOMPARE(exact.kernel, QStringLiteral("tiles"));
        QCOMPARE(*exact.grade, Grade::SameQuantity);
        QCOMPARE(exact.gradeReason.en, std::string("same shape"));
        QCOMPARE(exact.measured.first().ratio.shape, std::string("64x64"));
        const ComparisonRow other = rowOf(speedupClaim(QStringLiteral("c"), 4), runs);
        QCOMPARE(*other.grade, Grade::SameMechanism);
        QCOMPARE(other.measured.first().ratio.shape, std::string());
    }

    void newestMeasurementFirstNaiveBeside()
    {
        const ComparisonRow row =
                rowOf(speedupClaim(QStringLiteral("c"), 4), {run(QStringLiteral("old"), early, 1.5),
                                                             run(QStringLiteral("new"), late, 2)});
        QCOMPARE(row.measured.size(), 2);
        QCOMPARE(row.measured[0].runId, QStringLiteral("new"));
        QCOMPARE(row.measured[1].runId, QStringLiteral("old"));
        QCOMPARE(row.naive.size(), 2);
        QCOMPARE(row.naive[0].ratio.ratio, 3.2);
        QCOMPARE(*row.limit, 2.87);
        QCOMPARE(row.verdict, ClaimVerdict::Partly);
        QVERIFY(says(row, "Partly observed", "部分观察到"));
    }

    void verdicts()
    {
        const auto verdictOf = [](double claimed, double measured) {
            return rowOf(speedupClaim(QStringLiteral("c"), claimed),
                         {run(QStringLiteral("r"), late, measured)})
                    .verdict;
        };
        QCOMPARE(verdictOf(2, 2), ClaimVerdict::Consistent);
        QCOMPARE(verdictOf(4, 2), ClaimVerdict::Partly);
        QCOMPARE(verdictOf(4, 1.0), ClaimVerdict::NotObserved);
        QCOMPARE(verdictOf(4, 0.5), ClaimVerdict::NotObserved);
    }

    void rangesMeetIntervals()
    {
        Claim claim = speedupClaim(QStringLiteral("c"), 2);
        claim.normalised->low = 1.5;
        claim.normalised->high = 2.5;
        const auto rowFor = [&claim](double measured) {
            return rowOf(claim, {run(QStringLiteral("r"), late, measured)});
        };
        QCOMPARE(rowFor(2.4).verdict, ClaimVerdict::Consistent);
        QVERIFY(says(rowFor(2.4), "1.500x–2.50x claimed", "1.500x–2.50x"));
        QCOMPARE(rowFor(1.2).verdict, ClaimVerdict::Partly);
    }

    void boundsAndFlagsAreMarked()
    {
        Claim claim = speedupClaim(QStringLiteral("c"), 4);
        claim.qualifier = Qualifier::UpTo;
        const QVector<RunInput> runs{run(QStringLiteral("r"), late, 2)};
        ComparisonRow row = rowOf(claim, runs);
        QVERIFY(row.claimed->bound);
        QVERIFY(says(row, "is a bound", "界限值"));

        claim.qualifier = Qualifier::AtLeast;
        claim.normalised->factor = 1.5;
        QCOMPARE(rowOf(claim, runs).verdict, ClaimVerdict::Consistent);

        claim.qualifier = Qualifier::None;
        claim.flags = {QStringLiteral("bei-up")};
        QVERIFY(rowOf(claim, runs).claimed->flagged);
        claim.status = ClaimStatus::Confirmed;
        QVERIFY(!rowOf(claim, runs).claimed->flagged);
    }

    void nothingMeasuredIsExplained()
    {
        const Claim claim = speedupClaim(QStringLiteral("c"), 2);
        QVERIFY(says(rowOf(claim, {}), "Not measured yet: run the kernel “Tiles”", "尚未测量"));
        RunInput crashed = run(QStringLiteral("r"), late, 2);
        crashed.result.ratios.clear();
        crashed.result.status = measure::RunStatus::Crashed;
        crashed.result.message = "signal 11";
        QVERIFY(says(rowOf(claim, {crashed}),
                     "(crashed) does not hold this figure; its preset small does. signal 11",
                     "预设“小”含有它"));
        // A preset that was run without giving the figure is not advised again.
        RunInput inVain = run(QStringLiteral("r"), late, 2);
        inVain.result.ratios.clear();
        inVain.result.preset = "small";
        QCOMPARE(rowOf(claim, {inVain}).preset, QStringLiteral("medium"));
        QVERIFY(says(rowOf(claim, {inVain}), "its preset medium does", "预设“中”含有它"));
        QVERIFY(says(rowOf(claim, {}, QStringLiteral("Another Paper")), "is to come", "尚待加入"));
        Claim unmatched = claim;
        unmatched.metric = QStringLiteral("latency");
        QVERIFY(says(rowOf(unmatched, {}), "does not reproduce this claim", "不复现该论断"));
    }

    void notMeasurableSaysWhy()
    {
        Claim energy = speedupClaim(QStringLiteral("c"), 2);
        energy.metric = QStringLiteral("energy");
        const ComparisonRow row = rowOf(energy, {run(QStringLiteral("r"), late, 2)});
        QCOMPARE(*row.grade, Grade::NotMeasurable);
        QVERIFY(row.kernel.isEmpty());
        QVERIFY(row.measured.isEmpty());
        QVERIFY(says(row, "no power meter", "没有功率计"));

        PaperInput robot = samples::paper(QStringLiteral("r"), QString(),
                                          {speedupClaim(QStringLiteral("c"), 2)});
        robot.report = QStringLiteral("2025-10-15");
        robot.index = 12;
        const auto rows = compareClaims({robot}, {}, samples::vocabulary());
        QVERIFY(says(rows.first(), "needs a robot", "需要机器人"));
    }

    void qualityIsADifference()
    {
        Claim claim = qualityClaim("perplexity", ClaimKind::FromTo, 8.1);
        claim.from = 9.4;
        claim.to = 8.1;
        const ComparisonRow row = rowOf(claim, {qualityRun(10, 9, 0.4)});
        QVERIFY(!row.claimed);
        QVERIFY(row.measured.isEmpty());
        QCOMPARE(*row.quality->claimed, 1.3);  // lower perplexity is an improvement
        QCOMPARE(row.quality->difference, 1.0);
        QVERIFY(std::abs(*row.quality->high - (1 + 0.4 * std::sqrt(2.0))) < 1e-12);
        QCOMPARE(row.verdict, ClaimVerdict::Consistent);

        QCOMPARE(rowOf(claim, {qualityRun(10, 9.8, 0.1)}).verdict, ClaimVerdict::Partly);
        const ComparisonRow open = rowOf(claim, {qualityRun(10, 9.5, 1.0)});
        QCOMPARE(open.verdict, ClaimVerdict::Unresolved);
        QVERIFY(says(open, "both the claim", "无效果"));
        QCOMPARE(rowOf(claim, {qualityRun(10, 11, 0.1)}).verdict, ClaimVerdict::NotObserved);
        const ComparisonRow bare = rowOf(claim, {qualityRun(10, 9, {})});
        QCOMPARE(bare.verdict, ClaimVerdict::NotComparable);
        QVERIFY(says(bare, "no interval", "没有区间"));
        QVERIFY(says(rowOf(claim, {}), "Not measured yet", "尚未测量"));
    }

    void simulatedSettingsBecomeABand()
    {
        Claim claim = qualityClaim("perplexity", ClaimKind::PercentagePoints, 1);
        claim.direction = Direction::HigherBetter;
        RunInput input = qualityRun(10, 9.2, 0.1);
        for (const auto &[sigma, better] : {std::pair{1.0, 8.8}, std::pair{2.0, 10.3}}) {
            for (measure::QualityResult one : qualityRun(10, better, 0.1).result.quality) {
                one.at = {{"sigma", sigma}};
                input.result.quality.push_back(one);
            }
        }
        QCOMPARE(rowOf(claim, {input}).verdict, ClaimVerdict::Partly);  // measured: as it is
        for (measure::QualityResult &one : input.result.quality) {
            one.evidence = measure::Evidence::Simulated;
        }
        const ComparisonRow row = rowOf(claim, {input});
        QVERIFY(row.band);
        QCOMPARE(row.band->points.size(), 2);
        // Better at one setting, worse at the other: the setting decides, not the technique.
        QVERIFY(row.band->holdsClaimAndNoEffect());
        QCOMPARE(row.verdict, ClaimVerdict::Unresolved);
        QVERIFY(says(row, "a parameter that we chose decides", "结果取决于我们选定的参数"));
        QVERIFY(says(row, "the claim holds where sigma ≤ 1 (not at 2).",
                     "当 sigma ≤ 1（2 时不成立）时论断成立"));
    }

    void sharesBecomePoints()
    {
        const Claim points = qualityClaim("accuracy", ClaimKind::PercentagePoints, 3);
        const ComparisonRow row = rowOf(points, {qualityRun(0.70, 0.73, 0.005, "accuracy", "")});
        QCOMPARE(row.quality->unit, QStringLiteral("pp"));
        QVERIFY(std::abs(row.quality->difference - 3) < 1e-9);
        QCOMPARE(row.verdict, ClaimVerdict::Consistent);
        Claim level = qualityClaim("accuracy", ClaimKind::Absolute, 96);
        level.unit = QStringLiteral("%");
        QVERIFY(says(rowOf(level, {qualityRun(0.7, 0.73, 0.005, "accuracy", "")}),
                     "has no figure of this kind", "没有同类的数值"));
        const ComparisonRow reached = rowOf(level, {qualityRun(97, 98, 0.5, "accuracy", "%")});
        QCOMPARE(reached.verdict, ClaimVerdict::Consistent);
        level.kind = ClaimKind::PercentOfReference;  // 96 % of 97 is 93.1
        const ComparisonRow kept = rowOf(level, {qualityRun(97, 94, 0.2, "accuracy", "%")});
        QVERIFY(kept.quality->level->ofBaseline);
        QVERIFY(std::abs(kept.quality->level->found - 100 * 94 / 97.0) < 1e-9);
        QCOMPARE(kept.verdict, ClaimVerdict::Consistent);
        const Claim relative = qualityClaim("perplexity", ClaimKind::PercentChange, 10);
        const ComparisonRow shown = rowOf(relative, {qualityRun(10, 9, 0.4)});
        QCOMPARE(shown.quality->unit, QStringLiteral("%"));
        QVERIFY(std::abs(shown.quality->difference - 10) < 1e-9);
    }

    // A level in bytes is answered by the bytes, not by what they are to the baseline's.
    void computedBytesAnswerALevel()
    {
        const auto bytesRun = [](double technique, measure::Evidence evidence) {
            RunInput out = qualityRun(442.368, technique, {}, "image-bytes", "KB");
            for (measure::QualityResult &one : out.result.quality) {
                one.evidence = evidence;
            }
            measure::RatioResult bytes = out.result.ratios.front();
            bytes.quantity = "image-bytes";
            bytes.evidence = evidence;
            bytes.ratio = bytes.low = bytes.high = 9;
            out.result.ratios = {bytes};
            return out;
        };
        Claim level = qualityClaim("storage", ClaimKind::Absolute, 49);
        level.unit = QStringLiteral("KB");
        const ComparisonRow row = rowOf(level, {bytesRun(49.152, measure::Evidence::Computed)});
        QCOMPARE(row.answer, Answer::Computed);
        QCOMPARE(row.verdict, ClaimVerdict::Consistent);
        QVERIFY(says(row, "49.15 KB computed (SQ), 49 KB claimed", "计算值（SQ）49.15 KB"));
        level.value = 49.1;
        QCOMPARE(rowOf(level, {bytesRun(49.152, measure::Evidence::Computed)}).verdict,
                 ClaimVerdict::NotObserved);
        // Simulated bytes, another unit and claims of a factor are answered by the ratio.
        level.value = 49;
        QVERIFY(!rowOf(level, {bytesRun(49.152, measure::Evidence::Simulated)}).quality);
        Claim factor = level;
        factor.kind = ClaimKind::Ratio;
        factor.value = 9;
        factor.normalised = NormalisedClaim{QStringLiteral("bytes"), 9, {}, {}};
        const ComparisonRow ratio = rowOf(factor, {bytesRun(49.152, measure::Evidence::Computed)});
        QVERIFY(!ratio.quality && ratio.measured.size() == 1);
        level.unit = QStringLiteral("MB");
        const ComparisonRow other = rowOf(level, {bytesRun(49.152, measure::Evidence::Computed)});
        QVERIFY(!other.quality && other.measured.size() == 1);
    }

    // A figure that a parameter of ours decides comes with all the values of that parameter.
    void aProxyIsShownOverItsParameter()
    {
        RunInput measured = run(QStringLiteral("q"), late, 2);
        for (const double noise : {0.0, 10.0, 20.0}) {
            measured.result.quality.push_back(
                    {"similarity", "hilbert", 99 - noise, {}, {}, "%", {{"noise", noise}}});
        }
        measured.result.quality.push_back({"similarity", "dense", 100, {}, {}, "%"});
        Claim level = qualityClaim("similarity", ClaimKind::Absolute, 85);
        level.unit = QStringLiteral("%");
        // The baseline knows no noise and is the same at all of its values.
        const ComparisonRow row = rowOf(level, {measured});
        QVERIFY(!row.quality);  // the entry asks for both at a noise of 20
        for (const double noise : {0.0, 10.0, 20.0}) {
            measured.result.quality.push_back(
                    {"similarity", "dense", 100, {}, {}, "%", {{"noise", noise}}});
        }
        const ComparisonRow banded = rowOf(level, {measured});
        QVERIFY(banded.quality && banded.band);
        QCOMPARE(banded.quality->technique, 79.0);
        QCOMPARE(banded.band->low(), 79.0);
        QCOMPARE(banded.band->high(), 99.0);
        QVERIFY(says(banded, "holds where noise ≤ 10 (not at 20).",
                     "当 noise ≤ 10（20 时不成立）时论断成立"));
        QVERIFY(says(banded, "(PX)", "（PX）"));

        const Claim points = qualityClaim("similarity", ClaimKind::PercentagePoints, 3);
        const ComparisonRow gain = rowOf(points, {measured});
        QCOMPARE(gain.band->high(), -1.0);
        QCOMPARE(holdsWords(*gain.band).en, std::string("at no value"));
        // A same-mechanism figure has no such parameter, and no band.
        QVERIFY(!rowOf(qualityClaim("perplexity", ClaimKind::Absolute, 9), {qualityRun(10, 9, 0.4)})
                         .band);
    }

    void ratiosAtOtherParametersAreTheirBand()
    {
        RunInput measured = run(QStringLiteral("q"), late, 2);
        measure::RatioResult ratio = measured.result.ratios.front();
        measured.result.ratios.clear();
        for (const double tau : {0.1, 0.5, 0.9}) {
            ratio.at = {{"tau", tau}};
            ratio.ratio = 1 + tau;
            measured.result.ratios.push_back(ratio);
        }
        const Claimed claim{QStringLiteral("c"), 1.5, {}, {}, false, false};
        const auto band = bandOfRatios(measured.result, measured.result.ratios[2], claim);
        QVERIFY(band);
        QCOMPARE(band->low(), 1.1);
        QCOMPARE(band->high(), 1.9);
        QCOMPARE(holdsWords(*band).en, std::string("tau ≥ 0.5 (not at 0.1)"));
        QCOMPARE(bandSpan(*band).en, std::string("1.100x to 1.900x (tau 0.1 to 0.9)"));
    }

    void aPaperHasANameForPeople()
    {
        ComparisonRow row;
        row.paperId = QStringLiteral("p-1");
        QCOMPARE(paperName(row), QStringLiteral("p-1"));
        row.generatedAt = QStringLiteral("2025-10-15T19:44:32");
        row.index = 19;
        QCOMPARE(paperName(row), QStringLiteral("2025-10-15 #19"));
        row.paperTitle = QStringLiteral("Kites: Folding Small Caches");
        QCOMPARE(paperName(row), row.paperTitle);
        row.paperShortName = QStringLiteral("Kites");
        QCOMPARE(paperName(row), row.paperShortName);
    }

    void theAnswerIsAWord()
    {
        ComparisonRow row;
        row.preset = QStringLiteral("medium");
        QStringList words;
        for (int answer = 0; answer <= int(Answer::NoKernel); ++answer) {
            row.answer = Answer(answer);
            words.append(QString::fromStdString(answerWords(row).en));
            QVERIFY(!answerWords(row).zh.empty());
        }
        QCOMPARE(words.removeDuplicates(), 0);
        QVERIFY(words.contains(QStringLiteral("not run yet (preset medium)")));
    }

    void runsOfOtherMachinesNameTheirs()
    {
        RunInput other = run(QStringLiteral("r"), late, 2);
        other.elsewhere = QStringLiteral("Some CPU");
        const ComparisonRow row = rowOf(speedupClaim(QStringLiteral("c"), 2), {other});
        QCOMPARE(row.measured.first().elsewhere, QStringLiteral("Some CPU"));
        QCOMPARE(answerWords(row).en, std::string("measured on Some CPU"));
        QCOMPARE(answerWords(row).zh, std::string("在 Some CPU 上实测"));
        QVERIFY2(row.sentence.en.find("measured on Some CPU") != std::string::npos,
                 row.sentence.en.c_str());
        QVERIFY2(row.sentence.en.find("here") == std::string::npos, row.sentence.en.c_str());
        const ComparisonRow own =
                rowOf(speedupClaim(QStringLiteral("c"), 2), {run(QStringLiteral("r"), late, 2)});
        QCOMPARE(answerWords(own).en, std::string("measured here"));
    }

    void weakBaselinesAreMarked()
    {
        RunInput weak = run(QStringLiteral("r"), late, 2);
        weak.result.variants.front().weakBaseline = true;
        QVERIFY(rowOf(speedupClaim(QStringLiteral("c"), 4), {weak}).measured.first().weakBaseline);
    }

    void brokenFiguresAreNotCompared()
    {
        Claim claim = speedupClaim(QStringLiteral("c"), 0);
        QVERIFY(!rowOf(claim, {}).claimed);
        RunInput broken = run(QStringLiteral("r"), late, 2);
        for (auto &ratio : broken.result.ratios) {
            ratio.ratio = 0;
        }
        const ComparisonRow row = rowOf(speedupClaim(QStringLiteral("c"), 2), {broken});
        QVERIFY(row.measured.isEmpty());
        QVERIFY(says(row, "do not hold this figure", "不含该数值"));
    }

    void rejectedClaimsAreLeftOut()
    {
        Claim claim = speedupClaim(QStringLiteral("c"), 2);
        claim.status = ClaimStatus::Rejected;
        QVERIFY(compareClaims({samples::paper(QStringLiteral("p"), paperTitle, {claim})}, {},
                              samples::vocabulary())
                        .isEmpty());
    }

    void runsAreChosen()
    {
        const QVector<RunInput> runs{run(QStringLiteral("r"), late, 2)};
        QCOMPARE(selectRuns(runs, {}).size(), 1);
        QCOMPARE(selectRuns(runs, {QStringLiteral("desk"), QStringLiteral("cpu"), {}}).size(), 1);
        QCOMPARE(selectRuns(runs, {{}, QStringLiteral("opencl:0"), {}}).size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestComparison)
#include "test_comparison.moc"
