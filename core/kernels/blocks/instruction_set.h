// Holding a process to an older instruction set, so that code paths can be compared, and tested, on
// one machine. Libraries choose theirs when they are loaded: librarySwitches() is what their
// process has to find in its environment.
#pragma once

#include "base/result.h"

#include <string>
#include <vector>

namespace touchstone::kernels {

enum class InstructionSet { Best, Avx2 };
std::string toWord(InstructionSet set);  // "best", "avx2"

// An Error when the processor lacks the set.
Result<> available(InstructionSet set);
// From now on run-time dispatch of this process chooses among this set and what came before it; to
// be called before any kernel runs. Errors as above.
Result<> holdTo(InstructionSet set);
InstructionSet heldTo();  // Best as long as nothing was asked for

// "NAME=value" for OpenBLAS and oneDNN.
std::vector<std::string> librarySwitches(InstructionSet set);

}  // namespace touchstone::kernels
