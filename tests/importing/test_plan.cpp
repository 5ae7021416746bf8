#include "importing/similarity.h"
#include "sample.h"

using namespace touchstone;
using namespace touchstone::importing;

namespace {

// A library in memory that answers as the store does.
class FakeLibrary : public KnownPapers {
public:
    void add(const Report &report)
    {
        m_sources << report.sourceSha256;
        for (const ReportPaper &paper : report.papers) {
            m_papers.append(
                    {QStringLiteral("p%1").arg(m_papers.size() + 1), report.generatedAt, paper});
        }
    }

    bool hasSource(const QByteArray &sha256) const override { return m_sources.contains(sha256); }
    std::optional<KnownPaper> byTitleKey(const QString &key, const QDateTime &report) const override
    {
        return find(report, [&](const Known &k) { return titleKey(k.paper.title) == key; });
    }
    std::optional<KnownPaper> byCodeUrl(const QString &url, const QDateTime &report) const override
    {
        return find(report, [&](const Known &k) { return k.paper.codeUrl == url; });
    }
    std::optional<KnownPaper> byPlace(const QDateTime &report, int index) const override
    {
        return find(report,
                    [&](const Known &k) { return k.report == report && k.paper.index == index; });
    }
    QVector<std::pair<KnownPaper, QString>> similarAbstracts(const QString &) const override
    {
        QVector<std::pair<KnownPaper, QString>> out;
        for (const Known &known : m_papers) {
            out.append({KnownPaper{known.id, known.paper.title, {}}, known.paper.abstract});
        }
        return out;
    }

private:
    struct Known {
        QString id;
        QDateTime report;
        ReportPaper paper;
    };
    template <class Wanted>
    std::optional<KnownPaper> find(const QDateTime &report, Wanted wanted) const
    {
        for (const Known &known : m_papers) {
            if (wanted(known)) {
                const bool here = known.report == report && report.isValid();
                return KnownPaper{known.id, known.paper.title,
                                  here ? textHash(known.paper) : QByteArray()};
            }
        }
        return std::nullopt;
    }

    QVector<Known> m_papers;
    QVector<QByteArray> m_sources;
};

FakeLibrary libraryWith(const Report &report)
{
    FakeLibrary library;
    library.add(report);
    return library;
}

}  // namespace

class TestPlan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anEmptyLibraryTakesAll()
    {
        const ImportPlan plan = planImport(readOne(sampleReport()), FakeLibrary());
        QVERIFY(!plan.sourceKnown);
        QCOMPARE(plan.papers.size(), 3);
        for (const PlannedPaper &paper : plan.papers) {
            QCOMPARE(paper.change, PaperChange::New);
            QVERIFY(paper.existingId.isEmpty() && paper.selected);
        }
    }

    void theSameFileChangesNothing()
    {
        const Report report = readOne(sampleReport());
        const ImportPlan plan = planImport(report, libraryWith(report));
        QVERIFY(plan.sourceKnown);
        for (const PlannedPaper &paper : plan.papers) {
            QCOMPARE(paper.change, PaperChange::Unchanged);
            QVERIFY(!paper.existingId.isEmpty());
        }
    }

    void theSameBibliographyChangesNothing()
    {
        const Report report = readOne("@misc{a, title={First}}\n@misc{b, title={Second}}");
        const ImportPlan plan = planImport(report, libraryWith(report));
        for (const PlannedPaper &paper : plan.papers) {
            QCOMPARE(paper.change, PaperChange::Unchanged);
        }
    }

    void aTitleTwiceInOneFileStaysUnchangedToo()
    {
        const Report report = readOne(
                sampleReport().replace("Counting Tokens", "Lumen: Light Caches for Long Prompts"));
        const ImportPlan fresh = planImport(report, FakeLibrary());
        QCOMPARE(fresh.papers[0].change, PaperChange::New);
        QCOMPARE(fresh.papers[2].change, PaperChange::PossibleDuplicate);
        QVERIFY(fresh.papers[2].reason.en.find("paper 1") != std::string::npos);
        const ImportPlan again = planImport(report, libraryWith(report));
        for (const PlannedPaper &paper : again.papers) {
            QCOMPARE(paper.change, PaperChange::Unchanged);
        }
    }

    void changedTextIsFound()
    {
        const Report before = readOne(sampleReport());
        const Report after = readOne(sampleReport().replace("降低一半", "降低七成"));
        const ImportPlan plan = planImport(after, libraryWith(before));
        QCOMPARE(plan.papers[0].change, PaperChange::Changed);
        QCOMPARE(plan.papers[0].existingId, QStringLiteral("p1"));
        QVERIFY(!plan.papers[0].reason.zh.empty());
        QCOMPARE(plan.papers[1].change, PaperChange::Unchanged);
    }

    void anotherReportAddsAnAppearance()
    {
        const Report before = readOne(sampleReport());
        const Report after = readOne(sampleReport().replace("2031-02-03", "2031-02-17"));
        const ImportPlan plan = planImport(after, libraryWith(before));
        QCOMPARE(plan.papers[0].change, PaperChange::Changed);
        QVERIFY(plan.papers[0].reason.en.find("another report") != std::string::npos);
    }

    void otherWritingsOfATitleAreTheSamePaper()
    {
        const Report before = readOne(sampleReport());
        const Report after =
                readOne(sampleReport().replace("Lumen: Light Caches for Long Prompts",
                                               "Under review as a conference paper at ICLR 2031 "
                                               "LUMEN : LIGHT-CACHES FOR LONG PROMPTS"));
        const ImportPlan plan = planImport(after, libraryWith(before));
        QCOMPARE(plan.papers[0].existingId, QStringLiteral("p1"));
        QVERIFY(plan.papers[0].change != PaperChange::New);
    }

    void aRenamedPaperIsFoundByItsCode()
    {
        const Report before = readOne(sampleReport());
        Report after = before;
        after.generatedAt = after.generatedAt.addDays(14);
        after.papers = {before.papers[0]};
        after.papers[0].title = QStringLiteral("Another Name Altogether");
        after.papers[0].abstract = QStringLiteral("Other words.");
        const ImportPlan plan = planImport(after, libraryWith(before));
        QCOMPARE(plan.papers[0].change, PaperChange::PossibleDuplicate);
        QCOMPARE(plan.papers[0].existingId, QStringLiteral("p1"));
        QVERIFY(plan.papers[0].reason.en.find("code address") != std::string::npos);
    }

    void aRenamedPaperIsFoundByItsAbstract()
    {
        const Report before = readOne(sampleReport());
        Report after = before;
        after.generatedAt = after.generatedAt.addDays(14);
        after.papers = {before.papers[1]};
        after.papers[0].title = QStringLiteral("Another Name Altogether");
        after.papers[0].abstract.replace(QStringLiteral("measure both"),
                                         QStringLiteral("measure all"));
        const ImportPlan plan = planImport(after, libraryWith(before));
        QCOMPARE(plan.papers[0].change, PaperChange::PossibleDuplicate);
        QCOMPARE(plan.papers[0].existingId, QStringLiteral("p2"));
        QVERIFY(plan.papers[0].reason.en.find("% of the abstract") != std::string::npos);

        after.papers[0].abstract =
                QStringLiteral("Pruning removes weights in two steps, and the rest "
                               "of this abstract has little in common with it.");
        QCOMPARE(planImport(after, libraryWith(before)).papers[0].change, PaperChange::New);
    }

    void aPaperWithoutTitleIsFoundByItsPlace()
    {
        const Report before = readOne(sampleReport().replace(" Counting Tokens", " "));
        QCOMPARE(planImport(before, libraryWith(before)).papers[2].change, PaperChange::Unchanged);
        // The title was added later: still the same number.
        const Report after = readOne(sampleReport());
        const ImportPlan plan = planImport(after, libraryWith(before));
        QCOMPARE(plan.papers[2].change, PaperChange::Changed);
        QCOMPARE(plan.papers[2].existingId, QStringLiteral("p3"));
        // A paper with another title at that number is another paper.
        const Report other =
                readOne(sampleReport()
                                .replace("Counting Tokens", "Weighing Words")
                                .replace("We count tokens in five languages and report where",
                                         "Nothing here is like it: the words weigh, so"));
        QCOMPARE(planImport(other, libraryWith(after)).papers[2].change, PaperChange::New);
    }

    void similarity()
    {
        const auto alike = [](const char *a, const char *b) {
            return jaccard(shingles(QString::fromUtf8(a)), shingles(QString::fromUtf8(b)));
        };
        QCOMPARE(alike("one two three four", "One, two; THREE four!"), 1.0);
        QCOMPARE(alike("one two three four", "five six seven eight"), 0.0);
        // Runs: {123, 234} and {123, 235}: one of three.
        QCOMPARE(alike("one two three four", "one two three five"), 1.0 / 3.0);
        QCOMPARE(alike("缓存压缩", "缓存压缩"), 1.0);
        QCOMPARE(alike("", ""), 0.0);
    }
};

QTEST_GUILESS_MAIN(TestPlan)
#include "test_plan.moc"
