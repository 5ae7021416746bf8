// What is asked of a chart on the command line.
#pragma once

#include "cli/command.h"
#include "compare/chart_query.h"

namespace touchstone::cli {

// The options of `touchstone chart` that choose what is drawn, as they were typed; "" = not given.
struct ChartOptions {
    std::string kind, technique, kernel, claim, order, metric, scale;
    std::string xMin, xMax, yMin, yMax;
    std::vector<std::string> papers;
    bool differencesOnly = false;
};

// Adds them to the command; the result is what --spec excludes.
std::vector<Option> addChartOptions(const Command &command, ChartOptions &options);

// Errors name the option and say what it may be.
Result<compare::ChartQuery> chartQueryOf(const ChartOptions &options);

}  // namespace touchstone::cli
