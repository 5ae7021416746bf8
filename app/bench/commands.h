// The commands of touchstone-bench, one file each.
#pragma once

#include "base/result.h"
#include "kernels/blocks/instruction_set.h"
#include "measure/kernel_run.h"
#include "measure/session.h"

#include <stop_token>
#include <string>
#include <vector>

namespace touchstone::bench {

constexpr int exitDone = 0;
constexpr int exitFailed = 1;
constexpr int exitUsage = 2;
constexpr int exitInterrupted = 130;

struct Options {
    bool json = false;
    bool markdown = false;  // list: as a table, with the texts
    Language language = Language::English;
    int eventsDescriptor = -1;  // JSON lines of progress go there; -1: none
    std::vector<std::string> kernels;
    bool all = false;
    std::string family;
    std::string preset = "small", device = "cpu", output, format = "touchstone", cache = "hot";
    int threads = 0;  // 0: all but one
    kernels::InstructionSet instructionSet = kernels::InstructionSet::Best;
    double budgetSeconds = 0;
    std::uint64_t seed = 1;
    bool sweep = false;
    bool probes = true;  // devices
    bool freshProbes = false;
    bool quick = false;  // certify
};

int list(const Options &options);
int run(const Options &options, const std::stop_token &stop);
int devices(const Options &options, const std::stop_token &stop);
int certify(const Options &options, const std::stop_token &stop);

// This program as a worker, limited to the instruction set of the options.
measure::WorkerProgram ownWorker(const Options &options);
int threadsOf(const Options &options);
// Of --threads: more than can run at once would time the waiting.
Result<> threadsArePossible(const Options &options);
// Sends events to the descriptor of the options and, on a terminal, a progress line to stderr.
measure::EventSink eventSink(const Options &options);
void say(const Options &options, const Text &text);  // stderr
// To stderr in the chosen language, to the descriptor of events in both; returns the exit code.
int report(const Options &options, const Error &error);
// Checked first, so that no minutes of measuring are lost because the result cannot be saved.
Result<> outputCanBeWritten(const Options &options);
// JSON to --output, or with --json to standard output, otherwise discarded; returns the exit code.
int writeMachineOutput(const Options &options, const std::string &json);
void writeLine(int descriptor, std::string line);

}  // namespace touchstone::bench
