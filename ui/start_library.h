// What happens once the window stands: the library is opened, and an empty one filled.
#pragma once

#include "measure/results/results.h"
#include "ui/common/jobs.h"

#include <QString>

namespace touchstone::ui {

struct StartedLibrary {
    bool filled = false;                              // the bundled reports were imported
    std::optional<measure::Certificate> certificate;  // as kept from an earlier session
};

// Creates or migrates the library; with importBundled, one without reports gets the bundled ones
// through the ordinary importer, once.
Result<StartedLibrary> startLibrary(const QString &path, bool importBundled,
                                    const JobContext &context);

}  // namespace touchstone::ui
