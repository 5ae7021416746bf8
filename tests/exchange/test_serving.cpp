// vLLM, SGLang, TensorRT-LLM and genai-perf: latencies in ms, rates of tokens and requests.
#include "read_result.h"

using namespace touchstone;
using namespace touchstone::exchange;

namespace {

const QByteArray vllm = R"({"date": "20260102-030405", "backend": "vllm", "model_id": "org/Tiny-1B",
"num_prompts": 100, "request_rate": "inf", "max_concurrency": 16, "duration": 10.0, "completed": 100,
"failed": 0, "total_input_tokens": 51200, "total_output_tokens": 12800, "request_throughput": 10.0,
"output_throughput": 1280.0, "total_token_throughput": 6400.0,
"mean_ttft_ms": 60.0, "median_ttft_ms": 50.0, "std_ttft_ms": 10.0, "p99_ttft_ms": 90.0,
"mean_tpot_ms": 8.0, "median_tpot_ms": 7.5, "std_tpot_ms": 1.0, "p99_tpot_ms": 9.5,
"mean_itl_ms": 0.0, "median_itl_ms": 0.0})";

const QByteArray printed = "INFO: starting\n"
                           "============ Serving Benchmark Result ============\n"
                           "Backend:                                 sglang\n"
                           "Traffic request rate:                    4.0\n"
                           "Successful requests:                     100\n"
                           "Total input tokens:                      51200\n"
                           "Total generated tokens:                  12800\n"
                           "Request throughput (req/s):              10.00\n"
                           "Output token throughput (tok/s):         1,280.00\n"
                           "Peak output token throughput (tok/s):    2000.00\n"
                           "Warp factor (wf):                        3\n"
                           "----------------End-to-End Latency----------------\n"
                           "Mean E2E Latency (ms):                   900.00\n"
                           "Median E2E Latency (ms):                 800.00\n"
                           "---------------Time to First Token----------------\n"
                           "Mean TTFT (ms):                          60.00\n"
                           "Median TTFT (ms):                        50.00\n"
                           "P99 TTFT (ms):                           90.00\n"
                           "==================================================\n"
                           "Median TTFT (ms):                        1.00\n";

}  // namespace

class TestServing : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void vllmJson()
    {
        const measure::Bundle bundle = readWhole(vllm);
        const measure::KernelResult &result = bundle.results.at(0);
        QCOMPARE(result.kernel, std::string("vllm-bench"));
        QCOMPARE(result.startedAt.substr(0, 4), std::string("2026"));
        const std::string name = "Tiny-1B vllm c16 in512 out128 ";
        QCOMPARE(nsOf(bundle, name + "output token"), 1e9 / 1280);
        QCOMPARE(nsOf(bundle, name + "token"), 1e9 / 6400);
        QCOMPARE(nsOf(bundle, name + "request"), 1e8);
        QCOMPARE(nsOf(bundle, name + "ttft"), 50e6);  // the median, not the mean
        QCOMPARE(nsOf(bundle, name + "ttft p99"), 90e6);
        QCOMPARE(nsOf(bundle, name + "tpot"), 7.5e6);
        QCOMPARE(nsOf(bundle, name + "itl"), -1.0);
        QVERIFY(leftOut(bundle).find("itl (0 ms: not measured)") != std::string::npos);
        for (const measure::VariantResult &variant : result.variants) {
            QCOMPARE(variant.sizes,
                     (measure::Sizes{{"input_tokens", 512}, {"output_tokens", 128}}));
            if (variant.operation == "ttft") {  // 1.25 * 10 ms over the root of 100
                QVERIFY(std::fabs(variant.medianHighNs - (50e6 + 1.96 * 1.25e6)) < 1);
            }
        }
    }

    void linesAreRuns()
    {
        QByteArray first = vllm, second = vllm;
        first.replace("\n", " ");
        second.replace("\n", " ").replace("\"max_concurrency\": 16", "\"max_concurrency\": 32");
        second.replace("\"failed\": 0", "\"failed\": 3");
        const measure::Bundle bundle = readWhole(first + "\n" + second + "\n");
        QCOMPARE(nsOf(bundle, "Tiny-1B vllm c16 in512 out128 ttft"), 50e6);
        QCOMPARE(nsOf(bundle, "Tiny-1B vllm c32 in512 out128 ttft"), 50e6);
        QVERIFY(leftOut(bundle).find("3 failed requests") != std::string::npos);
    }

    void printedBlock()
    {
        const measure::Bundle bundle = readWhole(printed);
        QCOMPARE(bundle.results.at(0).kernel, std::string("sglang-bench"));
        const std::string name = "sglang 4req/s in512 out128 ";
        QCOMPARE(nsOf(bundle, name + "output token"), 1e9 / 1280);
        QCOMPARE(nsOf(bundle, name + "e2e"), 800e6);
        QCOMPARE(nsOf(bundle, name + "ttft"),
                 50e6);  // what stands behind the block is no part of it
        QCOMPARE(nsOf(bundle, name + "ttft p99"), 90e6);
        QCOMPARE(leftOut(bundle), std::string("Warp factor (wf) (not known)"));
    }

    void severalBlocksInAReadme()
    {
        const measure::Bundle bundle =
                readWhole("# Speed\n\n```\r\n" + QByteArray(printed).replace("\n", "\r\n")
                          + "```\n## Again\n" + printed);
        QCOMPARE(nsOf(bundle, "sglang Again 4req/s in512 out128 ttft"), 50e6);
    }

    void theLoadMayStandAboveItsBlock()
    {
        const QByteArray head = "============ Serving Benchmark Result ============\n"
                                "Request throughput (req/s):              8.00\n";
        const measure::Bundle bundle = readWhole(
                "Traffic request rate: 10.0\nMaximum request concurrency: None\n" + head
                + "Median TTFT (ms):                        53.00\n" + QByteArray(50, '=')
                + "\nTraffic request rate: inf\nMaximum request concurrency: 4\n" + head
                + "Median TTFT (ms):                        90.00\n" + QByteArray(50, '=') + "\n");
        QCOMPARE(nsOf(bundle, "10req/s ttft"), 53e6);
        QCOMPARE(nsOf(bundle, "c4 ttft"), 90e6);
    }

    void latencyAndOfflineThroughput()
    {
        const measure::Bundle latency = readWhole(
                R"({"avg_latency": 2.0, "latencies": [1.9, 2.0, 2.1], "percentiles": {"50": 2.0}})");
        QCOMPARE(nsOf(latency, "batch latency"), 2e9);
        const measure::Bundle offline =
                readWhole(R"({"elapsed_time": 4.0, "num_requests": 8, "total_num_tokens": 1000,
                              "requests_per_second": 2.0, "tokens_per_second": 250.0})");
        QCOMPARE(nsOf(offline, "token"), 4e6);
        QCOMPARE(nsOf(offline, "request"), 5e8);
    }

    void nothingCompletedIsNoTime()
    {
        QByteArray none = vllm;
        none.replace("\"completed\": 100", "\"completed\": 0");
        QVERIFY(refusal(none).contains("no request was completed"));
        QVERIFY(refusal("==== Serving Benchmark Result ====\nSuccessful requests: 3\n")
                        .contains("without throughput and latencies"));
    }

    void tensorRtLlm()
    {
        const measure::Bundle bundle =
                readWhole(R"({"engine": {"model": "org/Tiny-1B", "dtype": "bfloat16"},
"world_info": {"tp_size": 2}, "request_info": {"avg_input_length": 512.2, "avg_output_length": 128},
"performance": {"total_latency_ms": 9000, "avg_request_latency_ms": 700,
 "request_throughput_req_s": 10, "system_output_throughput_tok_s": 2000,
 "request_latency_percentiles_ms": {"p50": 650, "p99": 900, "average": 700}},
"streaming_metrics": {"avg_ttft_ms": 40, "avg_tpot_ms": 5, "ttft_percentiles": {"p50": 35, "p99": 60}}})");
        const std::string name = "Tiny-1B bfloat16 tp2 ";
        QCOMPARE(bundle.results.at(0).kernel, std::string("trtllm-bench"));
        QCOMPARE(nsOf(bundle, name + "output token"), 5e5);
        QCOMPARE(nsOf(bundle, name + "e2e"), 650e6);
        QCOMPARE(nsOf(bundle, name + "ttft"), 35e6);
        QCOMPARE(nsOf(bundle, name + "ttft p99"), 60e6);
        QCOMPARE(nsOf(bundle, name + "tpot mean"), 5e6);  // called a mean where there is no median
    }

    void genaiPerf()
    {
        const measure::Bundle bundle =
                readWhole(R"({"input_config": {"model_names": ["org/Tiny-1B"]},
"request_throughput": {"unit": "requests/sec", "avg": 4.0},
"output_token_throughput": {"unit": "tokens/sec", "avg": 500.0},
"request_latency": {"unit": "ms", "avg": 90, "p50": 80, "p99": 200, "std": 10, "count": 100},
"time_to_first_token": {"unit": "us", "avg": 2000, "p50": 1000},
"inter_token_latency": {"unit": "furlongs", "avg": 3},
"input_sequence_length": {"unit": "tokens", "avg": 256}})");
        QCOMPARE(nsOf(bundle, "Tiny-1B output token"), 2e6);
        QCOMPARE(nsOf(bundle, "Tiny-1B e2e"), 80e6);
        QCOMPARE(nsOf(bundle, "Tiny-1B e2e p99"), 200e6);
        QCOMPARE(nsOf(bundle, "Tiny-1B ttft"), 1e6);
        QCOMPARE(leftOut(bundle), std::string("Tiny-1B itl (unit \"furlongs\")"));
    }

    void batchesOfSglang()
    {
        const measure::Bundle bundle = readWhole(
                R"({"run_name": "with", "batch_size": 4, "input_len": 16, "output_len": 8, )"
                R"("prefill_latency": 0.5, "prefill_throughput": 128, "median_decode_latency": 0.01, )"
                R"("total_latency": 0.75})"
                "\n"
                R"({"run_name": "with", "batch_size": 4, "input_len": 16, "output_len": 8, "latency": 2, )"
                R"("input_throughput": 100, "output_throughput": 50, "last_ttft": 0.25, "cache_hit_rate": null})");
        QCOMPARE(bundle.results.at(0).kernel, std::string("sglang-one-batch"));
        QCOMPARE(nsOf(bundle, "with b4 in16 out8 prefill"), 5e8);
        QCOMPARE(nsOf(bundle, "with b4 in16 out8 decode step"), 1e7);
        QCOMPARE(nsOf(bundle, "with b4 in16 out8 batch latency"), 7.5e8);
        QCOMPARE(nsOf(bundle, "with b4 in16 out8 batch latency #2"), 2e9);
        QCOMPARE(nsOf(bundle, "with b4 in16 out8 output token"), 2e7);
        QCOMPARE(nsOf(bundle, "with b4 in16 out8 ttft"), 2.5e8);
        QCOMPARE(leftOut(bundle), std::string());
        QCOMPARE(bundle.results[0].variants[0].sizes.size(), std::size_t(3));
    }

    void aiperfNamesItsModelAndLoad()
    {
        const QByteArray figures =
                R"("request_latency": {"unit": "ms", "avg": 30, "p50": 20, "std": 4, "count": 16},
"output_token_throughput": {"unit": "tokens/sec", "avg": 100})";
        const measure::Bundle one = readWhole(
                "{" + figures + R"(, "input_config": {"models": {"items": [{"name": "org/tiny"}]},
"phases": [{"concurrency": 32}]}, "start_time": "2026-01-02T03:04:05.6"})");
        QCOMPARE(nsOf(one, "tiny c32 e2e"), 2e7);
        QCOMPARE(nsOf(one, "tiny c32 output token"), 1e7);
        QVERIFY(QString::fromStdString(one.results[0].startedAt)
                        .startsWith(QLatin1String("2026-01-02")));
        const measure::Bundle sweep =
                readWhole(R"({"aggregation_type": "sweep", "per_combination_metrics": [
{"parameters": {"concurrency": 16}, "metrics": {)"
                          + figures + R"(}}, {"parameters": {"concurrency": 32}, "metrics": {)"
                          + figures + "}}]}");
        QCOMPARE(nsOf(sweep, "concurrency 16 e2e"), 2e7);
        QCOMPARE(nsOf(sweep, "concurrency 32 output token"), 1e7);
    }

    // A deviation of 0 over many requests is one that nobody took.
    void noDeviationIsNoCertainty()
    {
        const measure::Bundle bundle = readWhole(
                R"({"request_latency": {"unit": "ms", "avg": 20, "std": 0.0, "count": 100}})");
        QCOMPARE(bundle.results[0].variants[0].medianLowNs, 0.0);
    }

    void blocksAreCalledAsTheTextCallsThem()
    {
        const QByteArray block = "============ Serving Benchmark Result ============\n"
                                 "Request throughput (req/s):              5.00      \n"
                                 "Median TTFT (ms):                        7.00      \n"
                                 "==================================================\n";
        const measure::Bundle two = readWhole("# Notes\n\n## First way\n\n```\n" + block
                                              + "```\n\nSecond way:\n" + block);
        QCOMPARE(nsOf(two, "First way ttft"), 7e6);
        QCOMPARE(nsOf(two, "Second way request"), 2e8);
        QCOMPARE(nsOf(readWhole("## Alone\n" + block), "ttft"), 7e6);
    }

    void tablesOfLlamaBenchAmongOthers()
    {
        const QByteArray head = "| model | test | t/s |\n| --- | --- | --- |\n";
        const QByteArray other =
                "|  PP |  TG | S t/s |\n|-----|-----|-------|\n| 512 |  32 | 1.5 |\n";
        const measure::Bundle bundle = readWhole(
                "## With\n\n" + head + "| tiny | pp8 | 4.0 ± 0.1 |\n\n" + other + "\n## Without\n\n"
                + head + "| tiny | pp8 | 2.0 ± 0.1 |\n| tiny | tg8 | - |\n");
        QCOMPARE(nsOf(bundle, "tiny pp8 With"), 2.5e8);
        QCOMPARE(nsOf(bundle, "tiny pp8 Without"), 5e8);
        QCOMPARE(leftOut(bundle), std::string("tiny tg8 Without (no time)"));
        QCOMPARE(bundle.results[0].variants.size(), std::size_t(2));

        const measure::Bundle versions =
                readWhole("| model | test | t/s (main) | t/s (this PR) | Speedup | % (vs main) |\n"
                          "| --- | --- | ---: | ---: | ---: | ---: |\n"
                          "| tiny | pp8 | 2.0 ± 0.1 | 4.0 ± 0.1 | 2.0 | 200% |\n");
        QCOMPARE(nsOf(versions, "tiny pp8 version=main"), 5e8);
        QCOMPARE(nsOf(versions, "tiny pp8 version=this PR"), 2.5e8);

        // Two devices are two results.
        const measure::Bundle devices = readWhole("| model | size | backend | test | t/s |\n"
                                                  "| --- | --- | --- | --- | ---: |\n"
                                                  "| tiny | 1 GiB | CUDA | pp8 | 4.0 |\n"
                                                  "| wide | 2 GiB | Vulkan | pp8 | 2.0 |\n"
                                                  "| wide | 2 GiB | CUDA | pp8 | 1.0 |\n");
        QCOMPARE(devices.results.size(), std::size_t(2));
        QCOMPARE(devices.results[0].deviceName, std::string("CUDA"));
        QCOMPARE(devices.results[0].variants.size(), std::size_t(2));
        QCOMPARE(devices.results[1].deviceName, std::string("Vulkan"));
        QCOMPARE(nsOf(devices, "tiny pp8 backends=CUDA"), 2.5e8);
    }
};

QTEST_GUILESS_MAIN(TestServing)
#include "test_serving.moc"
