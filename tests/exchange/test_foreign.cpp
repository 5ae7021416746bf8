#include "exchange/foreign.h"

#include <QStringEncoder>
#include <QTest>

#include <cmath>

using namespace touchstone;
using exchange::pairForeign;
using exchange::readForeign;

class TestForeign : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void googleBenchmarkWithRepetitions();
    void googleBenchmarkWithAggregatesOnly();
    void ownGoogleBenchmarkOutputComesBack();
    void googleBenchmarkOfBefore15();
    void bareWordsOfOldTools();
    void utf16OfPowerShell();
    void llamaBenchArrayAndLines();
    void llamaBenchNamesSayWhatDiffers();
    void llamaBenchDeviceIsThatOfEachTest();
    void llamaBenchComparesTokensPerSecond();
    void llamaBenchTables();
    void nvbenchStates();
    void nvbenchMedian();
    void entriesLeftOutAreNamed();
    void pairGetsAWideIntervalAndAnIdOfItsOwn();
    void aSmallDifferenceStaysUnresolved();
    void twoEqualSamplesResolveNothing();
    void bundleCanBeStored();
    void badInput_data();
    void badInput();
};

namespace {

const QByteArray google = R"({"context":{"date":"2026-01-02T03:04:05+01:00","host_name":"bench-7",
"num_cpus":8,"library_build_type":"release"},"benchmarks":[
{"name":"gemm/64","run_name":"gemm/64","run_type":"iteration","iterations":10,"real_time":4.0,
 "cpu_time":4.0,"time_unit":"us","NaN label":"a \"NaN\" stays","rate":NaN,"other":-Infinity},
{"name":"gemm/64","run_name":"gemm/64","run_type":"iteration","real_time":4.2,"time_unit":"us"},
{"name":"gemm/64","run_name":"gemm/64","run_type":"iteration","real_time":4.1,"time_unit":"us"},
{"name":"gemm/64_mean","run_name":"gemm/64","run_type":"aggregate","aggregate_name":"mean",
 "real_time":99,"time_unit":"us"},
{"name":"fast/64","run_name":"fast/64","run_type":"iteration","real_time":2000,"time_unit":"ns"},
{"name":"fast/64","run_name":"fast/64","run_type":"iteration","real_time":2050,"time_unit":"ns"},
{"name":"broken","run_name":"broken","run_type":"iteration","error_occurred":true,
 "error_message":"no device","real_time":0,"time_unit":"ns"}]})";

const QByteArray llamaTest = R"({"build_commit":"abc","cpu_info":"Some CPU","gpu_info":"Some GPU",
"backends":"CUDA","model_filename":"models/tiny-q4_0.gguf","model_type":"tiny Q4_0","n_batch":2048,
"n_threads":8,"n_gpu_layers":99,"n_prompt":512,"n_gen":0,"test_time":"2026-01-02T03:04:05Z",
"avg_ns":1000000,"stddev_ns":1000,"avg_ts":512000.0,"samples_ns":[990000,1000000,1010000]})";

const measure::VariantResult &only(const measure::Bundle &bundle)
{
    return bundle.results.front().variants.front();
}

}  // namespace

void TestForeign::googleBenchmarkWithRepetitions()
{
    const auto bundle = readForeign(google);
    QVERIFY2(bundle, bundle ? "" : bundle.error().message.en.c_str());
    const measure::KernelResult &result = bundle->results.front();
    QCOMPARE(result.kernel, std::string("google-benchmark"));
    QCOMPARE(result.startedAt, std::string("2026-01-02T02:04:05Z"));
    QCOMPARE(result.variants.size(), std::size_t(2));  // the broken one has no time
    QCOMPARE(only(*bundle).id, std::string("gemm/64"));
    QCOMPARE(only(*bundle).medianNs, 4100.0);
    QCOMPARE(only(*bundle).medianLowNs, 4000.0);
    QCOMPARE(only(*bundle).medianHighNs, 4200.0);
    QVERIFY(!result.verification.passed);
    QCOMPARE(bundle->environment.at("host_name"), std::string("bench-7"));
}

void TestForeign::googleBenchmarkWithAggregatesOnly()
{
    const auto bundle = readForeign(R"({"context":{},"benchmarks":[
{"run_name":"a","run_type":"aggregate","aggregate_name":"mean","repetitions":4,"real_time":10,"time_unit":"ms"},
{"run_name":"a","run_type":"aggregate","aggregate_name":"median","repetitions":4,"real_time":9,"time_unit":"ms"},
{"run_name":"a","run_type":"aggregate","aggregate_name":"stddev","repetitions":4,"real_time":1,"time_unit":"ms"}]})");
    QVERIFY(bundle);
    QCOMPARE(only(*bundle).medianNs, 9e6);
    QCOMPARE(only(*bundle).medianHighNs, 9e6 + 1.96 * 1e6 / 2);
}

void TestForeign::ownGoogleBenchmarkOutputComesBack()
{
    measure::Bundle own;
    own.machine.name = "here";
    measure::KernelResult result;
    result.kernel = "k";
    measure::VariantResult variant;
    variant.id = "v";
    variant.role = "baseline";
    variant.shape = "64";
    variant.medianNs = 12;
    variant.samplesNs = {11, 12, 13};
    result.variants.push_back(variant);
    own.results.push_back(result);
    const auto back = readForeign(QByteArray::fromStdString(toGoogleBenchmarkJson(own)));
    QVERIFY2(back, back ? "" : back.error().message.en.c_str());
    QCOMPARE(only(*back).medianNs, 12.0);
    QCOMPARE(only(*back).samplesNs, (std::vector<double>{11, 12, 13}));
}

void TestForeign::googleBenchmarkOfBefore15()
{
    const auto bundle = readForeign(R"({"context":{"num_cpus":8},"benchmarks":[
{"name":"BM_Old","real_time":100,"time_unit":"ns"},{"name":"BM_Old","real_time":104,"time_unit":"ns"},
{"name":"BM_Old","real_time":96,"time_unit":"ns"},{"name":"BM_Old_mean","real_time":100,"time_unit":"ns"},
{"name":"BM_Old_median","real_time":100,"time_unit":"ns"},
{"name":"BM_Old_stddev","real_time":4,"time_unit":"ns"},
{"name":"BM_only_mean","real_time":50,"time_unit":"ns"},
{"name":"BM_only_stddev","real_time":1,"time_unit":"ns"},
{"name":"BM_takes_min","real_time":7,"time_unit":"ns"}]})");
    QVERIFY2(bundle, bundle ? "" : bundle.error().message.en.c_str());
    const auto &variants = bundle->results.front().variants;
    QCOMPARE(variants.size(), std::size_t(3));
    QCOMPARE(variants[0].id, std::string("BM_Old"));
    QCOMPARE(variants[0].samplesNs.size(), std::size_t(3));
    QCOMPARE(variants[0].medianNs, 100.0);
    QCOMPARE(variants[1].id, std::string("BM_only"));
    QCOMPARE(variants[1].medianNs, 50.0);
    QCOMPARE(variants[2].id, std::string("BM_takes_min"));  // a name, not the minimum of "takes"
}

void TestForeign::bareWordsOfOldTools()
{
    const auto bundle = readForeign(R"({"context":{"mhz":2,900},"benchmarks":[
{"name":"a 1,234 \"2%\"","real_time":1,234,567.5,"time_unit":"ns","hit":-nan(ind),"rate":1.#INF},
{"name":"a_RMS","rms":2%},{"name":"b","real_time":7,"time_unit":"ns","x":nan(snan),"list":[1,2,300]}]})");
    QVERIFY2(bundle, bundle ? "" : bundle.error().message.en.c_str());
    const auto &variants = bundle->results.front().variants;
    QCOMPARE(variants.size(), std::size_t(2));
    QCOMPARE(variants[0].id, std::string("a 1,234 \"2%\""));
    QCOMPARE(variants[0].medianNs, 1234567.5);
    QCOMPARE(variants[1].medianNs, 7.0);
}

void TestForeign::utf16OfPowerShell()
{
    QStringEncoder encode(QStringConverter::Utf16LE, QStringConverter::Flag::WriteBom);
    const auto bundle = readForeign(encode(QString::fromUtf8("[" + llamaTest + "]")));
    QVERIFY2(bundle, bundle ? "" : bundle.error().message.en.c_str());
    QCOMPARE(only(*bundle).samplesNs.size(), std::size_t(3));
    QVERIFY(readForeign("\xEF\xBB\xBF" + google));
}

void TestForeign::llamaBenchNamesSayWhatDiffers()
{
    QByteArray first = llamaTest, second = llamaTest, third = llamaTest;
    first.replace("\"n_gen\":0", R"("n_gen":0,"flash_attn":false,"type_k":"f16","n_cpu_moe":0)");
    second.replace("\"n_gen\":0", R"("n_gen":0,"flash_attn":true,"type_k":"f16","n_cpu_moe":0)");
    third.replace("\"n_gen\":0", R"("n_gen":0,"flash_attn":true,"type_k":"q8_0","n_cpu_moe":4)");
    const auto bundle = readForeign("[" + first + "," + second + "," + third + "]");
    QVERIFY(bundle);
    const auto &variants = bundle->results.front().variants;
    const std::string common = "tiny-q4_0 pp512 b2048 ngl99 t8 ";
    QCOMPARE(variants[0].id, common + "fa=0 n_cpu_moe=0 ctk=f16");
    QCOMPARE(variants[1].id, common + "fa=1 n_cpu_moe=0 ctk=f16");
    QCOMPARE(variants[2].id, common + "fa=1 n_cpu_moe=4 ctk=q8_0");
}

void TestForeign::llamaBenchDeviceIsThatOfEachTest()
{
    QByteArray all = llamaTest, none = llamaTest;
    all.replace("\"n_gpu_layers\":99", "\"n_gpu_layers\":-1");  // as many layers as fit
    none.replace("\"n_gpu_layers\":99", "\"n_gpu_layers\":0");
    auto bundle = readForeign("[" + none + "," + all + "]");
    QVERIFY(bundle);
    QCOMPARE(bundle->results.size(), std::size_t(2));
    QCOMPARE(bundle->results[0].device, std::string("gpu"));
    QCOMPARE(bundle->results[0].deviceName, std::string("Some GPU"));
    QCOMPARE(bundle->results[1].device, std::string("cpu"));
    QCOMPARE(bundle->results[1].deviceName, std::string("Some CPU"));
    QVERIFY(bundle->results[0].runId != bundle->results[1].runId);
    const auto pair = pairForeign(*bundle, {QStringLiteral("c"),
                                            QStringLiteral("tiny-q4_0 pp512 b2048 ngl0 t8"),
                                            QStringLiteral("tiny-q4_0 pp512 b2048 ngl-1 t8")});
    QVERIFY(!pair);
    QVERIFY(QString::fromStdString(pair.error().message.en).contains(QLatin1String("Some GPU")));
}

void TestForeign::llamaBenchComparesTokensPerSecond()
{
    QByteArray twice = llamaTest;
    twice.replace("\"n_prompt\":512", "\"n_prompt\":1024");
    auto bundle = readForeign("[" + llamaTest + "," + twice + "]");
    QVERIFY(bundle);
    QVERIFY(pairForeign(*bundle,
                        {QStringLiteral("c"), QStringLiteral("tiny-q4_0 pp512 b2048 ngl99 t8"),
                         QStringLiteral("tiny-q4_0 pp1024 b2048 ngl99 t8")}));
    // The same time for twice the tokens.
    QCOMPARE(bundle->results.front().ratios.front().ratio, 2.0);
}

void TestForeign::llamaBenchTables()
{
    const QByteArray markdown =
            "ggml_cuda_init: found 1 device\n"
            "| model | size | backend | ngl | fa | test | t/s |\n"
            "| ----- | ---: | ------- | --: | -: | ---: | --: |\n"
            "| tiny Q4_0 | 600 MiB | CUDA | 99 | 0 | pp512 | 1000.00 ± 10.00 |\n"
            "| tiny Q4_0 | 600 MiB | CUDA | 99 | 1 | tg128 @ d4096 | 50.0 ± 1.0 |\n"
            "\nbuild: abc (1)\n";
    const auto table = readForeign(markdown);
    QVERIFY2(table, table ? "" : table.error().message.en.c_str());
    const auto &entries = table->results.front().variants;
    QCOMPARE(entries.size(), std::size_t(2));
    QCOMPARE(entries[0].id, std::string("tiny Q4_0 pp512 ngl99 fa=0"));
    QCOMPARE(entries[0].medianNs, 1e6);
    QVERIFY(entries[0].medianHighNs > 1e6);
    QCOMPARE(entries[1].id, std::string("tiny Q4_0 tg128 d4096 ngl99 fa=1"));
    QCOMPARE(entries[1].medianNs, 2e7);
    QCOMPARE(table->results.front().device, std::string("gpu"));
    QCOMPARE(table->machine.name, std::string("unknown machine"));
    const QByteArray csv =
            "build_commit,model_filename,n_gpu_layers,n_prompt,n_gen,avg_ns,avg_ts\n"
            "\"abc\",\"m/a, \"\"b\"\".gguf\",\"0\",\"512\",\"0\",\"512000\",\"1000000\"\n";
    const auto rows = readForeign(csv);
    QVERIFY2(rows, rows ? "" : rows.error().message.en.c_str());
    QCOMPARE(only(*rows).id, std::string("a, \"b\" pp512 ngl0"));
    QCOMPARE(only(*rows).medianNs, 1000.0);
    const auto sql = readForeign("CREATE TABLE IF NOT EXISTS test (model_filename TEXT);\n"
                                 "INSERT INTO test (model_filename, n_prompt, n_gen, avg_ts) "
                                 "VALUES ('it''s.gguf', '512', "
                                 "'0', '1000000'); \nDROP TABLE test;\n");
    QVERIFY2(sql, sql ? "" : sql.error().message.en.c_str());
    QCOMPARE(only(*sql).id, std::string("it's pp512"));
    QCOMPARE(only(*sql).medianNs, 1000.0);
}

void TestForeign::llamaBenchArrayAndLines()
{
    QByteArray second = llamaTest;
    second.replace("\n", " ");
    const QByteArray first = second;
    second.replace("\"n_prompt\":512,\"n_gen\":0", "\"n_prompt\":0,\"n_gen\":128");
    for (const QByteArray &file :
         {QByteArray("[" + first + "," + second + "]"), QByteArray(first + "\n" + second + "\n")}) {
        const auto bundle = readForeign(file);
        QVERIFY2(bundle, bundle ? "" : bundle.error().message.en.c_str());
        const measure::KernelResult &result = bundle->results.front();
        QCOMPARE(result.kernel, std::string("llama-bench"));
        QCOMPARE(result.deviceName, std::string("Some GPU"));
        QCOMPARE(result.threads, 8);
        QCOMPARE(result.variants.size(), std::size_t(2));
        QCOMPARE(result.variants[0].id, std::string("tiny-q4_0 pp512 b2048 ngl99 t8"));
        QCOMPARE(result.variants[1].id, std::string("tiny-q4_0 tg128 b2048 ngl99 t8"));
        QCOMPARE(result.variants[0].medianNs, 1e6 / 512);  // of one token
    }
    QCOMPARE(readForeign(first)->results.front().variants.size(), std::size_t(1));
}

void TestForeign::nvbenchStates()
{
    const auto bundle =
            readForeign(R"({"meta":{"version":{}},"devices":[{"id":0,"name":"Some GPU"}],
"benchmarks":[{"name":"copy","states":[
{"name":"Device=0 N=64","is_skipped":false,"summaries":[
 {"tag":"nv/cold/sample_size","data":[{"name":"value","type":"int64","value":"100"}]},
 {"tag":"nv/cold/time/gpu/mean","data":[{"name":"value","type":"float64","value":"0.002"}]},
 {"tag":"nv/cold/time/gpu/stdev/relative","data":[{"name":"value","type":"float64","value":"0.1"}]}]},
{"name":"Device=0 N=128","is_skipped":true,"summaries":null}]}]})");
    QVERIFY2(bundle, bundle ? "" : bundle.error().message.en.c_str());
    QCOMPARE(bundle->results.front().variants.size(), std::size_t(1));
    QCOMPARE(only(*bundle).id, std::string("copy Device=0 N=64"));
    QCOMPARE(only(*bundle).medianNs, 2e6);
    QVERIFY(std::fabs(only(*bundle).medianHighNs - (2e6 + 1.96 * 2e4)) < 1);
}

void TestForeign::nvbenchMedian()
{
    const auto bundle = readForeign(R"({"devices":[{"name":"G"}],"benchmarks":[{"name":"sort",
"states":[{"name":"V=base","summaries":[
 {"tag":"nv/cold/sample_size","data":[{"value":"100"}]},
 {"tag":"nv/cold/time/gpu/mean","hide":"Hidden","data":[{"value":"0.002"}]},
 {"tag":"nv/cold/time/gpu/q1","data":[{"value":"0.0009"}]},
 {"tag":"nv/cold/time/gpu/median","data":[{"value":"0.001"}]},
 {"tag":"nv/cold/time/gpu/q3","data":[{"value":"0.0011"}]}]}]}]})");
    QVERIFY2(bundle, bundle ? "" : bundle.error().message.en.c_str());
    QCOMPARE(only(*bundle).medianNs, 1e6);
    QVERIFY(only(*bundle).medianHighNs > 1e6 && only(*bundle).medianHighNs < 1.1e6);
}

void TestForeign::entriesLeftOutAreNamed()
{
    const auto bundle = readForeign(google);
    QCOMPARE(bundle->results.front().plan.at(exchange::leftOutKey), std::string("broken (error)"));
}

void TestForeign::pairGetsAWideIntervalAndAnIdOfItsOwn()
{
    auto bundle = readForeign(google);
    const std::string fileId = bundle->results.front().runId;
    QVERIFY(pairForeign(*bundle, {QStringLiteral("c-1"), QStringLiteral("gemm/64"),
                                  QStringLiteral("fast/64")}));
    const measure::KernelResult &result = bundle->results.front();
    const measure::RatioResult &ratio = result.ratios.front();
    QVERIFY(result.runId != fileId);
    QCOMPARE(result.plan.at("claim"), std::string("c-1"));
    QCOMPARE(result.variants[0].role, std::string("baseline"));
    QVERIFY(std::fabs(ratio.ratio - 4100.0 / 2025.0) < 1e-12);
    QVERIFY(std::log(ratio.high / ratio.ratio) > exchange::unpairedFloor);
    QCOMPARE(ratio.verdict, measure::RatioVerdict::Faster);
    auto again = readForeign(google);
    QCOMPARE(again->results.front().runId, fileId);  // importing twice is importing once
    QCOMPARE(again->machine.id, bundle->machine.id);
}

void TestForeign::aSmallDifferenceStaysUnresolved()
{
    auto bundle = readForeign(R"({"context":{},"benchmarks":[
{"name":"a","real_time":103,"time_unit":"ns"},{"name":"a","real_time":103,"time_unit":"ns"},
{"name":"b","real_time":100,"time_unit":"ns"},{"name":"b","real_time":100,"time_unit":"ns"}]})");
    QVERIFY(bundle);
    QVERIFY(pairForeign(*bundle, {QStringLiteral("c"), QStringLiteral("a"), QStringLiteral("b")}));
    QCOMPARE(bundle->results.front().ratios.front().verdict, measure::RatioVerdict::Unresolved);
}

void TestForeign::twoEqualSamplesResolveNothing()
{
    auto bundle = readForeign(R"({"context":{},"benchmarks":[
{"name":"a","real_time":200,"time_unit":"ns"},{"name":"a","real_time":200,"time_unit":"ns"},
{"name":"b","real_time":100,"time_unit":"ns"},{"name":"b","real_time":100,"time_unit":"ns"}]})");
    QVERIFY(bundle);
    QVERIFY(pairForeign(*bundle, {QStringLiteral("c"), QStringLiteral("a"), QStringLiteral("b")}));
    QCOMPARE(bundle->results.front().ratios.front().verdict, measure::RatioVerdict::Unresolved);
}

void TestForeign::bundleCanBeStored()
{
    auto bundle = readForeign(google);
    QVERIFY(pairForeign(
            *bundle, {QStringLiteral("c"), QStringLiteral("gemm/64"), QStringLiteral("fast/64")}));
    const auto back = measure::bundleFromJson(toJson(*bundle));
    QVERIFY2(back, back ? "" : back.error().message.en.c_str());
    QCOMPARE(toJson(*back), toJson(*bundle));
}

void TestForeign::badInput_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    QTest::newRow("empty") << QByteArray() << QStringLiteral("neither JSON nor a table");
    QTest::newRow("binary") << QByteArray("\x7f"
                                          "ELF\0\1\2",
                                          7)
                            << QStringLiteral("neither JSON nor a table");
    QTest::newRow("bibtex") << QByteArray("@article{a, title={T}}")
                            << QStringLiteral("this is BibTeX: touchstone import");
    QTest::newRow("report") << QByteArray("# Papers\n\n## Briefs\n")
                            << QStringLiteral("perhaps a report: touchstone import");
    QTest::newRow("cut table") << QByteArray(
            "| model | test | t/s |\n| --- | --- | --- |\n| tiny | pp512 |\n")
                               << QStringLiteral("line 3: 2 columns, 3 expected");
    QTest::newRow("table without speed")
            << QByteArray("| model | test | t/s |\n| --- | --- | --- |\n| tiny | pp512 | - |\n")
            << QStringLiteral("no entry holds a time");
    QTest::newRow("cut") << google.left(400) << QStringLiteral("line ");
    QTest::newRow("other json") << QByteArray(R"({"hello":1})") << QStringLiteral("the keys hello");
    QTest::newRow("empty array") << QByteArray("[]") << QStringLiteral("an empty JSON list");
    QTest::newRow("damaged second line")
            << QByteArray("{\"n_prompt\":1,\"avg_ns\":1}\n{\"n_prompt\":")
            << QStringLiteral("line 2");
    QTest::newRow("no time") << QByteArray(
            R"({"context":{},"benchmarks":[{"name":"a","real_time":NaN}]})")
                             << QStringLiteral("no entry holds a time");
}

void TestForeign::badInput()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    const auto bundle = readForeign(bytes);
    QVERIFY(!bundle);
    const QString message = QString::fromStdString(bundle.error().message.en);
    QVERIFY2(message.contains(says), qPrintable(message));
    auto good = readForeign(google);
    const auto pair = pairForeign(
            *good, {QStringLiteral("c"), QStringLiteral("gemm/64"), QStringLiteral("nothing")});
    QVERIFY(!pair);
    QVERIFY(QString::fromStdString(pair.error().message.en).contains(QLatin1String("fast/64")));
}

QTEST_GUILESS_MAIN(TestForeign)
#include "test_foreign.moc"
