#include "store/kernel_links.h"

#include "library/vocabulary.h"
#include "store/paper_index.h"

#include <QCryptographicHash>
#include <QFile>
#include <QHash>
#include <QSet>

namespace touchstone::store {

namespace {

const QString hashKey = QStringLiteral("internal/kernels-hash");

const QString derivedKey = QStringLiteral("internal/derived-columns");
// To be raised with every change of what the comparison says of stored papers and runs, or of the
// columns that hold it.
const char *const derivedVersion = "4";

// The papers of kernels.json, looked up by title, or by place for a paper without one.
struct NamedPapers {
    QHash<qint64, QVector<const KernelText *>> byTitle;
    QHash<std::pair<QString, int>, QVector<const KernelText *>> byPlace;

    explicit NamedPapers(const Vocabulary &vocabulary)
    {
        for (const KernelText &kernel : vocabulary.kernels()) {
            for (const PaperRef &ref : kernel.papers) {
                add(kernel, ref);
            }
            for (const KernelClaim &claim : kernel.claims) {
                add(kernel, claim.paper);
            }
        }
    }
    void add(const KernelText &kernel, const PaperRef &ref)
    {
        const qint64 hash = titleHash(ref.title);
        auto &kernels = hash != 0 ? byTitle[hash] : byPlace[{ref.report, ref.index}];
        if (!kernels.contains(&kernel)) {
            kernels.append(&kernel);
        }
    }
};

const NamedPapers &namedPapers()
{
    static const NamedPapers named(Vocabulary::bundled());
    return named;
}

QString dateOf(Connection &connection, qint64 report)
{
    Query find(connection, "SELECT substr(generated_at, 1, 10) FROM report WHERE id = ?", report);
    return find.next() ? find.text(0) : QString();
}

QByteArray vocabularyHash()
{
    QFile file(QStringLiteral(":/touchstone/kernels.json"));
    const QByteArray json = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    return QCryptographicHash::hash(json, QCryptographicHash::Sha256).toHex();
}

QSet<qint64> namedOrLinkedPapers(Connection &connection)
{
    QSet<qint64> papers;
    const auto collect = [&](Query &query) {
        while (query.next()) {
            papers.insert(query.integer(0));
        }
        query.reset();
    };
    Query linked(connection, "SELECT DISTINCT paper_id FROM paper_kernel");
    collect(linked);
    Query byTitle(connection, "SELECT paper_id FROM appearance WHERE title_hash = ? "
                              "AND title_hash <> 0 AND superseded_by IS NULL");
    for (auto it = namedPapers().byTitle.keyBegin(); it != namedPapers().byTitle.keyEnd(); ++it) {
        byTitle.bindAll(*it);
        collect(byTitle);
    }
    Query byPlace(connection,
                  "SELECT a.paper_id FROM appearance a JOIN report r ON r.id = a.report_id "
                  "WHERE substr(r.generated_at, 1, 10) = ? AND a.position = ? "
                  "AND a.superseded_by IS NULL");
    for (auto it = namedPapers().byPlace.keyBegin(); it != namedPapers().byPlace.keyEnd(); ++it) {
        byPlace.bindAll(it->first, it->second);
        collect(byPlace);
    }
    return papers;
}

QSet<qint64> allPapers(Connection &connection)
{
    QSet<qint64> papers;
    Query all(connection, "SELECT id FROM paper");
    while (all.next()) {
        papers.insert(all.integer(0));
    }
    return papers;
}

bool derivedIsOld(Connection &connection)
{
    Query read(connection, "SELECT value FROM setting WHERE key = ?", derivedKey);
    return !read.next() || read.blob(0) != derivedVersion;
}

}  // namespace

QStringList linkKernels(Connection &connection, qint64 paper,
                        const QVector<StoredAppearance> &appearances)
{
    QStringList kernels;
    for (const StoredAppearance &appearance : appearances) {
        QVector<const KernelText *> found = namedPapers().byTitle.value(appearance.titleHash);
        if (!namedPapers().byPlace.isEmpty()) {
            const QString date = dateOf(connection, appearance.report);
            found += namedPapers().byPlace.value({date, appearance.content.index});
        }
        for (const KernelText *kernel : std::as_const(found)) {
            if (!kernels.contains(kernel->id)) {
                kernels.append(kernel->id);
            }
        }
    }
    Query(connection, "DELETE FROM paper_kernel WHERE paper_id = ?", paper).run();
    for (const QString &kernel : std::as_const(kernels)) {
        Query(connection, "INSERT INTO paper_kernel (paper_id, kernel) VALUES (?, ?)", paper,
              kernel)
                .run();
    }
    return kernels;
}

QVector<qint64> papersOfKernels(Connection &connection, const QStringList &kernels)
{
    QSet<qint64> papers;
    Query find(connection, "SELECT paper_id FROM paper_kernel WHERE kernel = ?");
    for (const QString &kernel : kernels) {
        find.bindAll(kernel);
        while (find.next()) {
            papers.insert(find.integer(0));
        }
        find.reset();
    }
    return {papers.constBegin(), papers.constEnd()};
}

bool relinkIsDue(Connection &connection)
{
    Query read(connection, "SELECT value FROM setting WHERE key = ?", hashKey);
    return !read.next() || read.blob(0) != vocabularyHash() || derivedIsOld(connection);
}

void relinkKernels(Connection &connection, const PaperDone &paperDone)
{
    PaperIndex index(connection);
    const QSet<qint64> papers =
            derivedIsOld(connection) ? allPapers(connection) : namedOrLinkedPapers(connection);
    qsizetype done = 0;
    for (const qint64 paper : papers) {
        index.refreshDerived(paper);
        paperDone(++done, papers.size());
    }
    index.flush();
    noteLinked(connection);
}

void noteLinked(Connection &connection)
{
    Query write(connection, "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)");
    write.bindAll(hashKey, QString::fromLatin1(vocabularyHash()));
    write.run();
    write.bindAll(derivedKey, QString::fromLatin1(derivedVersion));
    write.run();
}

}  // namespace touchstone::store
