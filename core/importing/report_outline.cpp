#include "importing/report_outline.h"

#include <algorithm>

namespace touchstone::importing {

namespace {

bool isRuler(std::string_view line)
{
    // "---", "***" and code fences have no content.
    return line.find_first_not_of("-*_=`~ ") == std::string_view::npos;
}

std::string shown(const QByteArray &text, const Span &span)
{
    return span.in(text).left(40).toStdString();
}

class Outliner {
public:
    Outliner(const QByteArray &text, WarningList &warnings) : m_text(text), m_warnings(warnings) {}

    void read(const std::stop_token &stop);
    Outline take() { return std::move(m_out); }

private:
    bool takeHeading(const Span &line);
    void openEntry(const Heading &heading, const Span &line);
    bool openSection(const Heading &heading, const Span &line);
    bool takeLabel(const Span &line);
    bool takeEntryLabel(OutlineEntry &entry, const Labelled &label, const Span &line);
    void takeText(const Span &line);
    void extend(Span &span, const Span &line);
    OutlineEntry *entry() { return m_open ? &m_out.entries.back() : nullptr; }

    const QByteArray &m_text;
    WarningList &m_warnings;
    Outline m_out;
    Section m_section = Section::None;
    bool m_open = false;      // an entry is being read
    Span *m_field = nullptr;  // of the open entry, where plain lines go
    int m_fieldLine = 0;      // the last line that went there
    int m_paperLevel = 0;     // of the first numbered heading
    bool m_strayReported = false;
};

void Outliner::extend(Span &span, const Span &line)
{
    if (span.isEmpty()) {
        span = line;
    } else {
        span.end = line.end;
    }
    m_fieldLine = line.line;
}

void Outliner::openEntry(const Heading &heading, const Span &line)
{
    OutlineEntry next;
    next.line = line.line;
    next.number = heading.number;
    next.title = heading.title;
    next.section = m_section;
    if (!next.number) {
        m_warnings.add(line.line, code::missingNumber,
                       text("the heading \"{0}\" has no number; it is taken as the next paper",
                            "标题“{0}”没有编号，按下一篇论文处理", shown(m_text, heading.title)));
    }
    m_out.entries.push_back(next);
    m_open = true;
    m_field = nullptr;
    m_strayReported = false;
}

bool Outliner::openSection(const Heading &heading, const Span &line)
{
    const Section section = sectionNamed(heading.title.in(m_text).left(64));
    const bool known = section == Section::Briefs || section == Section::Details;
    if (!known) {
        return false;
    }
    if (section == Section::Details && !m_out.hasBriefs && !m_out.hasDetails) {
        m_out.swapped = true;  // reset at the end if no briefs follow
    }
    (section == Section::Briefs ? m_out.hasBriefs : m_out.hasDetails) = true;
    m_section = section;
    m_open = false;
    m_strayReported = false;
    Q_UNUSED(line)
    return true;
}

bool Outliner::takeHeading(const Span &line)
{
    std::optional<Heading> heading = headingOf(m_text, line);
    if (!heading) {
        return false;
    }
    // "### 3 Ways" is paper 3 only if paper 3 is expected next.
    const int due = m_out.entries.empty() || m_out.entries.back().section != m_section
                            ? 1
                            : m_out.entries.back().number.value_or(-1) + 1;
    if (!heading->number && heading->maybe == due && heading->level > 1) {
        heading->number = heading->maybe;
        heading->title = heading->maybeTitle;
    }
    if (openSection(*heading, line)) {
        return true;
    }
    if (heading->number && (m_paperLevel == 0 || heading->level <= m_paperLevel)) {
        m_paperLevel = std::max(heading->level, 2);
        openEntry(*heading, line);
        return true;
    }
    if (const auto label = labelOf(m_text, heading->title); label && entry()) {
        return takeEntryLabel(*entry(), *label, line);
    }
    if (heading->level == 1 && m_out.title.isEmpty() && m_out.entries.empty()) {
        m_out.title = heading->title;
        return true;
    }
    const bool paperLike = m_paperLevel == 0 ? heading->level == 3 : heading->level == m_paperLevel;
    if (paperLike && m_section != Section::None && m_section != Section::Unknown) {
        openEntry(*heading, line);
        return true;
    }
    if (heading->level > std::max(m_paperLevel, 2) || heading->title.isEmpty()) {
        return false;  // a heading inside an abstract is part of its text
    }
    m_section = Section::Unknown;
    m_open = false;
    m_strayReported = true;
    m_warnings.add(line.line, code::unknownSection,
                   text("the section \"{0}\" is not known and was left out",
                        "未知的章节“{0}”，已略过", shown(m_text, heading->title)));
    return true;
}

bool Outliner::takeEntryLabel(OutlineEntry &open, const Labelled &label, const Span &line)
{
    // Prose in an abstract may start with "Authors:"; a bold or Chinese label is never prose.
    const bool inAbstract = m_field == &open.abstract && !open.abstract.isEmpty();
    if (!label.marked && (inAbstract || !(open.hasLabels || m_section == Section::Details))) {
        return false;
    }
    if (label.listed && label.label == Label::Unknown && inAbstract) {
        return false;  // a list in the abstract
    }
    Span *field = nullptr;
    switch (label.label) {
    case Label::Institutions:
        field = &open.institutions;
        break;
    case Label::AuthorCount:
        field = &open.authorCount;
        break;
    case Label::Abstract:
        field = &open.abstract;
        break;
    case Label::Brief:
        field = &open.brief;
        break;
    case Label::Code:
        field = &open.code;
        break;
    case Label::Time:
    case Label::PaperCount:
        return false;
    case Label::Unknown:
        m_warnings.add(line.line, code::unknownField,
                       text("the field \"{0}\" is not known and was left out",
                            "未知的字段“{0}”，已略过", shown(m_text, line)));
        m_field = nullptr;
        open.hasLabels = true;
        return true;
    }
    const bool isDetail = label.label != Label::Brief && label.label != Label::Code;
    open.hasLabels |= isDetail;
    if (!field->isEmpty()) {
        m_warnings.add(line.line, code::repeatedField,
                       text("the field \"{0}\" appears twice; the first one counts",
                            "字段“{0}”重复出现，以第一个为准", shown(m_text, line)));
        m_field = nullptr;
        return true;
    }
    m_field = field;
    if (!label.value.isEmpty()) {
        extend(*field, label.value);
    }
    return true;
}

bool Outliner::takeLabel(const Span &line)
{
    const std::optional<Labelled> label = labelOf(m_text, line);
    if (!label) {
        return false;
    }
    if (entry()) {
        return takeEntryLabel(*entry(), *label, line);
    }
    Span *field = label->label == Label::Time         ? &m_out.time
                  : label->label == Label::PaperCount ? &m_out.paperCount
                                                      : nullptr;
    if (!field || !field->isEmpty() || !m_out.entries.empty()) {
        return false;
    }
    *field = label->value.isEmpty() ? line : label->value;
    return true;
}

void Outliner::takeText(const Span &line)
{
    OutlineEntry *open = entry();
    if (!open) {
        if (!m_strayReported) {
            m_warnings.add(line.line, code::strayText,
                           text("\"{0}\" belongs to no paper and was left out",
                                "“{0}”不属于任何论文，已略过", shown(m_text, line)));
            m_strayReported = true;
        }
        return;
    }
    if (!open->hasLabels && !m_field) {
        m_field = &open->lead;
    }
    const bool oneLine = m_field == &open->institutions || m_field == &open->authorCount
                         || m_field == &open->code;
    const bool over = oneLine && !m_field->isEmpty()
                      && (m_field == &open->authorCount || line.line > m_fieldLine + 1);
    if (!m_field || over) {
        m_field = &open->unlabelled;
    }
    extend(*m_field, line);
}

void Outliner::read(const std::stop_token &stop)
{
    LineReader lines(m_text);
    while (lines.next() && m_out.entries.size() <= maxEntries && !stop.stop_requested()) {
        const Span &line = lines.span();
        if (line.isEmpty() || isRuler(lines.bytes())) {
            continue;
        }
        if (!takeHeading(line) && !takeLabel(line)) {
            takeText(line);
        }
    }
    m_out.lines = lines.number();
    m_out.swapped = m_out.swapped && m_out.hasBriefs;
}

}  // namespace

Outline outlineOf(const QByteArray &utf8, WarningList &warnings, const std::stop_token &stop)
{
    Outliner outliner(utf8, warnings);
    outliner.read(stop);
    return outliner.take();
}

}  // namespace touchstone::importing
