// What becomes of a claim whose figures a person enters, in the window and from the command line.
#include "library/claim_factor.h"

#include <QtTest>

using namespace touchstone;

namespace {

// "2.5x faster", as the extraction reads it.
Claim speedup(double value)
{
    Claim claim;
    claim.id = QStringLiteral("c-1");
    claim.metric = QStringLiteral("speedup");
    claim.kind = ClaimKind::Ratio;
    claim.direction = Direction::HigherBetter;
    claim.value = value;
    claim.unit = QStringLiteral("x");
    claim.flags = {QStringLiteral("no-baseline")};
    claim.normalised = NormalisedClaim{QStringLiteral("time"), value, {}, {}};
    return claim;
}

// "memory from 1.3 TB to 103 GB": the factor knows of the two units, the figures do not.
Claim memoryChange()
{
    Claim claim = speedup(103);
    claim.metric = QStringLiteral("memory");
    claim.kind = ClaimKind::FromTo;
    claim.direction = Direction::LowerBetter;
    claim.from = 1.3;
    claim.to = 103;
    claim.unit = QStringLiteral("GB");
    claim.normalised = NormalisedClaim{QStringLiteral("bytes"), 1300.0 / 103, {}, {}};
    return claim;
}

}  // namespace

class TestClaimFactor : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFactorFollowsTheFigures()
    {
        Claim entered = speedup(2.5);
        entered.value = 3;
        const Claim edited = editedClaim(speedup(2.5), entered);
        QCOMPARE(edited.normalised->factor, 3.0);
        QCOMPARE(edited.status, ClaimStatus::Edited);
        QVERIFY(edited.flags.isEmpty());
    }

    void otherWordsKeepTheFactor()
    {
        Claim before = speedup(2.5);
        before.normalised->factor = 7;  // a person's own
        Claim entered = before;
        entered.baseline = QStringLiteral("vLLM");
        QCOMPARE(editedClaim(before, entered).normalised->factor, 7.0);
        // It no longer says what the new figure does.
        entered.value = 4;
        QCOMPARE(editedClaim(before, entered).normalised->factor, 4.0);
    }

    void aChangeBetweenTwoUnitsKeepsTheirScale()
    {
        Claim entered = memoryChange();
        entered.value = 130;
        const Claim edited = editedClaim(memoryChange(), entered);
        QCOMPARE(edited.normalised->factor, 10.0);
        QCOMPARE(edited.to, std::optional(130.0));
        // In another unit only the figures count.
        entered.unit = QStringLiteral("TB");
        QCOMPARE(editedClaim(memoryChange(), entered).normalised->factor, 0.01);
    }

    void whatIsNoChangeAnyMoreHasNoEnd()
    {
        Claim entered = memoryChange();
        entered.kind = ClaimKind::Absolute;
        const Claim edited = editedClaim(memoryChange(), entered);
        QVERIFY(!edited.to);
        QVERIFY(!edited.normalised);
    }
};

QTEST_GUILESS_MAIN(TestClaimFactor)
#include "test_claim_factor.moc"
