// What every command needs: shared options, the two output streams, cancellation.
#pragma once

#include "base/result.h"
#include "compare/table_text.h"
#include "store/store.h"

#include <QJsonObject>

#include <atomic>
#include <cstdio>
#include <stop_token>

namespace touchstone::cli {

// cli.md: 0 done, 1 something failed (the rest was done), 2 wrong usage, 130 interrupted.
enum ExitCode { Done = 0, SomethingFailed = 1, WrongUsage = 2, Interrupted = 130 };

class Context {
public:
    std::string database;  // empty: the user's data folder
    bool json = false;
    Language language = Language::English;
    bool languageGiven = false;  // by --lang
    std::stop_source stop;       // stopped by SIGINT and SIGTERM
    // Nothing would be left half done: a signal may end the program where it is. True while a
    // command only reads the library and prints.
    mutable std::atomic<bool> mayEndAnywhere = false;

    const std::string &say(const Text &text) const { return text.in(language); }
    // Results, to stdout.
    void print(const QString &text) const;
    void printJson(const QJsonObject &object) const;
    void printTable(const compare::ChartTable &table) const;
    // Messages, to stderr, with a newline; progress overwrites its line and is shown on a terminal
    // only.
    void message(const Text &text) const;
    void progress(const Text &text) const;
    void endProgress() const;

    // The code of a command, once its output has gone out: results that nobody got are an error.
    int ended(int exitCode) const;
    // As writeOutput(), until asked to stop.
    Result<> save(const std::string &path, std::string_view content) const;

    // Prints the error; returns its exit code.
    int failed(const Error &error) const;
    // Creates a missing library for writing, and the user's own one for reading too; any other that
    // is named and missing cannot be read (NotFound).
    Result<std::unique_ptr<store::Store>> openStore(store::OpenMode mode) const;
    // For writing; a missing library is an error (NotFound): it holds nothing to be changed.
    Result<std::unique_ptr<store::Store>> openToChange() const;
    // Read-only; null when there is no library yet, and none is created.
    Result<std::unique_ptr<store::Store>> openExistingStore() const;

private:
    Result<QString> libraryPath() const;
    void write(FILE *stream, const QByteArray &bytes) const;

    mutable int m_outputError = 0;  // errno of the first write to stdout that failed
};

}  // namespace touchstone::cli
