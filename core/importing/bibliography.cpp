#include "importing/formats.h"

#include "importing/field_repair.h"
#include "importing/title_repair.h"

#include <QSet>

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

ReportPaper paperOf(const BibliographyEntry &entry, int index, WarningList &warnings)
{
    ReportPaper paper;
    paper.index = index;
    paper.rawTitle = entry.title;
    paper.titleLine = entry.line;
    paper.rawInstitutions = entry.institutions;
    paper.institutions = splitInstitutions(entry.institutions).names;
    paper.authorCount = entry.authorCount;
    paper.abstract = entry.abstract;
    paper.hasAbstract = abstractKind(entry.abstract) == AbstractKind::Text;
    const CodeUrl inText = codeUrlIn(entry.abstract);
    // The url field is the paper itself unless it is a repository.
    const QString own = codeUrlIn(entry.url).url;
    paper.codeUrl = inText.url.isEmpty() ? own : inText.url;
    WordList words;
    words.add(entry.abstract);
    const TitleRepair repair = repairTitle(entry.title, words, words);
    paper.title = repair.title;
    paper.shortName = shortNameOf(paper.title, paper.abstract);
    if (paper.title.isEmpty()) {
        warnings.add(entry.line, code::emptyTitle,
                     text("entry {0} has no title", "第 {0} 条没有标题", index));
    }
    if (!paper.hasAbstract) {
        warnings.add(entry.line, code::emptyAbstract,
                     text("entry {0} has no abstract", "第 {0} 条没有摘要", index));
    }
    return paper;
}

}  // namespace touchstone::importing
