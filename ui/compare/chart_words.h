// Names of kinds and orders of charts, in the current language.
#pragma once

#include "compare/chart_query.h"

namespace touchstone::ui {

QString chartKindName(compare::ChartKind kind);
QString chartOrderName(compare::ChartOrder order);

}  // namespace touchstone::ui
