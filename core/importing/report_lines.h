// The lines of a report and their kinds.
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>
#include <string_view>

namespace touchstone::importing {

// A stretch of the decoded text. Bytes are UTF-8; start and end exclude surrounding space.
struct Span {
    qsizetype begin = 0, end = 0;  // bytes
    int line = 0;                  // of begin, from 1; 0 = nothing yet

    bool isEmpty() const { return line == 0; }
    QString in(const QByteArray &text) const;
};

// Steps through lines ended by LF, CRLF or a lone CR, in one pass.
class LineReader {
public:
    explicit LineReader(const QByteArray &text) : m_text(text) {}

    bool next();
    int number() const { return m_number; }
    // The line without its end and without surrounding space (also U+3000, U+00A0 and U+FEFF).
    const Span &span() const { return m_span; }
    std::string_view bytes() const;

private:
    const QByteArray &m_text;
    qsizetype m_at = 0;
    int m_number = 0;
    Span m_span;
};

struct Heading {
    int level = 0;              // number of #
    std::optional<int> number;  // "3. Title", "３、Title", "第3篇 Title"
    std::optional<int> maybe;   // "3 Title": a number only if it is the expected one
    Span title;                 // after the number; line 0 when empty
    Span maybeTitle;            // after the possible number
};
std::optional<Heading> headingOf(const QByteArray &text, const Span &line);

enum class Section { None, Briefs, Details, Unknown };
// Of a heading without paper number; Unknown for none of the known ones.
Section sectionNamed(const QString &heading);

enum class Label { Institutions, AuthorCount, Abstract, Brief, Code, Time, PaperCount, Unknown };
struct Labelled {
    Label label = Label::Unknown;
    bool listed = false;  // an item of a list: "- **机构**：..."
    bool marked = false;  // in bold or in Chinese, so that it cannot be prose
    Span value;           // line 0 when empty
};
// "**摘要**: text", "主要机构：text", "Abstract:". nullopt for an ordinary line.
std::optional<Labelled> labelOf(const QByteArray &text, const Span &line);

}  // namespace touchstone::importing
