#include "importing/formats.h"

#include "importing/field_repair.h"
#include "importing/title_repair.h"

namespace touchstone::importing {

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
