#include "importing/report_reader.h"

#include "importing/paper_reader.h"
#include "importing/paper_titles.h"
#include "importing/report_header.h"

#include <QSet>

#include <algorithm>

namespace touchstone::importing {

namespace {

constexpr std::size_t maxPapers = maxEntries / 2;

void giveNumbers(QVector<ReportPaper> &papers, const std::vector<EntryPair> &pairs,
                 WarningList &warnings)
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
            warnings.add(lineOf(pairs[i]), code::duplicateNumber,
                         text("the number {0} is taken; this paper is counted as {1}",
                              "编号 {0} 已被占用，该论文记为 {1}", numberOf(i), paper.index));
        }
    }
}

// One past the last byte that the entry needs; 0 without an entry.
qsizetype endOf(const OutlineEntry *entry)
{
    qsizetype end = 0;
    if (entry) {
        for (const Span *span :
             {&entry->title, &entry->lead, &entry->institutions, &entry->authorCount,
              &entry->abstract, &entry->brief, &entry->code, &entry->unlabelled}) {
            end = std::max(end, span->end);
        }
    }
    return end;
}

// Last paper first, with the text cut after what the earlier papers need, so that a large file and
// all its papers are never in memory together.
void readPapers(QVector<ReportPaper> &papers, const std::vector<EntryPair> &pairs, QByteArray utf8,
                WarningList &warnings, const std::stop_token &stop)
{
    constexpr qsizetype worthGivingBack = 1 << 20;
    std::vector<qsizetype> needed(pairs.size() + 1,
                                  0);  // needed[n]: bytes that the first n papers need
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        needed[i + 1] = std::max({needed[i], endOf(pairs[i].brief), endOf(pairs[i].details)});
    }
    papers.resize(qsizetype(pairs.size()));
    for (std::size_t i = pairs.size(); i-- > 0 && !stop.stop_requested();) {
        papers[qsizetype(i)] = readPaper(pairs[i], utf8, warnings);
        if (utf8.size() - needed[i] > worthGivingBack) {
            utf8.truncate(needed[i]);
            utf8.squeeze();
        }
    }
}

Report readOutline(const Outline &outline, QByteArray utf8, WarningList &warnings,
                   const std::stop_token &stop)
{
    Report report;
    report.format = QStringLiteral("report");
    readHeader(outline, utf8, report, warnings);
    checkSections(outline, warnings);
    const std::vector<EntryPair> pairs = pairEntries(outline, utf8);
    checkEnd(outline, pairs, warnings);
    readPapers(report.papers, pairs, std::move(utf8), warnings, stop);
    if (stop.stop_requested()) {
        return report;
    }
    giveNumbers(report.papers, pairs, warnings);
    repairTitles(report.papers, pairs, warnings);
    if (!outline.paperCount.isEmpty() && report.statedPaperCount != report.papers.size()) {
        warnings.add(outline.paperCount.line, code::countMismatch,
                     text("the report says {0} papers and has {1}", "报告写明 {0} 篇，实有 {1} 篇",
                          report.statedPaperCount, report.papers.size()));
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

Result<Report> readReportText(QByteArray utf8, const QString &name, WarningList &warnings,
                              const std::stop_token &stop)
{
    WarningList found = warnings;
    const Outline outline = outlineOf(utf8, found, stop);
    if (stop.stop_requested()) {
        return cancelled();
    }
    if (!hasMarksOfAReport(outline)) {
        return fail(ErrorCode::UnknownFormat,
                    "{0}: plain text without the headings and fields of a report, and neither a "
                    "bibliography nor results that are known (the guide lists what is read)",
                    "{0}：普通文本，没有报告的标题和字段，也不是已知的文献目录或测量结果（用户指南"
                    "列出可读取的格式）",
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
    Report report = readOutline(outline, std::move(utf8), found, stop);
    if (stop.stop_requested()) {
        return cancelled();
    }
    warnings = std::move(found);
    return report;
}

}  // namespace touchstone::importing
