#include "store/paper_index.h"

#include "compare/difference_words.h"
#include "compare/printed_figure.h"
#include "library/vocabulary.h"
#include "store/decisions.h"
#include "store/kernel_links.h"
#include "store/search_text.h"

#include <QSet>

#include <algorithm>
#include <limits>
#include <set>
#include <vector>

namespace touchstone::store {

namespace {

constexpr std::size_t shingleWords = 4;
constexpr std::size_t sketchSize = 4;

// FNV-1a and a multiply-shift step, 64 bits: stable over runs and machines, unlike qHash.
quint64 stableHash(QStringView text)
{
    quint64 hash = 0xcbf29ce484222325ULL;
    for (const QChar c : text) {
        hash = (hash ^ c.unicode()) * 0x100000001b3ULL;
    }
    return hash;
}

quint64 combined(quint64 a, quint64 b)
{
    const quint64 mixed = (a ^ (b >> 29)) * 0x9e3779b97f4a7c15ULL + b;
    return mixed ^ (mixed >> 32);
}

QVector<qint64> sketchOfTokens(const QString &tokens)
{
    std::vector<quint64> words;
    for (const QStringView word : QStringView(tokens).tokenize(u' ', Qt::SkipEmptyParts)) {
        words.push_back(stableHash(word));
    }
    std::set<quint64> smallest;
    for (std::size_t i = 0; i + shingleWords <= words.size(); ++i) {
        quint64 hash = 0;
        for (std::size_t j = 0; j < shingleWords; ++j) {
            hash = combined(hash, words[i + j]);
        }
        if (smallest.size() < sketchSize || hash < *smallest.rbegin()) {
            smallest.insert(hash);
            if (smallest.size() > sketchSize) {
                smallest.erase(std::prev(smallest.end()));
            }
        }
    }
    QVector<qint64> sketch;
    for (const quint64 hash : smallest) {
        sketch.append(qint64(hash));
    }
    return sketch;
}

bool countsForFactor(const Claim &claim)
{
    const bool decidedOn =
            claim.status == ClaimStatus::Confirmed || claim.status == ClaimStatus::Edited;
    return claim.normalised && claim.status != ClaimStatus::Rejected
           && (claim.flags.isEmpty() || decidedOn);
}

// The tokens of several texts, each text once: also one that is a part of another, as long as
// looking for it costs nothing beside thousands of texts.
class TokenTexts {
public:
    void add(const QString &tokens)
    {
        constexpr qsizetype searched = 1 << 16;
        if (tokens.isEmpty() || m_seen.contains(tokens)
            || (m_all.size() <= searched && m_all.contains(tokens))) {
            return;
        }
        m_seen.insert(tokens);
        m_all += m_all.isEmpty() ? tokens : u' ' + tokens;
    }
    const QString &all() const { return m_all; }

private:
    QString m_all;
    QSet<QString> m_seen;
};

// Of one paper; its appearances in their order, since the words are removed as they were written.
class WordCollector {
public:
    void add(const ReportPaper &paper)
    {
        m_title.add(searchTokens(paper.title.isEmpty() ? paper.rawTitle : paper.title));
        m_title.add(searchTokens(paper.shortName));
        m_brief.add(searchTokens(paper.brief));
        m_institutions.add(searchTokens(paper.institutions.join(u'\n')));
        const QString abstract = searchTokens(paper.abstract);
        m_abstract.add(abstract);
        m_sketch += sketchOfTokens(abstract);
    }
    SearchWords words() const
    {
        return {m_title.all(), m_brief.all(), m_abstract.all(), m_institutions.all(), m_sketch};
    }

private:
    TokenTexts m_title, m_brief, m_abstract, m_institutions;
    QVector<qint64> m_sketch;
};

SearchWords wordsOf(const QVector<StoredAppearance> &appearances)
{
    WordCollector words;
    for (const StoredAppearance &appearance : appearances) {
        words.add(appearance.content);
    }
    return words.words();
}

// Claims that no person has rejected.
int countedClaims(const ReportPaper &paper)
{
    return int(std::count_if(paper.claims.begin(), paper.claims.end(), [](const Claim &claim) {
        return claim.status != ClaimStatus::Rejected;
    }));
}

// The largest improvement factor of the claims that count for it.
std::optional<double> bestClaimed(const ReportPaper &paper)
{
    std::optional<double> best;
    for (const Claim &claim : paper.claims) {
        if (countsForFactor(claim)) {
            best = std::max(best.value_or(claim.normalised->factor), claim.normalised->factor);
        }
    }
    return best;
}

// The dates of the reports that the paper appears in, "2025-09-24".
QStringList reportDates(Connection &connection, const QVector<StoredAppearance> &appearances)
{
    QStringList dates;
    for (const StoredAppearance &appearance : appearances) {
        Query report(connection, "SELECT substr(generated_at, 1, 10) FROM report WHERE id = ?",
                     appearance.report);
        report.next();
        dates.append(report.text(0));
    }
    return dates;
}

template <class Enum>
std::optional<int> numberOf(const std::optional<Enum> &value)
{
    return value ? std::optional<int>(int(*value)) : std::nullopt;
}

// Flags that no person has decided.
QStringList openFlags(const Claim &claim)
{
    return claim.status == ClaimStatus::Extracted ? claim.flags : QStringList();
}

void writeHeadline(Connection &connection, qint64 paper, const PaperAnswers &answers)
{
    const compare::ComparisonRow *row = answers.headline ? &*answers.headline : nullptr;
    const Text words = row ? compare::headlineText(row->claim) : Text();
    std::optional<double> factor, limit;
    std::optional<int> group;
    std::optional<compare::Outcome> outcome;
    if (row) {
        outcome = compare::outcomeOf(*row);
        limit = row->limit;
        if (row->claim.normalised) {
            factor = row->claim.normalised->factor;
            group = compare::isOfSpeed(row->claim) ? 0 : 1;
        }
    }
    Query(connection,
          "UPDATE paper SET headline_en = ?, headline_zh = ?, headline_flags = ?, "
          "headline_metric = ?, headline_group = ?, headline_factor = ?, difference = ?, "
          "upper_limit = ?, outcome = ?, testable = ?, answered = ? WHERE id = ?",
          QString::fromStdString(words.en), QString::fromStdString(words.zh),
          row ? openFlags(row->claim).join(u' ') : QString(), row ? row->claim.metric : QString(),
          group, factor, row && row->quality ? compare::differenceWords(*row->quality) : QString(),
          limit, numberOf(outcome), answers.testable, answers.answered, paper)
            .run();
}

}  // namespace

QVector<qint64> abstractSketch(const QString &abstract)
{
    return sketchOfTokens(searchTokens(abstract));
}

SearchWords wordsOf(const ReportPaper &paper)
{
    WordCollector words;
    words.add(paper);
    return words.words();
}

void PaperIndex::writeWords(qint64 paper, const SearchWords &words, bool remove)
{
    Query text(m_connection,
               remove ? "INSERT INTO paper_text (paper_text, rowid, title, brief, abstract, "
                        "institutions) VALUES ('delete', ?, ?, ?, ?, ?)"
                      : "INSERT INTO paper_text (rowid, title, brief, abstract, institutions) "
                        "VALUES (?, ?, ?, ?, ?)",
               paper, words.title, words.brief, words.abstract, words.institutions);
    text.run();
    Query sketch(m_connection,
                 remove ? "DELETE FROM abstract_sketch WHERE hash = ? AND paper_id = ?"
                        : "INSERT OR IGNORE INTO abstract_sketch (hash, paper_id) VALUES (?, ?)");
    for (const qint64 hash : words.sketch) {
        sketch.bindAll(hash, paper);
        sketch.run();
    }
}

void PaperIndex::claimsCome(qint64 paper, const QVector<Claim> &claims)
{
    Query write(m_connection, "INSERT OR IGNORE INTO claim (public_id, paper_id) VALUES (?, ?)");
    for (const Claim &claim : claims) {
        write.bindAll(claim.id, paper);
        write.run();
    }
}

void PaperIndex::claimsGo(qint64 paper, const QVector<Claim> &claims)
{
    Query remove(m_connection, "DELETE FROM claim WHERE public_id = ? AND paper_id = ?");
    for (const Claim &claim : claims) {
        remove.bindAll(claim.id, paper);
        remove.run();
    }
}

void PaperIndex::forget(qint64 paper)
{
    const QVector<StoredAppearance> appearances = currentAppearances(m_connection, paper);
    if (appearances.isEmpty()) {
        return;
    }
    writeWords(paper, wordsOf(appearances), true);
    for (const StoredAppearance &appearance : appearances) {
        claimsGo(paper, appearance.content.claims);
    }
}

void PaperIndex::forgetWords(qint64 paper)
{
    const QVector<StoredAppearance> appearances = currentAppearances(m_connection, paper);
    if (!appearances.isEmpty()) {
        writeWords(paper, wordsOf(appearances), true);
    }
}

void PaperIndex::refresh(qint64 paper)
{
    const QVector<StoredAppearance> appearances = currentAppearances(m_connection, paper);
    if (appearances.isEmpty()) {
        Query(m_connection, "DELETE FROM paper_kernel WHERE paper_id = ?", paper).run();
        Query(m_connection, "DELETE FROM paper WHERE id = ?", paper).run();
        m_facets.remove(paper);
        return;
    }
    writeAll(paper, appearances, wordsOf(appearances));
}

void PaperIndex::addNew(const StoredAppearance &appearance, const SearchWords &words)
{
    writeAll(appearance.paper, {appearance}, words);
}

void PaperIndex::writeAll(qint64 paper, const QVector<StoredAppearance> &appearances,
                          const SearchWords &words)
{
    writeWords(paper, words, false);
    for (const StoredAppearance &appearance : appearances) {
        claimsCome(paper, appearance.content.claims);
    }
    writeDerived(paper, appearances);
}

void PaperIndex::refreshDerived(qint64 paper)
{
    const QVector<StoredAppearance> appearances = currentAppearances(m_connection, paper);
    if (!appearances.isEmpty()) {
        writeDerived(paper, appearances);
    }
}

void PaperIndex::writeDerived(qint64 paper, const QVector<StoredAppearance> &appearances)
{
    Query find(m_connection, "SELECT public_id FROM paper WHERE id = ?", paper);
    find.next();
    ReportPaper shown = shownPaper(appearances);
    applyDecisions(m_connection, find.text(0), shown);
    QStringList dates = reportDates(m_connection, appearances);
    dates.removeDuplicates();
    const QStringList kernels = linkKernels(m_connection, paper, appearances);
    const PaperAnswers answers = m_comparer.answersOf(find.text(0), shown, dates, kernels);
    writeFacets(paper, shown, dates, kernels, answers);
    Query(m_connection,
          "UPDATE paper SET title = ?, short_name = ?, techniques = ?, report = ?, position = ?, "
          "claim_count = ?, best_claimed = ?, measured = ?, grade = ?, year = ?, venue = ?, tags = "
          "? "
          "WHERE id = ?",
          shown.title, shown.shortName, shown.techniques.join(u' '),
          *std::max_element(dates.begin(), dates.end()), shown.index, countedClaims(shown),
          bestClaimed(shown), answers.measured, numberOf(answers.grade), shown.links.year,
          shown.links.venue, QString::fromUtf8(listToBytes(shown.tags)), paper)
            .run();
    writeHeadline(m_connection, paper, answers);
}

void PaperIndex::writeFacets(qint64 paper, const ReportPaper &shown, const QStringList &dates,
                             const QStringList &kernels, const PaperAnswers &answers)
{
    FacetRecord record;
    record.paper = paper;
    const auto add = [&](Facet facet, const QString &value) {
        const quint32 id = m_facets.idOf(facet, value);
        std::vector<quint32> &values = record.of(facet);
        if (std::find(values.begin(), values.end(), id) == values.end()) {
            values.push_back(id);
        }
    };
    const auto addAll = [&](Facet facet, const QStringList &values) {
        for (const QString &value : values) {
            add(facet, value);
        }
    };
    for (const Claim &claim : shown.claims) {
        if (claim.status != ClaimStatus::Rejected) {
            add(Facet::Metric, claim.metric);
        }
    }
    addAll(Facet::Technique, shown.techniques);
    addAll(Facet::Institution, shown.institutions);
    addAll(Facet::Report, dates);
    addAll(Facet::Kernel, kernels);
    addAll(Facet::Tag, shown.tags);
    if (answers.grade) {
        add(Facet::Grade, toWord(*answers.grade));
    }
    const bool hasFigure = answers.answered > 0 || answers.measured;
    add(Facet::Measured, hasFigure ? QStringLiteral("yes") : QStringLiteral("no"));
    if (answers.testable > 0) {
        add(Facet::Measured, QStringLiteral("testable"));
    }
    if (answers.headline) {
        add(Facet::Outcome, compare::toWord(compare::outcomeOf(*answers.headline)));
    }
    record.bestClaimed = bestClaimed(shown).value_or(std::numeric_limits<double>::quiet_NaN());
    m_facets.put(record);
}

}  // namespace touchstone::store
