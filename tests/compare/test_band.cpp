// Figures over the parameters that decide them.
#include "compare/limit_share.h"
#include "compare/quality.h"
#include "compare/size_band.h"
#include "compare/spared_share.h"
#include "samples.h"

#include <QTest>

#include <cmath>

using namespace touchstone;
using namespace touchstone::compare;

namespace {

measure::RatioResult ratioOf(double ratio, double low, double high)
{
    measure::RatioResult out;
    out.ratio = ratio;
    out.low = low;
    out.high = high;
    return out;
}

Claimed claimed(double factor)
{
    Claimed out;
    out.factor = factor;
    return out;
}

}  // namespace

class TestBand : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // A store that spares 80 % of the questions makes it 5 times as fast at most; here it is 4
    // times, since searching takes 5 % of the model's time. So a cut of 20 % needs 25 % hits.
    void theBandOfASparedShareSaysWhatAClaimNeeds()
    {
        measure::RatioResult ratio = ratioOf(4, 3.9, 4.1);
        const Text name{"hit rate", "命中率"};
        QVERIFY(!sparedShareBand(ratio, name, claimed(1.25)));
        ratio.limit = 5;
        const auto band = sparedShareBand(ratio, name, claimed(1.25));
        QVERIFY(band);
        QVERIFY(std::abs(band->here.front() - 80) < 1e-9);
        QVERIFY(std::abs(band->low() - 1 / 1.05) < 1e-9);
        QVERIFY(std::abs(band->high() - 20) < 1e-9);
        QCOMPARE(holdsWords(*band).en, std::string("hit rate ≥ 25 %"));
        QCOMPARE(bandWords(*band).en,
                 std::string(
                         "Over hit rate 0 to 100 % (80 % here): 0.952x to 20.0x; by calculation "
                         "the claim holds where hit rate ≥ 25 %. The technique's own work takes "
                         "5 % of the baseline's time here; if it took none, the claim would hold "
                         "where hit rate ≥ 20 %."));
        QCOMPARE(bandWords(*band).zh,
                 std::string("命中率 0 至 100%（此处为 80%）：0.952x 至 20.0x；按推算，当 命中率 "
                             "≥ 25% "
                             "时论断成立。技术自身的开销占此处基线耗时的 5%；若无此开销，当命中率 "
                             "≥ 20% 时论断成立。"));
        QCOMPARE(holdsWords(*sparedShareBand(ratio, name, claimed(100))).en,
                 std::string("at no value"));
        QCOMPARE(holdsWords(*sparedShareBand(ratio, name, {})).en, std::string());
        for (const double limit : {1.0, 0.5, 3.0}) {
            ratio.limit = limit;
            QVERIFY(!sparedShareBand(ratio, name, claimed(1.25)));
        }
        ratio.limit = 4;  // sparing costs nothing: all of it would take no time
        QVERIFY(std::isfinite(sparedShareBand(ratio, name, claimed(1.25))->high()));
    }

    void aBandIsOverTheParametersThatChange()
    {
        const std::vector<Tried> tried{{{{"noise", 20}, {"width", 8}}, 3, false},
                                       {{{"width", 8}, {"noise", 0}}, 9, true},
                                       {{{"noise", 10}, {"width", 8}}, 7, true},
                                       {{{"noise", 10}, {"width", 8}}, 1, true},
                                       {{{"width", 8}}, 100, true},
                                       {{}, 50, true}};
        auto band = bandOver(tried, {{"noise", 20}, {"width", 8}});
        QVERIFY(band);
        QCOMPARE(band->knobs.size(), std::size_t(1));
        QCOMPARE(band->points.size(), 3);
        QCOMPARE(band->low(), 3.0);
        QCOMPARE(band->high(), 9.0);
        QCOMPARE(band->here, std::vector<double>{20});
        band->judged = true;
        band->unit = QStringLiteral("%");
        QCOMPARE(bandWords(*band).en,
                 std::string("Over noise 0 to 20 (20 here): 3 % to 9 %; by "
                             "point estimates the claim holds where noise ≤ 10 (not at 20)."));
        band->points[1].holds = false;
        band->points[2].holds = true;
        QCOMPARE(holdsWords(*band).en, std::string("at 2 of 3 settings"));
        QVERIFY(!bandOver({tried[0], tried[4], tried[5]}, {}));
        QVERIFY(!bandOver({tried[5]}, {}));
    }

    void aBandOfTwoKnobsCountsItsSettings()
    {
        std::vector<Tried> tried;
        for (const double threshold : {0.5, 0.9}) {
            for (const double sigma : {1.0, 2.0}) {
                tried.push_back({{{"threshold", threshold}, {"sigma", sigma}},
                                 threshold * sigma,
                                 threshold * sigma > 1});
            }
        }
        auto band = bandOver(tried, {});
        QVERIFY(band);
        band->judged = true;
        QCOMPARE(bandWords(*band).en, std::string("Over 4 settings of sigma and threshold: 0.5 to "
                                                  "1.8; by point estimates the claim holds "
                                                  "at 1 of 4 settings."));
        QVERIFY(band->here.empty());
    }

    void shapesThatDifferInTheKnobAreTheBand()
    {
        RunInput run = samples::run(QStringLiteral("q"), QStringLiteral("2025-11-02"), 2);
        const auto at = [](int tiles, int side, double factor) {
            measure::RatioResult ratio;
            ratio.baseline = "dense";
            ratio.technique = "tiled";
            ratio.sizes = {{"side", side}, {"tiles", tiles}};
            ratio.ratio = factor;
            return ratio;
        };
        run.result.ratios = {at(16, 64, 2.5), at(8, 64, 1.0), at(16, 32, 9.0)};
        run.result.verification.passed = true;
        RunInput other = run;
        other.result.ratios = {at(32, 64, 4.0), at(8, 64, 7.0)};
        RunInput elsewhere = other;
        elsewhere.machine = QStringLiteral("another");
        elsewhere.result.ratios = {at(64, 64, 8.0)};
        Claimed claimed;
        claimed.factor = 2.3;
        const KernelClaim::Knob knob{QStringLiteral("tiles"), {"tiles", "块数"}, {}, {}};
        const QVector<const RunInput *> runs{&other, &run, &elsewhere};
        const auto band =
                bandOfSizes(runs, run, run.result.ratios[0], {knob}, factorFigure(claimed));
        QVERIFY(band);
        QCOMPARE(band->points.size(), 3);  // 8 and 16 of the shown run, 32 of the other
        QCOMPARE(band->low(), 1.0);
        QCOMPARE(band->high(), 4.0);
        QCOMPARE(holdsWords(*band).en, std::string("tiles ≥ 16 (not at 8)"));
        QCOMPARE(holdsWords(*band).zh, std::string("块数 ≥ 16（8 时不成立）"));
        QVERIFY(band->holdsClaimAndNoEffect());
        QVERIFY(!bandOfSizes(runs, run, run.result.ratios[0],
                             {{QStringLiteral("heads"), {"heads", "头数"}, {}, {}}},
                             factorFigure(claimed)));
    }

    // Two dimensions of the shape and a knob whose values are variants: a ratio may differ in any
    // of them, and in nothing else.
    void aTimeHasABandOverSeveralDimensionsAndVariants()
    {
        RunInput run = samples::run(QStringLiteral("q"), QStringLiteral("2025-11-02"), 2);
        const auto at = [](int uncertain, int threshold, const char *part, double factor) {
            measure::RatioResult ratio = ratioOf(factor, factor, factor);
            ratio.baseline = "one";
            ratio.technique = part;
            ratio.sizes = {{"threshold", threshold}, {"uncertain", uncertain}, {"width", 64}};
            return ratio;
        };
        run.result.ratios = {at(12, 90, "part-8", 1.5), at(6, 90, "part-8", 2.5),
                             at(12, 70, "part-8", 2.0), at(12, 90, "part-4", 1.2),
                             at(12, 90, "whole", 9.0)};
        measure::RatioResult wider = at(24, 90, "part-8", 7.0);
        wider.sizes[2].second = 128;
        run.result.ratios.push_back(wider);
        run.result.verification.passed = true;
        KernelClaim::Knob part{QStringLiteral("part"), {"part", "子块"}, {}, {}};
        for (const int size : {4, 8}) {
            part.pairs.append(
                    {double(size), QStringLiteral("one"), QStringLiteral("part-%1").arg(size)});
        }
        const QVector<KernelClaim::Knob> knobs{
                {QStringLiteral("uncertain"), {"doubt", "不确定占比"}, QStringLiteral("%"), {}},
                {QStringLiteral("threshold"), {"threshold", "阈值"}, QStringLiteral("%"), {}},
                part};
        Claimed claimed;
        claimed.factor = 2;
        const auto band =
                bandOfSizes({&run}, run, run.result.ratios[0], knobs, factorFigure(claimed));
        QVERIFY(band);
        QCOMPARE(band->points.size(), 4);
        QCOMPARE(band->low(), 1.2);
        QCOMPARE(band->high(), 2.5);
        QCOMPARE(bandWords(*band).en,
                 std::string("Over 4 settings of part, threshold and doubt (part 8, threshold "
                             "90 %, doubt 12 % here): 1.200x to 2.50x; by point estimates the "
                             "claim holds at 2 of 4 settings."));
        // Without the knob of variants only those of the claim are compared.
        QCOMPARE(bandOfSizes({&run}, run, run.result.ratios[0], knobs.first(2),
                             factorFigure(claimed))
                         ->points.size(),
                 3);
    }

    // A share of a limit is given in percent of it at every size, not as a factor.
    void sharesOfALimitAreABandInPercent()
    {
        RunInput run = samples::run(QStringLiteral("q"), QStringLiteral("2025-11-02"), 2);
        run.result.ratios.clear();
        for (const auto &[share, factor, limit] :
             {std::tuple{50, 1.6, 1.7}, {75, 2.4, 2.7}, {90, 3.2, 4.0}}) {
            measure::RatioResult ratio = ratioOf(factor, factor, factor);
            ratio.sizes = {{"sparsity", share}};
            ratio.limit = limit;
            run.result.ratios.push_back(ratio);
        }
        run.result.verification.passed = true;
        Claim claim;
        claim.value = 87.5;
        const KernelClaim::Knob knob{QStringLiteral("sparsity"), {"reuse", "复用率"}, {}, {}};
        const auto band =
                bandOfSizes({&run}, run, run.result.ratios[2], {knob}, shareFigure(claim));
        QVERIFY(band);
        QCOMPARE(band->unit, QStringLiteral("%"));
        QVERIFY(std::abs(band->low() - 80) < 1e-9);
        QVERIFY(std::abs(band->high() - 160 / 1.7) < 1e-9);
        QCOMPARE(holdsWords(*band).en, std::string("reuse ≤ 75 (not at 90)"));
    }

    // Where the values of a knob are variants of their own, the band goes over their pairs.
    void pairsOfVariantsAreValuesOfAKnob()
    {
        measure::KernelResult result;
        KernelClaim entry;
        entry.quantity = QStringLiteral("valid");
        entry.baseline = QStringLiteral("fixed-32");
        entry.technique = QStringLiteral("adaptive-32");
        entry.at = {{"threshold", 0.9}};
        KernelClaim::Knob block{QStringLiteral("block"), {"block size", "块大小"}, {}, {}};
        for (const int size : {8, 32}) {
            const std::string name = std::to_string(size);
            block.pairs.append({double(size), QString::fromStdString("fixed-" + name),
                                QString::fromStdString("adaptive-" + name)});
            for (const double threshold : {0.7, 0.9}) {
                const measure::Parameters at{{"threshold", threshold}};
                result.quality.push_back({"valid", "fixed-" + name, 50, {}, {}, "%", at});
                result.quality.push_back(
                        {"valid", "adaptive-" + name, 50 + size * threshold, {}, {}, "%", at});
            }
        }
        entry.knobs = {{QStringLiteral("threshold"), {"threshold", "阈值"}, {}, {}}, block};
        Claim claim;
        claim.kind = ClaimKind::PercentagePoints;
        claim.value = 20;
        Metric metric;
        metric.higherBetter = true;
        const auto band = qualityBand(claim, metric, entry, result);
        QVERIFY(band);
        QCOMPARE(band->knobs.size(), std::size_t(2));
        QCOMPARE(band->points.size(), 4);
        QCOMPARE(band->here, (std::vector<double>{32, 0.9}));
        QVERIFY(std::abs(band->low() - 8 * 0.7) < 1e-9);
        QVERIFY(std::abs(band->high() - 32 * 0.9) < 1e-9);
        QCOMPARE(holdsWords(*band).en, std::string("at 2 of 4 settings"));
        // Without the pairs it is the entry's own alone.
        entry.knobs = {entry.knobs.first()};
        QCOMPARE(qualityBand(claim, metric, entry, result)->points.size(), 2);
    }
};

QTEST_GUILESS_MAIN(TestBand)
#include "test_band.moc"
