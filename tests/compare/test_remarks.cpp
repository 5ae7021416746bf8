// What is told beside a figure: its price, stronger baselines, limits out of reach.
#include "compare/samples.h"

#include <QTest>

using namespace touchstone;
using namespace touchstone::compare;
using samples::rowOf;
using samples::run;
using samples::says;
using samples::speedupClaim;

namespace {

const QString late = QStringLiteral("2026-02-01T10:00:00Z");

}  // namespace

class TestRemarks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // "3.98x beside 17.3 %" could not be compared by eye.
    void aShareBesideARatioIsGivenAsARatioToo()
    {
        RunInput simulated = run(QStringLiteral("q"), late, 2);
        measure::RatioResult ratio = simulated.result.ratios.front();
        simulated.result.ratios.clear();
        for (const double tau : {0.5, 1.0}) {
            ratio.at = {{"tau", tau}};
            ratio.ratio = 2 * tau;
            ratio.low = ratio.ratio * 0.98;
            ratio.high = ratio.ratio * 1.02;
            ratio.evidence = measure::Evidence::Simulated;
            simulated.result.ratios.push_back(ratio);
        }
        Claim claim = speedupClaim(QStringLiteral("c"), 1.25);
        claim.value = 20;
        claim.unit = QStringLiteral("%");
        const ComparisonRow row = rowOf(claim, {simulated});
        QVERIFY(row.band && row.band->crossesClaim());
        QVERIFY(says(row, "20% (1.250x) claimed", "论断为 20%（1.250x）"));
    }

    // Beside the figure: what the technique gives up, at the shown setting and where the claim
    // holds, a ratio that the entry wants told, and whether the claim is within reach.
    void aFigureComesWithItsPriceAndWithStrongerBaselines()
    {
        RunInput measured = run(QStringLiteral("q"), late, 7);  // 7.7 on each shape
        measured.result.ratios[1].ratio = 7.1;                  // 64x64, where it holds as well
        for (const auto &[queries, threshold, value] :
             {std::tuple{64.0, 0.9, 40.0}, {128.0, 0.7, 1.0}, {128.0, 0.9, 5.0}}) {
            measured.result.quality.push_back({"error",
                                               "hilbert",
                                               value,
                                               {},
                                               {},
                                               "%",
                                               {{"queries", queries}, {"threshold", threshold}}});
        }
        measured.result.variants[3].weakBaseline = true;  // dense on 128x64
        const ComparisonRow row = rowOf(speedupClaim(QStringLiteral("c"), 7), {measured});
        QVERIFY(says(row,
                     "The baseline reaches less than 70 % of the probed peak and counts as weak.",
                     "基线未达实测峰值的 70%，视为弱基线。"));
        QCOMPARE(row.loss->value, 5.0);  // at the entry's threshold, at the sizes of the ratio
        QVERIFY(says(row,
                     "The price: output error 5 %, measured here; 5 to 40 % where the claim "
                     "holds.",
                     "代价：输出误差 5 %，本机实测；论断成立处为 5 至 40 %。"));
        QVERIFY(says(row, "Against gathering: 11.2x (11.0 – 11.4).", "相对收集：11.2x"));
        QVERIFY(says(row, "The limit here is 2.87x: at this setting the claim is out of reach.",
                     "此处的上限为 2.87x，故在该设置下不可能达到论断值。"));
    }

    void aBaselineThatLosesSomethingTooIsToldWithThePrice()
    {
        RunInput measured = run(QStringLiteral("q"), late, 7);
        for (const auto &[variant, value] : {std::pair("hilbert", 25.0), {"dense", 8.0}}) {
            measured.result.quality.push_back(
                    {"error", variant, value, {}, {}, "%", {{"queries", 128}, {"threshold", 0.9}}});
        }
        const ComparisonRow row = rowOf(speedupClaim(QStringLiteral("c"), 7), {measured});
        QVERIFY(says(row, "The price: output error 25 %, measured here; the baseline 8 %.",
                     "代价：输出误差 25 %，本机实测；基线为 8 %。"));
    }

    // The first of several prices would be as good as any, or the most pleasant one.
    void aPriceAtAParameterThatNothingGivesIsNotTold()
    {
        RunInput measured = run(QStringLiteral("q"), late, 7);
        for (const double noise : {0.0, 0.5}) {
            measured.result.quality.push_back(
                    {"error",
                     "hilbert",
                     noise,
                     {},
                     {},
                     "%",
                     {{"queries", 128}, {"threshold", 0.9}, {"noise", noise}}});
        }
        const ComparisonRow row = rowOf(speedupClaim(QStringLiteral("c"), 7), {measured});
        QVERIFY(!row.loss);
    }

    void anIntervalThatReachesTheClaimIsNoAgreementWhereNoSettingDoes()
    {
        RunInput measured = run(QStringLiteral("q"), late, 6);
        for (measure::RatioResult &ratio : measured.result.ratios) {
            ratio.ratio = ratio.baseline == "dense" ? 6.8 : 9;
            ratio.low = 6.2;
            ratio.high = 7.4;
        }
        const ComparisonRow row = rowOf(speedupClaim(QStringLiteral("c"), 7), {measured});
        QCOMPARE(row.verdict, ClaimVerdict::Partly);
        QVERIFY(says(row, "only the interval reaches the claim", "仅区间触及论断值"));
    }
};

QTEST_GUILESS_MAIN(TestRemarks)
#include "test_remarks.moc"
