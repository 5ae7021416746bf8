#include "store/appearance.h"
#include "store/paper_edits.h"
#include "store/prepared_papers.h"
#include "store/private.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

namespace touchstone::store {

namespace {

QString shortSha(const QByteArray &data, int digits = 12)
{
    return QString::fromLatin1(
            QCryptographicHash::hash(data, QCryptographicHash::Sha256).toHex().left(digits));
}

QString timeOf(const Report &report)
{
    return report.generatedAt.isValid()
                   ? report.generatedAt.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss"))
                   : QString();
}

// What a paper without a title is recognised by: its code, else its place.
QByteArray identityOf(const ReportPaper &paper, const QString &reportId)
{
    const QString key = titleKey(paper.title);
    if (!key.isEmpty()) {
        return key.toUtf8();
    }
    if (!paper.codeUrl.isEmpty()) {
        return paper.codeUrl.toUtf8();
    }
    return (reportId + u'#' + QString::number(paper.index)).toUtf8();
}

QByteArray warningsToBytes(const QVector<ImportWarning> &warnings)
{
    QJsonArray array;
    for (const ImportWarning &warning : warnings) {
        array.append(
                QJsonObject{{QStringLiteral("line"), warning.line},
                            {QStringLiteral("code"), warning.code},
                            {QStringLiteral("en"), QString::fromStdString(warning.message.en)},
                            {QStringLiteral("zh"), QString::fromStdString(warning.message.zh)}});
    }
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

// One call of apply(), inside its transaction.
class Importer {
public:
    explicit Importer(Connection &connection) : m_connection(connection), m_index(connection) {}

    ImportedFile add(const ImportPlan &plan, const std::stop_token &stop,
                     const std::function<void()> &paperDone);
    QString importId() const { return m_import == 0 ? QString() : QString::number(m_import); }
    void finish(const std::stop_token &stop);

private:
    // The report of one plan; report and edition are 0 until something of it is written.
    struct Target {
        const Report &content;
        QString reportId;
        bool sourceKnown = false;
        qint64 report = 0, edition = 0;
    };
    struct Paper {
        qint64 row = 0;
        QString id;
        bool isNew = false;
    };

    qint64 sourceOf(const Report &report);
    Target targetOf(const Report &report);
    void openEdition(Target &target);
    Paper paperFor(const ReportPaper &paper, qint64 hash, const PlannedPaper &planned,
                   const QString &reportId);
    Paper createPaper(const QByteArray &identity);
    // The appearance that a text replaces; 0 for none.
    qint64 predecessor(qint64 paper, const Target &target, int position);
    bool isKnownText(qint64 paper, const Target &target, const QByteArray &textHash, qint64 old);
    void addPaper(const ReportPaper &content, PreparedPaper prepared, const PlannedPaper &planned,
                  Target &target, ImportedFile &file);
    bool giveClaimIds(const Paper &paper, QVector<Claim> &claims);
    void supersede(qint64 paper, qint64 old, qint64 added);
    void stopIfAsked(const std::stop_token &stop) const;

    Connection &m_connection;
    PaperIndex m_index;
    qint64 m_import = 0;
    QSet<qint64> m_changed;                             // papers whose words are forgotten
    QVector<std::pair<qint64, QVector<Claim>>> m_gone;  // claims of superseded texts, by paper
};

qint64 Importer::sourceOf(const Report &report)
{
    const QString sha = QString::fromLatin1(report.sourceSha256);
    Query find(m_connection, "SELECT id FROM source WHERE sha256 = ?", sha);
    if (find.next()) {
        return find.integer(0);
    }
    Query(m_connection,
          "INSERT INTO source (sha256, encoding, format, bytes) VALUES (?, ?, ?, zeroblob(?))", sha,
          report.encoding, report.format, qint64(report.packedSource.size()))
            .run();
    const qint64 source = m_connection.lastRow();
    writeBlob(m_connection, "source", "bytes", source, report.packedSource);
    return source;
}

Importer::Target Importer::targetOf(const Report &report)
{
    Target target{report, timeOf(report)};
    if (target.reportId.isEmpty()) {
        target.reportId = QStringLiteral("r-") + QString::fromLatin1(report.sourceSha256.left(12));
    }
    Query find(m_connection, "SELECT id FROM report WHERE public_id = ?", target.reportId);
    target.report = find.next() ? find.integer(0) : 0;
    Query known(m_connection,
                "SELECT 1 FROM source s JOIN edition e ON e.source_id = s.id "
                "WHERE s.sha256 = ? AND e.report_id = ?",
                QString::fromLatin1(report.sourceSha256), target.report);
    target.sourceKnown = known.next();
    return target;
}

void Importer::openEdition(Target &target)
{
    if (m_import == 0) {
        // Four times the default: fewer pieces of the index to write and to merge.
        m_connection.exec("INSERT INTO paper_text (paper_text, rank) VALUES ('hashsize', 4194304)");
        Query(m_connection, "INSERT INTO import (at) VALUES (?)", utcNow()).run();
        m_import = m_connection.lastRow();
    }
    const Report &report = target.content;
    if (target.report == 0) {
        Query(m_connection, "INSERT INTO report (public_id, generated_at) VALUES (?, ?)",
              target.reportId, timeOf(report))
                .run();
        target.report = m_connection.lastRow();
    }
    const qint64 source = sourceOf(report);
    Query(m_connection,
          "INSERT INTO edition (report_id, import_id, source_id, source_name, title, stated_count, "
          "warnings) VALUES (?, ?, ?, ?, ?, ?, ?)",
          target.report, m_import, source, report.sourceName, report.title, report.statedPaperCount,
          QString::fromUtf8(warningsToBytes(report.warnings)))
            .run();
    target.edition = m_connection.lastRow();
}

Importer::Paper Importer::createPaper(const QByteArray &identity)
{
    // 48 bits are enough for millions of papers but no proof: a taken id gets more digits.
    for (int digits = 12; digits <= 64; digits += 4) {
        const QString id = QStringLiteral("p-") + shortSha(identity, digits);
        Query insert(m_connection, "INSERT OR IGNORE INTO paper (public_id) VALUES (?)", id);
        insert.run();
        if (insert.changes() == 1) {
            return {m_connection.lastRow(), id, true};
        }
    }
    refuse(ErrorCode::Internal, "{0}: no paper id is free", "{0}：没有可用的论文编号",
           m_connection.path());
}

Importer::Paper Importer::paperFor(const ReportPaper &paper, qint64 hash,
                                   const PlannedPaper &planned, const QString &reportId)
{
    Query byId(m_connection, "SELECT id, public_id FROM paper WHERE public_id = ?",
               planned.existingId);
    if (!planned.existingId.isEmpty() && byId.next()) {
        return {byId.integer(0), byId.text(1), false};
    }
    // The plan may be older than the library, or an earlier plan of this import brought the paper.
    if (hash != 0) {
        Query byTitle(
                m_connection,
                "SELECT p.id, p.public_id FROM appearance a JOIN paper p ON p.id = a.paper_id "
                "WHERE a.title_hash = ? AND a.title_hash <> 0 ORDER BY a.id LIMIT 1",
                hash);
        if (byTitle.next()) {
            return {byTitle.integer(0), byTitle.text(1), false};
        }
    } else {
        Query untitled(m_connection, "SELECT id, public_id FROM paper WHERE public_id = ?",
                       QStringLiteral("p-") + shortSha(identityOf(paper, reportId)));
        if (untitled.next()) {
            return {untitled.integer(0), untitled.text(1), false};
        }
    }
    return createPaper(identityOf(paper, reportId));
}

// A paper may appear twice in one report, so its own number counts first; a moved one is found by
// the report alone. Each question has an index of its own: a report may hold one title thousands of
// times.
qint64 Importer::predecessor(qint64 paper, const Target &target, int position)
{
    Query samePlace(m_connection,
                    "SELECT id FROM appearance INDEXED BY appearance_place WHERE report_id = ? "
                    "AND position = ? AND paper_id = ? AND superseded_by IS NULL "
                    "ORDER BY id LIMIT 1",
                    target.report, position, paper);
    if (samePlace.next()) {
        return samePlace.integer(0);
    }
    Query moved(m_connection,
                "SELECT a.id FROM edition e CROSS JOIN appearance a INDEXED BY appearance_current "
                "ON a.paper_id = ? AND a.edition_id = e.id AND a.superseded_by IS NULL "
                "WHERE e.report_id = ? AND e.id <> ? ORDER BY e.id, a.id LIMIT 1",
                paper, target.report, target.edition);
    return moved.next() ? moved.integer(0) : 0;
}

bool Importer::isKnownText(qint64 paper, const Target &target, const QByteArray &textHash,
                           qint64 old)
{
    // An older edition read again must not take the place of the newer one.
    Query find(m_connection,
               "SELECT 1 FROM appearance INDEXED BY appearance_text WHERE paper_id = ? "
               "AND text_hash = ? AND report_id = ? AND (id = ? OR ?)",
               paper, textHash, target.report, old, target.sourceKnown);
    return find.next();
}

// True when a claim got another id than it came with.
bool Importer::giveClaimIds(const Paper &paper, QVector<Claim> &claims)
{
    bool changed = false;
    QSet<QString> seen;
    Query owner(m_connection, "SELECT 1 FROM claim WHERE public_id = ? AND paper_id <> ?");
    for (Claim &claim : claims) {
        owner.bindAll(claim.id, paper.row);
        const bool taken = owner.next();
        owner.reset();
        if (claim.id.isEmpty() || taken || seen.contains(claim.id)) {
            // Decisions hang on the id, so no two claims may share one.
            claim.id = QStringLiteral("c-")
                       + shortSha((paper.id + u'/' + claim.id + u'/' + claim.metric + u'/'
                                   + QString::number(claim.value, 'g', 17) + u'/'
                                   + QString::number(seen.size()))
                                          .toUtf8());
            changed = true;
        }
        seen.insert(claim.id);
    }
    return changed;
}

void Importer::supersede(qint64 paper, qint64 old, qint64 added)
{
    Query read(m_connection,
               "SELECT " TOUCHSTONE_APPEARANCE_COLUMNS " FROM appearance a WHERE a.id = ?", old);
    if (read.next()) {
        m_gone.append({paper, readAppearance(read, m_connection.path()).content.claims});
    }
    Query(m_connection, "UPDATE appearance SET superseded_by = ? WHERE id = ?", added, old).run();
}

void Importer::stopIfAsked(const std::stop_token &stop) const
{
    if (stop.stop_requested() || m_connection.interrupted()) {
        throw Failure{cancelled().value()};
    }
}

void Importer::finish(const std::stop_token &stop)
{
    for (const auto &[paper, claims] : std::as_const(m_gone)) {
        m_index.claimsGo(paper, claims);
    }
    for (const qint64 paper : std::as_const(m_changed)) {
        stopIfAsked(stop);
        m_index.refresh(paper);
    }
    m_index.flush();
}

void Importer::addPaper(const ReportPaper &content, PreparedPaper prepared,
                        const PlannedPaper &planned, Target &target, ImportedFile &file)
{
    const qint64 hash = prepared.titleHash;
    const Paper paper = paperFor(content, hash, planned, target.reportId);
    const qint64 old = paper.isNew ? 0 : predecessor(paper.row, target, content.index);
    if (!paper.isNew && isKnownText(paper.row, target, prepared.bytes.textHash, old)) {
        return;
    }
    if (target.edition == 0) {
        openEdition(target);
    }
    if (!paper.isNew && !m_changed.contains(paper.row)) {
        m_index.forgetWords(paper.row);
        m_changed.insert(paper.row);
    }
    StoredAppearance appearance{0, paper.row, target.report, target.edition, hash, content};
    if (giveClaimIds(paper, appearance.content.claims)) {
        prepared.bytes.claims = claimsToBytes(appearance.content);
    }
    const qint64 added = insertAppearance(m_connection, appearance, prepared.bytes);
    if (old != 0) {
        supersede(paper.row, old, added);
    }
    takeOver(m_connection, paper.id, content);
    if (paper.isNew) {
        m_index.addNew(appearance, prepared.words);
    } else {
        m_index.claimsCome(paper.row, appearance.content.claims);
    }
    file.newPapers += paper.isNew ? 1 : 0;
    file.changedPapers += paper.isNew ? 0 : 1;
}

ImportedFile Importer::add(const ImportPlan &plan, const std::stop_token &stop,
                           const std::function<void()> &paperDone)
{
    const Report &report = plan.report;
    ImportedFile file;
    file.sourceName = report.sourceName;
    file.generatedAt = report.generatedAt;
    file.warnings = report.warnings;
    Target target = targetOf(report);
    file.reportId = target.reportId;
    if (!target.sourceKnown) {
        openEdition(target);
    }
    PreparedPapers ahead(plan);
    for (const PlannedPaper &planned : plan.papers) {
        PreparedPaper prepared = ahead.take();
        stopIfAsked(stop);
        if (planned.position < 0 || planned.position >= report.papers.size()) {
            refuse(ErrorCode::Invalid, "{0}: the import plan names paper {1}, which is not there",
                   "{0}：导入计划指向不存在的第 {1} 篇论文", report.sourceName.toStdString(),
                   planned.position);
        }
        const ReportPaper &paper = report.papers[planned.position];
        ++file.papers;
        file.claims += int(paper.claims.size());
        if (planned.selected) {
            addPaper(paper, std::move(prepared), planned, target, file);
        }
        paperDone();
    }
    file.unchanged = target.edition == 0;
    return file;
}

}  // namespace

Result<ImportOutcome> Store::apply(const QVector<ImportPlan> &plans, std::stop_token stop,
                                   const Progress &progress)
{
    int total = 0;
    for (const ImportPlan &plan : plans) {
        total += int(plan.papers.size());
    }
    return guarded(d->path(), [&] {
        PatientWriteTransaction transaction(d->connection, stop);
        Importer importer(d->connection);
        ImportOutcome outcome;
        int done = 0;
        const auto paperDone = [&] {
            ++done;
            if (progress) {
                progress(done, total);
            }
        };
        for (const ImportPlan &plan : plans) {
            outcome.files.append(importer.add(plan, stop, paperDone));
        }
        importer.finish(stop);
        outcome.importId = importer.importId();
        transaction.commit();
        return outcome;
    });
}

}  // namespace touchstone::store
