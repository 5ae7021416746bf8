// Whole reports unlike the usual ones: briefs alone in GB18030 with full-width marks and swapped
// sections, abstracts alone with a byte order mark and CRLF. Fields and claims are read as usual.
#include "claim_sentences.h"
#include "importing/warnings.h"
#include "sample.h"

using namespace touchstone;
using namespace touchstone::importing;

namespace {

Report fixture(const char *name)
{
    const auto read = readFile(QStringLiteral(TOUCHSTONE_SOURCE_DIR "/tests/fixtures/importing/")
                               + QLatin1String(name));
    if (!read || read->size() != 1) {
        QTest::qFail(read ? "not one report" : read.error().message.en.c_str(), __FILE__, __LINE__);
        return {};
    }
    return read->first();
}

QStringList claimsOf(const ReportPaper &paper)
{
    QStringList all;
    for (const Claim &claim : paper.claims) {
        all.append(claimsentences::written(claim));
    }
    return all;
}

// Every quote is in its field at the place that the claim names.
bool quotesAreInPlace(const ReportPaper &paper)
{
    for (const Claim &claim : paper.claims) {
        for (const ClaimSource &source : claim.sources) {
            const QString &text = source.field == TextField::Brief ? paper.brief : paper.abstract;
            if (text.mid(source.start, source.length) != source.quote) {
                return false;
            }
        }
    }
    return true;
}

}  // namespace

class TestVariants : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void briefsAlone()
    {
        const Report report = fixture("briefs-only-gb18030.txt");
        QCOMPARE(report.encoding.toLower(), QStringLiteral("gb18030"));
        QCOMPARE(report.generatedAt, QDateTime(QDate(2031, 4, 5), QTime(8, 30)));
        QCOMPARE(report.statedPaperCount, 3);
        QCOMPARE(report.papers.size(), 3);
        QVERIFY(codesOf(report).contains(code::swappedSections));
        QVERIFY(codesOf(report).contains(code::emptyAbstract));
        const ReportPaper &ring = report.papers[0];
        QCOMPARE(ring.index, 2);
        QCOMPARE(ring.authorCount, 6);
        QCOMPARE(ring.institutions.size(), 2);
        QVERIFY(!ring.hasAbstract);
        QCOMPARE(ring.codeUrl, QStringLiteral("https://example.org/xinghuan"));
        QCOMPARE(claimsOf(ring), (QStringList{QStringLiteral("memory/from-to/48>15/GB/"),
                                              QStringLiteral("throughput/ratio/2.6/x/")}));
        const ReportPaper &pruning = report.papers[1];
        QCOMPARE(pruning.index, 1);
        QCOMPARE(pruning.authorCount, 3);
        QVERIFY(pruning.institutions.isEmpty());
        QCOMPARE(claimsOf(pruning), (QStringList{QStringLiteral("parameters/percent-change/60/%/"),
                                                 QStringLiteral("perplexity/absolute/0.12/ppl/"),
                                                 QStringLiteral("speedup/ratio/1.7/x/about")}));
        QCOMPARE(claimsOf(report.papers[2]),
                 (QStringList{QStringLiteral("model-size/ratio/4/x/"),
                              QStringLiteral("error/from-to/6.4>5.9/%/"),
                              QStringLiteral("memory/percent-change/52/%/"),
                              QStringLiteral("energy/percent-change/33/%/")}));
        for (const ReportPaper &paper : report.papers) {
            QVERIFY(quotesAreInPlace(paper));
        }
    }

    void abstractsAlone()
    {
        const Report report = fixture("abstracts-only-crlf.txt");
        QCOMPARE(report.papers.size(), 3);
        QVERIFY(codesOf(report).contains(code::missingSection));
        QVERIFY(codesOf(report).contains(code::countMismatch));
        QVERIFY(codesOf(report).contains(code::captionAbstract));
        const ReportPaper &harbor = report.papers[0];
        QCOMPARE(harbor.shortName, QStringLiteral("Harbor"));
        QCOMPARE(harbor.authorCount, 5);
        QCOMPARE(harbor.institutions, (QStringList{QStringLiteral("Example University"),
                                                   QStringLiteral("Sample Technologies, Inc")}));
        QCOMPARE(harbor.codeUrl, QStringLiteral("https://example.org/harbor"));
        QCOMPARE(claimsOf(harbor),
                 (QStringList{QStringLiteral("latency/percent-change/63/%/"),
                              QStringLiteral("success-rate/absolute/91.4/%/"),
                              QStringLiteral("memory/percent-of-reference/35/%/")}));
        QCOMPARE(harbor.claims[0].baseline, QStringLiteral("on-demand loading"));
        const ReportPaper &restoration = report.papers[1];
        QVERIFY(restoration.title.contains(QStringLiteral("Consistency"), Qt::CaseInsensitive));
        QCOMPARE(claimsOf(restoration), (QStringList{QStringLiteral("steps/from-to/40>1/steps/"),
                                                     QStringLiteral("quality/absolute/29.8/dB/"),
                                                     QStringLiteral("quality/absolute/0.91//"),
                                                     QStringLiteral("speedup/ratio/21/x/")}));
        QVERIFY(!report.papers[2].hasAbstract);
        QVERIFY(report.papers[2].claims.isEmpty());
        for (const ReportPaper &paper : report.papers) {
            QVERIFY(quotesAreInPlace(paper));
        }
    }
};

QTEST_GUILESS_MAIN(TestVariants)
#include "test_variants.moc"
