// What a paper claims: figures of the abstract and the brief, and the techniques it uses.
//
// Grammar and lexicon are data in resources/lexicon; the steps are one file each:
// tokens -> figures -> context -> rules -> merge with checkConsistency -> normalise.
#pragma once

#include "library/report.h"
#include "library/vocabulary.h"

namespace touchstone::importing {

// Every field of Claim is filled. Sources are exact substrings of paper.abstract and paper.brief,
// offsets in UTF-16 units. Deterministic: the same text gives the same ids in the same order.
// Linear in the length of the text.
QVector<Claim> extractClaims(const ReportPaper &paper, const Vocabulary &vocabulary);
// The same of a sentence that somebody quotes from one field; offsets are those of the sentence.
QVector<Claim> claimsInQuote(const QString &sentence, TextField field,
                             const Vocabulary &vocabulary);

// Ids of resources/techniques.json, best first, at most four; {"other"} when no rule applies.
// Scores title, brief and abstract.
QStringList classifyTechniques(const ReportPaper &paper);

}  // namespace touchstone::importing
