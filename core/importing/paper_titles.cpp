#include "importing/paper_titles.h"

#include "importing/paper_reader.h"
#include "importing/title_repair.h"

#include <algorithm>

namespace touchstone::importing {

namespace {

// Enough text to collect the words of a report; more of a huge file adds none.
constexpr qsizetype wordListCharacters = 4'000'000;
constexpr qsizetype ownCharacters = 100'000;

Text titleRepairText(QLatin1String code, const QString &title)
{
    const std::string shown = excerpt(title);
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

}  // namespace

void repairTitles(QVector<ReportPaper> &papers, const std::vector<EntryPair> &pairs,
                  WarningList &warnings)
{
    WordList all;
    qsizetype read = 0;
    for (const ReportPaper &paper : std::as_const(papers)) {
        if (read > wordListCharacters) {
            break;
        }
        all.add(paper.abstract);
        all.addTitle(withoutMarkdown(paper.rawTitle));
        read += paper.abstract.size() + paper.rawTitle.size();
    }
    for (qsizetype i = 0; i < papers.size(); ++i) {
        ReportPaper &paper = papers[i];
        const int line = paper.titleLine > 0 ? paper.titleLine : lineOf(pairs[std::size_t(i)]);
        WordList own;
        if (needsEvidence(paper.rawTitle)) {
            own.add(QStringView(paper.abstract).left(ownCharacters));
            own.add(QStringView(paper.brief).left(ownCharacters));
        }
        const TitleRepair repair = repairTitle(paper.rawTitle, own, all);
        paper.title = repair.title;
        paper.shortName = shortNameOf(paper.title, paper.abstract);
        for (const QLatin1String repaired : repair.codes) {
            warnings.add(line, repaired, titleRepairText(repaired, paper.title));
        }
        if (paper.title.isEmpty()) {
            warnings.add(line, code::emptyTitle, text("the title is empty", "标题为空"));
        }
    }
}

}  // namespace touchstone::importing
