#include "measure/results/results.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>

using namespace touchstone;
using namespace touchstone::measure;

namespace {

RatioResult ratioOf(double ratio, double low, double high, RatioVerdict verdict)
{
    RatioResult r;
    r.baseline = "plain";
    r.technique = "fused";
    r.shape = "64x4096";
    r.ratio = ratio;
    r.low = low;
    r.high = high;
    r.floor = 0.01;
    r.rounds = 128;
    r.kept = 120;
    r.workers = 8;
    r.verdict = verdict;
    return r;
}

Bundle fullBundle()
{
    KernelResult result;
    result.runId = "20260101T000000Z-1";
    result.startedAt = "2026-01-01T00:00:00Z";
    result.kernel = "fused-add";
    result.preset = "small";
    result.device = "cpu";
    result.deviceName = "Some CPU";
    result.kernelVersion = 3;
    result.threads = 2;
    result.status = RunStatus::Noisy;
    result.message = "too many rounds were disturbed";
    result.verification = {true, 3, 5, 1e-7, 1e-6, ""};
    VariantResult variant;
    variant.id = "plain";
    variant.role = "baseline";
    variant.operation = "add";
    variant.group = "tall";
    variant.shape = "64x4096";
    variant.sizes = {{"tokens", 64}, {"channels", 4096}};  // not in alphabetical order
    variant.medianNs = 1234.5;
    variant.medianLowNs = 1230.25;
    variant.medianHighNs = 1240.75;
    variant.samplesNs = {1230.25, 1240.75};
    variant.sampleWorker = {0, 1};
    variant.sampleKept = {true, false};
    variant.flops = 2e6;
    variant.bytes = 3e6;
    variant.peakShare = 0.62;
    variant.weakBaseline = true;
    result.variants = {variant, variant};
    result.variants[1].id = "fused";
    result.variants[1].role = "technique";
    result.ratios = {ratioOf(1.3, 1.2, 1.4, RatioVerdict::Faster)};
    result.ratios[0].limit = 2.5;
    result.ratios[0].operation = "add";
    result.ratios[0].group = "tall";
    result.ratios[0].sizes = variant.sizes;
    result.ratios[0].evidence = Evidence::Simulated;
    result.ratios[0].at = {{"tau", 0.9}, {"budget", 4}};
    result.quality = {{"perplexity", "plain", 3.5, 3.25, 3.75, "", {{"tau", 0.9}}, {3.25, 3.75}},
                      {"bytes", "plain", 8, {}, {}, "B", {}, {}, Evidence::Computed}};
    result.plan = {{"seed", "7"}, {"rounds", "16"}};
    Bundle bundle;
    bundle.machine = {"m1", "Some CPU, 2 cores", {{"l3", "32 MiB"}}};
    bundle.environment = {{"kernel", "Linux \xE6\xB5\x8B"}};
    bundle.certificate = Certificate{"2026-01-01T00:00:00Z", 0.02, 0.05, 100, 0.01, 0.004, 0.98};
    bundle.probes.values = {{"timer_ns", 21.0}};
    bundle.results = {result};
    return bundle;
}

// The bundle with one place changed by a JSON pointer; null removes the member.
std::string changed(const std::string &pointer, const nlohmann::json &value)
{
    nlohmann::json json = nlohmann::json::parse(toJson(fullBundle()));
    json[nlohmann::json::json_pointer(pointer)] = value;
    return json.dump();
}

}  // namespace

TEST(Results, BundleSurvivesTheRoundTrip)
{
    const std::string json = toJson(fullBundle());
    const auto back = bundleFromJson(json);
    ASSERT_TRUE(back) << back.error().message.en;
    EXPECT_EQ(toJson(*back), json);
    const KernelResult &result = back->results.at(0);
    EXPECT_EQ(result.variants.at(0).samplesNs, (std::vector<double>{1230.25, 1240.75}));
    EXPECT_EQ(result.variants.at(0).sampleKept, (std::vector<bool>{true, false}));
    EXPECT_EQ(result.ratios.at(0).limit, 2.5);
    EXPECT_EQ(result.ratios.at(0).verdict, RatioVerdict::Faster);
    EXPECT_FALSE(result.quality.at(1).low.has_value());
    EXPECT_EQ(result.variants.at(0).sizes, (Sizes{{"tokens", 64}, {"channels", 4096}}));
    EXPECT_EQ(result.ratios.at(0).operation, "add");
    EXPECT_EQ(result.ratios.at(0).group, "tall");
    EXPECT_EQ(result.ratios.at(0).sizes, result.variants.at(0).sizes);
    EXPECT_EQ(result.ratios.at(0).evidence, Evidence::Simulated);
    EXPECT_EQ(result.ratios.at(0).at, (Parameters{{"tau", 0.9}, {"budget", 4}}));
    EXPECT_EQ(result.quality.at(0).at, (Parameters{{"tau", 0.9}}));
    EXPECT_EQ(result.quality.at(0).perSeed, (std::vector<double>{3.25, 3.75}));
    EXPECT_EQ(result.quality.at(1).evidence, Evidence::Computed);
    EXPECT_EQ(result.status, RunStatus::Noisy);
    EXPECT_EQ(back->certificate->trials, 100);
}

TEST(Results, SingleResultAndCertificateSurviveTheRoundTrip)
{
    const KernelResult result = fullBundle().results[0];
    const auto back = kernelResultFromJson(toJson(result));
    ASSERT_TRUE(back);
    EXPECT_EQ(toJson(*back), toJson(result));
    Certificate certificate = *fullBundle().certificate;
    EXPECT_EQ(certificateSentence(certificate).en.find("shared buffer"), std::string::npos);
    certificate.sharedBuffer = IdenticalPair{10, 0, 1.001, 0.998, 1.004};
    certificate.ownBuffers = IdenticalPair{10, 1, 1.02, 0.99, 1.05};
    const Text sentence = certificateSentence(certificate);
    for (const char *part : {"called different in 0 of 10 trials, ratio 1.001", "in 1 of 10"}) {
        EXPECT_NE(sentence.en.find(part), std::string::npos) << sentence.en;
    }
    EXPECT_NE(sentence.zh.find("10 次试验中有 1 次被判为不同"), std::string::npos) << sentence.zh;
    const auto certificateBack = certificateFromJson(toJson(certificate));
    ASSERT_TRUE(certificateBack);
    EXPECT_EQ(toJson(*certificateBack), toJson(certificate));
}

TEST(Results, BundleWithoutTheExtraFieldsIsRead)
{
    const auto bundle = bundleFromJson(
            R"({"schema":"touchstone-bundle/1","machine":{},"environment":{},"certificate":null,)"
            R"("probes":{},"results":[{"run_id":"r","kernel":"k","preset":"small","device":"cpu",)"
            R"("threads":1,"status":"ok","verification":{"passed":true,"shapes":3,"seeds":5,)"
            R"("max_error":1e-7,"tolerance":1e-6},"variants":[],"ratios":[],"quality":[]}]})");
    ASSERT_TRUE(bundle) << bundle.error().message.en;
    EXPECT_EQ(bundle->results[0].kernelVersion, 1);
    EXPECT_FALSE(bundle->certificate.has_value());
}

TEST(Results, OlderRatiosSayHowTheyCameAbout)
{
    nlohmann::json json = nlohmann::json::parse(toJson(fullBundle()));
    nlohmann::json &ratios = json["results"][0]["ratios"];
    for (const char *field : {"operation", "group", "sizes", "evidence", "at"}) {
        ratios[0].erase(field);
    }
    ratios.push_back(ratios[0]);
    ratios[1]["quantity"] = "bytes";
    ratios[1]["workers"] = 0;
    const auto back = bundleFromJson(json.dump());
    ASSERT_TRUE(back) << back.error().message.en;
    EXPECT_EQ(back->results[0].ratios[0].evidence, Evidence::Measured);
    EXPECT_TRUE(back->results[0].ratios[0].sizes.empty());
    EXPECT_EQ(back->results[0].ratios[1].evidence, Evidence::Computed);
}

TEST(Results, InfiniteErrorIsWrittenAsNullAndOnlyForAFailedVerification)
{
    Bundle bundle = fullBundle();
    bundle.results[0].verification.passed = false;
    bundle.results[0].verification.maxError = std::numeric_limits<double>::infinity();
    const auto back = bundleFromJson(toJson(bundle));
    ASSERT_TRUE(back);
    EXPECT_TRUE(std::isinf(back->results[0].verification.maxError));
    EXPECT_FALSE(bundleFromJson(changed("/results/0/verification/max_error", nullptr)));
}

TEST(Results, ABundleWithoutMarksOfItsSamplesIsReadBack)
{
    nlohmann::json json = nlohmann::json::parse(toJson(fullBundle()));
    for (nlohmann::json &variant : json["results"][0]["variants"]) {
        variant.erase("sample_kept");
        variant.erase("sample_worker");
    }
    const auto once = bundleFromJson(json.dump());
    ASSERT_TRUE(once) << once.error().message.en;
    const auto twice = bundleFromJson(toJson(*once));
    ASSERT_TRUE(twice) << twice.error().message.en;
    EXPECT_EQ(toJson(*twice), toJson(*once));
}

TEST(Results, BrokenUtf8OfADriverDoesNotStopTheBundle)
{
    Bundle bundle = fullBundle();
    bundle.results[0].deviceName = "bad \xFF name";
    EXPECT_TRUE(bundleFromJson(toJson(bundle)));
}

TEST(Results, MalformedBundlesAreRefusedWithTheirPlace)
{
    const std::vector<std::pair<std::string, nlohmann::json>> cases{
            {"/schema", "touchstone-bundle/2"},
            {"/machine", 3},
            {"/environment/kernel", 1},
            {"/probes/timer_ns", "fast"},
            {"/certificate/detected_share", 1.5},
            {"/results", "none"},
            {"/results/0/run_id", ""},
            {"/results/0/status", "fine"},
            {"/results/0/threads", -1},
            {"/results/0/threads", 1.5},
            {"/results/0/threads", 5e12},
            {"/results/0/kernel", nullptr},
            {"/results/0/verification/passed", 1},
            {"/results/0/variants/0/role", "best"},
            {"/results/0/variants/0/samples_ns/1", -4},
            {"/results/0/variants/0/sample_worker", nlohmann::json::array({1})},
            {"/results/0/variants/0/sample_kept/0", "yes"},
            {"/results/0/ratios/0/ratio", 0},
            {"/results/0/ratios/0/low", 9},
            {"/results/0/ratios/0/high", 1},
            {"/results/0/ratios/0/kept", 4000},
            {"/results/0/ratios/0/limit", -1},
            {"/results/0/ratios/0/verdict", "refuted"},
            {"/results/0/ratios/0/verdict", "slower"},
            {"/results/0/ratios/0/limit", 1.05},  // rates explain up to 10 %
            {"/results/0/ratios/0/evidence", "guessed"},
            {"/results/0/ratios/0/sizes", {{"tokens", 64}}},
            {"/results/0/ratios/0/sizes/0/1", -1},
            {"/results/0/ratios/0/sizes/1/1", 2.5},
            {"/results/0/ratios/0/at/0/0", ""},
            {"/results/0/variants/0/sizes/0", nlohmann::json::array({"tokens"})},
            {"/results/0/quality/0/per_seed/1", "3"},
            {"/results/0/quality/0/low", 9},
            {"/results/0/plan/seed", 7},
            {"/results/0/run_id", std::string("a\0b", 3)},
            {"/results/0/run_id", "two\nlines"},
            {"/results/0/run_id", std::string(201, 'r')},
            {"/results/0/kernel", "\x1b[2J"},
            {"/results/0/preset", ""},
            {"/results/0/threads", 0},
            {"/results/0/started_at", "zzzz"},
            {"/results/0/started_at", "2025-10-15"},
            {"/results/0/started_at", "2025-10-15T08:30:00.5Z"},
            {"/results/0/started_at", "2025-13-15T08:30:00Z"},
            {"/results/0/started_at", "2025-10-15T25:30:00Z"},
            {"/results/0/started_at", "9999-99-99T99:99:99Z"},
            {"/results/0/run_id", "\xC2\x9B[2J"},
            {"/results/0/run_id", " "},
            {"/results/0/variants/0/median_ns", 1250},
            {"/results/0/ratios/0/technique", "plain"},
            {"/results/0/verification/max_error", 1e9},
            {"/results/0/variants/0/median_low_ns", 1e12},
            {"/results/0/ratios/0/baseline", "another"},
            {"/results/0/ratios/0/technique", "another"},
            {"/results/0/ratios/0/high", 1e308},
            {"/results/0/ratios/0/verdict", "equivalent"},
            {"/results/0/quality/0/value", -1000},
            {"/machine/id", "m\n"},
    };
    for (const auto &[pointer, value] : cases) {
        const auto bundle = bundleFromJson(changed(pointer, value));
        ASSERT_FALSE(bundle) << pointer << " " << value;
        std::string place;  // "/results/0/ratios/0/low" -> "results[0].ratios[0].low"
        std::string segment;
        std::istringstream segments(pointer.substr(1));
        while (std::getline(segments, segment, '/')) {
            const bool index = segment.find_first_not_of("0123456789") == std::string::npos;
            place += index ? '[' + segment + ']' : (place.empty() ? segment : '.' + segment);
        }
        EXPECT_NE(bundle.error().message.en.find(place + ": "), std::string::npos)
                << place << " in " << bundle.error().message.en;
        EXPECT_NE(bundle.error().message.zh.find(place), std::string::npos);
        EXPECT_EQ(bundle.error().code, ErrorCode::Corrupt);
    }
}

TEST(Results, TextThatIsNoJsonIsRefused)
{
    for (const char *document : {"", "{", "NaN", R"({"schema":NaN})",
                                 "\x7f"
                                 "ELF",
                                 R"({"schema":1e999})"}) {
        const auto bundle = bundleFromJson(document);
        ASSERT_FALSE(bundle) << document;
        EXPECT_EQ(bundle.error().code, ErrorCode::UnknownFormat) << document;
    }
    const auto broken = bundleFromJson("{\n\"schema\": NaN}");
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().message.en, "bundle: no valid JSON at line 2, byte 11");
    EXPECT_FALSE(bundleFromJson("[]"));
    EXPECT_FALSE(bundleFromJson("null"));
    const std::string deep = std::string(100000, '[') + std::string(100000, ']');
    EXPECT_FALSE(bundleFromJson(deep));
}

TEST(Results, WordsOfStatusAndVerdictGoBothWays)
{
    for (const auto status :
         {RunStatus::Ok, RunStatus::Failed, RunStatus::Noisy, RunStatus::Invalid,
          RunStatus::Crashed, RunStatus::TimedOut, RunStatus::Cancelled}) {
        EXPECT_EQ(runStatusFromWord(toWord(status)), status);
    }
    for (const auto verdict :
         {RatioVerdict::Faster, RatioVerdict::Slower, RatioVerdict::Equivalent,
          RatioVerdict::Unresolved, RatioVerdict::Noisy, RatioVerdict::Invalid}) {
        EXPECT_EQ(ratioVerdictFromWord(toWord(verdict)), verdict);
    }
    EXPECT_FALSE(runStatusFromWord("OK"));
    EXPECT_FALSE(ratioVerdictFromWord(""));
}

TEST(Results, GoogleBenchmarkDocumentHoldsSamplesAndAggregates)
{
    const auto json = nlohmann::json::parse(toGoogleBenchmarkJson(fullBundle()));
    const auto &entries = json.at("benchmarks");
    ASSERT_EQ(entries.size(), 10U);  // of two variants: two samples, mean, median, stddev
    EXPECT_EQ(entries[0].at("name"), "fused-add/plain/64x4096");
    EXPECT_EQ(entries[0].at("run_type"), "iteration");
    EXPECT_EQ(entries[1].at("repetition_index"), 1);
    EXPECT_EQ(entries[2].at("aggregate_name"), "mean");
    EXPECT_DOUBLE_EQ(entries[2].at("real_time"), 1235.5);
    EXPECT_EQ(entries[3].at("name"), "fused-add/plain/64x4096_median");
    EXPECT_NEAR(entries[4].at("real_time"), 7.4246, 1e-3);
}

TEST(Sentences, EveryVerdictHasItsWordsInBothLanguages)
{
    const Text faster = verdictSentence(ratioOf(1.3, 1.25, 1.36, RatioVerdict::Faster));
    EXPECT_EQ(faster.en,
              "fused is 1.300x as fast as plain (95 % interval 1.250 to 1.360, 8 workers, "
              "120 rounds).");
    EXPECT_EQ(faster.zh,
              "fused 的速度是 plain 的 1.300 倍（95% 区间 1.250 至 1.360，8 个进程，120 轮）。");

    // A slower technique is told with the factor turned round, its interval too.
    const Text slower = verdictSentence(ratioOf(0.5, 0.4, 0.8, RatioVerdict::Slower));
    EXPECT_NE(slower.en.find("takes 2.00x the time of plain (95 % interval 1.250 to 2.50"),
              std::string::npos);
    EXPECT_NE(slower.zh.find("耗时为 plain 的 2.00 倍"), std::string::npos);

    const Text same = verdictSentence(ratioOf(1.001, 0.99, 1.01, RatioVerdict::Equivalent));
    EXPECT_NE(same.en.find("equivalent within 2.0 %"), std::string::npos);
    EXPECT_NE(same.zh.find("等效"), std::string::npos);

    const Text open = verdictSentence(ratioOf(1.05, 0.95, 1.15, RatioVerdict::Unresolved));
    EXPECT_NE(open.en.find("includes 1"), std::string::npos);
    EXPECT_NE(open.zh.find("包含 1"), std::string::npos);

    RatioResult noise = ratioOf(1.2, 1, 1.4, RatioVerdict::Noisy);
    noise.kept = 30;
    EXPECT_NE(verdictSentence(noise).en.find("only 30 of 128 rounds"), std::string::npos);
    EXPECT_NE(verdictSentence(noise).zh.find("128 轮配对测量中只有 30 轮"), std::string::npos);

    RatioResult beyond = ratioOf(5, 4.9, 5.1, RatioVerdict::Invalid);
    EXPECT_NE(verdictSentence(beyond).en.find("faster than this machine can"), std::string::npos);
    beyond.limit = 4;
    EXPECT_NE(verdictSentence(beyond).en.find("beyond the limit 4.00"), std::string::npos);
    EXPECT_NE(verdictSentence(beyond).zh.find("超出上限 4.00"), std::string::npos);
}

TEST(Sentences, OtherQuantitiesAreNotCalledSpeed)
{
    RatioResult bytes = ratioOf(4, 4, 4, RatioVerdict::Faster);
    bytes.quantity = "bytes";
    bytes.workers = 0;
    EXPECT_EQ(verdictSentence(bytes).en, "bytes: fused is better than plain by a factor of 4.00.");
    bytes = ratioOf(0.25, 0.25, 0.25, RatioVerdict::Slower);
    bytes.quantity = "bytes";
    bytes.workers = 0;
    EXPECT_EQ(verdictSentence(bytes).en, "bytes: fused is worse than plain by a factor of 4.00.");
    EXPECT_EQ(verdictSentence(bytes).zh, "bytes：fused 不如 plain，倍数为 4.00。");
}
