// Child processes, protocol, devices, energy, session files: what a run stands on.
#include "measure/child.h"
#include "measure/devices.h"
#include "measure/energy.h"
#include "measure/environment.h"
#include "measure/event_json.h"
#include "measure/protocol.h"
#include "measure/session.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>

using namespace touchstone;
using namespace touchstone::measure;

namespace {

std::filesystem::path freshFolder(const char *name)
{
    const auto folder = std::filesystem::path(testing::TempDir()) / name;
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    return folder;
}

void write(const std::filesystem::path &file, const std::string &content)
{
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << content;
}

ChildSpec shell(const std::string &script)
{
    ChildSpec spec;
    spec.program = "/bin/sh";
    spec.arguments = {"-c", script};
    spec.environment = currentEnvironment();
    return spec;
}

Child::Clock::time_point soon(int seconds = 20)
{
    return Child::Clock::now() + std::chrono::seconds(seconds);
}

}  // namespace

TEST(Environment, ScrubbingRemovesWhatSteersLibrariesAndSetsThreads)
{
    const auto scrubbed = scrubbedEnvironment({"OPENBLAS_CORETYPE=Prescott", "OMP_NUM_THREADS=64",
                                               "GOMP_SPINCOUNT=1", "MKL_DYNAMIC=1", "KMP_X=1",
                                               "DNNL_MAX_CPU_ISA=SSE41", "HOME=/h", "COMPANY=x"},
                                              2);
    const auto has = [&](const char *entry) {
        return std::find(scrubbed.begin(), scrubbed.end(), entry) != scrubbed.end();
    };
    EXPECT_TRUE(has("HOME=/h"));
    EXPECT_TRUE(has("COMPANY=x"));
    EXPECT_TRUE(has("OMP_NUM_THREADS=2"));
    EXPECT_TRUE(has("OPENBLAS_NUM_THREADS=2"));
    EXPECT_EQ(scrubbed.size(), 5U);
}

TEST(Environment, MachineHasAStableIdAndCaches)
{
    const Machine machine = describeMachine();
    EXPECT_EQ(machine.id, describeMachine().id);
    EXPECT_EQ(machine.id.find_first_not_of("0123456789abcdef"), std::string::npos);
    EXPECT_FALSE(machine.facts.at("cpu").empty());
    EXPECT_GE(processorCount(), 1);
    for (const char *fact : {"kernel", "compiler", "flags", "program"}) {
        EXPECT_TRUE(describeEnvironment().contains(fact)) << fact;
    }
}

TEST(Child, LinesInputOutputAndExitCode)
{
    ChildSpec spec = shell("cat; echo one >&3; echo two >&3; echo trouble >&2; exit 7");
    spec.input = "asked";
    spec.keepOutput = true;
    auto child = Child::start(spec);
    ASSERT_TRUE(child);
    std::string line;
    ASSERT_EQ(child->next(line, soon()), Child::Event::Line);
    EXPECT_EQ(line, "one");
    ASSERT_EQ(child->next(line, soon()), Child::Event::Line);
    EXPECT_EQ(line, "two");
    ASSERT_EQ(child->next(line, soon()), Child::Event::Ended);
    const ChildEnd end = child->wait();
    EXPECT_EQ(end.exitCode, 7);
    EXPECT_EQ(end.signal, 0);
    EXPECT_EQ(child->output(), "asked");
    EXPECT_EQ(child->errorTail(), "trouble\n");
}

TEST(Child, DeadlineAndStubbornChild)
{
    auto child = Child::start(shell("trap '' TERM; while true; do sleep 0.05; done"));
    ASSERT_TRUE(child);
    std::string line;
    EXPECT_EQ(child->next(line, Child::Clock::now() + std::chrono::milliseconds(150)),
              Child::Event::DeadlinePassed);
    EXPECT_EQ(child->end(std::chrono::milliseconds(50)).signal, SIGKILL);
}

TEST(Child, StopWakesTheWait)
{
    std::stop_source source;
    const StopWaker waker(source.get_token());
    auto child = Child::start(shell("sleep 60"));
    ASSERT_TRUE(child);
    source.request_stop();
    std::string line;
    EXPECT_EQ(child->next(line, soon(), waker.descriptor()), Child::Event::StopRequested);
    EXPECT_EQ(child->end(std::chrono::milliseconds(2000)).signal, SIGTERM);
}

TEST(Child, ManyErrorsKeepTheirEndOnly)
{
    auto child = Child::start(shell("i=0; while [ $i -lt 3000 ]; do echo line$i >&2; i=$((i+1)); "
                                    "done"));
    ASSERT_TRUE(child);
    std::string line;
    EXPECT_EQ(child->next(line, soon()), Child::Event::Ended);
    child->wait();
    EXPECT_LE(child->errorTail().size(), 8192U);
    EXPECT_NE(child->errorTail().find("line2999"), std::string::npos);
}

TEST(Child, MissingProgramIsNamed)
{
    ChildSpec spec = shell("");
    spec.program = "/nowhere/program";
    const auto child = Child::start(spec);
    ASSERT_FALSE(child);
    EXPECT_NE(child.error().message.en.find("/nowhere/program"), std::string::npos);
}

TEST(Protocol, RequestSurvivesTheRoundTrip)
{
    WorkerRequest request;
    request.task = Task::Time;
    request.kernel = "k";
    request.threads = 3;
    request.cold = true;
    request.orderSeed = 0xFFFFFFFFFFFFFFFFULL;
    request.calls = {5, 7};
    request.nsPerCall = {1.5, 2.5};
    request.timedVariants = {true, false, true};
    const auto back = workerRequestFromJson(toJson(request));
    ASSERT_TRUE(back) << back.error().message.en;
    EXPECT_EQ(toJson(*back), toJson(request));
    EXPECT_EQ(back->orderSeed, request.orderSeed);
    EXPECT_FALSE(workerRequestFromJson("{}"));
    EXPECT_FALSE(workerRequestFromJson("not json"));
}

TEST(Protocol, RoundsAndCalibrationSurviveTheRoundTrip)
{
    const std::vector<Round> rounds{{{0, 1e6, 9e5, 2, std::nullopt}, {1, 2e6, 2e6, 0, 1.5e6}}};
    const auto back = roundsFromJson(nlohmann::json::parse(toJson(rounds).dump()));
    ASSERT_EQ(back.size(), 1U);
    EXPECT_EQ(back[0][0].switches, 2);
    EXPECT_FALSE(back[0][0].deviceNs);
    EXPECT_EQ(back[0][1].deviceNs, 1.5e6);
    ShapeCalibration shape;
    shape.shape = {"4x4", {{"rows", 4}, {"columns", 4}}, "encode", "rows 4"};
    shape.nsPerCall = {10, 0};
    shape.dense = {true, false};
    shape.limits = {2.5, std::nullopt};
    shape.onHugePages = true;
    const ShapeCalibration again = shapeCalibrationFromJson(toJson(shape));
    EXPECT_EQ(again.shape.label, "4x4");
    EXPECT_EQ(again.shape.operation, "encode");
    EXPECT_EQ(again.shape.group, "rows 4");
    EXPECT_EQ(again.shape.sizes, shape.shape.sizes);
    EXPECT_EQ(again.limits, shape.limits);
    EXPECT_EQ(again.dense, shape.dense);
    EXPECT_TRUE(again.onHugePages);
}

TEST(Protocol, EventsSurviveTheRoundTrip)
{
    BenchEvent event;
    event.kind = BenchEvent::Kind::KernelFinished;
    event.kernel = "k";
    event.stage = "timing";
    event.fraction = 0.5;
    event.ratio = 1.25;
    KernelResult result;
    result.runId = "r";
    result.kernel = "k";
    result.preset = "small";
    result.device = "cpu";
    event.result = result;
    const auto line = benchLineFromJson(toJsonLine(event));
    ASSERT_TRUE(line) << line.error().message.en;
    const auto *back = std::get_if<BenchEvent>(&*line);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->ratio, 1.25);
    EXPECT_FALSE(back->low);
    ASSERT_TRUE(back->result);
    EXPECT_EQ(back->result->runId, "r");
    EXPECT_FALSE(benchLineFromJson("{}"));
    EXPECT_FALSE(benchLineFromJson("[1"));
    EXPECT_FALSE(benchLineFromJson(R"({"type":"later-event"})"));
}

TEST(Protocol, ABadResultInAnEventIsRefusedWithItsPlace)
{
    BenchEvent event;
    event.kind = BenchEvent::Kind::KernelFinished;
    event.result = KernelResult{};  // without a run id
    const auto line = benchLineFromJson(toJsonLine(event));
    ASSERT_FALSE(line);
    EXPECT_NE(line.error().message.en.find("result.run_id"), std::string::npos)
            << line.error().message.en;
}

TEST(Protocol, SessionLinesHoldTheBundleWithoutResults)
{
    Bundle head;
    head.machine.id = "m";
    head.probes.values["timer_ns"] = 20;
    const auto started = benchLineFromJson(toJsonLine(SessionStarted{head}));
    ASSERT_TRUE(started) << started.error().message.en;
    ASSERT_TRUE(std::holds_alternative<SessionStarted>(*started));
    EXPECT_EQ(std::get<SessionStarted>(*started).head.machine.id, "m");
    const auto finished = benchLineFromJson(toJsonLine(SessionFinished{head}));
    ASSERT_TRUE(finished && std::holds_alternative<SessionFinished>(*finished));
    EXPECT_EQ(std::get<SessionFinished>(*finished).head.probes.values.at("timer_ns"), 20);
}

TEST(Devices, AreChosenByIdOrByAPartOfTheName)
{
    const std::vector<DeviceInfo> devices{{"cpu", "AMD Something", "CPU", {}, {}},
                                          {"opencl:0", "pthread-AMD Something", "CPU", {}, {}},
                                          {"opencl:1", "Great GPU", "GPU", {}, {}}};
    EXPECT_EQ(chooseDevice("cpu", devices)->id, "cpu");
    EXPECT_EQ(chooseDevice("opencl:1", devices)->id, "opencl:1");
    EXPECT_EQ(chooseDevice("great", devices)->id, "opencl:1");
    const auto ambiguous = chooseDevice("amd", devices);
    ASSERT_FALSE(ambiguous);
    EXPECT_NE(ambiguous.error().message.en.find("opencl:0"), std::string::npos);
    const auto missing = chooseDevice("opencl:7", devices);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::Usage);
    EXPECT_NE(missing.error().message.en.find("Great GPU"), std::string::npos);
    EXPECT_FALSE(chooseDevice("", devices));
}

TEST(Energy, ReadsPackagesAndTheirWrapAround)
{
    const auto root = freshFolder("powercap");
    write(root / "intel-rapl:0" / "energy_uj", "900");
    write(root / "intel-rapl:0" / "max_energy_range_uj", "1000");
    write(root / "intel-rapl:0:0" / "energy_uj", "5");  // a part of the package: not counted twice
    EnergyMeter meter(root);
    ASSERT_TRUE(meter.readable()) << meter.whyNot();
    EXPECT_EQ(meter.joulesSinceLast(), 0);
    write(root / "intel-rapl:0" / "energy_uj", "950");
    EXPECT_NEAR(meter.joulesSinceLast().value(), 50e-6, 1e-12);
    write(root / "intel-rapl:0" / "energy_uj", "20");
    EXPECT_NEAR(meter.joulesSinceLast().value(), 70e-6, 1e-12);
}

TEST(Energy, SaysWhyItCannotBeRead)
{
    const EnergyMeter none(freshFolder("no-powercap"));
    EXPECT_FALSE(none.readable());
    EXPECT_NE(none.whyNot().find("no RAPL counters"), std::string::npos);
}

TEST(Session, CertificateIsKeptAndADamagedOneIgnored)
{
    const auto folder = freshFolder("session");
    EXPECT_FALSE(storedCertificate(folder));
    const Certificate certificate{"2026-01-01T00:00:00Z", 0.01, 0.05, 100, 0.012, 0.004, 1};
    ASSERT_TRUE(storeCertificate(folder, certificate));
    EXPECT_EQ(toJson(*storedCertificate(folder)), toJson(certificate));
    for (const auto &file : std::filesystem::directory_iterator(folder)) {
        write(file.path(), "{\"at\":");
    }
    EXPECT_FALSE(storedCertificate(folder));
}
