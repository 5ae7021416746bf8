#include "exchange/foreign.h"

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
    void llamaBenchArrayAndLines();
    void nvbenchStates();
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
        QCOMPARE(result.variants[0].medianNs, 1e6);
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
    QTest::newRow("empty") << QByteArray() << QStringLiteral("line 1");
    QTest::newRow("binary") << QByteArray("\x7f"
                                          "ELF\0\1\2",
                                          7)
                            << QStringLiteral("line 1");
    QTest::newRow("cut") << google.left(400) << QStringLiteral("line ");
    QTest::newRow("other json") << QByteArray(R"({"hello":1})") << QStringLiteral("found: hello");
    QTest::newRow("empty array") << QByteArray("[]") << QStringLiteral("found: [...]");
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
