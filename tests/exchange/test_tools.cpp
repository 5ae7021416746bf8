// Tools that time calls: hyperfine, llama-bench, pytest-benchmark, torch.utils.benchmark, Triton,
// asv, Phoronix, MLPerf.
#include "read_result.h"

using namespace touchstone;
using namespace touchstone::exchange;

class TestTools : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hyperfine()
    {
        const measure::Bundle bundle = readWhole(R"({"results": [
{"command": "slow --n 1", "mean": 0.25, "stddev": 0.01, "median": 0.2, "user": 0.1, "system": 0,
 "min": 0.1, "max": 0.4, "times": [0.1, 0.2, 0.4], "exit_codes": [0, 0, 0]},
{"command": "fast", "mean": 0.06, "median": 0.05, "exit_codes": [null]},
{"command": "broken", "mean": 0.01, "times": [0.01], "exit_codes": [3]}]})");
        QCOMPARE(bundle.results.at(0).kernel, std::string("hyperfine"));
        QCOMPARE(nsOf(bundle, "slow --n 1"), 2e8);
        QCOMPARE(bundle.results[0].variants[0].samplesNs.size(), std::size_t(3));
        QCOMPARE(nsOf(bundle, "fast"), 5e7);
        QCOMPARE(leftOut(bundle), std::string("broken (exit code 3)"));
    }

    // A clock that was ahead must not make the run the newest for years, nor lose it.
    void aDateOfTheFutureIsThatOfTheImport()
    {
        const measure::Bundle bundle = readWhole(R"({"machine_info": {}, "version": "4.0",
"datetime": "2999-01-02T03:04:05", "benchmarks": [
{"name": "a", "fullname": "a", "stats": {"median": 1}}]})");
        QVERIFY(bundle.results.at(0).startedAt < "2998");
        QVERIFY(QString::fromStdString(leftOut(bundle)).contains(QStringLiteral("2999-01-02")));
    }

    void llamaBenchOfTwoVersions()
    {
        const measure::Bundle bundle = readWhole(R"([
{"build_commit":"abc","model_type":"tiny","n_prompt":64,"n_gen":0,"avg_ts":700,"stddev_ts":400,
 "samples_ts":[1000,100,1000]},
{"build_commit":"abc","model_type":"tiny","n_prompt":64,"n_gen":0,"avg_ts":500,"n_cpu_moe":4},
{"build_commit":"abc","model_type":"tiny","n_prompt":64,"n_gen":0,"avg_ts":400,"n_cpu_moe":8}])");
        QCOMPARE(nsOf(bundle, "tiny pp64"), 1e6);  // the median of the rates
        QCOMPARE(nsOf(bundle, "tiny pp64 n_cpu_moe=4"), 2e6);
    }

    void pytestBenchmark()
    {
        const measure::Bundle bundle =
                readWhole(R"({"machine_info": {"node": "n", "processor": "x86",
"cpu": {"brand_raw": "Some CPU"}}, "datetime": "2026-01-02T03:04:05.678+00:00", "version": "4.0",
"benchmarks": [
{"name": "test_a", "fullname": "t.py::test_a[64]", "stats": {"min": 1e-6, "mean": 4e-6, "median": 2e-6,
 "iqr": 1e-6, "rounds": 100, "stddev": 1e-6}},
{"name": "test_b", "fullname": "t.py::test_b", "stats": {"median": 1, "data": [0.001, 0.002, 0.004]}},
{"name": "test_c", "fullname": "t.py::test_c", "stats": {"median": null}}]})");
        QCOMPARE(bundle.machine.name, std::string("Some CPU"));
        QCOMPARE(bundle.results.at(0).startedAt, std::string("2026-01-02T03:04:05Z"));
        QCOMPARE(nsOf(bundle, "t.py::test_a[64]"), 2000.0);
        QCOMPARE(nsOf(bundle, "t.py::test_b"), 2e6);
        QCOMPARE(leftOut(bundle), std::string("t.py::test_c (no time)"));
    }

    void torchCompare()
    {
        const QByteArray table = "[-------------- mm --------------]\n"
                                 "                 |  dense  |  w24  \n"
                                 "1 threads: ------------------------\n"
                                 "      64x64      |   12.5  |   8.0 \n"
                                 "      128x128    |  (! 20) |  16.0 (+-0.5)\n"
                                 "8 threads: ------------------------\n"
                                 "      64x64      |    4.0  |       \n"
                                 "\nTimes are in microseconds (us).\n";
        const measure::Bundle bundle = readWhole("log\n" + table);
        QCOMPARE(nsOf(bundle, "mm 64x64 dense t1"), 12500.0);
        QCOMPARE(nsOf(bundle, "mm 64x64 w24 t1"), 8000.0);
        QCOMPARE(nsOf(bundle, "mm 128x128 w24 t1"), 16000.0);
        QCOMPARE(nsOf(bundle, "mm 64x64 dense t8"), 4000.0);
        QCOMPARE(bundle.results.at(0).variants.size(), std::size_t(4));
        QVERIFY(refusal(table.left(table.indexOf("Times"))).contains("without a unit"));
        QByteArray milliseconds = table;
        milliseconds.replace("microseconds (us)", "milliseconds (ms)");
        QCOMPARE(nsOf(readWhole(milliseconds), "mm 64x64 dense t1"), 12.5e6);
    }

    void tritonCsv()
    {
        const measure::Bundle rates = readWhole("M,N,cuBLAS (TFLOPS),Triton [wide] (TFLOPS)\n"
                                                "256.0,512.0,2.0,4.0\n512.0,512.0,8.0,nan\n");
        QCOMPARE(nsOf(rates, "cuBLAS M=256 N=512"), 5e8);
        QCOMPARE(nsOf(rates, "Triton [wide] M=256 N=512"), 2.5e8);
        QCOMPARE(leftOut(rates), std::string("Triton [wide] M=512 N=512 (no number)"));
        const measure::Bundle times =
                readWhole(",N,\"a, b (ms)\",c (GB/s)\r\n0,64.0,0.5,100\r\n1,128.0,1.0,200\r\n");
        QCOMPARE(nsOf(times, "a, b N=64"), 5e5);
        QCOMPARE(nsOf(times, "c N=128"), 5e6);
        QVERIFY(refusal("M,cuBLAS,Triton\n256.0,2.0,4.0\n")
                        .contains("columns have no unit (M, cuBLAS, Triton)"));
        QVERIFY(refusal("M,a (ms)\n256\n").contains("line 2: 1 columns, 2 expected"));
        QVERIFY(refusal("name,city\nA,B\n").contains("neither JSON nor a table"));
    }

    void onlyColumnsOfOneRowDoTheSameWork()
    {
        measure::Bundle bundle = readWhole("M,a (TFLOPS),b (TFLOPS)\n64,2,4\n128,8,9\n");
        const auto other = pairForeign(
                bundle, {QStringLiteral("c"), QStringLiteral("a M=64"), QStringLiteral("b M=128")});
        QVERIFY(!other);
        QVERIFY(QString::fromStdString(other.error().message.en)
                        .contains(QLatin1String("time different things")));
        QVERIFY(pairForeign(
                bundle, {QStringLiteral("c"), QStringLiteral("a M=64"), QStringLiteral("b M=64")}));
        QCOMPARE(bundle.results[0].ratios[0].ratio, 2.0);
        QCOMPARE(bundle.results[0].ratios[0].verdict, measure::RatioVerdict::Unresolved);
    }

    void asv()
    {
        const measure::Bundle bundle =
                readWhole(R"({"commit_hash": "abcdef123456", "date": 1767322800000,
"env_name": "py", "params": {"cpu": "Some CPU", "machine": "m", "ram": "8"}, "python": "3.11",
"result_columns": ["result", "params", "version", "started_at", "duration", "stats_ci_99_a", "stats_ci_99_b"],
"results": {
 "suite.time_plain": [[0.002], [], "v", 1, 2, [0.001], [0.003]],
 "suite.Case.time_sizes": [[0.5, null, 2.0, 4.0], [["'a'", "'b'"], ["1", "2"]], "v"],
 "suite.peakmem_all": [[1024], []],
 "suite.track_error": [[3], []]}, "version": 2})");
        QCOMPARE(bundle.machine.name, std::string("Some CPU"));
        QCOMPARE(nsOf(bundle, "suite.time_plain"), 2e6);
        QCOMPARE(bundle.results.at(0).variants.back().medianHighNs, 3e6);
        QCOMPARE(nsOf(bundle, "suite.Case.time_sizes('a', 1)"), 5e8);
        QCOMPARE(nsOf(bundle, "suite.Case.time_sizes('b', 1)"), 2e9);
        const std::string left = leftOut(bundle);
        for (const char *part : {"time_sizes('a', 2) (failed or skipped)",
                                 "peakmem_all (bytes, no time)", "track_error (no unit"}) {
            QVERIFY2(left.find(part) != std::string::npos, left.c_str());
        }
        const measure::Bundle old = readWhole(
                R"({"commit_hash": "a", "params": {}, "results": {"time_x": 0.5,
                "time_y": {"result": [1.0, 2.0], "params": [["8", "16"]]}}})");
        QCOMPARE(nsOf(old, "time_x"), 5e8);
        QCOMPARE(nsOf(old, "time_y(16)"), 2e9);
    }

    void phoronix()
    {
        const measure::Bundle bundle = readWhole(R"(<?xml version="1.0"?>
<PhoronixTestSuite><Generated><Title>t</Title></Generated>
<System><Identifier>Box A</Identifier><Hardware>Processor: Some CPU</Hardware></System>
<Result><Title>Coder</Title><Description>Mode: 1</Description><Scale>Seconds</Scale><Proportion>LIB</Proportion>
 <Data><Entry><Identifier>Box A</Identifier><Value>2</Value><RawString>1:2:4</RawString></Entry>
 <Entry><Identifier>Box B</Identifier><Value>3</Value><RawString/></Entry></Data></Result>
<Result><Title>Tokens</Title><Description></Description><Scale>Tokens Per Second</Scale><Proportion>HIB</Proportion>
 <Data><Entry><Identifier>Box A</Identifier><Value>200</Value></Entry></Data></Result>
<Result><Title>Power</Title><Scale>Watts</Scale><Proportion>LIB</Proportion>
 <Data><Entry><Identifier>Box A</Identifier><Value>90</Value></Entry></Data></Result>
</PhoronixTestSuite>)");
        QCOMPARE(bundle.results.size(), std::size_t(2));
        QCOMPARE(bundle.results[0].deviceName, std::string("Box A"));
        QCOMPARE(bundle.results[0].variants[0].medianNs, 2e9);
        QCOMPARE(bundle.results[0].variants[0].samplesNs.size(), std::size_t(3));
        QCOMPARE(nsOf(bundle, "Tokens"), 5e6);
        QCOMPARE(bundle.results[1].variants[0].medianNs, 3e9);
        QVERIFY(bundle.results[0].runId != bundle.results[1].runId);
        QCOMPARE(leftOut(bundle), std::string("Power (Watts, LIB: no time and no rate)"));
        QVERIFY(refusal("<PhoronixTestSuite><Result></PhoronixTestSuite>")
                        .contains("no valid XML"));
    }

    void mlperf()
    {
        const measure::Bundle bundle = readWhole(
                "Organization,SystemName,Model,Scenario,Result,Units,accelerator_model_name,"
                "host_processor_model_name\n"
                "Org,Box A,tiny,Offline,2000,Tokens/s,Some GPU,Some CPU\n"
                "Org,Box A,tiny,SingleStream,2.5,Latency (ms),Some GPU,Some CPU\n"
                "Org,Box A,tiny,Offline,900,Watts,Some GPU,Some CPU\n"
                "Org,\"Box B, small\",tiny,Server,50,,,Some CPU\n");
        QCOMPARE(bundle.results.size(), std::size_t(2));
        QCOMPARE(nsOf(bundle, "Org Box A tiny Offline"), 5e5);
        QCOMPARE(nsOf(bundle, "Org Box A tiny SingleStream"), 2.5e6);
        QCOMPARE(nsOf(bundle, "Org Box B, small tiny Server"), 2e7);
        QCOMPARE(bundle.results[0].device, std::string("cpu"));
        QCOMPARE(bundle.results[1].deviceName, std::string("Some GPU"));
        QCOMPARE(leftOut(bundle, 1), std::string("Org Box A tiny Offline (unit \"Watts\")"));
    }

    void ratiosAmongTheTimesAreNone()
    {
        const measure::Bundle bundle =
                readWhole("[------ t ------]\n   |  old  |  new  |  Speed-up: new vs old\n"
                          "1 threads: -----\n   x  |  4.0  |  2.0  |  2.0\n"
                          "Times are in seconds (s).\n");
        QCOMPARE(bundle.results[0].variants.size(), std::size_t(2));
        QCOMPARE(leftOut(bundle), std::string("t Speed-up: new vs old (a ratio, no time)"));
    }

    void phoronixWithoutResults()
    {
        QVERIFY(refusal("<?xml version=\"1.0\"?><PhoronixTestSuite><Options/></PhoronixTestSuite>")
                        .contains("without any result"));
        const measure::Bundle bundle =
                readWhole("<PhoronixTestSuite><Result><Title>Game</Title><Scale>FPS</Scale>"
                          "<Proportion>HIB</Proportion><Data><Entry><Value>50</Value></Entry>"
                          "</Data></Result></PhoronixTestSuite>");
        QCOMPARE(nsOf(bundle, "Game"), 2e7);
    }

    // null, text and NaN are no 0.
    void whatIsNoNumberIsLeftOutByName_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QStringList>("says");
        const auto row = [](const char *name, const char *file, const QStringList &says) {
            QTest::newRow(name) << QByteArray(file) << says;
        };
        row("hyperfine", R"({"results": [
{"command": "a", "times": [0.5, null, "x", NaN, 0.7]}, {"command": "b", "times": [null]},
{"command": "c", "mean": "soon"}, {"command": "d", "mean": null}]})",
            {QStringLiteral("a (3 of 5 times: no time)"), QStringLiteral("b (no time)"),
             QStringLiteral("c (no time)"), QStringLiteral("d (no time)")});
        row("pytest-benchmark", R"({"benchmarks": [
{"name": "good", "stats": {"median": 1}}, {"name": "a", "stats": {"data": [null, "x"]}},
{"name": "b", "stats": {"median": NaN, "mean": "x"}}, {"name": "c", "stats": null}]})",
            {QStringLiteral("a (no time)"), QStringLiteral("b (no time)"),
             QStringLiteral("c (no time)")});
        row("asv", R"({"commit_hash": "a", "params": {}, "results": {"time_ok": 0.5,
"time_a": null, "time_b": NaN, "time_c": "slow", "time_d": {"result": [1.0, null], "params": [["x", "y"]]}}})",
            {QStringLiteral("time_a (failed or skipped)"),
             QStringLiteral("time_b (failed or skipped)"), QStringLiteral("time_c (no number)"),
             QStringLiteral("time_d(y) (failed or skipped)")});
        row("Phoronix",
            "<PhoronixTestSuite><Result><Title>T</Title><Scale>Seconds</Scale>"
            "<Proportion>LIB</Proportion><Data>"
            "<Entry><Identifier>A</Identifier><Value>2</Value>"
            "<RawString>1:x:3</RawString></Entry></Data></Result>"
            "<Result><Title>U</Title><Scale>Frames Per Second</Scale>"
            "<Proportion>HIB</Proportion><Data><Entry><Identifier>A</Identifier>"
            "<Value>n/a</Value></Entry></Data></Result>"
            "<Result><Title>V</Title><Scale>Seconds</Scale>"
            "<Proportion>LIB</Proportion><Data><Entry><Identifier>A</Identifier>"
            "<Value></Value></Entry></Data></Result></PhoronixTestSuite>",
            {QStringLiteral("T (1 of 3 times: no time)"), QStringLiteral("U (no time)"),
             QStringLiteral("V (no time)")});
        row("torch",
            "[--- t ---]\n      |  a  |  b\n1 threads: -----\n  x   |  2  |  nan\n"
            "  y   |     |  oops\nTimes are in seconds (s).\n",
            {QStringLiteral("t x b t1 (no time)"), QStringLiteral("t y b t1 (no time)")});
        row("Google Benchmark", R"({"context": {}, "benchmarks": [
{"name": "ok", "real_time": 5, "time_unit": "ns"}, {"name": "a", "real_time": null, "time_unit": "ns"},
{"name": "b", "real_time": "x", "time_unit": "ns"}, {"name": "c", "real_time": 3, "time_unit": "fortnight"}]})",
            {QStringLiteral("a (no time)"), QStringLiteral("b (no time)"),
             QStringLiteral("c (no time)")});
        row("llama-bench",
            R"([{"model_filename": "m", "n_prompt": 8, "n_gen": 0, "avg_ts": 4, "avg_ns": 1,
"samples_ns": [8, null, "x"]}, {"model_filename": "m", "n_prompt": 16, "n_gen": 0, "avg_ts": null, "avg_ns": NaN}])",
            {QStringLiteral("m pp8 (2 of 3 times: no time)"), QStringLiteral("m pp16 (no time)")});
        row("Triton", "M,a (ms)\n1,2\n2,nan\n3,\n4,fast\n",
            {QStringLiteral("a M=2 (no number)"), QStringLiteral("a M=3 (no number)"),
             QStringLiteral("a M=4 (no number)")});
        row("serving", R"({"completed": 2, "request_throughput": 1, "output_throughput": null,
"median_ttft_ms": null, "median_tpot_ms": 5, "p99_tpot_ms": "x", "p90_tpot_ms": 0})",
            {QStringLiteral("output token (no number)"), QStringLiteral("ttft (no number)"),
             QStringLiteral("tpot p99 (no number)"),
             QStringLiteral("tpot p90 (0 ms: not measured)")});
        row("latency", R"({"avg_latency": 1, "latencies": [0.5, null, 0.7]})",
            {QStringLiteral("batch latency (1 of 3 times: no time)")});
        row("lm-eval",
            R"({"versions": {}, "results": {"t": {"alias": "t", "name": "t", " ": " ", "acc,none": 0.5,
"acc_norm,none": null, "f1,none": "N/A", "acc_stderr,none": "N/A", "em,none": NaN}}})",
            {QStringLiteral("t acc_norm (no number)"), QStringLiteral("t f1 (no number)"),
             QStringLiteral("t em (no number)")});
        row("trtllm-bench", R"({"performance": {"system_output_throughput_tok_s": 2,
"request_throughput_req_s": null, "avg_request_latency_ms": "x",
"request_latency_percentiles": {"p99": null}}})",
            {QStringLiteral("request (no number)"), QStringLiteral("e2e (no number)"),
             QStringLiteral("e2e p99 (no number)")});
        row("genai-perf", R"({"request_throughput": {"unit": "requests/sec", "avg": null},
"time_to_first_token": {"unit": "ms", "avg": 3, "p99": "x"},
"request_latency": {"unit": "ms", "avg": null}})",
            {QStringLiteral("request (no number)"), QStringLiteral("ttft p99 (no number)"),
             QStringLiteral("e2e (no number)")});
    }
    void whatIsNoNumberIsLeftOutByName()
    {
        QFETCH(QByteArray, file);
        QFETCH(QStringList, says);
        const measure::Bundle bundle = readWhole(file);
        QVERIFY(!bundle.results.empty());
        const QString left = QString::fromStdString(leftOut(bundle));
        for (const QString &one : std::as_const(says)) {
            QVERIFY2(left.contains(one), qPrintable(left + QStringLiteral(" | ") + one));
        }
        for (const auto &variant : bundle.results[0].variants) {
            QVERIFY(variant.medianNs > 0);
            for (const double sample : variant.samplesNs) {
                QVERIFY(sample > 0);
            }
        }
    }

    void othersAreNamed()
    {
        QVERIFY(refusal(R"({"traceEvents": []})").contains("trace of a profiler"));
        QVERIFY(refusal(R"({"cells": [], "nbformat": 4})").contains("Jupyter notebook"));
        QVERIFY(refusal("TY  - JOUR\nTI  - A\nER  - \n").contains("touchstone import"));
    }

    void requestsOfAnotherLengthAreOtherWork()
    {
        QByteArray runs;
        for (const char *tokens : {"1000", "1050", "2000"}) {
            runs += QByteArray("{\"label\": \"lTOKENS\", \"completed\": 10, "
                               "\"total_input_tokens\": TOKENS0, \"request_throughput\": 1, "
                               "\"median_ttft_ms\": 5}\n")
                            .replace("TOKENS", tokens);
        }
        measure::Bundle bundle = readWhole(runs);
        const auto pair = [&](const char *technique) {
            return pairForeign(bundle, {QStringLiteral("c"), QStringLiteral("l1000 in1000 ttft"),
                                        QLatin1String(technique)});
        };
        QVERIFY(pair("l1050 in1050 ttft"));
        const auto refused = pair("l2000 in2000 ttft");
        QVERIFY(!refused);
        QVERIFY(QString::fromStdString(refused.error().message.en)
                        .contains(QLatin1String("different work: 1000 and 2000 input_tokens")));
        QVERIFY(!pair("l1000 in1000 request"));
        QVERIFY(!pair("l1000 in1000 ttft"));  // with itself
    }

    void filesOfDifferentMachinesAreNotJoined()
    {
        const QByteArray file =
                R"({"machine_info": {"cpu": {"brand_raw": "A"}}, "benchmarks": [{"name": "x",
                "stats": {"median": 1}}]})";
        const measure::Bundle a = readWhole(file);
        const measure::Bundle b = readWhole(QByteArray(file).replace("\"A\"", "\"B\""));
        const auto refused = joinForeign({{"one", a}, {"two", b}});
        QVERIFY(!refused);
        QVERIFY(QString::fromStdString(refused.error().message.en)
                        .contains(QLatin1String("different machines: A and B")));
        const auto joined = joinForeign({{"one", a}, {"two", a}});
        QVERIFY(joined);
        QCOMPARE(joined->results[0].variants[0].id, std::string("one: x"));
        QCOMPARE(joined->results[0].variants[1].id, std::string("two: x"));
    }
};

QTEST_GUILESS_MAIN(TestTools)
#include "test_tools.moc"
