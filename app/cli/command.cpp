#include "cli/command.h"

#include "cli/context.h"

#include <CLI/CLI.hpp>

namespace touchstone::cli {

Option Option::required() const
{
    m_option->required();
    return *this;
}

Option Option::oneOf(const std::vector<std::string> &words) const
{
    m_option->check(CLI::IsMember(words));
    return *this;
}

Option Option::between(int low, int high) const
{
    m_option->check(CLI::Range(low, high));
    return *this;
}

Option Option::between(double low, double high) const
{
    // CLI::Range lets "nan" pass.
    m_option->check(CLI::Range(low, high))->check([](const std::string &value) {
        return value.find_first_of("nN") == std::string::npos ? std::string()
                                                              : value + " is no number";
    });
    return *this;
}

Option Option::needs(const Option &other) const
{
    m_option->needs(other.m_option);
    return *this;
}

Option Option::excludes(const std::vector<Option> &others) const
{
    for (const Option &other : others) {
        m_option->excludes(other.m_option);
    }
    return *this;
}

Command Command::command(const std::string &name, const Text &description) const
{
    CLI::App *app = m_app->add_subcommand(name, m_context->say(description));
    app->fallthrough();  // shared options may also follow the command
    app->group(m_context->say({"Commands", "命令"}));
    // The other options take the heading of the parent's; this one is made before.
    app->get_option("--help")->group(m_context->say({"Options", "选项"}));
    return {app, m_context, m_exitCode};
}

template <typename T>
Option Command::add(const std::string &name, T &value, const Text &description) const
{
    return Option(m_app->add_option(name, value, m_context->say(description)));
}

Option Command::option(const std::string &name, std::string &value, const Text &description) const
{
    return add(name, value, description);
}

Option Command::option(const std::string &name, std::vector<std::string> &values,
                       const Text &description) const
{
    return add(name, values, description);
}

Option Command::option(const std::string &name, int &value, const Text &description) const
{
    return add(name, value, description);
}

Option Command::option(const std::string &name, double &value, const Text &description) const
{
    return add(name, value, description);
}

Option Command::choice(const std::string &name, std::string &value,
                       const std::vector<std::string> &words) const
{
    const std::string shown = CLI::detail::join(words, " | ");
    return add(name, value, {shown, shown}).oneOf(words);
}

Option Command::flag(const std::string &name, bool &value, const Text &description) const
{
    return Option(m_app->add_flag(name, value, m_context->say(description)));
}

void Command::needsCommand() const
{
    m_app->require_subcommand(1);
}

void Command::onRun(std::function<int(Context &)> run) const
{
    m_app->callback([run = std::move(run), context = m_context, exitCode = m_exitCode] {
        *exitCode = run(*context);
    });
}

}  // namespace touchstone::cli
