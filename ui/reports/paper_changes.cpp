#include "ui/reports/paper_changes.h"

#include "compare/printed_figure.h"

#include <algorithm>

namespace touchstone::ui {

namespace {

// A caption or a prompt in place of the abstract is none.
QString abstractOf(const ReportPaper &paper)
{
    return paper.hasAbstract ? paper.abstract : QString();
}

QString claimText(const Claim &claim)
{
    const QString quote = compare::quoteIn(claim, Language::English);
    return quote.isEmpty() ? compare::printedFigure(claim, Language::English) : quote;
}

bool holds(const QVector<Claim> &claims, const QString &id)
{
    return std::any_of(claims.begin(), claims.end(),
                       [&](const Claim &claim) { return claim.id == id; });
}

// A claim that is now read from other words is one that goes and one that comes.
void addClaims(QVector<PaperDifference> &all, const ReportPaper &before, const ReportPaper &after)
{
    const Text what = {"Claim", "论断"};
    for (const Claim &claim : before.claims) {
        const QString text = claimText(claim);
        const bool kept = holds(after.claims, claim.id)
                          || std::any_of(after.claims.begin(), after.claims.end(),
                                         [&](const Claim &one) { return claimText(one) == text; });
        if (!kept) {
            all.append({what, text, {}, true});
        }
    }
    for (const Claim &claim : after.claims) {
        const QString text = claimText(claim);
        const bool known = holds(before.claims, claim.id)
                           || std::any_of(before.claims.begin(), before.claims.end(),
                                          [&](const Claim &one) { return claimText(one) == text; });
        if (!known) {
            all.append({what, {}, text, false});
        }
    }
}

}  // namespace

QVector<PaperDifference> differences(const ReportPaper &before, const ReportPaper &after)
{
    QVector<PaperDifference> all;
    const auto compareField = [&](const Text &what, const QString &was, const QString &is) {
        if (was.simplified() != is.simplified()) {
            all.append({what, was, is, !was.trimmed().isEmpty() && is.trimmed().isEmpty()});
        }
    };
    compareField({"Title", "标题"}, before.title, after.title);
    compareField({"Institutions", "机构"}, before.institutions.join(QStringLiteral(", ")),
                 after.institutions.join(QStringLiteral(", ")));
    compareField({"Brief", "简报"}, before.brief, after.brief);
    compareField({"Abstract", "摘要"}, abstractOf(before), abstractOf(after));
    compareField({"Code", "代码"}, before.codeUrl, after.codeUrl);
    compareField({"DOI", "DOI"}, before.links.doi, after.links.doi);
    compareField({"arXiv", "arXiv"}, before.links.arxiv, after.links.arxiv);
    compareField({"Venue", "发表于"}, before.links.venue, after.links.venue);
    compareField({"Year", "年份"}, yearText(before.links), yearText(after.links));
    addClaims(all, before, after);
    return all;
}

bool losesAnything(const QVector<PaperDifference> &differences)
{
    return std::any_of(differences.begin(), differences.end(),
                       [](const PaperDifference &one) { return one.loses; });
}

}  // namespace touchstone::ui
