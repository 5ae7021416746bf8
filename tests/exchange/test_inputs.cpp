// What the store has, as the inputs of compare.
#include "../store/fixture.h"

#include "exchange/comparison_inputs.h"

using namespace touchstone;
using namespace touchstone::exchange;
using store::claimOf;
using store::paperOf;
using store::reportOf;
using store::TestLibrary;
using store::valueOf;

namespace {

const QString kept = QStringLiteral("c-kept");
const QString dropped = QStringLiteral("c-dropped");

Report twoPapers()
{
    ReportPaper kites = paperOf(4, QStringLiteral("Folding Kites"));
    kites.shortName = QStringLiteral("Fold");
    kites.claims = {claimOf(kept, QStringLiteral("speedup"), 2, 2.0),
                    claimOf(dropped, QStringLiteral("memory"), 3, 3.0)};
    ReportPaper lanterns = paperOf(5, QStringLiteral("Cached Lanterns"));
    lanterns.techniques = QStringList{QStringLiteral("kv-cache")};
    return reportOf(QStringLiteral("2025-09-10T19:43:57"), {kites, lanterns});
}

measure::Bundle bundle(const std::string &run, const std::string &at, double ratio)
{
    measure::Bundle bundle;
    bundle.machine.id = "m-1";
    measure::KernelResult result;
    result.runId = run;
    result.startedAt = at;
    result.kernel = "kernel-a";
    result.preset = "small";
    result.device = "cpu";
    result.verification.passed = true;
    measure::RatioResult folded;
    folded.baseline = "plain";
    folded.technique = "folded";
    folded.ratio = ratio;
    folded.low = ratio - 0.1;
    folded.high = ratio + 0.1;
    result.ratios.push_back(folded);
    bundle.results.push_back(result);
    return bundle;
}

QString idOf(TestLibrary &library, const QString &search)
{
    store::PaperQuery query;
    query.search = search;
    const auto rows = valueOf(library->paperRows(valueOf(library->paperIds(query))));
    return rows.size() == 1 ? rows[0].id : QString();
}

}  // namespace

class TestInputs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void papersComeWithWhatTheyClaim()
    {
        TestLibrary library;
        library.import(twoPapers());
        QVERIFY(library->setClaimStatus(dropped, ClaimStatus::Rejected));
        const QString kites = idOf(library, QStringLiteral("kites"));
        const QString lanterns = idOf(library, QStringLiteral("lanterns"));
        const auto inputs = loadComparison(*library, QStringList{lanterns, kites});
        QVERIFY(inputs);
        QCOMPARE(inputs->papers.size(), 2);
        QCOMPARE(inputs->papers[0].id, lanterns);
        QCOMPARE(inputs->papers[0].techniques, QStringList{QStringLiteral("kv-cache")});
        const compare::PaperInput &paper = inputs->papers[1];
        QCOMPARE(paper.id, kites);
        QCOMPARE(paper.title, QStringLiteral("Folding Kites"));
        QCOMPARE(paper.shortName, QStringLiteral("Fold"));
        QCOMPARE(paper.report, QStringLiteral("2025-09-10"));
        QCOMPARE(paper.index, 4);
        // What a person rejected is no claim of the paper any more.
        QCOMPARE(paper.claims.size(), 1);
        QCOMPARE(paper.claims[0].id, kept);
    }

    void aQuerySelectsInItsOrder()
    {
        TestLibrary library;
        library.import(twoPapers());
        store::PaperQuery query;
        query.sort = store::PaperSort::Title;
        auto inputs = loadComparison(*library, query);
        QVERIFY(inputs);
        QCOMPARE(inputs->papers.size(), 2);
        QCOMPARE(inputs->papers[0].title, QStringLiteral("Cached Lanterns"));
        query.techniques = QStringList{QStringLiteral("quantization")};
        inputs = loadComparison(*library, query);
        QVERIFY(inputs);
        QCOMPARE(inputs->papers.size(), 1);
        QCOMPARE(inputs->papers[0].title, QStringLiteral("Folding Kites"));
    }

    void runsComeWithTheProbesOfTheirMachine()
    {
        TestLibrary library;
        measure::Bundle probed = bundle("r-1", "2026-01-01T00:00:00Z", 1.5);
        probed.probes.values = {{"fma_1t_gflops", 50}};
        measure::Bundle unprobed = bundle("r-2", "2026-01-01T00:00:00Z", 1.5);
        unprobed.machine.id = "m-2";
        QVERIFY(library->addBundle(probed));
        QVERIFY(library->addBundle(unprobed));
        const auto inputs = loadRuns(*library);
        QVERIFY(inputs);
        QCOMPARE(inputs->runs.size(), 2);
        for (const compare::RunInput &run : inputs->runs) {
            QCOMPARE(run.probes.count("fma_1t_gflops"),
                     std::size_t(run.machine == QStringLiteral("m-1") ? 1 : 0));
        }
    }

    void runsOfAFileNameTheMachineOfTheFile()
    {
        TestLibrary library;
        QVERIFY(library->addBundle(bundle("r-own", "2026-01-01T00:00:00Z", 1.5)));
        measure::Bundle other = bundle("r-file", "2026-01-02T00:00:00Z", 1.5);
        other.machine.name = "Some CPU";
        QVERIFY(library->addBundle(other, {"other.json", "0123"}));
        measure::Bundle nameless = bundle("r-nameless", "2026-01-03T00:00:00Z", 1.5);
        nameless.machine.id = "m-2";
        QVERIFY(library->addBundle(nameless, {"nameless.json", "4567"}));
        const auto inputs = loadRuns(*library);
        QVERIFY(inputs);
        QMap<QString, QString> elsewhere;
        for (const compare::RunInput &run : inputs->runs) {
            elsewhere.insert(run.runId, run.elsewhere);
        }
        QCOMPARE(elsewhere.size(), 3);
        QCOMPARE(elsewhere[QStringLiteral("r-own")], QString());
        QCOMPARE(elsewhere[QStringLiteral("r-file")], QStringLiteral("Some CPU"));
        QCOMPARE(elsewhere[QStringLiteral("r-nameless")], QStringLiteral("m-2"));
    }

    void runsThatCanBeReplacedByNewerOnesAreLeftOut()
    {
        TestLibrary library;
        for (const auto &[run, at, ratio] : {std::tuple("r-old", "2026-01-01T00:00:00Z", 1.5),
                                             std::tuple("r-new", "2026-02-02T00:00:00Z", 2.5)}) {
            QVERIFY(library->addBundle(bundle(run, at, ratio)));
        }
        const auto all = loadRuns(*library);
        QVERIFY(all);
        QCOMPARE(all->runs.size(), 2);
        QCOMPARE(all->runs[0].runId, QStringLiteral("r-new"));
        QCOMPARE(all->runs[1].runId, QStringLiteral("r-old"));
        auto inputs = loadComparison(*library, store::PaperQuery{});
        QVERIFY(inputs);
        QVERIFY(inputs->papers.isEmpty());
        QCOMPARE(inputs->runs.size(), 1);
        QCOMPARE(inputs->runs[0].machine, QStringLiteral("m-1"));
        QCOMPARE(inputs->runs[0].result.ratios.at(0).ratio, 2.5);
        // A pinned run is there, however old it is.
        QVERIFY(library->setPinned(QStringLiteral("r-old"), true));
        inputs = loadComparison(*library, store::PaperQuery{});
        QVERIFY(inputs);
        QCOMPARE(inputs->runs.size(), 2);
        QVERIFY(inputs->runs[1].pinned);
    }

    void anUnknownPaperIsNamed()
    {
        TestLibrary library;
        const auto inputs = loadComparison(*library, QStringList{QStringLiteral("p-absent")});
        QVERIFY(!inputs);
        QCOMPARE(inputs.error().code, ErrorCode::NotFound);
        QVERIFY(inputs.error().message.en.find("p-absent") != std::string::npos);
        QVERIFY(inputs.error().message.zh.find("p-absent") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestInputs)
#include "test_inputs.moc"
