#include "importing/report_lines.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace touchstone::importing {

namespace {

// Longest label or heading, in bytes.
constexpr qsizetype labelBytes = 96;
constexpr int maxNumberDigits = 6;

// Bytes of the white space character at the start, else 0.
qsizetype spaceAtStart(std::string_view text)
{
    if (text.empty()) {
        return 0;
    }
    if (text[0] == ' ' || text[0] == '\t' || text[0] == '\f' || text[0] == '\v') {
        return 1;
    }
    for (const std::string_view wide : {"\xE3\x80\x80", "\xEF\xBB\xBF", "\xE2\x80\x83"}) {
        if (text.substr(0, 3) == wide) {
            return 3;
        }
    }
    return text.substr(0, 2) == "\xC2\xA0" ? 2 : 0;
}

qsizetype spaceAtEnd(std::string_view text)
{
    for (const std::size_t length : {1, 2, 3}) {
        if (text.size() >= length
            && std::size_t(spaceAtStart(text.substr(text.size() - length))) == length) {
            return qsizetype(length);
        }
    }
    return 0;
}

std::string_view viewOf(const QByteArray &text, const Span &span)
{
    return {text.constData() + span.begin, std::size_t(span.end - span.begin)};
}

// The part of a line from byte offset on, without surrounding space.
Span rest(const QByteArray &text, const Span &line, qsizetype offset)
{
    Span out = line;
    out.begin += offset;
    while (const qsizetype n = spaceAtStart(viewOf(text, out))) {
        out.begin += n;
    }
    if (out.begin >= out.end) {
        out = Span{line.end, line.end, 0};
    }
    return out;
}

QChar plain(QChar c)
{
    // Full-width forms are ASCII + 0xFEE0.
    if (c.unicode() >= 0xFF01 && c.unicode() <= 0xFF5E) {
        return QChar(char16_t(c.unicode() - 0xFEE0));
    }
    return c;
}

// The first bytes of a line as text. The cut may break the last character, which is never examined.
QString prefix(const QByteArray &text, const Span &line)
{
    return QString::fromUtf8(text.constData() + line.begin,
                             std::min(labelBytes, line.end - line.begin));
}

qsizetype byteLength(QStringView text)
{
    return text.toUtf8().size();
}

struct Number {
    int value = 0;
    qsizetype end = 0;  // after digits and separator
    bool separated = false;
};

std::optional<Number> numberAt(QStringView text)
{
    qsizetype at = 0;
    const auto skip = [&](QStringView marks) {
        while (at < text.size() && (marks.contains(text[at]) || text[at].isSpace())) {
            ++at;
        }
    };
    skip(u"*＊[【(（");
    const bool counted = at < text.size() && text[at] == u'第';
    at += counted;
    skip(u"");
    Number out;
    int digits = 0;
    while (at < text.size() && plain(text[at]) >= u'0' && plain(text[at]) <= u'9'
           && digits <= maxNumberDigits) {
        out.value = out.value * 10 + plain(text[at]).digitValue();
        ++at;
        ++digits;
    }
    if (digits == 0 || digits > maxNumberDigits) {
        return std::nullopt;
    }
    if (counted && at < text.size() && text[at] == u'篇') {
        ++at;
        out.separated = true;
    }
    const qsizetype separator = at;
    const auto isSeparator = [](QChar c) {
        return QStringView(u".．。、,，:：)）]】").contains(c);
    };
    while (at < text.size() && isSeparator(text[at])) {
        ++at;
    }
    if (at > separator) {
        // "1.58-bit" and "2.5D" are titles, not numbers.
        out.separated |= at == text.size() || plain(text[at]) < u'0' || plain(text[at]) > u'9';
        if (!out.separated) {
            return std::nullopt;
        }
    } else if (at < text.size() && !text[at].isSpace() && !out.separated) {
        return std::nullopt;  // "3D"
    } else if (at == text.size()) {
        out.separated = true;
    }
    out.end = at;
    return out;
}

QString bare(QStringView text)
{
    QString out;
    for (const QChar c : text) {
        if (plain(c).isLetterOrNumber()) {
            out += plain(c).toLower();
        }
    }
    return out;
}

const QHash<QString, Label> &labels()
{
    static const QHash<QString, Label> all = [] {
        QHash<QString, Label> out;
        const auto add = [&](Label label, std::initializer_list<const char *> words) {
            for (const char *word : words) {
                out.insert(QString::fromUtf8(word), label);
            }
        };
        add(Label::Institutions,
            {"主要机构", "机构", "研究机构", "作者机构", "作者单位", "所属机构", "单位",
             "institutions", "institution", "maininstitutions", "affiliations", "affiliation",
             "organizations", "organisations"});
        add(Label::AuthorCount, {"作者数量", "作者人数", "作者数", "作者", "作者列表",
                                 "authorcount", "numberofauthors", "authors", "author"});
        add(Label::Abstract, {"摘要", "论文摘要", "英文摘要", "原文摘要", "abstract"});
        add(Label::Brief, {"简报", "技术简报", "论文简报", "brief", "technicalbrief"});
        add(Label::Code,
            {"代码", "代码链接", "代码地址", "开源地址", "code", "codeurl", "codelink"});
        add(Label::Time, {"生成时间", "生成日期", "报告时间", "generatedat", "generatedon",
                          "generated", "generationtime"});
        add(Label::PaperCount, {"分析论文数量", "论文数量", "论文总数", "论文数", "papersanalysed",
                                "papersanalyzed", "numberofpapers", "papercount", "papers"});
        return out;
    }();
    return all;
}

}  // namespace

QString Span::in(const QByteArray &text) const
{
    QString out = QString::fromUtf8(text.constData() + begin, end - begin);
    // Qt reserves one character per byte: three times too much for Chinese.
    out.squeeze();
    return out;
}

std::string_view LineReader::bytes() const
{
    return viewOf(m_text, m_span);
}

bool LineReader::next()
{
    if (m_at >= m_text.size()) {
        return false;
    }
    const std::string_view all(m_text.constData(), std::size_t(m_text.size()));
    const std::size_t end = std::min(all.find_first_of("\r\n", std::size_t(m_at)), all.size());
    std::size_t after = std::min(end + 1, all.size());
    if (end + 1 < all.size() && all[end] == '\r' && all[end + 1] == '\n') {
        ++after;
    }
    ++m_number;
    m_span = rest(m_text, Span{m_at, qsizetype(end), m_number}, 0);
    while (const qsizetype n = m_span.isEmpty() ? 0 : spaceAtEnd(bytes())) {
        m_span.end -= n;
    }
    m_at = qsizetype(after);
    return true;
}

std::optional<Heading> headingOf(const QByteArray &text, const Span &line)
{
    const QString start = prefix(text, line);
    Heading out;
    qsizetype at = 0;
    while (at < start.size() && plain(start[at]) == u'#') {
        ++at;
    }
    out.level = int(at);
    if (out.level == 0 || out.level > 6) {
        return std::nullopt;
    }
    const bool spaced = at == start.size() || start[at].isSpace();
    out.title = rest(text, line, byteLength(QStringView(start).first(at)));
    const QString content = prefix(text, out.title);
    const std::optional<Number> number = numberAt(content);
    if (!number) {
        return spaced || out.level > 1 ? std::optional(out) : std::nullopt;
    }
    const Span behind = rest(text, out.title, byteLength(QStringView(content).first(number->end)));
    if (number->separated) {
        out.number = number->value;
        out.title = behind;
    } else {
        out.maybe = number->value;
        out.maybeTitle = behind;
    }
    return out;
}

Section sectionNamed(const QString &heading)
{
    static const QSet<QString> briefs{
            QStringLiteral("technicalbriefs"), QStringLiteral("briefs"),
            QStringLiteral("paperbriefs"),     QStringLiteral("technicalbriefing"),
            QStringLiteral("summaries"),       QStringLiteral("papersummaries"),
            QStringLiteral("论文概要"),        QStringLiteral("论文简介")};
    static const QSet<QString> details{QStringLiteral("details"),
                                       QStringLiteral("paperdetails"),
                                       QStringLiteral("detailedinformation"),
                                       QStringLiteral("paperinformation"),
                                       QStringLiteral("论文详情"),
                                       QStringLiteral("论文信息")};
    // "一、论文技术简报（共14篇）" and "## 1. Technical briefs" are the same sections.
    QStringView name(heading);
    const qsizetype bracket = std::max(name.indexOf(u'('), name.indexOf(u'（'));
    if (bracket > 0) {
        name = name.first(bracket);
    }
    if (name.size() > 1 && QStringView(u"一二三四五").contains(name[0])
        && QStringView(u"、.．").contains(name[1])) {
        name = name.sliced(2);
    }
    const QString key = bare(name);
    if (briefs.contains(key) || (key.size() <= 8 && key.endsWith(QStringLiteral("简报")))) {
        return Section::Briefs;
    }
    if (details.contains(key) || (key.size() <= 8 && key.contains(QStringLiteral("详细信息")))) {
        return Section::Details;
    }
    return Section::Unknown;
}

// One past "- ", "* " or "• " and the space behind it; 0 without one.
static qsizetype bulletEnd(QStringView line)
{
    const bool bullet =
            line.size() > 1 && QStringView(u"-*+•·").contains(line[0]) && line[1].isSpace();
    qsizetype at = bullet ? 2 : 0;
    while (bullet && at < line.size() && line[at].isSpace()) {
        ++at;
    }
    return at;
}

std::optional<Labelled> labelOf(const QByteArray &text, const Span &line)
{
    const QString start = prefix(text, line);
    qsizetype colon = 0;
    while (colon < start.size() && plain(start[colon]) != u':') {
        ++colon;
    }
    if (colon == start.size()) {
        return std::nullopt;
    }
    const qsizetype bullet = bulletEnd(start);
    if (bullet > colon) {
        return std::nullopt;
    }
    const QStringView name = QStringView(start).sliced(bullet, colon - bullet).trimmed();
    const auto isMark = [](QChar c) { return c == u'*' || c == u'＊' || c == u'_'; };
    const bool unclosed = !name.isEmpty() && std::any_of(name.begin(), name.end(), isMark)
                          && !isMark(name.back());
    const bool bold = name.size() > 4 && (plain(name[0]) == u'*' || name[0] == u'_')
                      && plain(name[1]) == name[0];
    const QString key = bare(name);
    const auto known = labels().constFind(key);
    const bool chinese = !key.isEmpty() && key[0].unicode() >= 0x4E00;
    if (known == labels().constEnd() && (!bold || key.size() > 24)) {
        return std::nullopt;
    }
    qsizetype after = colon + 1;
    while (unclosed && after < start.size() && isMark(start[after])) {
        ++after;  // "**摘要：**"
    }
    Labelled out;
    out.label = known == labels().constEnd() ? Label::Unknown : *known;
    out.listed = bullet > 0;
    out.marked = bold || chinese;
    out.value = rest(text, line, byteLength(QStringView(start).first(after)));
    return out;
}

}  // namespace touchstone::importing
