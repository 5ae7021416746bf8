#include "store/kernel_links.h"

#include "library/claim_match.h"
#include "store/paper_index.h"
#include "store/run_rows.h"

#include <QCryptographicHash>
#include <QFile>
#include <QHash>
#include <QSet>

#include <algorithm>

namespace touchstone::store {

namespace {

const QString hashKey = QStringLiteral("internal/kernels-hash");

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

struct Link {
    QString kernel;
    std::optional<Grade> grade;
    std::optional<double> measured;
    QString at;
};

// The figure beside the claim; without an entry, the first time ratio over the whole preset.
void readMeasured(Connection &connection, const KernelClaim *claim, Link &link)
{
    if (claim && claim->grade == Grade::NotMeasurable) {
        return;
    }
    RunQuery query;
    query.kernel = link.kernel;
    query.comparedOnly = true;
    const StoredResults stored = readResults(connection, query);
    measure::RatioWanted wanted;
    if (claim) {
        wanted = {claim->baseline.toStdString(),
                  claim->technique.toStdString(),
                  claim->quantity.toStdString(),
                  claim->operation.toStdString(),
                  claim->group.toStdString(),
                  claim->shape.toStdString(),
                  claim->at};
    }
    if (const auto choice = measure::ratioFor(wanted, candidatesOf(stored.runs))) {
        link.measured = choice->ratio->ratio;
        link.at = stored.runs[qsizetype(choice->run)].at;
    }
}

const ClaimMatcher &matcher()
{
    static const ClaimMatcher matcher(Vocabulary::bundled());
    return matcher;
}

using Matches = QVector<MatchedEntry>;

Matches answersOf(const PaperRef &paper, const QVector<Claim> &claims)
{
    Matches answers;
    for (const Claim &claim : claims) {
        const auto match = claim.status == ClaimStatus::Rejected ? std::nullopt
                                                                 : matcher().match(paper, claim);
        if (match) {
            answers.append(*match);
        }
    }
    return answers;
}

// The best graded of the entries that are the kernel's, the first among equals.
const KernelClaim *bestOf(const Matches &matches, const KernelText &kernel)
{
    const KernelClaim *best = nullptr;
    for (const MatchedEntry &match : matches) {
        if (match.kernel == &kernel && (!best || match.entry->grade < best->grade)) {
            best = match.entry;
        }
    }
    return best;
}

// The entry that answers a claim of the paper; where the kernel answers none, one that names it.
// papers: the places where the paper appeared, the newest first.
const KernelClaim *entryOf(const KernelText &kernel, const QVector<PaperRef> &papers,
                           const QVector<Claim> &claims)
{
    for (const PaperRef &paper : papers) {
        if (const KernelClaim *best = bestOf(answersOf(paper, claims), kernel)) {
            return best;
        }
    }
    for (const PaperRef &paper : papers) {
        if (const KernelClaim *best = bestOf(matcher().entriesOf(paper), kernel)) {
            return best;
        }
    }
    return nullptr;
}

Link linkOf(Connection &connection, const KernelText &kernel, const QVector<PaperRef> &papers,
            const QVector<Claim> &claims)
{
    const KernelClaim *best = entryOf(kernel, papers, claims);
    Link link{kernel.id, {}, {}, {}};
    if (best) {
        link.grade = best->grade;
    }
    readMeasured(connection, best, link);
    return link;
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

}  // namespace

PaperKernels linkKernels(Connection &connection, qint64 paper,
                         const QVector<StoredAppearance> &appearances, const ReportPaper &shown)
{
    QVector<const KernelText *> kernels;
    for (const StoredAppearance &appearance : appearances) {
        QVector<const KernelText *> found = namedPapers().byTitle.value(appearance.titleHash);
        if (!namedPapers().byPlace.isEmpty()) {
            const QString date = dateOf(connection, appearance.report);
            found += namedPapers().byPlace.value({date, appearance.content.index});
        }
        for (const KernelText *kernel : std::as_const(found)) {
            if (!kernels.contains(kernel)) {
                kernels.append(kernel);
            }
        }
    }
    Query(connection, "DELETE FROM paper_kernel WHERE paper_id = ?", paper).run();
    PaperKernels all;
    if (kernels.isEmpty()) {  // most papers
        return all;
    }
    QVector<PaperRef> places;
    for (const StoredAppearance &appearance : appearances) {
        places.append({dateOf(connection, appearance.report), appearance.content.index,
                       appearance.content.title});
    }
    std::optional<Grade> gradeOfMeasured;
    for (const KernelText *kernel : std::as_const(kernels)) {
        const Link link = linkOf(connection, *kernel, places, shown.claims);
        all.ids.append(link.kernel);
        if (link.grade && (!all.grade || *link.grade < *all.grade)) {
            all.grade = link.grade;
        }
        const Grade grade = link.grade.value_or(Grade::NotMeasurable);
        if (link.measured && (!all.measured || grade < *gradeOfMeasured)) {
            all.measured = link.measured;
            gradeOfMeasured = grade;
        }
        std::optional<int> stored;
        if (link.grade) {
            stored = int(*link.grade);
        }
        Query(connection,
              "INSERT INTO paper_kernel (paper_id, kernel, grade, measured, measured_at) "
              "VALUES (?, ?, ?, ?, ?)",
              paper, link.kernel, stored, link.measured, link.at)
                .run();
    }
    return all;
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
    return !read.next() || read.blob(0) != vocabularyHash();
}

void relinkKernels(Connection &connection)
{
    PaperIndex index(connection);
    const QSet<qint64> papers = namedOrLinkedPapers(connection);
    for (const qint64 paper : papers) {
        index.refreshDerived(paper);
    }
    index.flush();
    Query(connection, "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", hashKey,
          QString::fromLatin1(vocabularyHash()))
            .run();
}

}  // namespace touchstone::store
