// All codes of ImportWarning: stable words for scripts, one per kind of repair or loss.
#pragma once

#include "library/report.h"

namespace touchstone::importing {

namespace code {
// bytes and text
inline constexpr QLatin1String invalidBytes("invalid-bytes");  // replaced by U+FFFD
inline constexpr QLatin1String guessedEncoding("guessed-encoding");
inline constexpr QLatin1String innerMark("inner-mark");  // a byte order mark inside the text
inline constexpr QLatin1String truncated("truncated");   // the file ends too early
// the report
inline constexpr QLatin1String missingReportTitle("missing-report-title");
inline constexpr QLatin1String missingDate("missing-date");
inline constexpr QLatin1String badDate("bad-date");
inline constexpr QLatin1String missingCount("missing-count");
inline constexpr QLatin1String countMismatch("count-mismatch");
inline constexpr QLatin1String missingSection("missing-section");
inline constexpr QLatin1String swappedSections("swapped-sections");
inline constexpr QLatin1String unknownSection("unknown-section");
inline constexpr QLatin1String strayText("stray-text");  // belongs to no paper
inline constexpr QLatin1String unknownField("unknown-field");
// one paper
inline constexpr QLatin1String missingNumber("missing-number");
inline constexpr QLatin1String duplicateNumber("duplicate-number");
inline constexpr QLatin1String titleMismatch("title-mismatch");  // brief and details differ
inline constexpr QLatin1String missingBrief("missing-brief");
inline constexpr QLatin1String missingDetails("missing-details");
inline constexpr QLatin1String repeatedField("repeated-field");
inline constexpr QLatin1String missingLabel("missing-label");  // text taken for the abstract
inline constexpr QLatin1String badAuthorCount("bad-author-count");
inline constexpr QLatin1String emptyTitle("empty-title");
inline constexpr QLatin1String emptyInstitutions("empty-institutions");
inline constexpr QLatin1String cutInstitution("cut-institution");        // "University of Hong"
inline constexpr QLatin1String joinedInstitution("joined-institution");  // "Example, Inc"
inline constexpr QLatin1String emptyAbstract("empty-abstract");
inline constexpr QLatin1String captionAbstract("caption-abstract");
inline constexpr QLatin1String promptAbstract("prompt-abstract");
inline constexpr QLatin1String repairedUrl("repaired-url");
// titles
inline constexpr QLatin1String titleNotice("title-notice");  // "Under review as ..."
inline constexpr QLatin1String titleDoubled("title-doubled");
inline constexpr QLatin1String titleHyphen("title-hyphen");  // "CLASSIFI-CATION"
inline constexpr QLatin1String titleSpacing("title-spacing");
inline constexpr QLatin1String titleCase("title-case");  // set in capitals
// other formats
inline constexpr QLatin1String badEntry("bad-entry");  // of BibTeX or CSL-JSON, left out
inline constexpr QLatin1String foreignDecision("foreign-decision");  // of another library
inline constexpr QLatin1String moreWarnings("more-warnings");
}  // namespace code

// Text of the file for a message: up to 120 characters, longer text cut at a word end, with "…".
std::string excerpt(const QString &text);

// Keeps at most 20 000, so that a hostile file cannot exhaust the memory.
class WarningList {
public:
    void add(int line, QLatin1String code, Text message);
    QVector<ImportWarning> sorted() &&;  // by line

private:
    QVector<ImportWarning> m_warnings;
    qint64 m_leftOut = 0;
};

}  // namespace touchstone::importing
