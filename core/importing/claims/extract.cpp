#include "importing/claims/claims.h"

#include <QCryptographicHash>
#include <QRegularExpression>

namespace touchstone::importing {

namespace {

void extractFrom(const QString &text, TextField field, QVector<Claim> &claims)
{
    static const QRegularExpression figure(
            QStringLiteral("(?<![A-Za-z0-9.-])(\\d+(?:\\.\\d+)?)\\s?([x×倍%])(?!\\d)"));
    for (auto it = figure.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const bool percent = match.captured(2) == QLatin1String("%");
        Claim claim;
        claim.metric = percent ? QStringLiteral("accuracy") : QStringLiteral("speedup");
        claim.kind = percent ? ClaimKind::PercentChange : ClaimKind::Ratio;
        claim.value = match.captured(1).toDouble();
        claim.unit = percent ? QStringLiteral("%") : QStringLiteral("x");
        claim.flags = QStringList{QStringLiteral("scope-unknown")};
        claim.rules = QStringList{QStringLiteral("figure")};
        const QStringView view(text);
        const auto start = view.left(match.capturedStart()).toUcs4().size();
        claim.sources = {
                ClaimSource{field, start, match.captured().toUcs4().size(), match.captured()}};
        claim.id = QString::fromLatin1(
                QCryptographicHash::hash((claim.metric + match.captured()).toUtf8(),
                                         QCryptographicHash::Sha1)
                        .toHex()
                        .left(16));
        claims.append(claim);
    }
}

}  // namespace

QVector<Claim> extractClaims(const ReportPaper &paper, const Vocabulary &vocabulary)
{
    Q_UNUSED(vocabulary)
    QVector<Claim> claims;
    extractFrom(paper.abstract, TextField::Abstract, claims);
    extractFrom(paper.brief, TextField::Brief, claims);
    return claims;
}

QStringList classifyTechniques(const ReportPaper &paper)
{
    const QString all = (paper.title + paper.brief + paper.abstract).toLower();
    QStringList ids;
    for (const Technique &technique : Vocabulary::bundled().techniques()) {
        if (all.contains(QString::fromStdString(technique.name.zh))
            || all.contains(QString::fromStdString(technique.name.en).toLower())) {
            ids.append(technique.id);
        }
    }
    return ids.isEmpty() ? QStringList{QStringLiteral("other")} : ids;
}

}  // namespace touchstone::importing
