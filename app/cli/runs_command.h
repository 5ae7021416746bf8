// The stored runs as a list; for `list runs` and `runs list`.
#pragma once

#include "cli/context.h"

namespace touchstone::cli {

int listRuns(const Context &context);

}  // namespace touchstone::cli
