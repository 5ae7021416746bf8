// What a command says of stored runs that it had to leave out.
#pragma once

#include "cli/context.h"

namespace touchstone::cli {

void warnOfBadRuns(const QVector<store::BadRun> &runs, const Context &context);
// The entries of another tool's file that hold no time.
void sayWhatIsLeftOut(const std::string &name, const measure::Bundle &bundle,
                      const Context &context);
// Which of its runs are mistrusted, and which the library has already with other figures.
void sayWhatIsMistrusted(const std::string &name, const store::StoredBundle &stored,
                         const Context &context);
// The runs of one machine as a bundle. Where the library holds runs of several and none is named,
// an error lists them: nothing is left out without a word.
Result<store::ExportedBundle> bundleOf(const store::Store &store, const std::string &machine);

}  // namespace touchstone::cli
