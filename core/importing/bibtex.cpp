#include "importing/field_repair.h"
#include "importing/formats.h"
#include "importing/html_text.h"
#include "importing/latex_text.h"

#include <QHash>

#include <cstring>

namespace touchstone::importing {

namespace {

bool isNameCharacter(char c)
{
    return static_cast<unsigned char>(c) > 0x20 && !std::strchr("{}()=,#\"%", c);
}

constexpr int maxUnclosed = 100;
// Of one value with its @string parts: each part can double the one before it.
constexpr qsizetype longestValue = 1 << 20;

struct RawEntry {
    int line = 0;
    QByteArray type;
    QHash<QByteArray, QByteArray> fields;  // names in lower case
};

// The grammar of BibTeX 0.99d: @type{key, name = value # value, ...}, @string, @comment,
// @preamble; text between entries is comment. Braces are counted, without recursion.
class BibtexScanner {
public:
    BibtexScanner(const QByteArray &text, WarningList &warnings)
        : m_text(text), m_warnings(warnings)
    {
    }

    // The next entry; nullopt at the end.
    std::optional<RawEntry> next();

private:
    bool atEnd() const { return m_at >= m_text.size(); }
    char peek() const { return atEnd() ? '\0' : m_text[m_at]; }
    void step();
    void skipSpace();
    QByteArray name();
    std::optional<QByteArray> braced(char open, char close);
    std::optional<QByteArray> quotedText();
    std::optional<QByteArray> value();
    void citationKey(char close);
    bool fields(RawEntry &entry, char close);
    void complain(int line, const char *en, const char *zh);

    const QByteArray &m_text;
    WarningList &m_warnings;
    qsizetype m_at = 0;
    int m_line = 1;
    int m_unclosed = 0;
    bool m_tooLong = false;  // a value of the entry
    QHash<QByteArray, QByteArray> m_macros;
};

void BibtexScanner::step()
{
    m_line += m_text[m_at] == '\n';
    ++m_at;
}

void BibtexScanner::skipSpace()
{
    while (!atEnd() && static_cast<unsigned char>(peek()) <= 0x20) {
        step();
    }
}

QByteArray BibtexScanner::name()
{
    skipSpace();
    const qsizetype start = m_at;
    while (!atEnd() && isNameCharacter(peek())) {
        step();
    }
    return m_text.mid(start, m_at - start);
}

// From after the opening mark to its partner, which is skipped.
std::optional<QByteArray> BibtexScanner::braced(char open, char close)
{
    const qsizetype start = m_at;
    for (qsizetype depth = 1; !atEnd(); step()) {
        depth += peek() == open;
        depth -= peek() == close;
        if (depth == 0) {
            const QByteArray out = m_text.mid(start, m_at - start);
            step();
            return out;
        }
    }
    return std::nullopt;
}

std::optional<QByteArray> BibtexScanner::quotedText()
{
    const qsizetype start = m_at;
    for (qsizetype depth = 0; !atEnd(); step()) {
        depth += peek() == '{';
        depth -= peek() == '}';
        const bool escaped = m_at > start && m_text[m_at - 1] == '\\';
        if (peek() == '"' && depth <= 0 && !escaped) {
            const QByteArray out = m_text.mid(start, m_at - start);
            step();
            return out;
        }
    }
    return std::nullopt;
}

std::optional<QByteArray> BibtexScanner::value()
{
    QByteArray out;
    for (;;) {
        skipSpace();
        std::optional<QByteArray> piece;
        if (peek() == '{') {
            step();
            piece = braced('{', '}');
        } else if (peek() == '"') {
            step();
            piece = quotedText();
        } else {
            const QByteArray word = name();
            piece = word.isEmpty() ? std::nullopt
                                   : std::optional(m_macros.value(word.toLower(), word));
        }
        m_tooLong = m_tooLong || (piece && out.size() + piece->size() > longestValue);
        if (!piece || m_tooLong) {
            return std::nullopt;
        }
        out += *piece;
        skipSpace();
        if (peek() != '#') {
            return out;
        }
        step();
    }
}

// BibTeX ends a key at a comma, so a key may hold parentheses, spaces, quotes and braces. Entries
// of EndNote have none: an equals sign comes first.
void BibtexScanner::citationKey(char close)
{
    const qsizetype start = m_at;
    const int line = m_line;
    for (qsizetype depth = 0; !atEnd(); step()) {
        const char c = peek();
        const bool ends = depth == 0 && (c == ',' || c == close);
        if (c == '=' || (ends && c != ')')) {
            break;
        }
        depth += c == '{';
        depth -= c == '}';
    }
    if (atEnd() || peek() == '=') {
        m_at = start;
        m_line = line;
    }
}

bool BibtexScanner::fields(RawEntry &entry, char close)
{
    for (;;) {
        skipSpace();
        if (peek() == ',') {
            step();
            continue;
        }
        if (peek() == close) {
            step();
            return true;
        }
        const QByteArray key = name().toLower();
        skipSpace();
        if (key.isEmpty() || peek() != '=') {
            return false;
        }
        step();
        const std::optional<QByteArray> content = value();
        if (!content) {
            return false;
        }
        entry.fields.insert(key, *content);
    }
}

void BibtexScanner::complain(int line, const char *en, const char *zh)
{
    m_warnings.add(line, code::badEntry, text(en, zh));
}

std::optional<RawEntry> BibtexScanner::next()
{
    for (;;) {
        while (!atEnd() && peek() != '@') {
            step();
        }
        if (atEnd()) {
            return std::nullopt;
        }
        RawEntry entry;
        entry.line = m_line;
        step();
        entry.type = name().toLower();
        skipSpace();
        const char open = peek();
        if (entry.type.isEmpty() || (open != '{' && open != '(')) {
            continue;  // an e-mail address between entries
        }
        step();
        const char close = open == '{' ? '}' : ')';
        if (entry.type == "comment" || entry.type == "preamble") {
            braced(open, close);
            continue;
        }
        const qsizetype inside = m_at;
        const int insideLine = m_line;
        const bool isMacro = entry.type == "string";
        if (!isMacro) {
            citationKey(close);
        }
        m_tooLong = false;
        if (!fields(entry, close)) {
            if (m_tooLong) {
                complain(entry.line, "a value of this entry is longer than 1 MiB; it was left out",
                         "该条目的某个值超过 1 MiB，已略过");
                continue;
            }
            complain(entry.line, "this entry is not well formed and was left out",
                     "该条目格式有误，已略过");
            // The next entry may be inside an unclosed one. Each attempt can read to the end of the
            // file, so the number of attempts is limited.
            if (atEnd() && ++m_unclosed <= maxUnclosed) {
                m_at = inside;
                m_line = insideLine;
            }
            continue;
        }
        if (!isMacro) {
            return entry;
        }
        m_macros.insert(entry.fields);
    }
}

int countAuthors(const QByteArray &authors)
{
    const QByteArray plain = authors.simplified().toLower();
    int count = plain.isEmpty() ? 0 : 1;
    qsizetype depth = 0;
    for (qsizetype i = 0; i < plain.size(); ++i) {
        depth += plain[i] == '{';
        depth -= plain[i] == '}';
        const bool separator = depth == 0 && QByteArrayView(plain).sliced(i).startsWith(" and ");
        // "and others" means an unknown number.
        count += separator && QByteArrayView(plain).sliced(i + 5) != "others";
    }
    return count;
}

// Google Scholar puts the publisher or the sponsor of a conference into "organization".
QList<const char *> institutionFields(const QByteArray &type)
{
    static const QList<QByteArray> byOrganizations{"manual", "techreport", "report",  "online",
                                                   "misc",   "software",   "dataset", "electronic"};
    QList<const char *> names{"institution", "school", "affiliation"};
    if (byOrganizations.contains(type)) {
        names << "organization";
    }
    return names;
}

BibliographyEntry entryOf(const RawEntry &raw)
{
    const auto plain = [&](const char *name) {
        return decodeEntities(latexToText(QString::fromUtf8(raw.fields.value(name))));
    };
    BibliographyEntry out;
    out.line = raw.line;
    out.title = plain("title");
    out.abstract = plain("abstract");
    for (const char *name : institutionFields(raw.type)) {
        const QString value = out.institutions.isEmpty() ? plain(name) : QString();
        if (!isPublisher(value)) {
            out.institutions +=
                    std::strcmp(name, "affiliation") == 0 ? institutionsOfAddress(value) : value;
        }
    }
    for (const char *name : {"code", "url", "howpublished", "note"}) {
        out.url += plain(name) + u' ';
    }
    out.doi = plain("doi");
    const QString eprint = plain("eprint");
    const bool foreign = raw.fields.contains("archiveprefix") || raw.fields.contains("eprinttype");
    const QString archive = plain("archiveprefix") + plain("eprinttype");
    out.arxiv = !foreign || archive.contains(QLatin1String("arxiv"), Qt::CaseInsensitive)
                        ? eprint
                        : QString();
    for (const char *name : {"journal", "journaltitle", "booktitle"}) {
        out.venue = out.venue.isEmpty() ? plain(name) : out.venue;
    }
    for (const char *name : {"year", "date"}) {
        out.date = out.date.isEmpty() ? plain(name) : out.date;
    }
    out.authorCount = countAuthors(raw.fields.value("author"));
    return out;
}

}  // namespace

Result<Report> readBibtex(const QByteArray &utf8, const QString &name, WarningList &warnings)
{
    Report report;
    report.format = QStringLiteral("bibtex");
    report.title = name;
    BibtexScanner scanner(utf8, warnings);
    while (const std::optional<RawEntry> raw = scanner.next()) {
        const BibliographyEntry entry = entryOf(*raw);
        if (entry.title.isEmpty() && entry.abstract.isEmpty()) {
            warnings.add(raw->line, code::badEntry,
                         text("this entry has neither title nor abstract and was left out",
                              "该条目既无标题也无摘要，已略过"));
            continue;
        }
        report.papers << paperOf(entry, int(report.papers.size()) + 1, warnings);
    }
    if (report.papers.isEmpty()) {
        return fail(ErrorCode::Corrupt, "{0}: BibTeX without any entry that has a title",
                    "{0}：BibTeX 中没有带标题的条目", name.toStdString());
    }
    report.statedPaperCount = int(report.papers.size());
    return report;
}

}  // namespace touchstone::importing
