// A chart of what the library holds: the window and the command line draw the same one.
#pragma once

#include "compare/chart_spec.h"
#include "exchange/comparison_inputs.h"

namespace touchstone::exchange {

struct LibraryChart {
    compare::ChartSpec spec;
    ComparisonInputs inputs;  // with the runs that the query leaves out
};

// The papers and runs of the query are read, compared and drawn; a history reads every stored run.
// Runs that cannot be read are named in spec.dropped.
Result<LibraryChart> libraryChart(const store::Store &store, const compare::ChartQuery &query);

}  // namespace touchstone::exchange
