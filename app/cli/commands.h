// Each function adds one command to the parser; its callback does the work and sets exitCode.
#pragma once

#include "cli/context.h"

#include <CLI/CLI.hpp>

namespace touchstone::cli {

struct Parser {
    CLI::App &app;
    Context &context;
    int &exitCode;

    // A command with its one-line description in the language of the user.
    CLI::App *command(const std::string &name, const Text &description) const
    {
        return app.add_subcommand(name, context.say(description));
    }
    // A description of an option.
    const std::string &say(const char *en, const char *zh) const
    {
        m_text = {en, zh};
        return context.say(m_text);
    }
    mutable Text m_text;
};

void addImport(const Parser &parser);
void addExport(const Parser &parser);
void addList(const Parser &parser);
void addShow(const Parser &parser);
void addRun(const Parser &parser);
void addCompare(const Parser &parser);
void addChart(const Parser &parser);
void addDevices(const Parser &parser);
void addCertify(const Parser &parser);
void addBundle(const Parser &parser);
void addRuns(const Parser &parser);

}  // namespace touchstone::cli
