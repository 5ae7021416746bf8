// Claims from a table that somebody keeps: one claim a row, in columns that the user names.
#pragma once

#include "exchange/csv_rows.h"
#include "store/store.h"

#include <array>

namespace touchstone::exchange {

struct ClaimTable {
    QString name;  // of the file
    QStringList columns;
    std::vector<CsvRow> rows;  // without the first, which names the columns
};

// Sentence: the words of the paper. A row needs a paper and a sentence, or a paper, a metric and a
// value; what the row does not say is read from the sentence.
enum class ClaimField { Paper, Sentence, Metric, Value, Unit, Baseline, Setting };
inline constexpr std::size_t claimFieldCount = 7;
// The column of each field; -1: none.
using ClaimMapping = std::array<int, claimFieldCount>;

// Separated by commas, semicolons or tabs, in any encoding that reports may have. Errors name the
// file: no table, no rows.
Result<ClaimTable> readClaimTable(const QByteArray &bytes, const QString &name);
// By the names of the columns, in either language.
ClaimMapping guessedMapping(const ClaimTable &table);

struct TableClaim {
    int line = 0;
    QString paper;                // as written
    QString paperId;              // "": not in the library
    Claim claim;                  // its one source holds the sentence
    std::optional<Text> problem;  // why the row gives no claim
};
// One a row. A paper is named by its title, short name or id.
QVector<TableClaim> claimsOf(const ClaimTable &table, const ClaimMapping &mapping,
                             const store::Store &store);
// Adds one of them at the place of its sentence in the paper. Returns the id of the claim; the
// problem of the row; Usage: the paper has this claim already.
Result<QString> addClaim(store::Store &store, const TableClaim &row);

// The claim with other figures, as a cell of a table has them, and the factor that follows from
// them; empty words leave what is there. Invalid: no metric, no value.
struct FigureWords {
    QString metric, value, unit, baseline, setting;
};
Result<Claim> withFigures(const Claim &claim, const FigureWords &words);

// What came of adding them.
struct AddedClaims {
    int added = 0, alreadyThere = 0, leftOut = 0;  // left out: rows with a problem or without paper
    int newPapers = 0;
};
// All of them or, on an error or a cancel, none. addPapers: papers that are missing are added with
// their title; this can be undone as an import.
Result<AddedClaims> addClaims(store::Store &store, const ClaimTable &table,
                              const ClaimMapping &mapping, bool addPapers,
                              const std::stop_token &stop = {},
                              const store::Store::Progress &progress = {});

}  // namespace touchstone::exchange
