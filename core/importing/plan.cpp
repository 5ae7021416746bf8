#include "importing/importer.h"
#include "importing/similarity.h"

#include <QHash>

#include <cmath>

namespace touchstone::importing {

namespace {

constexpr double sameAbstract = 0.8;
// Short texts can be equal by chance ("The abstract is not available").
constexpr qsizetype fewestShingles = 12;

class Planner {
public:
    Planner(const Report &report, const KnownPapers &known, bool sourceKnown)
        : m_report(report), m_known(known), m_sourceKnown(sourceKnown)
    {
        for (const ReportPaper &paper : report.papers) {
            ++m_titleCounts[titleKey(paper.title)];
        }
    }

    PlannedPaper plan(int position);

private:
    PlannedPaper same(PlannedPaper planned, const KnownPaper &known,
                      const ReportPaper &paper) const;
    bool isTwiceInReport(PlannedPaper &planned, const ReportPaper &paper);
    bool isSimilar(PlannedPaper &planned, const ReportPaper &paper) const;

    const Report &m_report;
    const KnownPapers &m_known;
    bool m_sourceKnown;
    QHash<QString, int> m_titleCounts;
    QHash<QString, int> m_titles, m_urls;  // of the earlier papers, to their numbers
};

PlannedPaper Planner::same(PlannedPaper planned, const KnownPaper &known,
                           const ReportPaper &paper) const
{
    planned.existingId = known.id;
    // A report without a date, or one with the title twice, has no single text to compare with; its
    // bytes are compared instead.
    const bool unclear =
            !m_report.generatedAt.isValid() || m_titleCounts.value(titleKey(paper.title)) > 1;
    if (known.textHash == textHash(paper) || (unclear && m_sourceKnown)) {
        planned.change = PaperChange::Unchanged;
        return planned;
    }
    planned.change = PaperChange::Changed;
    planned.reason = known.textHash.isEmpty()
                             ? text("known from another report; this text is kept beside it",
                                    "已见于另一份报告，两份文字并存")
                             : text("the text of this report differs from the one in the library",
                                    "本报告中的文字与库中的不同");
    return planned;
}

bool Planner::isTwiceInReport(PlannedPaper &planned, const ReportPaper &paper)
{
    const QString key = titleKey(paper.title);
    const int byTitle = key.isEmpty() ? 0 : m_titles.value(key);
    const int byUrl = paper.codeUrl.isEmpty() ? 0 : m_urls.value(paper.codeUrl);
    if (!key.isEmpty() && byTitle == 0) {
        m_titles.insert(key, paper.index);
    }
    if (!paper.codeUrl.isEmpty() && byUrl == 0) {
        m_urls.insert(paper.codeUrl, paper.index);
    }
    if (byTitle == 0 && byUrl == 0) {
        return false;
    }
    planned.reason = byTitle ? text("has the title of paper {0} of this report",
                                    "与本报告第 {0} 篇论文标题相同", byTitle)
                             : text("has the code address of paper {0} of this report",
                                    "与本报告第 {0} 篇论文代码地址相同", byUrl);
    return true;
}

bool Planner::isSimilar(PlannedPaper &planned, const ReportPaper &paper) const
{
    if (!paper.hasAbstract) {
        return false;
    }
    const auto candidates = m_known.similarAbstracts(paper.abstract);
    const QVector<quint64> own =
            candidates.isEmpty() ? QVector<quint64>() : shingles(paper.abstract);
    if (own.size() < fewestShingles) {
        return false;
    }
    double best = 0;
    for (const auto &[known, abstract] : candidates) {
        const double alike = jaccard(own, shingles(abstract));
        if (alike >= sameAbstract && alike > best) {
            best = alike;
            planned.existingId = known.id;
            planned.reason =
                    text("{0} % of the abstract is that of \"{1}\"", "摘要有 {0}% 与“{1}”相同",
                         int(std::floor(alike * 100)), known.title.toStdString());
        }
    }
    return best > 0;
}

PlannedPaper Planner::plan(int position)
{
    const ReportPaper &paper = m_report.papers[position];
    PlannedPaper planned;
    planned.position = position;
    const bool twice = isTwiceInReport(planned, paper);
    const QString key = titleKey(paper.title);
    const QDateTime &report = m_report.generatedAt;
    std::optional<KnownPaper> known;
    if (!key.isEmpty()) {
        known = m_known.byTitleKey(key, report);
    }
    if (!known && report.isValid()) {
        // Without a title on both sides, only the number in the report can match.
        known = m_known.byPlace(report, paper.index);
        if (known && !key.isEmpty() && !titleKey(known->title).isEmpty()) {
            known.reset();
        }
    }
    if (known) {
        return same(std::move(planned), *known, paper);
    }
    if (!paper.codeUrl.isEmpty()) {
        known = m_known.byCodeUrl(paper.codeUrl, report);
    }
    if (known) {
        planned.existingId = known->id;
        planned.reason = text("has the code address of \"{0}\"", "与“{0}”的代码地址相同",
                              known->title.toStdString());
    }
    if (known || twice || isSimilar(planned, paper)) {
        planned.change = PaperChange::PossibleDuplicate;
    }
    return planned;
}

}  // namespace

ImportPlan planImport(Report report, const KnownPapers &known)
{
    ImportPlan plan;
    plan.sourceKnown = known.hasSource(report.sourceSha256);
    Planner planner(report, known, plan.sourceKnown);
    plan.papers.reserve(report.papers.size());
    for (qsizetype i = 0; i < report.papers.size(); ++i) {
        plan.papers.append(planner.plan(int(i)));
    }
    plan.report = std::move(report);
    return plan;
}

}  // namespace touchstone::importing
