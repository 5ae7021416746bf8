// First pass over a report: which lines belong to which entry. No text is copied.
#pragma once

#include "importing/report_lines.h"
#include "importing/warnings.h"

#include <stop_token>

#include <vector>

namespace touchstone::importing {

// A heading and the text after it, in either section.
struct OutlineEntry {
    int line = 0;
    std::optional<int> number;
    Span title;  // line 0 when empty
    Section section = Section::None;
    bool hasLabels = false;
    Span lead;  // text before any label: the brief, or a whole entry without labels
    Span institutions, authorCount, abstract, brief, code;
    Span unlabelled;  // text after the labels, where the label of the abstract should be
};

struct Outline {
    Span title;
    Span time, paperCount;
    std::vector<OutlineEntry> entries;
    bool hasBriefs = false, hasDetails = false;  // section headings
    bool swapped = false;                        // details come first
    int lines = 0;
};

// Never fails: text that is not a report gives no entries. More than maxPapers headings or a stop
// request end the pass early; the caller checks both.
inline constexpr std::size_t maxEntries = 400000;
Outline outlineOf(const QByteArray &utf8, WarningList &warnings, const std::stop_token &stop);

}  // namespace touchstone::importing
