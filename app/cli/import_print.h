// What an import says of its files, as text and as JSON (cli.md).
#pragma once

#include "cli/context.h"
#include "library/import_plan.h"
#include "measure/results/trust.h"

#include <QHash>

namespace touchstone::cli {

struct ImportOptions {
    std::vector<std::string> paths;
    bool dryRun = false;
    bool undo = false;
    bool verbose = false;
};

// One report of one file and the result of reading it, or a file of results.
struct ImportItem {
    QString path;
    std::optional<Error> error;
    bool leftOut = false;         // a file of another kind in a folder: said, no failure
    int plan = -1;                // in the list of plans
    int results = -1;             // in the list of bundles
    measure::Origin origin = {};  // of results
};

// Everything that was read, and what became of it.
struct ImportedFiles {
    QVector<ImportPlan> plans;
    std::vector<measure::Bundle> bundles;
    QVector<ImportItem> items;
    QHash<QString, store::StoredBundle> added;  // of results, by path
};

void printImport(const ImportedFiles &read, const ImportOptions &options, const Context &context);

}  // namespace touchstone::cli
