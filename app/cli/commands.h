// Each function adds one command to the program.
#pragma once

#include "cli/command.h"
#include "cli/context.h"

namespace touchstone::cli {

void addImport(const Command &program);
void addExport(const Command &program);
void addList(const Command &program);
void addShow(const Command &program);
void addRun(const Command &program);
void addCompare(const Command &program);
void addChart(const Command &program);
void addDevices(const Command &program);
void addCertify(const Command &program);
void addBundle(const Command &program);
void addRuns(const Command &program);
void addClaims(const Command &program);

}  // namespace touchstone::cli
