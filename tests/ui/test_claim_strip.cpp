// The small chart of a result: claim, measured ratio and limit lie where their factors say.
#include "ui/bench/claim_strip.h"
#include "ui/common/palette.h"

#include <QTest>

using namespace touchstone;
using namespace touchstone::ui;

namespace {
constexpr QSize size(320, 30);

compare::ComparisonRow rowOf(double claimed, double ratio, std::optional<double> limit)
{
    compare::ComparisonRow row;
    row.claimed = compare::Claimed{QStringLiteral("c"), claimed, {}, {}};
    compare::Measured measured;
    measured.ratio.ratio = ratio;
    measured.ratio.low = ratio * 0.9;
    measured.ratio.high = ratio * 1.1;
    row.measured = {measured};
    row.limit = limit;
    return row;
}

QColor at(const QImage &image, double x, double y)
{
    const double scale = image.devicePixelRatio();
    return image.pixelColor(int(x * scale), int(y * scale));
}
}  // namespace

class TestClaimStrip : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void marksLieWhereTheirFactorsSay();
    void aBoundIsHollow();
    void withoutAFactorThereIsNoChart();
};

void TestClaimStrip::marksLieWhereTheirFactorsSay()
{
    const compare::ComparisonRow row = rowOf(2, 1.5, 8);
    const ClaimAxis axis(row, size.width());
    QVERIFY(0 < axis.at(1) && axis.at(1) < axis.at(1.5) && axis.at(1.5) < axis.at(2));
    QVERIFY(axis.at(2) < axis.at(8) && axis.at(8) < size.width());
    // Half and double are alike.
    QVERIFY(std::abs((axis.at(4) - axis.at(2)) - (axis.at(2) - axis.at(1))) < 1e-9);
    QVERIFY(axis.at(1e9) <= size.width());
    const QImage image = claimStrip(row, size, 2);
    QCOMPARE(image.size(), size * 2);
    QCOMPARE(at(image, axis.at(2), size.height() * 0.3), tone(Tone::Claim));
    QCOMPARE(at(image, axis.at(1.5), size.height() * 0.72), tone(Tone::Measured));
    QCOMPARE(at(image, 4, 2).alpha(), 0);
    QVERIFY(claimStripHtml(row).startsWith(QStringLiteral("<img src='data:image/png;base64,")));
}

void TestClaimStrip::aBoundIsHollow()
{
    compare::ComparisonRow row = rowOf(2, 1.5, {});
    row.claimed->bound = true;
    const ClaimAxis axis(row, size.width());
    QCOMPARE(at(claimStrip(row, size, 2), axis.at(2), size.height() * 0.3), tone(Tone::Surface));
}

void TestClaimStrip::withoutAFactorThereIsNoChart()
{
    compare::ComparisonRow row = rowOf(2, 1.5, {});
    row.measured.clear();
    QVERIFY(claimStripHtml(row).isEmpty());
    row = rowOf(2, 1.5, {});
    row.claimed.reset();
    QVERIFY(claimStripHtml(row).isEmpty());
}

QTEST_MAIN(TestClaimStrip)
#include "test_claim_strip.moc"
