// The command line of touchstone; every command has a file of its own.
#pragma once

#include <optional>
#include <string>

namespace touchstone::cli {

// What the arguments ask for beside a command: only options of the window.
struct WindowArguments {
    std::string database;
    std::string language;  // "zh", "en" or ""
};
// Set when the arguments name no command, so that the window opens.
std::optional<WindowArguments> windowArguments(int argc, char **argv);

// Runs the command of the arguments. Needs a QCoreApplication; for `chart` a QApplication, since
// fonts are drawn: see needsFonts.
int run(int argc, char **argv);
bool needsFonts(int argc, char **argv);

}  // namespace touchstone::cli
