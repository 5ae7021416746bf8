// Charts that were exported once and are drawn again.
#pragma once

#include "compare/chart_spec.h"

namespace touchstone::ui {

// What a chart exported as JSON, SVG, PDF or PNG was made of. Errors: UnknownFormat where there is
// no chart of ours, and those of chartSpecFromJson().
Result<compare::ChartSpec> chartFromFile(const QByteArray &bytes);

}  // namespace touchstone::ui
