// Bundles of measurements, and papers that kernels speak for.
#include "fixture.h"

#include "library/vocabulary.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <SQLiteCpp/SQLiteCpp.h>

using namespace touchstone;
using namespace touchstone::store;

namespace {

QJsonObject ratioOf(const QString &baseline, const QString &technique, double ratio)
{
    return {{QStringLiteral("baseline"), baseline},
            {QStringLiteral("technique"), technique},
            {QStringLiteral("quantity"), QStringLiteral("time")},
            {QStringLiteral("shape"), QString()},
            {QStringLiteral("ratio"), ratio}};
}

QJsonObject resultOf(const QString &runId, const QString &kernel, const QString &at,
                     const QJsonArray &ratios = {})
{
    const QJsonArray samples{101.5, 99.25, 100.0};
    return {{QStringLiteral("run_id"), runId},
            {QStringLiteral("kernel"), kernel},
            {QStringLiteral("preset"), QStringLiteral("small")},
            {QStringLiteral("device"), QStringLiteral("cpu")},
            {QStringLiteral("threads"), 2},
            {QStringLiteral("status"), QStringLiteral("ok")},
            {QStringLiteral("started_at"), at},
            {QStringLiteral("variants"),
             QJsonArray{QJsonObject{{QStringLiteral("id"), QStringLiteral("v")},
                                    {QStringLiteral("samples_ns"), samples}}}},
            {QStringLiteral("ratios"), ratios}};
}

QJsonObject bundleOf(const QString &machine, const QJsonArray &results,
                     const QJsonValue &certificate = {})
{
    return {{QStringLiteral("schema"), QStringLiteral("touchstone-bundle/1")},
            {QStringLiteral("machine"),
             QJsonObject{{QStringLiteral("id"), machine},
                         {QStringLiteral("name"), machine + QStringLiteral("-cpu")}}},
            {QStringLiteral("environment"),
             QJsonObject{{QStringLiteral("os"), QStringLiteral("x")}}},
            {QStringLiteral("certificate"), certificate},
            {QStringLiteral("probes"), QJsonObject{{QStringLiteral("timer_ns"), 20.5}}},
            {QStringLiteral("results"), results}};
}

QByteArray bytes(const QJsonObject &object)
{
    return QJsonDocument(object).toJson();
}

const QString kernelA = QStringLiteral("kernel-a");
const QString early = QStringLiteral("2026-01-01T00:00:00Z");
const QString late = QStringLiteral("2026-02-02T00:00:00Z");

}  // namespace

class TestRuns : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bundlesMergeByMachineAndRun()
    {
        TestLibrary library;
        const QJsonObject first = resultOf(QStringLiteral("r1"), kernelA, early);
        const QJsonObject second = resultOf(QStringLiteral("r2"), kernelA, late);
        StoredBundle stored =
                valueOf(library->addBundle(bytes(bundleOf(QStringLiteral("m1"), {first}))));
        QCOMPARE(stored.added, 1);
        stored =
                valueOf(library->addBundle(bytes(bundleOf(QStringLiteral("m1"), {first, second}))));
        QCOMPARE(stored.added, 1);
        QCOMPARE(stored.alreadyThere, 1);
        QCOMPARE(stored.runIds, (QStringList{QStringLiteral("r1"), QStringLiteral("r2")}));
        stored = valueOf(library->addBundle(bytes(bundleOf(QStringLiteral("m2"), {first}))));
        QCOMPARE(stored.added, 1);

        const auto runs = valueOf(library->runs());
        QCOMPARE(runs.size(), 3);
        QCOMPARE(runs[0].id, QStringLiteral("r2"));  // newest first
        QCOMPARE(runs[0].threads, 2);
        QCOMPARE(runs[0].at, late);
        // Nothing of a result is lost, samples included.
        QCOMPARE(QJsonDocument::fromJson(runs[0].json).object(), second);
        QCOMPARE(QJsonDocument::fromJson(valueOf(library->runJson(QStringLiteral("r2")))).object(),
                 second);
        RunQuery query;
        query.machine = QStringLiteral("m1");
        QCOMPARE(valueOf(library->runs(query)).size(), 2);
        query.newestOnly = true;
        QCOMPARE(valueOf(library->runs(query)).size(), 1);
        query.kernel = QStringLiteral("other");
        QVERIFY(valueOf(library->runs(query)).isEmpty());
        QCOMPARE(library->runJson(QStringLiteral("r9")).error().code, ErrorCode::NotFound);
    }

    void exportIsABundleOfOneMachine()
    {
        TestLibrary library;
        const QJsonObject certificate{{QStringLiteral("at"), late},
                                      {QStringLiteral("floor"), 0.01}};
        const QJsonObject mine = bundleOf(
                QStringLiteral("m1"), {resultOf(QStringLiteral("r1"), kernelA, late)}, certificate);
        QVERIFY(library->addBundle(bytes(mine)));
        QVERIFY(library->addBundle(bytes(
                bundleOf(QStringLiteral("m2"), {resultOf(QStringLiteral("r2"), kernelA, early)}))));
        QCOMPARE(QJsonDocument::fromJson(valueOf(library->exportBundle())).object(), mine);
        // What was exported reads back, here and elsewhere.
        QCOMPARE(valueOf(library->addBundle(valueOf(library->exportBundle()))).alreadyThere, 1);
        TestLibrary other;
        QCOMPARE(valueOf(other->addBundle(valueOf(library->exportBundle()))).added, 1);
        RunQuery query;
        query.machine = QStringLiteral("m2");
        const auto theirs = QJsonDocument::fromJson(valueOf(library->exportBundle(query))).object();
        QVERIFY(theirs.value(QStringLiteral("certificate")).isNull());
        query.machine = QStringLiteral("m3");
        QCOMPARE(library->exportBundle(query).error().code, ErrorCode::NotFound);
    }

    void machinesKeepTheirNewestFacts()
    {
        TestLibrary library;
        const QJsonObject old{{QStringLiteral("at"), early}, {QStringLiteral("floor"), 0.05}};
        const QJsonObject fresh{{QStringLiteral("at"), late}, {QStringLiteral("floor"), 0.01}};
        QVERIFY(library->addBundle(bytes(bundleOf(QStringLiteral("m1"), {}, fresh))));
        QVERIFY(library->addBundle(bytes(bundleOf(QStringLiteral("m1"), {}, old))));
        QJsonObject plain = bundleOf(QStringLiteral("m1"), {});
        plain.remove(QStringLiteral("probes"));
        QVERIFY(library->addBundle(bytes(plain)));
        const auto machines = valueOf(library->machines());
        QCOMPARE(machines.size(), 1);
        QCOMPARE(machines[0].id, QStringLiteral("m1"));
        QCOMPARE(QJsonDocument::fromJson(machines[0].certificate).object(), fresh);
        QVERIFY(machines[0].probes.contains("timer_ns"));
    }

    void badBundlesAreRefusedWithThePlace_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("place");
        const auto row = [](const char *name, const QByteArray &json, const char *place) {
            QTest::newRow(name) << json << QString::fromLatin1(place);
        };
        const QByteArray good = bytes(
                bundleOf(QStringLiteral("m1"), {resultOf(QStringLiteral("r1"), kernelA, early)}));
        row("empty", "", "line 1");
        row("not JSON", "hello", "line 1");
        row("cut", good.left(good.size() / 2), "line ");
        row("NaN", QByteArray(good).replace("101.5", "NaN"), "line ");
        row("Infinity", QByteArray(good).replace("101.5", "Infinity"), "line ");
        row("too large", QByteArray(good).replace("101.5", "1e999"), "line ");
        row("other schema", QByteArray(good).replace("bundle/1", "bundle/9"), "bundle/9");
        row("array", "[]", "schema");
        row("no results", R"({"schema":"touchstone-bundle/1","machine":{"id":"m"}})", "results");
        row("results no array",
            R"({"schema":"touchstone-bundle/1","machine":{"id":"m"},"results":{}})", "results");
        row("no machine", R"({"schema":"touchstone-bundle/1","results":[]})", "machine.id");
        row("machine no object", R"({"schema":"touchstone-bundle/1","machine":3,"results":[]})",
            "machine");
        row("no run id", QByteArray(good).replace("\"run_id\"", "\"x\""), "results[0].run_id");
        row("kernel a number", QByteArray(good).replace("\"kernel-a\"", "7"), "results[0].kernel");
        row("result a string",
            R"({"schema":"touchstone-bundle/1","machine":{"id":"m"},"results":["x"]})",
            "results[0]");
        row("deep", QByteArray(100'000, '['), "line 1");
    }
    void badBundlesAreRefusedWithThePlace()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, place);
        TestLibrary library;
        const auto result = library->addBundle(json);
        QVERIFY(!result);
        const QString message = QString::fromStdString(result.error().message.en);
        QVERIFY2(message.contains(place), qPrintable(message));
        QVERIFY(!message.contains(u'\n'));
        QVERIFY(valueOf(library->runs()).isEmpty());
        QVERIFY(valueOf(library->machines()).isEmpty());
    }

    void kernelsSpeakForTheirPapers()
    {
        // The vocabulary that is built in names the papers; one with a title is taken from it.
        const KernelText *kernel = nullptr;
        const KernelClaim *claim = nullptr;
        for (const KernelText &candidate : Vocabulary::bundled().kernels()) {
            for (const KernelClaim &c : candidate.claims) {
                if (!claim && c.grade != Grade::NotMeasurable && !c.paper.title.isEmpty()
                    && c.quantity == QLatin1String("time")) {
                    kernel = &candidate;
                    claim = &c;
                }
            }
        }
        if (!claim) {
            QSKIP("the built-in vocabulary has no kernel yet");
        }
        TestLibrary library;
        library.import(
                reportOf(QStringLiteral("2025-01-01T00:00:00"),
                         {paperOf(1, claim->paper.title), paperOf(2, QStringLiteral("Other"))}));
        const auto row = [&] {
            PaperQuery query;
            query.kernels = QStringList{kernel->id};
            return valueOf(library->paperRows(valueOf(library->paperIds(query)))).value(0);
        };
        QCOMPARE(row().title, claim->paper.title);
        QVERIFY(row().grade.has_value());
        QVERIFY(!row().measured);
        QCOMPARE(countOf(valueOf(library->facets({})).measured, QStringLiteral("no")), 2);

        const auto add = [&](const QString &run, const QString &at, double ratio) {
            QJsonObject found = ratioOf(claim->baseline, claim->technique, ratio);
            found.insert(QStringLiteral("shape"), claim->shape);
            return library->addBundle(
                    bytes(bundleOf(QStringLiteral("m"), {resultOf(run, kernel->id, at, {found})})));
        };
        QVERIFY(add(QStringLiteral("r2"), late, 1.5));
        QCOMPARE(row().measured, std::optional(1.5));
        QVERIFY(add(QStringLiteral("r1"), early, 9));  // older: no change
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
            database.exec("UPDATE paper SET measured = NULL, grade = NULL");
            database.exec("UPDATE setting SET value = 'old' WHERE key = 'internal/kernels-hash'");
        }
        library.reopen();
        QCOMPARE(row().measured, std::optional(1.5));
    }
};

QTEST_GUILESS_MAIN(TestRuns)
#include "test_runs.moc"
