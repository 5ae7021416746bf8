#include "importing/report_header.h"

#include "importing/field_repair.h"

#include <algorithm>

namespace touchstone::importing {

namespace {

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
    // Hours of half a day: "下午3:04", "3:04 PM", "上午12:10".
    const QString start = text.left(64).toLower();
    const bool afternoon =
            start.contains(QStringLiteral("下午")) || start.contains(QStringLiteral("晚上"))
            || start.contains(QStringLiteral("中午")) || start.contains(QStringLiteral("pm"));
    const bool morning = start.contains(QStringLiteral("上午"))
                         || start.contains(QStringLiteral("凌晨"))
                         || start.contains(QStringLiteral("am"));
    if (afternoon && parts[3] < 12 && !(start.contains(QStringLiteral("中午")) && parts[3] == 11)) {
        parts[3] += 12;
    } else if (morning && parts[3] == 12) {
        parts[3] = 0;
    }
    const QDate date(parts[0], parts[1], parts[2]);
    const QTime time(parts[3], parts[4], parts[5]);
    return date.isValid() && time.isValid() && parts[0] >= 1990 && parts[0] <= 2999
                   ? QDateTime(date, time)
                   : QDateTime();
}

}  // namespace

void readHeader(const Outline &outline, const QByteArray &utf8, Report &report,
                WarningList &warnings)
{
    report.title = outline.title.in(utf8);
    if (outline.title.isEmpty()) {
        warnings.add(1, code::missingReportTitle,
                     text("the report has no title line", "报告没有标题行"));
    }
    if (outline.time.isEmpty()) {
        warnings.add(1, code::missingDate,
                     text("the report does not say when it was made", "报告没有生成时间"));
    } else {
        const QString written = outline.time.in(utf8);
        report.generatedAt = timeIn(written);
        if (!report.generatedAt.isValid()) {
            warnings.add(
                    outline.time.line, code::badDate,
                    text("\"{0}\" is no date and time", "“{0}”不是日期时间", excerpt(written)));
        }
    }
    report.statedPaperCount = firstNumber(outline.paperCount.in(utf8).left(64)).value_or(0);
    if (outline.paperCount.isEmpty()) {
        warnings.add(
                1, code::missingCount,
                text("the report does not say how many papers it has", "报告没有说明论文数量"));
    }
}

void checkSections(const Outline &outline, WarningList &warnings)
{
    if (!outline.hasBriefs) {
        warnings.add(1, code::missingSection,
                     text("the section of briefs is missing", "缺少“论文技术简报”章节"));
    }
    if (!outline.hasDetails) {
        warnings.add(outline.lines, code::missingSection,
                     text("the section of details is missing", "缺少“论文详细信息”章节"));
    }
    if (outline.swapped) {
        warnings.add(1, code::swappedSections,
                     text("the details come before the briefs", "详细信息在技术简报之前"));
    }
}

void checkEnd(const Outline &outline, const std::vector<EntryPair> &pairs, WarningList &warnings)
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
    if (cutEntry || (alone > 0 && last && outline.hasBriefs && !outline.swapped)) {
        warnings.add(outline.lines, code::truncated,
                     text("the report seems to be cut here", "报告似乎在此处被截断"));
    }
}

}  // namespace touchstone::importing
