#include "importing/paper_reader.h"

#include "importing/field_repair.h"
#include "importing/title_repair.h"

#include <QRegularExpression>

namespace touchstone::importing {

namespace {

void readTitle(const EntryPair &pair, const QByteArray &utf8, ReportPaper &paper,
               WarningList &warnings)
{
    const OutlineEntry &first = pair.details ? *pair.details : *pair.brief;
    const bool elsewhere = first.title.isEmpty() && pair.brief;
    const Span &title = elsewhere ? pair.brief->title : first.title;
    paper.rawTitle = title.in(utf8);
    paper.titleLine = title.line;
    if (pair.brief && pair.details && !pair.brief->title.isEmpty()
        && titleKey(withoutMarkdown(pair.brief->title.in(utf8)))
                   != titleKey(withoutMarkdown(paper.rawTitle))) {
        warnings.add(first.line, code::titleMismatch,
                     text("the brief of this number is titled \"{0}\"", "同编号简报的标题为“{0}”",
                          excerpt(pair.brief->title.in(utf8))));
    }
}

void readAbstract(const OutlineEntry &details, const QByteArray &utf8, ReportPaper &paper,
                  WarningList &warnings)
{
    const bool labelled = details.unlabelled.isEmpty() || !details.abstract.isEmpty();
    const Span &span = labelled ? details.abstract : details.unlabelled;
    paper.abstract = span.in(utf8);
    paper.abstractLine = span.line;
    if (!labelled) {
        warnings.add(span.line, code::missingLabel,
                     text("text without a label was taken for the abstract",
                          "没有标签的文字按摘要处理"));
    } else if (!details.unlabelled.isEmpty()) {
        warnings.add(details.unlabelled.line, code::strayText,
                     text("\"{0}\" belongs to no field and was left out",
                          "“{0}”不属于任何字段，已略过", excerpt(details.unlabelled.in(utf8))));
    }
    const int line = span.isEmpty() ? details.line : span.line;
    switch (abstractKind(paper.abstract)) {
    case AbstractKind::Text:
        paper.hasAbstract = true;
        break;
    case AbstractKind::Empty:
        warnings.add(line, code::emptyAbstract, text("the abstract is empty", "摘要为空"));
        break;
    case AbstractKind::Caption:
        warnings.add(line, code::captionAbstract,
                     text("a figure caption is in the place of the abstract", "摘要处是图表标题"));
        break;
    case AbstractKind::Prompt:
        warnings.add(
                line, code::promptAbstract,
                text("an image prompt is in the place of the abstract", "摘要处是图像生成提示词"));
        break;
    }
}

// Of a list of names: "Ann Wu, Bo Li and Cy Yu"; nullopt for an open list ("et al.") or none.
std::optional<int> countNames(const QString &authors)
{
    if (authors.contains(QLatin1String("et al")) || authors.contains(QStringLiteral("等"))) {
        return std::nullopt;
    }
    static const QRegularExpression separator(QStringLiteral("[,;，；、&]|\\band\\b"));
    QStringList names;
    for (const QString &name : authors.split(separator)) {
        if (const QString plain = name.simplified(); !plain.isEmpty()) {
            names << plain;
        }
    }
    // One word alone may be no name: "many", "多人".
    const bool isList = names.size() > 1 || (names.size() == 1 && names.first().contains(u' '));
    return isList ? std::optional(int(names.size())) : std::nullopt;
}

void readFields(const OutlineEntry &details, const QByteArray &utf8, ReportPaper &paper,
                WarningList &warnings)
{
    paper.rawInstitutions = details.institutions.in(utf8);
    paper.institutionsLine = details.institutions.line;
    const Institutions found = splitInstitutions(paper.rawInstitutions);
    paper.institutions = found.names;
    const int line = details.institutions.isEmpty() ? details.line : details.institutions.line;
    if (found.names.isEmpty()) {
        warnings.add(line, code::emptyInstitutions,
                     text("no institution is given", "没有给出机构"));
    }
    for (const QString &name : found.joined) {
        warnings.add(
                line, code::joinedInstitution,
                text("\"{0}\" was read as one institution", "“{0}”按一个机构处理", excerpt(name)));
    }
    for (const QString &name : found.cut) {
        warnings.add(
                line, code::cutInstitution,
                text("the institution \"{0}\" is cut short", "机构名“{0}”不完整", excerpt(name)));
    }
    const QString authors = details.authorCount.in(utf8);
    const std::optional<int> count =
            firstNumber(authors).has_value() ? firstNumber(authors) : countNames(authors);
    paper.authorCount = count.value_or(0);
    if (!count) {
        warnings.add(details.authorCount.isEmpty() ? details.line : details.authorCount.line,
                     code::badAuthorCount,
                     text("the number of authors is missing or no number (\"{0}\")",
                          "作者数量缺失或不是数字（“{0}”）", excerpt(authors)));
    }
    readAbstract(details, utf8, paper, warnings);
}

Span briefOf(const EntryPair &pair)
{
    if (pair.brief) {
        return pair.brief->lead;
    }
    if (!pair.details->brief.isEmpty()) {
        return pair.details->brief;
    }
    return pair.details->hasLabels ? pair.details->lead : Span();
}

void readCodeUrl(const EntryPair &pair, const QByteArray &utf8, ReportPaper &paper,
                 WarningList &warnings)
{
    const CodeUrl url = codeUrlIn(paper.abstract);
    const CodeUrl label = codeUrlIn(pair.details ? pair.details->code.in(utf8) : QString());
    const CodeUrl chosen = !label.url.isEmpty() ? label
                           : !url.url.isEmpty() ? url
                                                : codeUrlIn(paper.brief);
    paper.codeUrl = chosen.url;
    if (chosen.repaired) {
        warnings.add(paper.abstractLine, code::repairedUrl,
                     text("a space inside an address was closed: {0}", "已去除网址中的空格：{0}",
                          excerpt(chosen.url)));
    }
}

}  // namespace

int lineOf(const EntryPair &pair)
{
    return pair.details ? pair.details->line : pair.brief->line;
}

ReportPaper readPaper(const EntryPair &pair, const QByteArray &utf8, WarningList &warnings)
{
    ReportPaper paper;
    readTitle(pair, utf8, paper, warnings);
    const Span brief = briefOf(pair);
    paper.brief = brief.in(utf8);
    paper.briefLine = brief.line;
    if (pair.details) {
        readFields(*pair.details, utf8, paper, warnings);
        if (!pair.details->hasLabels && !pair.brief) {
            paper.abstract = pair.details->lead.in(utf8);
            paper.abstractLine = pair.details->lead.line;
        }
    } else {
        warnings.add(lineOf(pair), code::missingDetails,
                     text("this paper has a brief and no details", "该论文只有简报，没有详细信息"));
    }
    if (brief.isEmpty()) {
        warnings.add(lineOf(pair), code::missingBrief,
                     text("this paper has no brief", "该论文没有简报"));
    }
    readCodeUrl(pair, utf8, paper, warnings);
    return paper;
}

}  // namespace touchstone::importing
