// Scale and limits of the axes, as a query asks for them.
#pragma once

#include "compare/chart_spec.h"

namespace touchstone::compare {

// Whether the kind of chart can do what is asked; the error names the field and what is possible.
Result<> checkChoices(const ChartQuery &query);

// Changes the axes of a built chart. Errors: a logarithmic axis with values or a limit of 0 or
// below, and limits that leave nothing between them. Points outside are named in `dropped`.
Result<> applyAxes(ChartSpec &spec, const ChartQuery &query);

}  // namespace touchstone::compare
