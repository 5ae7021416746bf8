// A person's decisions: kept, undone, and in force again after re-import.
#include "fixture.h"

#include "library/vocabulary.h"

#include <limits>

using namespace touchstone;
using namespace touchstone::store;

namespace {

const QString claimId = QStringLiteral("c-light");
const QString time = QStringLiteral("2025-09-10T19:43:57");

Report lanterns(const QString &brief = QStringLiteral("加速2倍。"), const QByteArray &extra = {})
{
    ReportPaper paper =
            paperOf(1, QStringLiteral("Lanterns"), brief, QStringLiteral("A 2x speedup."));
    paper.claims = {claimOf(claimId, QStringLiteral("speedup"), 2, 2.0, QStringLiteral("2x"))};
    paper.claims[0].sources[0].start = brief.size();
    return reportOf(time, {paper}, extra);
}

QString onlyPaper(TestLibrary &library)
{
    return valueOf(library->paperRows(valueOf(library->paperIds({})))).value(0).id;
}

Claim shown(TestLibrary &library)
{
    return valueOf(library->paper(onlyPaper(library))).paper.claims.value(0);
}

Claim edited()
{
    Claim claim = lanterns().papers[0].claims[0];
    claim.value = 2.5;
    claim.normalised->factor = 2.5;
    claim.setting = QStringLiteral("small rooms");
    return claim;
}

QStringList actions(TestLibrary &library)
{
    QStringList list;
    const auto history = valueOf(library->claimHistory(claimId));
    for (const ClaimChange &change : history) {
        list.append(change.action);
    }
    return list;
}

}  // namespace

class TestDecisions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void statusAndEditHaveHistory()
    {
        TestLibrary library;
        library.import(lanterns());
        QVERIFY(library->setClaimStatus(claimId, ClaimStatus::Confirmed));
        QCOMPARE(shown(library).status, ClaimStatus::Confirmed);
        QVERIFY(library->setClaimStatus(claimId, ClaimStatus::Confirmed));  // no second entry
        QVERIFY(library->editClaim(edited()));
        QCOMPARE(shown(library).value, 2.5);
        QCOMPARE(shown(library).status, ClaimStatus::Edited);
        QCOMPARE(shown(library).setting, QStringLiteral("small rooms"));
        QVERIFY(library->setClaimStatus(claimId, ClaimStatus::Rejected));
        QCOMPARE(shown(library).status, ClaimStatus::Rejected);
        QCOMPARE(actions(library),
                 (QStringList{QStringLiteral("extracted"), QStringLiteral("confirmed"),
                              QStringLiteral("edited"), QStringLiteral("rejected")}));
        const auto history = valueOf(library->claimHistory(claimId));
        QCOMPARE(history[2].before.value, 2.0);
        QCOMPARE(history[2].before.status, ClaimStatus::Confirmed);
        QCOMPARE(history[2].after.value, 2.5);
        QVERIFY(QDateTime::fromString(history[3].at, Qt::ISODateWithMs).isValid());
    }

    void undoGoesBackStepByStep()
    {
        TestLibrary library;
        library.import(lanterns());
        QVERIFY(library->setClaimStatus(claimId, ClaimStatus::Confirmed));
        QVERIFY(library->editClaim(edited()));
        QVERIFY(library->undoClaimChange(claimId));
        QCOMPARE(shown(library).status, ClaimStatus::Confirmed);
        QCOMPARE(shown(library).value, 2.0);
        QVERIFY(library->undoClaimChange(claimId));
        QCOMPARE(shown(library), lanterns().papers[0].claims[0]);
        const auto nothing = library->undoClaimChange(claimId);
        QVERIFY(!nothing);
        QCOMPARE(nothing.error().code, ErrorCode::NotFound);
        QCOMPARE(actions(library).size(), 5);
        QVERIFY(library->setClaimStatus(claimId, ClaimStatus::Rejected));
        QVERIFY(library->undoClaimChange(claimId));
        QCOMPARE(shown(library).status, ClaimStatus::Extracted);
    }

    void resetGoesBackToTheReport()
    {
        TestLibrary library;
        library.import(lanterns());
        QVERIFY(library->editClaim(edited()));
        QVERIFY(library->setClaimStatus(claimId, ClaimStatus::Extracted));
        QCOMPARE(shown(library), lanterns().papers[0].claims[0]);
        QVERIFY(library->undoClaimChange(claimId));
        QCOMPARE(shown(library).value, 2.5);
    }

    void listAndFacetsFollow()
    {
        TestLibrary library;
        library.import(lanterns());
        const auto row = [&] {
            return valueOf(library->paperRows(valueOf(library->paperIds({})))).value(0);
        };
        QCOMPARE(row().bestClaimed, std::optional(2.0));
        QVERIFY(library->editClaim(edited()));
        QCOMPARE(row().bestClaimed, std::optional(2.5));
        QCOMPARE(library.found(QStringLiteral("claim>2.2")).size(), 1);
        QVERIFY(library->setClaimStatus(claimId, ClaimStatus::Rejected));
        QVERIFY(!row().bestClaimed);
        QCOMPARE(row().claimCount, 0);
        QCOMPARE(countOf(valueOf(library->facets({})).metrics, QStringLiteral("speedup")), -1);
        // A flagged factor counts once a person has confirmed it.
        Claim flagged = edited();
        flagged.flags = QStringList{QStringLiteral("bei-up")};
        QVERIFY(library->editClaim(flagged));
        QCOMPARE(row().bestClaimed, std::optional(2.5));
    }

    void decisionsOutliveReimportAndUndo()
    {
        TestLibrary library;
        library.import(lanterns());
        QVERIFY(library->editClaim(edited()));
        QVERIFY(library->addTechnique(onlyPaper(library), QStringLiteral("pruning")));
        QVERIFY(library->removeTechnique(onlyPaper(library), QStringLiteral("quantization")));
        const auto holds = [&] {
            QCOMPARE(shown(library).value, 2.5);
            QCOMPARE(shown(library).status, ClaimStatus::Edited);
            QCOMPARE(valueOf(library->paper(onlyPaper(library))).paper.techniques,
                     QStringList{QStringLiteral("pruning")});
            const Facets facets = valueOf(library->facets({}));
            QCOMPARE(countOf(facets.techniques, QStringLiteral("pruning")), 1);
            QCOMPARE(countOf(facets.techniques, QStringLiteral("quantization")), -1);
        };
        holds();
        const QString longer = QStringLiteral("重新生成的简报：加速2倍。");
        library.import(lanterns(longer, "again"));
        holds();
        // The sentence is where it stands in the new text.
        QCOMPARE(shown(library).sources[0].start, longer.size());
        QCOMPARE(valueOf(library->undoLastImport()).papersRemoved, 0);
        holds();
        QCOMPARE(valueOf(library->undoLastImport()).papersRemoved, 1);
        QVERIFY(!library->claimHistory(claimId));
        library.import(lanterns());
        holds();
        QCOMPARE(actions(library).size(), 2);
        const auto exported = valueOf(library->exportReports());
        QCOMPARE(exported[0].papers[0].paper.claims[0].value, 2.5);
    }

    void techniqueChoicesCanBeTakenBack()
    {
        TestLibrary library;
        library.import(lanterns());
        const QString paper = onlyPaper(library);
        QVERIFY(library->removeTechnique(paper, QStringLiteral("quantization")));
        QVERIFY(library.found(QStringLiteral("technique:quantization")).isEmpty());
        QVERIFY(library->addTechnique(paper, QStringLiteral("quantization")));
        QCOMPARE(library.found(QStringLiteral("technique:quantization")).size(), 1);
        QCOMPARE(valueOf(library->paper(paper)).paper.techniques,
                 QStringList{QStringLiteral("quantization")});
    }

    void wrongIdsAndFiguresAreRefused()
    {
        TestLibrary library;
        library.import(lanterns());
        const QString no = QStringLiteral("no-such-thing");
        const auto names = [&](const Result<> &result, ErrorCode code) {
            QVERIFY(!result);
            QCOMPARE(result.error().code, code);
            QVERIFY(result.error().message.en.find("no-such-thing") != std::string::npos);
            QVERIFY(!result.error().message.zh.empty());
        };
        names(library->setClaimStatus(no, ClaimStatus::Confirmed), ErrorCode::NotFound);
        names(library->undoClaimChange(no), ErrorCode::NotFound);
        names(library->addTechnique(onlyPaper(library), no), ErrorCode::Usage);
        names(library->addTechnique(no, QStringLiteral("pruning")), ErrorCode::NotFound);
        Claim claim = edited();
        claim.normalised->factor = std::numeric_limits<double>::infinity();
        QCOMPARE(library->editClaim(claim).error().code, ErrorCode::Invalid);
        claim = edited();
        claim.value = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(library->editClaim(claim).error().code, ErrorCode::Invalid);
        claim = edited();
        claim.normalised->factor = 0;
        QCOMPARE(library->editClaim(claim).error().code, ErrorCode::Invalid);
        QCOMPARE(shown(library), lanterns().papers[0].claims[0]);
    }
};

QTEST_GUILESS_MAIN(TestDecisions)
#include "test_decisions.moc"
