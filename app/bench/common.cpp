#include "commands.h"

#include "base/files.h"
#include "measure/child.h"
#include "measure/environment.h"
#include "measure/event_json.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>

namespace touchstone::bench {

namespace {

void showProgress(const measure::BenchEvent &event)
{
    constexpr int percent = 100;
    const bool finished = event.kind == measure::BenchEvent::Kind::KernelFinished;
    std::fprintf(stderr, "\r\033[K%s %3.0f %%  %s %s", event.kernel.c_str(),
                 percent * event.fraction, event.stage.c_str(), event.shape.c_str());
    if (event.ratio && event.low && event.high) {
        std::fprintf(stderr, "  %.3f (%.3f-%.3f)", *event.ratio, *event.low, *event.high);
    }
    if (finished) {
        std::fputs("\r\033[K", stderr);
    }
    std::fflush(stderr);
}

}  // namespace

measure::WorkerProgram ownWorker(const Options &options)
{
    measure::WorkerProgram worker;
    worker.program = measure::runningProgram();
    if (const auto set = options.instructionSet; set != kernels::InstructionSet::Best) {
        worker.arguments.insert(worker.arguments.end(), {"--isa", toWord(set)});
        worker.environment = kernels::librarySwitches(set);
    }
    return worker;
}

int threadsOf(const Options &options)
{
    return options.threads > 0 ? options.threads : measure::defaultThreads();
}

Result<> threadsArePossible(const Options &options)
{
    return options.threads > 0 ? measure::threadsArePossible(options.threads) : Result<>{};
}

void writeLine(int descriptor, std::string line)
{
    line += '\n';
    if (descriptor >= 0) {
        static_cast<void>(writeAll(descriptor, line));  // a caller that left needs no line
    }
}

measure::EventSink eventSink(const Options &options)
{
    const bool terminal = ::isatty(STDERR_FILENO) != 0;
    return [descriptor = options.eventsDescriptor, terminal](const measure::BenchEvent &event) {
        if (descriptor >= 0) {
            writeLine(descriptor, measure::toJsonLine(event));
        }
        if (terminal) {
            showProgress(event);
        }
    };
}

void say(const Options &options, const Text &text)
{
    std::cerr << text.in(options.language) << '\n';
}

int report(const Options &options, const Error &error)
{
    say(options, error.message);
    writeLine(options.eventsDescriptor, measure::toJsonLine(measure::SessionFailed{error.message}));
    if (error.cancelled()) {
        return exitInterrupted;
    }
    return error.code == ErrorCode::Usage ? exitUsage : exitFailed;
}

Result<> outputCanBeWritten(const Options &options)
{
    return options.output.empty() ? Result<>{} : touchstone::outputCanBeWritten(options.output);
}

int writeMachineOutput(const Options &options, const std::string &json)
{
    if (!options.output.empty()) {
        const auto written = writeOutput(options.output, json + '\n');
        return written ? exitDone : report(options, written.error());
    }
    if (options.json) {
        std::cout << json << '\n' << std::flush;
    }
    return std::cout ? exitDone : exitFailed;
}

}  // namespace touchstone::bench
