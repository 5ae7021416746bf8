// touchstone-bench: measures kernels and writes a bundle. No window, no library.
#include "commands.h"

#include "kernels/catalogue.h"
#include "measure/worker.h"

#include <CLI/CLI.hpp>

#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <system_error>
#include <thread>

namespace {

using namespace touchstone;

constexpr int workerEvents = 3;

void addCommon(CLI::App &command, bench::Options &options)
{
    command.add_flag("--json", options.json, "Machine output on standard output");
    command.add_option("--output", options.output, "File for the machine output");
    command.add_option("--lang", options.language, "Language of messages: zh or en")
            ->transform(CLI::CheckedTransformer(std::map<std::string, Language>{
                    {"en", Language::English}, {"zh", Language::Chinese}}));
    command.add_option("--events-fd", options.eventsDescriptor)->group("");
}

void addMachine(CLI::App &command, bench::Options &options)
{
    command.add_option("--threads", options.threads,
                       "Threads; when not given, all cores but one, which is left to the system")
            ->check(CLI::Range(1, 4096));
    command.add_flag("--fresh", options.freshProbes, "Probe the machine again");
}

void addInstructionSet(CLI::App &command, bench::Options &options)
{
    command.add_option("--isa", options.instructionSet,
                       "Instruction set of kernels and libraries: best or avx2")
            ->transform(CLI::CheckedTransformer(std::map<std::string, kernels::InstructionSet>{
                    {"best", kernels::InstructionSet::Best},
                    {"avx2", kernels::InstructionSet::Avx2}}));
}

void addRun(CLI::App &command, bench::Options &options)
{
    command.add_option("KERNEL", options.kernels, "Kernels by id");
    command.add_flag("--all", options.all, "Every kernel");
    command.add_option("--family", options.family, "Every kernel of a family");
    command.add_option("--preset", options.preset, "Problem sizes")
            ->check(CLI::IsMember({"small", "medium", "large"}));
    command.add_option("--device", options.device, "cpu, opencl:N or a part of a device name");
    command.add_option("--budget", options.budgetSeconds, "Seconds per kernel")
            ->check(CLI::Range(0.1, 86400.0))
            ->check([](const std::string &value) {  // CLI::Range lets "nan" pass
                return value.find_first_of("nN") == std::string::npos ? std::string()
                                                                      : value + " is no number";
            });
    command.add_option("--format", options.format, "touchstone or google-benchmark")
            ->check(CLI::IsMember({"touchstone", "google-benchmark"}));
    command.add_option("--cache", options.cache,
                       "hot: inputs stay in the caches; cold: they never do")
            ->check(CLI::IsMember({"hot", "cold"}));
    command.add_option("--seed", options.seed, "Seed of the inputs");
    command.add_flag("--sweep", options.sweep, "The size sweep instead of a preset");
    addInstructionSet(command, options);
}

// A separate thread waits for SIGINT and SIGTERM: a signal handler may not request a stop.
class StopOnSignal {
public:
    StopOnSignal()
    {
        sigemptyset(&m_signals);
        for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) {
            sigaddset(&m_signals, signal);
        }
        pthread_sigmask(SIG_BLOCK, &m_signals, nullptr);
        std::signal(SIGPIPE, SIG_IGN);
        std::signal(SIGXFSZ, SIG_IGN);
        m_thread = std::thread([this] {
            int signal = 0;
            while (sigwait(&m_signals, &signal) == 0 && signal != SIGUSR1) {
                if (!m_stop.request_stop()) {
                    ::_exit(bench::exitInterrupted);  // asked twice; workers end with this process
                }
            }
        });
    }
    ~StopOnSignal()
    {
        pthread_kill(m_thread.native_handle(), SIGUSR1);  // ends the wait
        m_thread.join();
    }
    StopOnSignal(const StopOnSignal &) = delete;
    StopOnSignal &operator=(const StopOnSignal &) = delete;
    std::stop_token token() const { return m_stop.get_token(); }

private:
    sigset_t m_signals{};
    std::stop_source m_stop;
    std::thread m_thread;
};

}  // namespace

int main(int argc, char **argv)
{
    CLI::App app{"Measures reference kernels and writes a result bundle.", "touchstone-bench"};
    app.set_version_flag("--version", "touchstone-bench " TOUCHSTONE_VERSION);
    app.require_subcommand(1);
    bench::Options options;
    CLI::App *list = app.add_subcommand("list", "The kernels");
    addCommon(*list, options);
    list->add_option("--family", options.family, "One family only");
    list->add_flag("--markdown", options.markdown,
                   "All kernels as a Markdown table, with their texts")
            ->excludes("--json")
            ->excludes("--family");
    CLI::App *run = app.add_subcommand("run", "Measures kernels");
    addCommon(*run, options);
    addMachine(*run, options);
    addRun(*run, options);
    CLI::App *devices = app.add_subcommand("devices", "CPU and OpenCL devices with their probes");
    addCommon(*devices, options);
    addMachine(*devices, options);
    devices->add_flag("!--no-probes", options.probes, "Names only");
    CLI::App *certify = app.add_subcommand("certify", "Tests the instrument on this machine");
    addCommon(*certify, options);
    addMachine(*certify, options);
    certify->add_flag("--quick", options.quick, "Fewer trials, about 20 seconds");
    CLI::App *worker = app.add_subcommand("worker", "")->group("");
    addInstructionSet(*worker, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? bench::exitDone : bench::exitUsage;
    }
    if (*worker) {
        if (const auto held = kernels::holdTo(options.instructionSet); !held) {
            return bench::report(options, held.error());
        }
        return measure::runWorker(kernels::find, workerEvents);
    }
    if (*list) {
        return bench::list(options);
    }
    try {
        const StopOnSignal stop;
        if (*devices) {
            return bench::devices(options, stop.token());
        }
        options.json = true;  // the other commands print a bundle
        return *run ? bench::run(options, stop.token()) : bench::certify(options, stop.token());
    } catch (const std::system_error &error) {  // no thread could be started
        return bench::report(options, {ErrorCode::Internal,
                                       text("the system refuses a thread ({0})",
                                            "系统拒绝创建线程（{0}）", error.code().message())});
    }
}
