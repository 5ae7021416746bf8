#pragma once

#include "cli/command.h"

namespace touchstone::cli {

void addReport(const Command &program);

}  // namespace touchstone::cli
