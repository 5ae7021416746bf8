// touchstone-bench as its callers see it, through bench_client and through its own command line.
#include "kernels/blocks/instruction_set.h"
#include "measure/bench_client.h"
#include "measure/event_json.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sys/wait.h>
#include <thread>

using namespace touchstone;
using namespace touchstone::measure;

namespace {

const std::filesystem::path program =
        std::filesystem::path(TOUCHSTONE_BIN_DIR) / "touchstone-bench";

class Bench : public testing::Test {
protected:
    void SetUp() override
    {
        if (!std::filesystem::exists(program)) {
            GTEST_SKIP() << program << " is not built";
        }
        // Probes of this test stay its own.
        const auto folder = std::filesystem::path(testing::TempDir()) / "touchstone-bench-test";
        std::filesystem::create_directories(folder);
        ::setenv("XDG_CACHE_HOME", folder.c_str(), 1);
    }
};

struct Output {
    int code = -1;
    std::string out, err;
};

Output call(const std::string &arguments)
{
    const auto folder = std::filesystem::path(testing::TempDir());
    const auto out = (folder / "out.txt").string(), err = (folder / "err.txt").string();
    const std::string line = program.string() + ' ' + arguments + " >" + out + " 2>" + err;
    const int status = std::system(line.c_str());  // NOLINT(cert-env33-c): our own words
    const auto content = [](const std::string &file) {
        std::ifstream in(file);
        return std::string{std::istreambuf_iterator<char>(in), {}};
    };
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content(out), content(err)};
}

std::string firstKernel()
{
    return nlohmann::json::parse(call("list --json").out).at("kernels").at(0).at("id");
}

}  // namespace

TEST_F(Bench, ListsKernelsWithVariantsAndComparisons)
{
    const Output listed = call("list --json");
    ASSERT_EQ(listed.code, 0);
    const auto kernels = nlohmann::json::parse(listed.out).at("kernels");
    ASSERT_FALSE(kernels.empty());
    for (const auto &kernel : kernels) {
        EXPECT_FALSE(kernel.at("id").get<std::string>().empty());
        EXPECT_GE(kernel.at("variants").size(), 2U);
        EXPECT_GE(kernel.at("comparisons").size(), 1U);
    }
    EXPECT_NE(call("list").out.find(firstKernel()), std::string::npos);
}

TEST_F(Bench, WrongUsageIsOneLineAndCodeTwo)
{
    for (const char *arguments :
         {"run no-such-kernel", "run --family no-such-family", "run", "run x --preset huge",
          "run x --threads 0", "devices --threads 4096", "certify --threads 4096",
          "run x --budget -1", "run x --lang fr", "nothing", ""}) {
        const Output output = call(arguments);
        EXPECT_EQ(output.code, 2) << arguments;
        EXPECT_FALSE(output.err.empty()) << arguments;
        EXPECT_TRUE(output.out.empty()) << arguments << output.out;
    }
    EXPECT_NE(call("run no-such-kernel").err.find("no-such-kernel"), std::string::npos);
    EXPECT_NE(call("run " + firstKernel() + " --threads 4096").err.find("--threads 4096"),
              std::string::npos);
    EXPECT_NE(call("run " + firstKernel() + " --threads 4096 --lang zh").err.find("本进程"),
              std::string::npos);
    EXPECT_NE(call("run no-such-kernel --lang zh").err.find("没有此内核"), std::string::npos);
    const Output device = call("run " + firstKernel() + " --device opencl:99");
    EXPECT_EQ(device.code, 2);
    EXPECT_NE(device.err.find("opencl:99"), std::string::npos);
}

TEST_F(Bench, UnwritableOutputIsNamed)
{
    const Output output =
            call("run " + firstKernel() + " --threads 1 --budget 0.2 --output /nowhere/b.json");
    EXPECT_EQ(output.code, 1);
    EXPECT_NE(output.err.find("/nowhere/b.json"), std::string::npos);
}

TEST_F(Bench, ClientGetsEventsAndTheBundle)
{
    BenchRequest request;
    request.kernels = {firstKernel()};
    request.threads = 1;
    request.budgetSeconds = 1;
    std::vector<BenchEvent> events;
    const auto bundle = runBench(
            request, [&](const BenchEvent &e) { events.push_back(e); }, {}, program);
    ASSERT_TRUE(bundle) << bundle.error().message.en;
    ASSERT_EQ(bundle->results.size(), 1U);
    EXPECT_TRUE(bundle->results[0].verification.passed) << bundle->results[0].message;
    EXPECT_EQ(bundle->results[0].threads, 1);
    EXPECT_FALSE(bundle->machine.id.empty());
    EXPECT_GT(bundle->probes.values.at("fma_1t_gflops"), 0);
    ASSERT_GE(events.size(), 3U);
    EXPECT_EQ(events.front().kind, BenchEvent::Kind::KernelStarted);
    EXPECT_EQ(events.back().kind, BenchEvent::Kind::KernelFinished);
}

TEST_F(Bench, ClientSaysInBothLanguagesWhichKernelIsUnknown)
{
    BenchRequest request;
    request.kernels = {"no-such-kernel"};
    const auto bundle = runBench(request, {}, {}, program);
    ASSERT_FALSE(bundle);
    EXPECT_EQ(bundle.error().code, ErrorCode::Usage);
    EXPECT_NE(bundle.error().message.en.find("no-such-kernel"), std::string::npos);
    EXPECT_NE(bundle.error().message.zh.find("没有此内核"), std::string::npos);
}

// A program that says it is done, with a result that no one can read.
TEST(BenchClient, AResultThatCannotBeReadIsNamed)
{
    const auto folder = std::filesystem::temp_directory_path() / "touchstone-unreadable-result";
    std::filesystem::create_directories(folder);
    const auto program = folder / "bench.sh";
    {
        Bundle head;
        head.machine.id = "m";
        std::ofstream out(program);
        out << "#!/bin/sh\ncat >&3 <<'END'\n"
            << toJsonLine(SessionStarted{head}) << '\n'
            << R"({"type":"kernel-finished","kernel":"k","result":{"run_id":7}})" << '\n'
            << toJsonLine(SessionFinished{head}) << "\nEND\n";
    }
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    BenchRequest request;
    request.kernels = {"k"};
    const auto bundle = runBench(request, {}, {}, program);
    std::filesystem::remove_all(folder);
    ASSERT_TRUE(bundle) << bundle.error().message.en;
    ASSERT_EQ(bundle->results.size(), 1U);
    EXPECT_EQ(bundle->results[0].kernel, "k");
    EXPECT_EQ(bundle->results[0].status, RunStatus::Failed);
    EXPECT_NE(bundle->results[0].message.find("read"), std::string::npos);
    const auto again = bundleFromJson(toJson(*bundle));
    EXPECT_TRUE(again) << again.error().message.en;
}

TEST_F(Bench, CancelledRunStillNamesEveryKernel)
{
    using Clock = std::chrono::steady_clock;
    BenchRequest request;
    request.kernels = {firstKernel()};
    request.threads = 1;
    request.budgetSeconds = 600;
    auto fastest = Clock::duration::max();
    for (int attempt = 0; attempt < 3; ++attempt) {
        std::stop_source source;
        Clock::time_point asked;
        const auto bundle = runBench(
                request,
                [&](const BenchEvent &event) {
                    if (event.kind == BenchEvent::Kind::Progress && !source.stop_requested()) {
                        asked = Clock::now();
                        source.request_stop();
                    }
                },
                source.get_token(), program);
        fastest = std::min(fastest, Clock::now() - asked);
        ASSERT_TRUE(bundle) << bundle.error().message.en;
        ASSERT_EQ(bundle->results.size(), 1U);
        EXPECT_EQ(toWord(bundle->results[0].status), "cancelled");
        EXPECT_EQ(bundle->results[0].kernel, request.kernels[0]);
    }
    EXPECT_LT(fastest, std::chrono::milliseconds(300));
}

TEST_F(Bench, DevicesHaveTypesAndProbes)
{
    const auto devices = listDevices(false, {}, program);
    ASSERT_TRUE(devices) << devices.error().message.en;
    ASSERT_FALSE(devices->empty());
    EXPECT_EQ(devices->front().id, "cpu");
    for (const DeviceInfo &device : *devices) {
        EXPECT_TRUE(device.type == "CPU" || device.type == "GPU" || device.type == "accelerator");
        // PoCL runs on the processor, whatever its name says.
        if (device.name.find("pthread") != std::string::npos) {
            EXPECT_EQ(device.type, "CPU");
        }
    }
}

TEST_F(Bench, ASessionThatCannotBeIsMeasuredAgain)
{
    ASSERT_EQ(call("devices").code, 0);
    const auto cache = std::filesystem::path(testing::TempDir()) / "touchstone-bench-test";
    int edited = 0;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(cache)) {
        const std::string name = entry.path().filename().string();
        if (name.compare(0, 8, "session-") == 0) {
            auto json = nlohmann::json::parse(std::ifstream(entry.path()));
            json["probes"]["timer_ns"] = 1e18;
            std::ofstream(entry.path()) << json;
            ++edited;
        }
    }
    if (edited == 0) {
        GTEST_SKIP() << "a busy machine keeps no session";
    }
    const std::string out = call("devices").out;
    EXPECT_NE(out.find("timer_ns: "), std::string::npos) << out;
    EXPECT_EQ(out.find("timer_ns: 1e+18"), std::string::npos) << out;
}

TEST_F(Bench, ADriverThatCannotBeLoadedIsNamed)
{
    if (call("devices --no-probes --json").out.find("opencl:") == std::string::npos) {
        GTEST_SKIP() << "this build or this machine has no OpenCL";
    }
    const auto vendors = std::filesystem::path(testing::TempDir()) / "vendors";
    std::filesystem::create_directories(vendors);
    std::ofstream(vendors / "gone.icd") << "libNoSuchDriver.so.1\n";
    std::ofstream(vendors / "other.icd") << "libc.so.6\n";
    std::ofstream(vendors / "empty.icd") << "\n";
    ::setenv("OCL_ICD_VENDORS", vendors.c_str(), 1);
    const Output devices = call("devices --no-probes");
    ::unsetenv("OCL_ICD_VENDORS");
    EXPECT_EQ(devices.code, 0) << devices.err;
    for (const char *const part :
         {"opencl driver not loaded", "gone.icd: libNoSuchDriver.so.1: cannot open",
          "other.icd: libc.so.6: is no OpenCL driver", "empty.icd: names no library"}) {
        EXPECT_NE(devices.out.find(part), std::string::npos) << part << '\n' << devices.out;
    }
}

TEST_F(Bench, MachineOutputGoesToAFile)
{
    const auto file = std::filesystem::path(testing::TempDir()) / "devices.json";
    std::filesystem::remove(file);
    const Output devices = call("devices --no-probes --output " + file.string());
    EXPECT_EQ(devices.code, 0) << devices.err;
    EXPECT_EQ(nlohmann::json::parse(std::ifstream(file)).at("devices").at(0).at("id"), "cpu");
    const Output nowhere = call("certify --quick --output /nowhere/c.json");
    EXPECT_EQ(nowhere.code, 1);
    EXPECT_NE(nowhere.err.find("/nowhere/c.json"), std::string::npos);
}

TEST_F(Bench, HeldToAnOlderInstructionSet)
{
    EXPECT_EQ(call("run x --isa mmx").code, 2);
    if (!touchstone::kernels::available(touchstone::kernels::InstructionSet::Avx2)) {
        EXPECT_EQ(call("run " + firstKernel() + " --isa avx2").code, 2);
        return;
    }
    const Output output =
            call("run " + firstKernel() + " --isa avx2 --threads 1 --budget 0.5 --json");
    ASSERT_EQ(output.code, 0) << output.err;
    const auto bundle = nlohmann::json::parse(output.out);
    EXPECT_EQ(bundle.at("environment").at("held to"), "avx2");
    EXPECT_FALSE(bundle.at("environment").contains("highway_target"));
    const auto &probes = bundle.at("probes");
    EXPECT_TRUE(probes.contains("fma_1t_AVX2_gflops"));
    for (const auto &[key, value] : probes.items()) {
        EXPECT_EQ(key.find("AVX3"), std::string::npos) << key;
    }
    EXPECT_TRUE(bundle.at("results").at(0).at("verification").at("passed").get<bool>());
    EXPECT_TRUE(
            bundle.at("results").at(0).at("device_name").get<std::string>().ends_with("(avx2)"));
}

TEST_F(Bench, MissingProgramIsNamed)
{
    const auto devices = listDevices(false, {}, "/nowhere/touchstone-bench");
    ASSERT_FALSE(devices);
    EXPECT_NE(devices.error().message.en.find("/nowhere/touchstone-bench"), std::string::npos);
}
