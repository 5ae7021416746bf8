// Claims that a person added to a paper. Private to this folder.
#pragma once

#include "library/report.h"
#include "store/sql.h"

namespace touchstone::store {

struct HandClaim {
    qint64 paper = 0;  // row; the paper is in the library
    Claim claim;       // its source is placed in the paper as it is shown
    QString at;        // ISO 8601, UTC
};

// Appends those of the paper, each with its quote looked up in the text: a newer report may print
// it elsewhere. A quote that is gone keeps its words and has no place (length 0).
void addHandClaims(Connection &connection, const QString &paperId, ReportPaper &paper);
// nullopt: no such claim, or its paper is not in the library now.
std::optional<HandClaim> handClaim(Connection &connection, const QString &claimId);
bool isByHand(const Claim &claim);

// Rows of table paper of these claims, added or extracted.
std::optional<qint64> paperOfAnyClaim(Connection &connection, const QString &claimId);

}  // namespace touchstone::store
