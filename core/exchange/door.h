// The one door of both programs' imports: what a file is, by its content alone.
#pragma once

#include "base/result.h"
#include "library/report.h"
#include "measure/results/trust.h"

#include <optional>
#include <stop_token>

namespace touchstone::exchange {

// One of both: reports (also bibliographies and libraries), or results (bundles and other tools').
struct Opened {
    QVector<Report> reports;
    std::optional<measure::Bundle> results;
    measure::Origin origin;  // of the results
};

// Errors name the file: UnknownFormat says what it is, Corrupt and Invalid what is wrong where, in
// the words of the format that it comes nearest to.
Result<Opened> openFile(const QString &path, const std::stop_token &stop = {});

// What the file held and the import leaves out, by name and reason; empty without any.
std::string leftOutOf(const measure::Bundle &bundle);

}  // namespace touchstone::exchange
