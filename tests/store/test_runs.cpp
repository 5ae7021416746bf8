// Bundles of measurements, and papers that kernels speak for.
#include "fixture.h"
#include "measure/results/ratio_for.h"

#include "library/vocabulary.h"

#include <QFile>

#include <SQLiteCpp/SQLiteCpp.h>

using namespace touchstone;
using namespace touchstone::store;

namespace {

using measure::Bundle;
using measure::KernelResult;

const std::string kernelA = "kernel-a";
const std::string early = "2026-01-01T00:00:00Z";
const std::string late = "2026-02-02T00:00:00Z";

measure::RatioResult ratioOf(const QString &baseline, const QString &technique, double ratio)
{
    measure::RatioResult out;
    out.baseline = baseline.toStdString();
    out.technique = technique.toStdString();
    out.ratio = ratio;
    out.low = ratio - 0.25;
    out.high = ratio + 0.25;
    return out;
}

KernelResult resultOf(const std::string &runId, const std::string &kernel, const std::string &at,
                      const std::vector<measure::RatioResult> &ratios = {})
{
    KernelResult out;
    out.runId = runId;
    out.kernel = kernel;
    out.startedAt = at;
    out.preset = "small";
    out.device = "cpu";
    out.threads = 2;
    out.verification = {true, 3, 5, 1e-7, 1e-6, ""};
    measure::VariantResult variant;
    variant.id = "v";
    variant.role = "baseline";
    variant.operation = "add";
    variant.shape = "64x8";
    variant.sizes = {{"tokens", 64}, {"channels", 8}};
    variant.samplesNs = {101.5, 99.25, 100.0};
    variant.sampleWorker = {0, 0, 1};
    variant.sampleKept = {true, false, true};
    variant.arithmetic = "int8";
    out.variants = {variant};
    for (const measure::RatioResult &ratio : ratios) {
        for (const std::string &side : {ratio.baseline, ratio.technique}) {
            variant.id = side;
            out.variants.push_back(variant);
        }
    }
    out.ratios = ratios;
    measure::QualityResult quality;
    quality.metric = "perplexity";
    quality.at = {{"tau", 0.9}};
    quality.perSeed = {3.25, 3.75};
    out.quality = {quality};
    out.plan = {{"seed", "7"}};
    return out;
}

Bundle bundleOf(const std::string &machine, const std::vector<KernelResult> &results,
                const std::optional<measure::Certificate> &certificate = {})
{
    Bundle out;
    out.machine = {machine, machine + "-cpu", {}};
    out.environment = {{"os", "x"}};
    out.certificate = certificate;
    out.probes.values = {{"timer_ns", 20.5}};
    out.results = results;
    return out;
}

measure::Certificate certificateOf(const std::string &at, double floor)
{
    measure::Certificate out;
    out.at = at;
    out.floor = floor;
    return out;
}

}  // namespace

class TestRuns : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bundlesMergeByMachineAndRun()
    {
        TestLibrary library;
        const KernelResult first = resultOf("r1", kernelA, early);
        const KernelResult second = resultOf(
                "r2", kernelA, late, {ratioOf(QStringLiteral("a"), QStringLiteral("b"), 1.5)});
        StoredBundle stored = valueOf(library->addBundle(bundleOf("m1", {first})));
        QCOMPARE(stored.added, 1);
        stored = valueOf(library->addBundle(bundleOf("m1", {first, second})));
        QCOMPARE(stored.added, 1);
        QCOMPARE(stored.alreadyThere, 1);
        QCOMPARE(stored.runIds, (QStringList{QStringLiteral("r1"), QStringLiteral("r2")}));
        QCOMPARE(valueOf(library->addBundle(bundleOf("m2", {first}))).added, 1);
        QVERIFY(!library->addBundle(bundleOf("", {first})));

        const auto runs = valueOf(library->runs());
        QCOMPARE(runs.size(), 3);
        QCOMPARE(runs[0].id, QStringLiteral("r2"));  // newest first
        QCOMPARE(runs[0].threads, 2);
        // Read back from rows, all but the samples is there.
        KernelResult withoutSamples = second;
        for (measure::VariantResult &variant : withoutSamples.variants) {
            variant.samplesNs.clear();
            variant.sampleWorker.clear();
            variant.sampleKept.clear();
        }
        const StoredResults results = valueOf(library->results());
        QCOMPARE(results.runs.size(), 3);
        QVERIFY(results.bad.isEmpty());
        QCOMPARE(toJson(results.runs[0].result), toJson(withoutSamples));
        RunQuery query;
        query.machine = QStringLiteral("m1");
        QCOMPARE(valueOf(library->runs(query)).size(), 2);
        query.kernel = QStringLiteral("other");
        QVERIFY(valueOf(library->runs(query)).isEmpty());
    }

    void exportIsABundleOfOneMachine()
    {
        TestLibrary library;
        const Bundle mine =
                bundleOf("m1", {resultOf("r1", kernelA, late)}, certificateOf(late, 0.01));
        QVERIFY(library->addBundle(mine));
        QVERIFY(library->addBundle(bundleOf("m2", {resultOf("r2", kernelA, early)})));
        const ExportedBundle exported = valueOf(library->exportBundle());
        QCOMPARE(toJson(exported.bundle), toJson(mine));  // samples included
        QCOMPARE(exported.otherMachines, 1);
        QCOMPARE(valueOf(library->addBundle(exported.bundle)).alreadyThere, 1);
        RunQuery query;
        query.machine = QStringLiteral("m2");
        QVERIFY(!valueOf(library->exportBundle(query)).bundle.certificate);
        query.machine = QStringLiteral("m3");
        QCOMPARE(library->exportBundle(query).error().code, ErrorCode::NotFound);
    }

    void machinesKeepTheirNewestFacts()
    {
        TestLibrary library;
        QVERIFY(library->addBundle(bundleOf("m1", {}, certificateOf(late, 0.01))));
        QVERIFY(library->addBundle(bundleOf("m1", {}, certificateOf(early, 0.05))));
        Bundle plain = bundleOf("m1", {});
        plain.probes.values.clear();
        QVERIFY(library->addBundle(plain));
        const auto machines = valueOf(library->machines());
        QCOMPARE(machines.size(), 1);
        QCOMPARE(machines[0].head.machine.id, std::string("m1"));
        QCOMPARE(machines[0].head.certificate->floor, 0.01);
        QCOMPARE(machines[0].head.probes.values.at("timer_ns"), 20.5);
    }

    // A file may claim the id of any machine.
    void factsOfAFileStayWithItsRuns()
    {
        TestLibrary library;
        QVERIFY(library->addBundle(
                bundleOf("m1", {resultOf("r1", kernelA, early)}, certificateOf(early, 0.01))));
        Bundle claimed = bundleOf("m1", {resultOf("r2", kernelA, late)}, certificateOf(late, 0.5));
        claimed.machine.name = "NVIDIA H100";
        claimed.probes.values = {{"timer_ns", 1}};
        const measure::Origin file{"hijack.json", "abcd"};
        QCOMPARE(valueOf(library->addBundle(claimed, file)).added, 1);
        const auto machines = valueOf(library->machines());
        QCOMPARE(machines.size(), 2);
        QCOMPARE(machines[0].sha256, QStringLiteral("abcd"));
        QCOMPARE(machines[0].head.machine.name, std::string("NVIDIA H100"));
        QCOMPARE(machines[1].sha256, QString());
        QCOMPARE(machines[1].head.machine.name, std::string("m1-cpu"));
        QCOMPARE(machines[1].head.certificate->floor, 0.01);
        const ExportedBundle exported = valueOf(library->exportBundle());
        QCOMPARE(exported.bundle.machine.name, std::string("m1-cpu"));
        QCOMPARE(exported.bundle.probes.values.at("timer_ns"), 20.5);
        QCOMPARE(exported.bundle.results.size(), std::size_t(2));
        const auto runs = valueOf(library->runs());
        QCOMPARE(runs[0].origin.file, std::string("hijack.json"));
        QVERIFY(!runs[1].origin.isFile());
    }

    void theFutureIsRefusedAndAWrongClockMistrusted()
    {
        TestLibrary library;
        const std::string future = "2999-01-01T00:00:00Z";
        const auto refused = library->addBundle(bundleOf("m1", {resultOf("r1", kernelA, future)}),
                                                {"future.json", "abcd"});
        QVERIFY(!refused);
        QVERIFY(refused.error().message.en.find("results[0].started_at") != std::string::npos);
        // Measured here, when the clock was wrong: it must not be the newest for years.
        QVERIFY(library->addBundle(
                bundleOf("m1", {resultOf("r1", kernelA, future), resultOf("r2", kernelA, late)})));
        const auto runs = valueOf(library->runs());
        QCOMPARE(runs[0].id, QStringLiteral("r1"));
        QVERIFY(runs[0].mistrust);
        QVERIFY(!runs[1].mistrust);
        RunQuery compared;
        compared.comparedOnly = true;
        QCOMPARE(valueOf(library->results(compared)).runs.size(), 2);
    }

    void anotherResultUnderAKnownIdIsSaid()
    {
        TestLibrary library;
        const measure::Origin file{"b.json", "abcd"};
        QVERIFY(library->addBundle(bundleOf("m1", {resultOf("r1", kernelA, early)}), file));
        StoredBundle again =
                valueOf(library->addBundle(bundleOf("m1", {resultOf("r1", kernelA, early)}), file));
        QVERIFY(again.differing.isEmpty());
        again = valueOf(library->addBundle(bundleOf("m1", {resultOf("r1", kernelA, late)}), file));
        QCOMPARE(again.alreadyThere, 1);
        QCOMPARE(again.differing, QStringList{QStringLiteral("r1")});
        QCOMPARE(valueOf(library->runs())[0].at.toStdString(), early);
    }

    // The time of the import replaces one that the file of another tool does not give.
    void anUndatedFileOfAnotherToolIsTheSameAgain()
    {
        TestLibrary library;
        const measure::Origin file{"table.md", "abcd"};
        Bundle bundle = bundleOf("m1", {resultOf("r1", kernelA, early)});
        bundle.results.front().preset = measure::foreignPreset;
        QVERIFY(library->addBundle(bundle, file));
        bundle.results.front().startedAt = late;
        const StoredBundle again = valueOf(library->addBundle(bundle, file));
        QCOMPARE(again.alreadyThere, 1);
        QVERIFY(again.differing.isEmpty());
    }

    // The processor and a device are probed in different runs.
    void probesOfDevicesStayBesideEachOther()
    {
        Bundle cpu = bundleOf("m1", {resultOf("r1", kernelA, early)});
        cpu.probes.values = {{"fma_1t_gflops", 50}, {"timer_ns", 20}};
        Bundle device = bundleOf("m1", {resultOf("r2", kernelA, late)});
        device.probes.values = {{"device_fma_gflops", 900}, {"timer_ns", 25}};
        for (const auto &order : {std::vector{cpu, device}, std::vector{device, cpu}}) {
            TestLibrary fresh;
            QVERIFY(fresh->addBundle(order[0]));
            QVERIFY(fresh->addBundle(order[1]));
            const auto probes = valueOf(fresh->machines())[0].head.probes.values;
            QCOMPARE(probes,
                     (std::map<std::string, double>{
                             {"device_fma_gflops", 900}, {"fma_1t_gflops", 50}, {"timer_ns", 25}}));
        }
    }

    void runsAreRemovedAndPinnedByTheirId()
    {
        TestLibrary library;
        QVERIFY(library->addBundle(bundleOf("m1", {resultOf("r1", kernelA, early)})));
        QVERIFY(library->addBundle(bundleOf("m2", {resultOf("r1", kernelA, late)})));
        const QString run = QStringLiteral("r1");
        QCOMPARE(library->removeRun(QStringLiteral("r9")).error().code, ErrorCode::NotFound);
        const auto ambiguous = library->removeRun(run);
        QVERIFY(!ambiguous);
        QVERIFY(ambiguous.error().message.en.find("m1, m2") != std::string::npos);
        QVERIFY(library->removeRun(run, QStringLiteral("m2")));
        QVERIFY(library->setPinned(run, true));
        const auto runs = valueOf(library->runs());
        QCOMPARE(runs.size(), 1);
        QCOMPARE(runs[0].machine, QStringLiteral("m1"));
        QVERIFY(runs[0].pinned);
    }

    // Of equal runs only what the rule for the figure beside a claim would choose is read, and what
    // it would choose is always among it.
    void comparedRunsHoldTheFigureOfTheRule_data()
    {
        using measure::RatioVerdict;
        using measure::RunStatus;
        QTest::addColumn<int>("earlyStatus");
        QTest::addColumn<int>("lateStatus");
        QTest::addColumn<int>("lateVerdict");
        QTest::addColumn<QString>("chosen");
        const auto row = [](const char *name, RunStatus first, RunStatus second,
                            RatioVerdict verdict, const char *chosen) {
            QTest::newRow(name) << int(first) << int(second) << int(verdict)
                                << QString::fromLatin1(chosen);
        };
        row("newest", RunStatus::Ok, RunStatus::Ok, RatioVerdict::Unresolved, "late");
        row("usable", RunStatus::Ok, RunStatus::Noisy, RatioVerdict::Unresolved, "early");
        row("noisy", RunStatus::Noisy, RunStatus::Invalid, RatioVerdict::Unresolved, "early");
        row("valid", RunStatus::Ok, RunStatus::Ok, RatioVerdict::Invalid, "early");
    }
    void comparedRunsHoldTheFigureOfTheRule()
    {
        QFETCH(int, earlyStatus);
        QFETCH(int, lateStatus);
        QFETCH(int, lateVerdict);
        QFETCH(QString, chosen);
        TestLibrary library;
        const auto ratio = ratioOf(QStringLiteral("a"), QStringLiteral("b"), 1.5);
        KernelResult first = resultOf("early", kernelA, early, {ratio});
        first.status = measure::RunStatus(earlyStatus);
        KernelResult second = resultOf("late", kernelA, late, {ratio});
        second.status = measure::RunStatus(lateStatus);
        second.ratios[0].verdict = measure::RatioVerdict(lateVerdict);
        QVERIFY(library->addBundle(bundleOf("m1", {first, second})));
        for (const bool comparedOnly : {false, true}) {
            const StoredResults stored = valueOf(
                    library->results({QString::fromStdString(kernelA), {}, {}, {}, comparedOnly}));
            std::vector<measure::Candidate> candidates;
            for (const StoredRun &run : stored.runs) {
                candidates.push_back({&run.result, run.at.toStdString(), run.pinned});
            }
            const auto found = measure::ratioFor({"a", "b", "", "", "", ""}, candidates);
            QVERIFY(found);
            QCOMPARE(stored.runs[qsizetype(found->run)].id, chosen);
        }
    }

    // Schema 3 kept each result as compressed JSON only.
    void runsOfAnOldLibraryAreKept()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("old.sqlite"));
        const KernelResult good = resultOf(
                "r1", kernelA, early, {ratioOf(QStringLiteral("a"), QStringLiteral("b"), 1.5)});
        {
            SQLite::Database old(path.toStdString(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            for (const char *migration : {"001_reports", "002_search", "003_runs"}) {
                QFile file(QStringLiteral(":/touchstone/migrations/%1.sql")
                                   .arg(QLatin1String(migration)));
                QVERIFY(file.open(QIODevice::ReadOnly));
                old.exec(file.readAll().constData());
            }
            old.exec("PRAGMA application_id = 0x54434853");
            old.exec("PRAGMA user_version = 3");
            old.exec("INSERT INTO machine VALUES ('m1', '', '{\"id\":\"m1\"}', '{}', '{}', '')");
            const auto add = [&](const std::string &id, const std::string &json) {
                SQLite::Statement insert(old, "INSERT INTO run (public_id, machine, kernel, preset,"
                                              " device, threads, status, at, result) VALUES"
                                              " (?, 'm1', ?, 'small', 'cpu', 2, ?, ?, ?)");
                const QByteArray packed = qCompress(QByteArray::fromStdString(json));
                insert.bind(1, id);
                insert.bind(2, kernelA);
                insert.bind(3, std::string(toWord(good.status)));
                insert.bind(4, early);
                insert.bind(5, packed.constData(), int(packed.size()));
                insert.exec();
            };
            add("r1", toJson(good));
            add("r2", "{\"run_id\":\"r2\"}");
        }
        const auto library = Store::open(path);
        QVERIFY2(library, library ? "" : library.error().message.en.c_str());
        const ExportedBundle kept = valueOf((*library)->exportBundle());
        QCOMPARE(kept.bundle.results.size(), std::size_t(1));
        QCOMPARE(toJson(kept.bundle.results[0]), toJson(good));  // samples included
        QCOMPARE(kept.bad.size(), 1);
        QCOMPARE(kept.bad[0].id, QStringLiteral("r2"));
        QVERIFY(!kept.bad[0].reason.en.empty());
        QVERIFY((*library)->removeRun(QStringLiteral("r2")));
        QVERIFY(valueOf((*library)->results()).bad.isEmpty());
    }

    void kernelsSpeakForTheirPapers()
    {
        // The vocabulary that is built in names the papers; one with a title is taken from it.
        const KernelText *kernel = nullptr;
        const KernelClaim *claim = nullptr;
        for (const KernelText &candidate : Vocabulary::bundled().kernels()) {
            for (const KernelClaim &c : candidate.claims) {
                if (!claim && c.grade != Grade::NotMeasurable && !c.paper.title.isEmpty()
                    && c.quantity == QLatin1String("time") && !c.metric.isEmpty()
                    && c.sparedShare.en.empty()) {
                    kernel = &candidate;
                    claim = &c;
                }
            }
        }
        if (!claim) {
            QSKIP("the built-in vocabulary has no kernel yet");
        }
        TestLibrary library;
        ReportPaper named = paperOf(1, claim->paper.title);
        const double value = claim->value.value_or(2);
        named.claims = {
                claimOf(QStringLiteral("c-1"), claim->metric, value, value, claim->words.value(0))};
        library.import(reportOf(QStringLiteral("2025-01-01T00:00:00"),
                                {named, paperOf(2, QStringLiteral("Other"))}));
        const auto row = [&] {
            PaperQuery query;
            query.kernels = QStringList{kernel->id};
            return valueOf(library->paperRows(valueOf(library->paperIds(query)))).value(0);
        };
        QCOMPARE(row().title, claim->paper.title);
        QVERIFY(row().grade.has_value());
        QVERIFY(!row().measured);
        QCOMPARE(countOf(valueOf(library->facets({})).measured, QStringLiteral("no")), 2);

        const auto add = [&](const std::string &run, const std::string &at, double ratio,
                             measure::RunStatus status = measure::RunStatus::Ok) {
            measure::RatioResult found = ratioOf(claim->baseline, claim->technique, ratio);
            found.shape = claim->shape.toStdString();
            found.operation = claim->operation.toStdString();
            found.group = claim->group.toStdString();
            found.at = claim->at;
            KernelResult result = resultOf(run, kernel->id.toStdString(), at, {found});
            result.status = status;
            return library->addBundle(bundleOf("m", {result}));
        };
        QVERIFY(add("r2", late, 1.5));
        QCOMPARE(row().measured, std::optional(1.5));
        QVERIFY(add("r1", early, 9));  // older: no change
        QCOMPARE(row().measured, std::optional(1.5));
        QVERIFY(add("r3", "2026-03-03T00:00:00Z", 7, measure::RunStatus::Noisy));
        QCOMPARE(row().measured, std::optional(1.5));
        QVERIFY(library->setPinned(QStringLiteral("r1"), true));
        QCOMPARE(row().measured, std::optional(9.0));
        QVERIFY(library->setPinned(QStringLiteral("r1"), false));
        QCOMPARE(row().measured, std::optional(1.5));
        const Facets facets = valueOf(library->facets({}));
        QCOMPARE(countOf(facets.measured, QStringLiteral("yes")), 1);
        QCOMPARE(countOf(facets.kernels, kernel->id), 1);
        QCOMPARE(countOf(facets.grades, toWord(*row().grade)), 1);
        PaperQuery query;
        query.measured = true;
        QCOMPARE(library.found(query), QStringList{claim->paper.title});
        query.measured = false;
        QCOMPARE(library.found(query), QStringList{QStringLiteral("Other")});
        query = {};
        query.sort = PaperSort::MeasuredFactor;
        query.descending = true;
        QCOMPARE(library.found(query).value(0), claim->paper.title);

        // Links that were made with another vocabulary are made anew on opening.
        library.close();
        {
            SQLite::Database database(library.path().toStdString(), SQLite::OPEN_READWRITE);
            database.exec("DELETE FROM paper_kernel");
            database.exec("UPDATE paper SET measured = NULL, grade = NULL, outcome = NULL");
            database.exec("UPDATE setting SET value = 'old' WHERE key = 'internal/kernels-hash'");
        }
        library.reopen();
        QCOMPARE(row().measured, std::optional(1.5));
        QVERIFY(!row().outcome.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestRuns)
#include "test_runs.moc"
