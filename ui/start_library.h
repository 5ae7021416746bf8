// After the window is shown: opens the library and fills an empty one.
#pragma once

#include "measure/results/results.h"
#include "ui/common/jobs.h"

#include <QString>

namespace touchstone::ui {

struct StartedLibrary {
    bool filled = false;                              // the bundled reports were imported
    std::optional<measure::Certificate> certificate;  // saved by an earlier session
};

// Creates or migrates the library; with importBundled, a library without reports
// gets the bundled ones once, through the ordinary importer. Where all papers must be indexed
// again, readable() is called before: what the library holds can be read from then on.
Result<StartedLibrary> startLibrary(const QString &path, bool importBundled,
                                    const JobContext &context,
                                    const std::function<void()> &readable);

// A new, empty library, which the bundled reports do not fill either. Unwritable: the file exists.
Result<> createLibrary(const QString &path);

}  // namespace touchstone::ui
