// A report as a sequence of parts that any writer can set: headings, paragraphs, claims, tables,
// charts. Texts are in both languages; which of them is shown is up to the reader's choice.
#pragma once

#include "report/comparison_report.h"

#include <variant>

namespace touchstone::report {

enum class Languages { English, Chinese, Both };

struct Heading {
    int level = 1;  // 1: the title of the report, 2: a section, 3: a paper
    Text text;
};
struct Paragraph {
    Text text;
    bool muted = false;
};
struct Link {
    Text name;
    QString address;  // only http and https are links; all else is shown as text
};
struct Fact {
    Text name, value;
};
struct Facts {
    QVector<Fact> rows;
};
struct Table {
    QVector<Text> columns;
    QVector<double> shares;  // of the width, one a column
    QVector<QVector<Text>> rows;
};
struct Chart {
    compare::ChartSpec spec;
};
// Verbatim from the paper, in the language in which it was written.
struct Quote {
    QString text;
    bool chinese = false;
};
struct ClaimCard {
    Text title, verdictWord;
    compare::ClaimVerdict verdict = compare::ClaimVerdict::NotComparable;
    QVector<Quote> quotes;
    Text sentence;
    QVector<Fact> facts;
};
using Part = std::variant<Heading, Paragraph, Link, Facts, Table, Chart, ClaimCard>;

struct Document {
    Text title;
    QVector<Part> parts;
};

Document documentOf(const ComparisonReport &report, const Vocabulary &vocabulary);

// What a writer prints of a text: in one language as it is; in both, the two where they differ.
// Control characters, which XML forbids, are replaced by spaces.
QStringList shownIn(const Text &text, Languages languages);
QString shownOnOneLine(const Text &text, Languages languages);  // "Consistent / 一致"
QString printable(const QString &text);

}  // namespace touchstone::report
