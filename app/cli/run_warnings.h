// What a command says of stored runs that it had to leave out.
#pragma once

#include "cli/context.h"

namespace touchstone::cli {

void warnOfBadRuns(const QVector<store::BadRun> &runs, const Context &context);
void warnOfOtherMachines(const store::ExportedBundle &exported, const Context &context);

}  // namespace touchstone::cli
