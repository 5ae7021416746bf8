// The command line of touchstone; one file per command.
#pragma once

#include "base/text.h"

#include <optional>
#include <string>

namespace touchstone::cli {

// Options of the window, the only arguments allowed without a command.
struct WindowArguments {
    std::string database;
    std::string language;  // "zh", "en" or ""
};
// The language that an argument names; without one that of the locale.
Language languageOf(const std::string &argument);
// Set when the arguments name no command, so that the window opens.
std::optional<WindowArguments> windowArguments(int argc, char **argv);

// Runs the command of the arguments. Needs a QCoreApplication; for `chart` a QApplication, since
// fonts are drawn: see needsFonts.
int run(int argc, char **argv);
bool needsFonts(int argc, char **argv);

}  // namespace touchstone::cli
