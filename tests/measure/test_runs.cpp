// Whole runs with kernels that misbehave. This program is its own worker: started with "worker" it
// serves the kernels below instead of running tests.
#include "cheat_kernels.h"

#include "measure/environment.h"
#include "measure/kernel_run.h"
#include "measure/results/recheck.h"
#include "measure/worker.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <thread>
#include <unistd.h>

using namespace touchstone;
using namespace touchstone::measure;
using test::Cheat;

namespace {

enum class Mishap {
    Segfault,
    Abort,
    EarlyExit,
    Hang,
    AllocateForever,
    KilledFromOutside,
    WritesInput,
    Throws,
    WrongWhenTimed,  // right while it is verified, wrong later
};

class MishapProblem : public test::NormProblem {
public:
    MishapProblem(Mishap mishap, const kernels::Setup &setup, kernels::Memory &memory)
        : NormProblem(Cheat::None, setup, memory), m_mishap(mishap),
          m_input(memory.allocate<float>(kernels::BufferRole::Input, 16)),
          m_timed(setup.seed >= 1000)
    {
    }

    void run(std::size_t variant) override
    {
        if (variant == 0) {
            NormProblem::run(variant);
            return;
        }
        switch (m_mishap) {
        case Mishap::Segfault:
            ::raise(SIGSEGV);
            break;
        case Mishap::Abort:
            std::abort();
        case Mishap::EarlyExit:
            std::_Exit(3);
        case Mishap::Hang:
            while (true) {
                std::this_thread::sleep_for(std::chrono::seconds(1));
            }
        case Mishap::AllocateForever:
            while (true) {
                m_hoard.push_back(std::make_unique_for_overwrite<char[]>(std::size_t(1) << 30U));
            }
        case Mishap::KilledFromOutside:
            ::kill(::getpid(), SIGKILL);
            break;
        case Mishap::WritesInput:
            m_input[0] = 1;
            break;
        case Mishap::Throws:
            throw std::runtime_error("a library gave up");
        case Mishap::WrongWhenTimed:
            NormProblem::run(variant);
            m_wrong = m_timed;
            break;
        }
    }
    Result<kernels::Check> check(std::size_t variant, const kernels::Sampling &sampling) override
    {
        if (m_wrong && variant == 1) {
            return kernels::Check{false, 1, 1e-5, "relative Frobenius"};
        }
        return NormProblem::check(variant, sampling);
    }

private:
    Mishap m_mishap;
    kernels::Buffer<float> m_input;
    bool m_timed, m_wrong = false;
    std::vector<std::unique_ptr<char[]>> m_hoard;
};

class MishapKernel : public test::NormKernel {
public:
    MishapKernel(std::string id, Mishap mishap) : NormKernel(std::move(id)), m_mishap(mishap) {}
    Result<std::unique_ptr<kernels::Problem>> prepare(const kernels::Setup &setup,
                                                      kernels::Memory &memory) const override
    {
        return std::make_unique<MishapProblem>(m_mishap, setup, memory);
    }

private:
    Mishap m_mishap;
};

const kernels::Kernel *find(std::string_view id)
{
    static const std::vector<std::unique_ptr<kernels::Kernel>> all = [] {
        std::vector<std::unique_ptr<kernels::Kernel>> made;
        made.push_back(std::make_unique<test::NormKernel>("honest"));
        made.push_back(std::make_unique<test::NormKernel>("constant", Cheat::Constant));
        made.push_back(std::make_unique<test::NormKernel>("skips-work", Cheat::WorkSkipped));
        const std::vector<std::pair<const char *, Mishap>> mishaps{
                {"segfault", Mishap::Segfault},
                {"abort", Mishap::Abort},
                {"early-exit", Mishap::EarlyExit},
                {"hang", Mishap::Hang},
                {"allocate", Mishap::AllocateForever},
                {"killed", Mishap::KilledFromOutside},
                {"writes-input", Mishap::WritesInput},
                {"throws", Mishap::Throws},
                {"wrong-when-timed", Mishap::WrongWhenTimed},
        };
        for (const auto &[name, mishap] : mishaps) {
            made.push_back(std::make_unique<MishapKernel>(name, mishap));
        }
        return made;
    }();
    for (const auto &kernel : all) {
        if (kernel->id() == id) {
            return kernel.get();
        }
    }
    return nullptr;
}

RunSettings settings()
{
    RunSettings out;
    out.worker.program = "/proc/self/exe";
    out.worker.longestSilence = 2;
    out.budgetSeconds = 2;
    return out;
}

Session session()
{
    Session out;
    out.machine.id = "test";
    out.floor = 0.01;
    out.probes.values = {{"fma_1t_gflops", 100},   {"read_1t_gbps", 20}, {"read_1t_l1_gbps", 200},
                         {"read_1t_l2_gbps", 100}, {"l1_bytes", 32768},  {"l2_bytes", 1 << 20},
                         {"timer_ns", 20}};
    return out;
}

KernelResult measured(std::string_view id, std::stop_token stop = {})
{
    Session known = session();
    return runKernel(*find(id), settings(), known, {}, std::move(stop));
}

}  // namespace

TEST(Runs, HonestKernelIsVerifiedAndTimed)
{
    const KernelResult result = measured("honest");
    // A busy machine may make it noisy; everything else would be a fault.
    ASSERT_TRUE(result.status == RunStatus::Ok || result.status == RunStatus::Noisy)
            << result.message;
    EXPECT_TRUE(result.verification.passed);
    ASSERT_EQ(result.variants.size(), 2U);
    const VariantResult &baseline = result.variants[0];
    EXPECT_EQ(baseline.role, "baseline");
    EXPECT_GT(baseline.medianNs, 0);
    EXPECT_LE(baseline.medianLowNs, baseline.medianNs);
    EXPECT_EQ(baseline.samplesNs.size(), baseline.sampleKept.size());
    EXPECT_EQ(baseline.samplesNs.size(), baseline.sampleWorker.size());
    const std::size_t workers = std::stoul(result.plan.at("workers"));
    const std::size_t rounds = std::stoul(result.plan.at("rounds"));
    EXPECT_EQ(baseline.samplesNs.size(), 2 * workers * rounds);
    EXPECT_EQ(baseline.bytes, 8.0 * 64 * 512);
    EXPECT_TRUE(result.plan.contains("load before") && result.plan.contains("load after"));
    const auto read = kernelResultFromJson(toJson(result));
    ASSERT_TRUE(read);
    Bundle bundle;
    bundle.probes = session().probes;
    const auto fault = contradiction(*read, bundle);  // what is measured follows from its samples
    EXPECT_FALSE(fault) << fault->en;
}

struct Expectation {
    const char *kernel;
    RunStatus status;
    const char *message;
};

class Misbehaving : public testing::TestWithParam<Expectation> {};

TEST_P(Misbehaving, IsReportedAndTheNextKernelRuns)
{
#ifdef __SANITIZE_ADDRESS__
    if (GetParam().kernel == std::string_view("allocate")) {
        GTEST_SKIP() << "the sanitizer's allocator heeds no limit of the process";
    }
#endif
    const KernelResult result = measured(GetParam().kernel);
    EXPECT_EQ(toWord(result.status), toWord(GetParam().status)) << result.message;
    EXPECT_NE(result.message.find(GetParam().message), std::string::npos) << result.message;
    EXPECT_TRUE(result.ratios.empty());
    EXPECT_TRUE(kernelResultFromJson(toJson(result)));
    EXPECT_TRUE(measured("honest").verification.passed);
}

INSTANTIATE_TEST_SUITE_P(
        Kernels, Misbehaving,
        testing::Values(Expectation{"segfault", RunStatus::Crashed, "Segmentation fault"},
                        Expectation{"abort", RunStatus::Crashed, "Aborted"},
                        Expectation{"early-exit", RunStatus::Crashed, "code 3"},
                        Expectation{"hang", RunStatus::TimedOut, "no sign of life for 2 s"},
                        Expectation{"allocate", RunStatus::Failed, "out of memory"},
                        Expectation{"killed", RunStatus::Crashed, "memory ran out"},
                        Expectation{"writes-input", RunStatus::Crashed, "Segmentation fault"},
                        Expectation{"throws", RunStatus::Failed, "a library gave up"},
                        Expectation{"constant", RunStatus::Failed, "wrong output: fast on"},
                        Expectation{"wrong-when-timed", RunStatus::Failed, "after timing"}),
        [](const auto &tested) {
            std::string name = tested.param.kernel;
            std::replace(name.begin(), name.end(), '-', '_');
            return name;
        });

TEST(Runs, FasterThanTheMachineIsInvalid)
{
    const KernelResult result = measured("skips-work");
    EXPECT_EQ(toWord(result.status), "invalid") << result.message;
    EXPECT_NE(result.message.find("faster than this machine can"), std::string::npos);
    for (const RatioResult &ratio : result.ratios) {  // none when the machine is too busy
        EXPECT_EQ(ratio.verdict, RatioVerdict::Invalid);
    }
}

TEST(Runs, CancelAnswersAtOnce)
{
    using Clock = std::chrono::steady_clock;
    auto fastest = Clock::duration::max();
    for (int attempt = 0; attempt < 3; ++attempt) {
        std::stop_source source;
        Clock::time_point asked;
        std::thread canceller([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(400));
            asked = Clock::now();
            source.request_stop();
        });
        const KernelResult result = measured("hang", source.get_token());
        const auto answered = Clock::now();
        canceller.join();
        EXPECT_EQ(toWord(result.status), "cancelled");
        fastest = std::min(fastest, answered - asked);
    }
    // The promise of the interface; the best of three, since this machine may be busy.
    EXPECT_LT(fastest, std::chrono::milliseconds(300));
}

TEST(Runs, SweepHasOneRatioAShapeAndNoMean)
{
    RunSettings sweep = settings();
    sweep.preset = "sweep";
    Session known = session();
    const KernelResult result = runKernel(*find("honest"), sweep, known, {}, {});
    EXPECT_EQ(result.preset, "sweep");
    for (const RatioResult &ratio : result.ratios) {
        EXPECT_FALSE(ratio.shape.empty());
    }
}

TEST(Runs, ColdModeRotatesMoreThanTwiceTheCache)
{
    RunSettings cold = settings();
    cold.cold = true;
    Session known = session();
    known.probes.values["llc_bytes"] = 4e6;
    const KernelResult result = runKernel(*find("honest"), cold, known, {}, {});
    EXPECT_EQ(result.plan.at("cache"), "cold");
    ASSERT_TRUE(result.plan.contains("problems in rotation")) << result.message;
    const double each = 4.0 * (2 * 64 * 512 + 512);
    EXPECT_GT(std::stod(result.plan.at("problems in rotation")) * each, 8e6);
}

TEST(Runs, EventsTellStagesAndEndWithTheResult)
{
    std::vector<BenchEvent> events;
    Session known = session();
    runKernel(*find("honest"), settings(), known, [&](const auto &e) { events.push_back(e); }, {});
    ASSERT_GE(events.size(), 4U);
    EXPECT_EQ(events.front().kind, BenchEvent::Kind::KernelStarted);
    EXPECT_EQ(events.back().kind, BenchEvent::Kind::KernelFinished);
    ASSERT_TRUE(events.back().result);
    std::vector<std::string> stages;
    double last = 0;
    for (const BenchEvent &event : events) {
        EXPECT_EQ(event.kernel, "honest");
        EXPECT_GE(event.fraction, 0);
        EXPECT_LE(event.fraction, 1);
        last = event.fraction;
        if (!event.stage.empty() && (stages.empty() || stages.back() != event.stage)) {
            stages.push_back(event.stage);
        }
    }
    EXPECT_EQ(last, 1);
    for (const char *stage : {"preparing", "verifying", "calibrating", "timing", "quality"}) {
        EXPECT_NE(std::find(stages.begin(), stages.end(), stage), stages.end()) << stage;
    }
}

TEST(Runs, MissingWorkerProgramIsAFailureWithItsName)
{
    RunSettings broken = settings();
    broken.worker.program = "/nowhere/touchstone-bench";
    Session known = session();
    const KernelResult result = runKernel(*find("honest"), broken, known, {}, {});
    EXPECT_EQ(toWord(result.status), "failed");
    EXPECT_NE(result.message.find("/nowhere/touchstone-bench"), std::string::npos);
}

int main(int argc, char **argv)
{
    if (argc > 1 && std::string_view(argv[1]) == "worker") {
        return runWorker(find, 3);
    }
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
