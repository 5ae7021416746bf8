// One command of the program with its options. CLI11 stays behind it, in command.cpp and cli.cpp:
// its header alone takes 15 s to compile.
#pragma once

#include "base/text.h"

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace touchstone::cli {

class Context;

class Option {
public:
    explicit Option(CLI::Option *option) : m_option(option) {}
    Option required() const;
    Option oneOf(const std::vector<std::string> &words) const;
    Option between(int low, int high) const;        // both included
    Option between(double low, double high) const;  // both included
    // Refused unless the other one is given too.
    Option needs(const Option &other) const;
    // Refused when one of the others is given too.
    Option excludes(const std::vector<Option> &others) const;

private:
    CLI::Option *m_option;
};

// The values given to option() and flag() must live as long as the command.
class Command {
public:
    Command(CLI::App *app, Context *context, int *exitCode)
        : m_app(app), m_context(context), m_exitCode(exitCode)
    {
    }
    // A command below this one; its description is shown in the language of the user.
    Command command(const std::string &name, const Text &description) const;
    Option option(const std::string &name, std::string &value, const Text &description) const;
    Option option(const std::string &name, std::vector<std::string> &values,
                  const Text &description) const;
    Option option(const std::string &name, int &value, const Text &description) const;
    Option option(const std::string &name, double &value, const Text &description) const;
    // One of the words, which are its description too.
    Option choice(const std::string &name, std::string &value,
                  const std::vector<std::string> &words) const;
    Option flag(const std::string &name, bool &value, const Text &description) const;
    // The command is only a group: one of the commands below it has to follow.
    void needsCommand() const;
    // Does the work of the command and returns the exit code of the program.
    void onRun(std::function<int(Context &)> run) const;

private:
    template <typename T>
    Option add(const std::string &name, T &value, const Text &description) const;

    CLI::App *m_app;
    Context *m_context;
    int *m_exitCode;
};

}  // namespace touchstone::cli
