#include "store/hand_claims.h"

#include "library/vocabulary.h"
#include "store/appearance.h"
#include "store/decisions.h"
#include "store/paper_index.h"
#include "store/private.h"

#include <QCryptographicHash>

namespace touchstone::store {

namespace {

ClaimSource placed(const QString &field, const QString &quote, const ReportPaper &paper)
{
    ClaimSource source;
    source.field = textFieldFromWord(field).value_or(TextField::Abstract);
    source.quote = quote;
    const QString &text = source.field == TextField::Abstract ? paper.abstract : paper.brief;
    const qsizetype start = text.indexOf(quote);
    if (start >= 0 && !quote.isEmpty()) {
        source.start = start;
        source.length = quote.size();
    }
    return source;
}

Claim claimFrom(const Query &row, int first, const ReportPaper &paper, const std::string &path)
{
    return figuresFromBytes(row.blob(first),
                            {placed(row.text(first + 1), row.text(first + 2), paper)}, path);
}

QString idFor(const QString &paperId, const Claim &claim)
{
    const QByteArray key = (paperId + u'\n' + claim.metric + u'\n' + claim.sources.first().quote
                            + u'\n' + QString::number(claim.value, 'g', 17))
                                   .toUtf8();
    constexpr int digits = 12;
    return QStringLiteral("c-h")
           + QString::fromLatin1(
                   QCryptographicHash::hash(key, QCryptographicHash::Sha256).toHex().left(digits));
}

void check(const Claim &claim, const ReportPaper &paper)
{
    if (!Vocabulary::bundled().metric(claim.metric)) {
        refuse(ErrorCode::Usage, "no metric {0}", "没有指标 {0}", claim.metric.toStdString());
    }
    if (claim.sources.size() != 1 || claim.sources.first().quote.trimmed().isEmpty()) {
        refuse(ErrorCode::Usage, "a claim needs the words of the paper that it is taken from",
               "论断需给出其所依据的论文原文");
    }
    const ClaimSource &source = claim.sources.first();
    const QString &text = source.field == TextField::Abstract ? paper.abstract : paper.brief;
    // Without a length it is said to be from another part of the paper.
    if (source.length > 0 && !text.contains(source.quote)) {
        refuse(ErrorCode::NotFound, "the quote is not in the {0} of the paper",
               "论文的 {0} 中没有这段引文", toWord(source.field).toStdString());
    }
}

}  // namespace

bool isByHand(const Claim &claim)
{
    return claim.rules.contains(byHandRule);
}

void addHandClaims(Connection &connection, const QString &paperId, ReportPaper &paper)
{
    Query rows(
            connection,
            "SELECT figures, field, quote FROM hand_claim WHERE paper = ? ORDER BY at, public_id",
            paperId);
    while (rows.next()) {
        paper.claims.append(claimFrom(rows, 0, paper, connection.path()));
    }
}

std::optional<HandClaim> handClaim(Connection &connection, const QString &claimId)
{
    Query find(connection,
               "SELECT p.id, h.at, h.figures, h.field, h.quote FROM hand_claim h "
               "JOIN paper p ON p.public_id = h.paper WHERE h.public_id = ?",
               claimId);
    if (!find.next()) {
        return std::nullopt;
    }
    const qint64 paper = find.integer(0);
    const ReportPaper shown = shownPaper(currentAppearances(connection, paper));
    return HandClaim{paper, claimFrom(find, 2, shown, connection.path()), find.text(1)};
}

std::optional<qint64> paperOfAnyClaim(Connection &connection, const QString &claimId)
{
    Query find(connection,
               "SELECT paper_id FROM claim WHERE public_id = ?1 UNION ALL "
               "SELECT p.id FROM hand_claim h JOIN paper p ON p.public_id = h.paper "
               "WHERE h.public_id = ?1",
               claimId);
    return find.next() ? std::optional(find.integer(0)) : std::nullopt;
}

Result<QString> Store::addClaim(const QString &paperId, const Claim &claim)
{
    return guarded(d->path(), [&] {
        WriteTransaction transaction(d->connection);
        const qint64 row = d->paperRow(paperId);
        requireFinite(claim);
        check(claim, shownPaper(currentAppearances(d->connection, row)));
        Claim added = claim;
        added.id = idFor(paperId, claim);
        added.rules = QStringList{QString(byHandRule)};
        added.flags.clear();  // a person has decided
        added.status = ClaimStatus::Confirmed;
        if (paperOfAnyClaim(d->connection, added.id)) {
            refuse(ErrorCode::Usage, "the paper has this claim already", "该论文已有此论断");
        }
        Query(d->connection,
              "INSERT INTO hand_claim (public_id, paper, at, figures, field, quote) "
              "VALUES (?, ?, ?, ?, ?, ?)",
              added.id, paperId, utcNow(), QString::fromUtf8(figuresToBytes(added)),
              toWord(claim.sources.first().field), claim.sources.first().quote)
                .run();
        PaperIndex index(d->connection);
        index.refreshDerived(row);
        index.flush();
        transaction.commit();
        return added.id;
    });
}

}  // namespace touchstone::store
