// Dots of several curves at the same problem size, moved apart.
#pragma once

#include "compare/chart_spec.h"

namespace touchstone::compare {

// Where a dot that is not on a line would hide another, it moves sideways to the nearest free
// place, and its limit with it; points of lines keep their places. Both axes have their final
// range and are logarithmic. Returns whether a dot has moved.
bool moveDotsApart(ChartSpec &spec);

}  // namespace touchstone::compare
