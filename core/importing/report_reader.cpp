#include "importing/report_reader.h"

#include "importing/entry_pairs.h"
#include "importing/field_repair.h"
#include "importing/title_repair.h"

#include <QSet>

#include <algorithm>

namespace touchstone::importing {

namespace {

constexpr std::size_t maxPapers = maxEntries / 2;
// Enough text to know the words of a report; the rest of a huge file adds nothing.
constexpr qsizetype wordListCharacters = 4'000'000;
constexpr qsizetype ownCharacters = 100'000;

FieldPlace placeOf(const Span &span, const QByteArray &utf8)
{
    const qsizetype length = span.end - span.begin;
    return {span.codePoint, codePoints({utf8.constData() + span.begin, std::size_t(length)}),
            span.line};
}

std::string quoted(const QString &text)
{
    return text.left(60).toStdString();
}

// "2025-09-24 10:35:51", "2025年9月24日", "2025/9/24T10:35"; digits may be full-width.
QDateTime timeIn(const QString &text)
{
    QVector<int> parts;
    bool inNumber = false;
    for (const QChar c : text.left(64)) {
        const int digit = c.digitValue();
        if (digit < 0) {
            inNumber = false;
            continue;
        }
        if (!inNumber) {
            parts << 0;
        }
        inNumber = true;
        parts.back() = std::min(parts.back(), 99999) * 10 + digit;
    }
    parts.resize(std::max<qsizetype>(parts.size(), 6));
    const QDate date(parts[0], parts[1], parts[2]);
    const QTime time(parts[3], parts[4], parts[5]);
    return date.isValid() && time.isValid() && parts[0] >= 1990 && parts[0] <= 2999
                   ? QDateTime(date, time)
                   : QDateTime();
}

class Reader {
public:
    Reader(const QByteArray &utf8, const Outline &outline, WarningList &warnings)
        : m_utf8(utf8), m_outline(outline), m_warnings(warnings)
    {
    }

    Report read(const std::stop_token &stop);

private:
    void readHeader(Report &report);
    void checkSections();
    void checkEnd(const std::vector<EntryPair> &pairs);
    ReportPaper paperOf(const EntryPair &pair);
    void readTitle(const EntryPair &pair, ReportPaper &paper);
    void readFields(const EntryPair &pair, ReportPaper &paper);
    void readAbstract(const OutlineEntry &details, ReportPaper &paper);
    void giveNumbers(QVector<ReportPaper> &papers, const std::vector<EntryPair> &pairs);
    void repairTitles(QVector<ReportPaper> &papers, const std::vector<EntryPair> &pairs);

    const QByteArray &m_utf8;
    const Outline &m_outline;
    WarningList &m_warnings;
};

int lineOf(const EntryPair &pair)
{
    return pair.details ? pair.details->line : pair.brief->line;
}

void Reader::readHeader(Report &report)
{
    report.title = m_outline.title.in(m_utf8);
    if (m_outline.title.isEmpty()) {
        m_warnings.add(1, code::missingReportTitle,
                       text("the report has no title line", "报告没有标题行"));
    }
    if (m_outline.time.isEmpty()) {
        m_warnings.add(1, code::missingDate,
                       text("the report does not say when it was made", "报告没有生成时间"));
    } else {
        const QString written = m_outline.time.in(m_utf8);
        report.generatedAt = timeIn(written);
        if (!report.generatedAt.isValid()) {
            m_warnings.add(
                    m_outline.time.line, code::badDate,
                    text("\"{0}\" is no date and time", "“{0}”不是日期时间", quoted(written)));
        }
    }
    report.statedPaperCount = firstNumber(m_outline.paperCount.in(m_utf8).left(64)).value_or(0);
    if (m_outline.paperCount.isEmpty()) {
        m_warnings.add(
                1, code::missingCount,
                text("the report does not say how many papers it has", "报告没有说明论文数量"));
    }
}

void Reader::checkSections()
{
    if (!m_outline.hasBriefs) {
        m_warnings.add(1, code::missingSection,
                       text("the section of briefs is missing", "缺少“论文技术简报”章节"));
    }
    if (!m_outline.hasDetails) {
        m_warnings.add(m_outline.lines, code::missingSection,
                       text("the section of details is missing", "缺少“论文详细信息”章节"));
    }
    if (m_outline.swapped) {
        m_warnings.add(1, code::swappedSections,
                       text("the details stand before the briefs", "详细信息在技术简报之前"));
    }
}

void Reader::checkEnd(const std::vector<EntryPair> &pairs)
{
    std::size_t lastDetails = 0, alone = 0;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        lastDetails = pairs[i].details ? i : lastDetails;
        alone += !pairs[i].details;
    }
    const OutlineEntry *last = pairs.empty() ? nullptr : pairs[lastDetails].details;
    const bool cutEntry = last && last->section == Section::Details
                          && (last->authorCount.isEmpty() || !last->hasLabels)
                          && last->abstract.isEmpty();
    if (cutEntry || (alone > 0 && last && m_outline.hasBriefs && !m_outline.swapped)) {
        m_warnings.add(m_outline.lines, code::truncated,
                       text("the report seems to be cut here", "报告似乎在此处被截断"));
    }
}

void Reader::readTitle(const EntryPair &pair, ReportPaper &paper)
{
    const OutlineEntry &first = pair.details ? *pair.details : *pair.brief;
    const bool elsewhere = first.title.isEmpty() && pair.brief;
    const Span &title = elsewhere ? pair.brief->title : first.title;
    paper.rawTitle = title.in(m_utf8);
    paper.titlePlace = placeOf(title, m_utf8);
    if (pair.brief && pair.details && !pair.brief->title.isEmpty()
        && titleKey(pair.brief->title.in(m_utf8)) != titleKey(paper.rawTitle)) {
        m_warnings.add(first.line, code::titleMismatch,
                       text("the brief of this number is titled \"{0}\"", "同编号简报的标题为“{0}”",
                            quoted(pair.brief->title.in(m_utf8))));
    }
}

void Reader::readAbstract(const OutlineEntry &details, ReportPaper &paper)
{
    const bool labelled = details.unlabelled.isEmpty() || !details.abstract.isEmpty();
    const Span &span = labelled ? details.abstract : details.unlabelled;
    paper.abstract = span.in(m_utf8);
    paper.abstractPlace = placeOf(span, m_utf8);
    if (!labelled) {
        m_warnings.add(span.line, code::missingLabel,
                       text("text without a label was taken for the abstract",
                            "没有标签的文字按摘要处理"));
    } else if (!details.unlabelled.isEmpty()) {
        m_warnings.add(details.unlabelled.line, code::strayText,
                       text("\"{0}\" belongs to no field and was left out",
                            "“{0}”不属于任何字段，已略过", quoted(details.unlabelled.in(m_utf8))));
    }
    const int line = span.isEmpty() ? details.line : span.line;
    switch (abstractKind(paper.abstract)) {
    case AbstractKind::Text:
        paper.hasAbstract = true;
        break;
    case AbstractKind::Empty:
        m_warnings.add(line, code::emptyAbstract, text("the abstract is empty", "摘要为空"));
        break;
    case AbstractKind::Caption:
        m_warnings.add(
                line, code::captionAbstract,
                text("a figure caption stands where the abstract should be", "摘要处是图表标题"));
        break;
    case AbstractKind::Prompt:
        m_warnings.add(line, code::promptAbstract,
                       text("an image prompt stands where the abstract should be",
                            "摘要处是图像生成提示词"));
        break;
    }
}

void Reader::readFields(const EntryPair &pair, ReportPaper &paper)
{
    const OutlineEntry &details = *pair.details;
    paper.rawInstitutions = details.institutions.in(m_utf8);
    paper.institutionsPlace = placeOf(details.institutions, m_utf8);
    const Institutions found = splitInstitutions(paper.rawInstitutions);
    paper.institutions = found.names;
    const int line = details.institutions.isEmpty() ? details.line : details.institutions.line;
    if (found.names.isEmpty()) {
        m_warnings.add(line, code::emptyInstitutions,
                       text("no institution is given", "没有给出机构"));
    }
    for (const QString &name : found.joined) {
        m_warnings.add(
                line, code::joinedInstitution,
                text("\"{0}\" was read as one institution", "“{0}”按一个机构处理", quoted(name)));
    }
    for (const QString &name : found.cut) {
        m_warnings.add(
                line, code::cutInstitution,
                text("the institution \"{0}\" is cut short", "机构名“{0}”不完整", quoted(name)));
    }
    const QString authors = details.authorCount.in(m_utf8);
    const std::optional<int> count = firstNumber(authors);
    paper.authorCount = count.value_or(0);
    if (!count) {
        m_warnings.add(details.authorCount.isEmpty() ? details.line : details.authorCount.line,
                       code::badAuthorCount,
                       text("the number of authors is missing or no number (\"{0}\")",
                            "作者数量缺失或不是数字（“{0}”）", quoted(authors)));
    }
    readAbstract(details, paper);
}

ReportPaper Reader::paperOf(const EntryPair &pair)
{
    ReportPaper paper;
    readTitle(pair, paper);
    const Span none;
    const Span &brief = pair.brief                                       ? pair.brief->lead
                        : pair.details && !pair.details->brief.isEmpty() ? pair.details->brief
                        : pair.details && pair.details->hasLabels        ? pair.details->lead
                                                                         : none;
    paper.brief = brief.in(m_utf8);
    paper.briefPlace = placeOf(brief, m_utf8);
    if (pair.details) {
        readFields(pair, paper);
        if (!pair.details->hasLabels && !pair.brief) {
            paper.abstract = pair.details->lead.in(m_utf8);
            paper.abstractPlace = placeOf(pair.details->lead, m_utf8);
        }
    } else {
        m_warnings.add(
                lineOf(pair), code::missingDetails,
                text("this paper has a brief and no details", "该论文只有简报，没有详细信息"));
    }
    if (brief.isEmpty()) {
        m_warnings.add(lineOf(pair), code::missingBrief,
                       text("this paper has no brief", "该论文没有简报"));
    }
    const CodeUrl url = codeUrlIn(paper.abstract);
    const CodeUrl label = codeUrlIn(pair.details ? pair.details->code.in(m_utf8) : QString());
    const CodeUrl chosen = !label.url.isEmpty() ? label
                           : !url.url.isEmpty() ? url
                                                : codeUrlIn(paper.brief);
    paper.codeUrl = chosen.url;
    if (chosen.repaired) {
        m_warnings.add(paper.abstractPlace.line, code::repairedUrl,
                       text("a space inside an address was closed: {0}", "已去除网址中的空格：{0}",
                            quoted(chosen.url)));
    }
    return paper;
}

void Reader::giveNumbers(QVector<ReportPaper> &papers, const std::vector<EntryPair> &pairs)
{
    QSet<int> used;
    int highest = 0;
    const auto numberOf = [&](std::size_t i) {
        const OutlineEntry &entry = pairs[i].details ? *pairs[i].details : *pairs[i].brief;
        return entry.number.value_or(0);
    };
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const int number = numberOf(i);
        highest = std::max(highest, number);
        if (number > 0 && !used.contains(number)) {
            used.insert(number);
            papers[qsizetype(i)].index = number;
        }
    }
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        ReportPaper &paper = papers[qsizetype(i)];
        if (paper.index > 0) {
            continue;
        }
        paper.index = used.contains(int(i) + 1) ? ++highest : int(i) + 1;
        highest = std::max(highest, paper.index);
        used.insert(paper.index);
        if (numberOf(i) > 0) {
            m_warnings.add(lineOf(pairs[i]), code::duplicateNumber,
                           text("the number {0} is taken; this paper is counted as {1}",
                                "编号 {0} 已被占用，该论文记为 {1}", numberOf(i), paper.index));
        }
    }
}

Text titleRepairText(QLatin1String code, const QString &title)
{
    const std::string shown = quoted(title);
    if (code == code::titleNotice) {
        return text("a notice before the title was left out: \"{0}\"", "已略去标题前的说明：“{0}”",
                    shown);
    }
    if (code == code::titleDoubled) {
        return text("the title stood twice: \"{0}\"", "标题重复：“{0}”", shown);
    }
    if (code == code::titleHyphen) {
        return text("a word broken at a line end was joined: \"{0}\"",
                    "已连接行末断开的单词：“{0}”", shown);
    }
    if (code == code::titleSpacing) {
        return text("spaces were put right: \"{0}\"", "已更正空格：“{0}”", shown);
    }
    return text("capitals were set as the text writes them: \"{0}\"", "已按正文恢复大小写：“{0}”",
                shown);
}

void Reader::repairTitles(QVector<ReportPaper> &papers, const std::vector<EntryPair> &pairs)
{
    WordList all;
    qsizetype read = 0;
    for (const ReportPaper &paper : std::as_const(papers)) {
        if (read > wordListCharacters) {
            break;
        }
        all.add(paper.abstract);
        all.addTitle(paper.rawTitle);
        read += paper.abstract.size() + paper.rawTitle.size();
    }
    for (qsizetype i = 0; i < papers.size(); ++i) {
        ReportPaper &paper = papers[i];
        const int line =
                paper.titlePlace.line > 0 ? paper.titlePlace.line : lineOf(pairs[std::size_t(i)]);
        WordList own;
        if (needsEvidence(paper.rawTitle)) {
            own.add(QStringView(paper.abstract).left(ownCharacters));
            own.add(QStringView(paper.brief).left(ownCharacters));
        }
        const TitleRepair repair = repairTitle(paper.rawTitle, own, all);
        paper.title = repair.title;
        paper.shortName = shortNameOf(paper.title, paper.abstract);
        for (const QLatin1String repaired : repair.codes) {
            m_warnings.add(line, repaired, titleRepairText(repaired, paper.title));
        }
        if (paper.title.isEmpty()) {
            m_warnings.add(line, code::emptyTitle, text("the title is empty", "标题为空"));
        }
    }
}

Report Reader::read(const std::stop_token &stop)
{
    Report report;
    report.format = QStringLiteral("report");
    readHeader(report);
    checkSections();
    const std::vector<EntryPair> pairs = pairEntries(m_outline, m_utf8);
    checkEnd(pairs);
    report.papers.reserve(qsizetype(pairs.size()));
    for (const EntryPair &pair : pairs) {
        if (stop.stop_requested()) {
            return report;
        }
        report.papers.append(paperOf(pair));
    }
    giveNumbers(report.papers, pairs);
    repairTitles(report.papers, pairs);
    if (!m_outline.paperCount.isEmpty() && report.statedPaperCount != report.papers.size()) {
        m_warnings.add(m_outline.paperCount.line, code::countMismatch,
                       text("the report says {0} papers and has {1}",
                            "报告写明 {0} 篇，实有 {1} 篇", report.statedPaperCount,
                            report.papers.size()));
    }
    return report;
}

bool hasMarksOfAReport(const Outline &outline)
{
    return !outline.time.isEmpty() || !outline.paperCount.isEmpty() || outline.hasBriefs
           || outline.hasDetails
           || std::any_of(outline.entries.begin(), outline.entries.end(),
                          [](const OutlineEntry &entry) { return entry.hasLabels; });
}

}  // namespace

Result<Report> readReportText(const QByteArray &utf8, const QString &name, WarningList &warnings,
                              const std::stop_token &stop)
{
    WarningList found = warnings;
    const Outline outline = outlineOf(utf8, found, stop);
    if (stop.stop_requested()) {
        return cancelled();
    }
    if (!hasMarksOfAReport(outline)) {
        return fail(ErrorCode::UnknownFormat,
                    "{0}: plain text without the headings and fields of a report, and not "
                    "touchstone-library, BibTeX or CSL-JSON",
                    "{0}：普通文本，没有报告的标题和字段，也不是 touchstone-library、BibTeX 或 "
                    "CSL-JSON",
                    name.toStdString());
    }
    if (outline.entries.size() > maxEntries) {
        return fail(ErrorCode::Invalid, "{0}: more than {1} papers in one report; split the file",
                    "{0}：一份报告超过 {1} 篇论文，请拆分文件", name.toStdString(), maxPapers);
    }
    if (outline.entries.empty()) {
        return fail(ErrorCode::Corrupt, "{0}: a report without any paper heading (### 1. Title)",
                    "{0}：报告中没有任何论文标题（### 1. 标题）", name.toStdString());
    }
    Report report = Reader(utf8, outline, found).read(stop);
    if (stop.stop_requested()) {
        return cancelled();
    }
    warnings = std::move(found);
    return report;
}

}  // namespace touchstone::importing
