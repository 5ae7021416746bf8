#include "store/decisions.h"

#include "library/vocabulary.h"
#include "store/hand_claims.h"
#include "store/paper_edits.h"
#include "store/paper_index.h"
#include "store/private.h"

#include <cmath>

namespace touchstone::store {

namespace {

const QString undone = QStringLiteral("undone");

struct LastChange {
    qint64 id = 0;
    Claim before, after;
};

// The newest change that was not undone.
std::optional<LastChange> lastChange(Connection &connection, const Claim &extracted)
{
    Query find(connection,
               "SELECT id, before, after FROM claim_change c "
               "WHERE claim = ? AND action <> 'undone' "
               "AND NOT EXISTS (SELECT 1 FROM claim_change u WHERE u.undoes = c.id) "
               "ORDER BY id DESC LIMIT 1",
               extracted.id);
    if (!find.next()) {
        return std::nullopt;
    }
    const std::string &path = connection.path();
    return LastChange{find.integer(0), figuresFromBytes(find.blob(1), extracted.sources, path),
                      figuresFromBytes(find.blob(2), extracted.sources, path)};
}

struct FoundClaim {
    qint64 paper = 0;
    Claim extracted;  // or as a person added it
    QString since;    // imported or added
};

// As the newest appearance that holds it gives it.
FoundClaim findClaim(Connection &connection, const QString &claimId)
{
    Query find(connection, "SELECT paper_id FROM claim WHERE public_id = ?", claimId);
    if (find.next()) {
        const qint64 paper = find.integer(0);
        const QVector<StoredAppearance> appearances = currentAppearances(connection, paper);
        for (const StoredAppearance &appearance : appearances) {
            for (const Claim &claim : appearance.content.claims) {
                if (claim.id == claimId) {
                    Query at(connection,
                             "SELECT i.at FROM edition e JOIN import i ON i.id = e.import_id "
                             "WHERE e.id = ?",
                             appearance.edition);
                    at.next();
                    return {paper, claim, at.text(0)};
                }
            }
        }
    }
    if (std::optional<HandClaim> added = handClaim(connection, claimId)) {
        return {added->paper, std::move(added->claim), added->at};
    }
    refuse(ErrorCode::NotFound, "no claim {0} in the library", "文献库中没有论断 {0}",
           claimId.toStdString());
}

void record(Connection &connection, const QString &action, const Claim &before, const Claim &after,
            std::optional<qint64> undoes = {})
{
    Query(connection,
          "INSERT INTO claim_change (claim, at, action, before, after, undoes) "
          "VALUES (?, ?, ?, ?, ?, ?)",
          before.id, utcNow(), action, QString::fromUtf8(figuresToBytes(before)),
          QString::fromUtf8(figuresToBytes(after)), undoes)
            .run();
}

void refreshDerived(Connection &connection, qint64 paper)
{
    PaperIndex index(connection);
    index.refreshDerived(paper);
    index.flush();
}

}  // namespace

void requireFinite(const Claim &claim)
{
    const auto bad = [](std::optional<double> value) { return value && !std::isfinite(*value); };
    const auto &factor = claim.normalised;
    if (bad(claim.value) || bad(claim.valueHigh) || bad(claim.from) || bad(claim.to)
        || (factor && (bad(factor->factor) || bad(factor->low) || bad(factor->high)))) {
        refuse(ErrorCode::Invalid, "claim {0}: a figure is not a finite number",
               "论断 {0}：数值不是有限数", claim.id.toStdString());
    }
    if (factor && factor->factor <= 0) {
        refuse(ErrorCode::Invalid, "claim {0}: an improvement factor is above 0",
               "论断 {0}：改进倍数必须大于 0", claim.id.toStdString());
    }
}

Claim decided(Connection &connection, Claim extracted)
{
    std::optional<LastChange> change = lastChange(connection, extracted);
    return change ? std::move(change->after) : extracted;
}

void applyDecisions(Connection &connection, const QString &paperId, ReportPaper &paper)
{
    addHandClaims(connection, paperId, paper);
    for (Claim &claim : paper.claims) {
        claim = decided(connection, std::move(claim));
    }
    Query choices(connection,
                  "SELECT technique, chosen FROM technique_choice WHERE paper = ? ORDER BY at",
                  paperId);
    while (choices.next()) {
        const QString technique = choices.text(0);
        paper.techniques.removeAll(technique);
        if (choices.integer(1) != 0) {
            paper.techniques.append(technique);
        }
    }
    applyPaperEdits(connection, paperId, paper);
}

Result<> Store::setClaimStatus(const QString &claimId, ClaimStatus status)
{
    return guarded(d->path(), [&] {
        if (status == ClaimStatus::Edited) {
            refuse(ErrorCode::Usage, "an edit needs the edited claim", "编辑需给出修改后的论断");
        }
        WriteTransaction transaction(d->connection);
        const FoundClaim found = findClaim(d->connection, claimId);
        const Claim before = decided(d->connection, found.extracted);
        if (before.status == status) {
            return;
        }
        // Back to "extracted" drops an edit, too; the history keeps it.
        Claim after = status == ClaimStatus::Extracted ? found.extracted : before;
        after.status = status;
        if (status == ClaimStatus::Confirmed) {
            after.flags.clear();  // a flag asks a person to decide, who has
        }
        record(d->connection, toWord(status), before, after);
        refreshDerived(d->connection, found.paper);
        transaction.commit();
    });
}

Result<> Store::editClaim(const Claim &edited)
{
    return guarded(d->path(), [&] {
        requireFinite(edited);
        WriteTransaction transaction(d->connection);
        const FoundClaim found = findClaim(d->connection, edited.id);
        const Claim before = decided(d->connection, found.extracted);
        Claim after = edited;
        after.status = ClaimStatus::Edited;
        if (before == after) {
            return;
        }
        record(d->connection, toWord(ClaimStatus::Edited), before, after);
        refreshDerived(d->connection, found.paper);
        transaction.commit();
    });
}

Result<> Store::undoClaimChange(const QString &claimId)
{
    return guarded(d->path(), [&] {
        WriteTransaction transaction(d->connection);
        const FoundClaim found = findClaim(d->connection, claimId);
        const std::optional<LastChange> change = lastChange(d->connection, found.extracted);
        if (!change && isByHand(found.extracted)) {
            Query(d->connection, "DELETE FROM hand_claim WHERE public_id = ?", claimId).run();
            refreshDerived(d->connection, found.paper);
            transaction.commit();
            return;
        }
        if (!change) {
            refuse(ErrorCode::NotFound, "claim {0}: nothing to undo", "论断 {0}：没有可撤销的更改",
                   claimId.toStdString());
        }
        record(d->connection, undone, decided(d->connection, found.extracted), change->before,
               change->id);
        refreshDerived(d->connection, found.paper);
        transaction.commit();
    });
}

Result<QString> Store::paperOfClaim(const QString &claimId) const
{
    return guarded(d->path(), [&] {
        ReadTransaction transaction(d->connection);
        const qint64 paper = findClaim(d->connection, claimId).paper;
        Query find(d->connection, "SELECT public_id FROM paper WHERE id = ?", paper);
        find.next();
        return find.text(0);
    });
}

Result<QVector<ClaimChange>> Store::claimHistory(const QString &claimId) const
{
    return guarded(d->path(), [&] {
        ReadTransaction transaction(d->connection);
        const FoundClaim found = findClaim(d->connection, claimId);
        const QVector<ClaimSource> &sources = found.extracted.sources;
        // The history begins with the extraction, which is no row of its own.
        const QString first = isByHand(found.extracted) ? QStringLiteral("added")
                                                        : toWord(ClaimStatus::Extracted);
        QVector<ClaimChange> history{{0, found.since, first, found.extracted, found.extracted}};
        Query rows(d->connection,
                   "SELECT id, at, action, before, after FROM claim_change WHERE claim = ? "
                   "ORDER BY id",
                   claimId);
        while (rows.next()) {
            history.append({rows.integer(0), rows.text(1), rows.text(2),
                            figuresFromBytes(rows.blob(3), sources, d->path()),
                            figuresFromBytes(rows.blob(4), sources, d->path())});
        }
        return history;
    });
}

void Store::Private::chooseTechnique(const QString &paperId, const QString &techniqueId,
                                     bool chosen)
{
    if (!Vocabulary::bundled().technique(techniqueId)) {
        refuse(ErrorCode::Usage, "no technique {0}: see `touchstone list techniques`",
               "没有技术 {0}：参见 `touchstone list techniques`", techniqueId.toStdString());
    }
    WriteTransaction transaction(connection);
    const qint64 paper = paperRow(paperId);
    Query(connection,
          "INSERT OR REPLACE INTO technique_choice (paper, technique, chosen, at) "
          "VALUES (?, ?, ?, ?)",
          paperId, techniqueId, chosen, utcNow())
            .run();
    refreshDerived(connection, paper);
    transaction.commit();
}

Result<> Store::addTechnique(const QString &paperId, const QString &techniqueId)
{
    return guarded(d->path(), [&] { d->chooseTechnique(paperId, techniqueId, true); });
}

Result<> Store::removeTechnique(const QString &paperId, const QString &techniqueId)
{
    return guarded(d->path(), [&] { d->chooseTechnique(paperId, techniqueId, false); });
}

}  // namespace touchstone::store
