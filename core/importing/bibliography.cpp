#include "importing/formats.h"

#include "importing/field_repair.h"
#include "importing/title_repair.h"

#include <QSet>

#include <algorithm>
#include <utility>

namespace touchstone::importing {

bool isPublisher(const QString &name)
{
    static const QSet<QString> names{
            QStringLiteral("pmlr"),
            QStringLiteral("ieee"),
            QStringLiteral("acm"),
            QStringLiteral("acm press"),
            QStringLiteral("association for computing machinery"),
            QStringLiteral("springer"),
            QStringLiteral("springer nature"),
            QStringLiteral("springer-verlag"),
            QStringLiteral("elsevier"),
            QStringLiteral("wiley"),
            QStringLiteral("wiley online library"),
            QStringLiteral("mdpi"),
            QStringLiteral("aaai"),
            QStringLiteral("aaai press"),
            QStringLiteral("usenix"),
            QStringLiteral("usenix association"),
            QStringLiteral("openreview.net"),
            QStringLiteral("arxiv"),
            QStringLiteral("arxiv.org"),
            QStringLiteral("curran associates"),
            QStringLiteral("curran associates, inc."),
            QStringLiteral("nature publishing group"),
            QStringLiteral("oxford university press"),
            QStringLiteral("cambridge university press"),
            QStringLiteral("mit press"),
            QStringLiteral("association for computational linguistics"),
            QStringLiteral("computer vision foundation"),
            QStringLiteral("international joint conferences on artificial intelligence "
                           "organization"),
            QStringLiteral("vldb endowment"),
            QStringLiteral("citeseer"),
            QStringLiteral("taylor & francis"),
            QStringLiteral("sage publications"),
            QStringLiteral("ios press"),
            QStringLiteral("spie")};
    return names.contains(name.toLower().simplified());
}

bool isChinese(const QString &text)
{
    const auto chinese = std::count_if(text.begin(), text.end(),
                                       [](QChar c) { return c.script() == QChar::Script_Han; });
    return chinese > text.size() / 2;
}

namespace {

// "arXiv preprint arXiv:2309.06180" and "CoRR" name no place where the paper was published.
bool isPreprintServer(const QString &venue)
{
    return venue.startsWith(QLatin1String("arxiv"), Qt::CaseInsensitive)
           || venue.compare(QLatin1String("CoRR"), Qt::CaseInsensitive) == 0;
}

PaperLinks linksOf(const BibliographyEntry &entry)
{
    PaperLinks links;
    links.doi = doiIn(entry.doi.isEmpty() ? entry.url : entry.doi);
    for (const QString *text : {&entry.arxiv, &entry.url, &entry.venue, &entry.doi}) {
        // A bare number is one of arXiv only in the field that says so.
        const bool said =
                text == &entry.arxiv || text->contains(QLatin1String("arxiv"), Qt::CaseInsensitive);
        links.arxiv = links.arxiv.isEmpty() && said ? arxivIn(*text) : links.arxiv;
    }
    links.year = yearIn(entry.date);
    links.venue = isPreprintServer(entry.venue) ? QString() : entry.venue;
    return links;
}

}  // namespace

ReportPaper paperOf(const BibliographyEntry &given, int index, WarningList &warnings)
{
    BibliographyEntry entry = given;
    if (entry.brief.isEmpty() && isChinese(entry.abstract)) {
        entry.brief = std::exchange(entry.abstract, QString());
    }
    ReportPaper paper;
    paper.index = index;
    paper.rawTitle = entry.title;
    paper.titleLine = entry.line;
    paper.rawInstitutions = entry.institutions;
    paper.institutions = splitInstitutions(entry.institutions).names;
    paper.authorCount = entry.authorCount;
    paper.abstract = entry.abstract;
    paper.brief = entry.brief;
    paper.hasAbstract = abstractKind(entry.abstract) == AbstractKind::Text;
    const CodeUrl inText = codeUrlIn(entry.abstract);
    // The url field is the paper itself unless it is a repository.
    const QString own = codeUrlIn(entry.url).url;
    paper.codeUrl = inText.url.isEmpty() ? own : inText.url;
    paper.links = linksOf(entry);
    WordList words;
    words.add(entry.abstract);
    const TitleRepair repair = repairTitle(entry.title, words, words);
    paper.title = repair.title;
    paper.shortName = shortNameOf(paper.title, paper.abstract);
    if (paper.title.isEmpty()) {
        warnings.add(entry.line, code::emptyTitle,
                     text("entry {0} has no title", "第 {0} 条没有标题", index));
    }
    if (!paper.hasAbstract && paper.brief.isEmpty()) {
        warnings.add(entry.line, code::emptyAbstract,
                     text("entry {0} has no abstract", "第 {0} 条没有摘要", index));
    }
    return paper;
}

void addEntry(Report &report, const BibliographyEntry &entry, WarningList &warnings)
{
    if (entry.title.isEmpty() && entry.abstract.isEmpty()) {
        warnings.add(entry.line, code::badEntry,
                     text("this entry has neither title nor abstract and was left out",
                          "该条目既无标题也无摘要，已略过"));
        return;
    }
    report.papers << paperOf(entry, int(report.papers.size()) + 1, warnings);
}

Result<Report> finished(Report report, const QString &what)
{
    if (report.papers.isEmpty()) {
        return fail(ErrorCode::Corrupt, "{0}: {1} without any entry that has a title",
                    "{0}：{1} 中没有带标题的条目", report.title.toStdString(), what.toStdString());
    }
    report.statedPaperCount = int(report.papers.size());
    return report;
}

}  // namespace touchstone::importing
