// How text becomes searchable, and how a typed search becomes a query. Private to this folder.
#pragma once

#include <QString>
#include <QStringList>
#include <QVector>

#include <optional>

namespace touchstone::store {

// Raised when searchTokens() or what is indexed of a paper changes: a library with another number
// is indexed again.
inline constexpr int searchTextVersion = 3;

// Lower-case words of letters and digits; borders between Latin and CJK split. A run of CJK
// characters becomes its overlapping pairs and its last character ("缓存优化" -> 缓存 存优 优化
// 化): FTS5 alone takes such a run for one word, and pairs keep the frequent two-character query a
// plain term look-up.
QString searchTokens(const QString &text);

struct SearchFilter {
    QString match;    // FTS5 expression, every term quoted; empty = no condition
    QString exclude;  // likewise: papers that must not match
    QStringList techniques, metrics, reports, kernels, tags;  // reports: prefix of a date
    QStringList notTechniques, notMetrics, notReports, notKernels, notTags;
    std::optional<double> claimAbove, claimAtLeast, claimBelow, claimAtMost;
};

// words, "phrases", -excluded, technique:ID, metric:ID, report:2025-09, kernel:ID, tag:WORD,
// claim>2.
// What is none of these is searched as text; there is no malformed search. The last Latin word
// also matches as a prefix while it is being typed. At most 64 terms count.
SearchFilter parseSearch(const QString &typed);

}  // namespace touchstone::store
