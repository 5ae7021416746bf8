// What is derived from a paper's appearances, decisions and runs: the columns of table paper, its
// facet record, its search text, its abstract sketch, its kernels and what they answer. Private to
// this folder.
#pragma once

#include "store/appearance.h"
#include "store/facet_columns.h"
#include "store/paper_answers.h"

namespace touchstone::store {

// Search tokens and abstract sketches of one or more appearances.
struct SearchWords {
    QString title, brief, abstract, institutions;
    QVector<qint64> sketch;
};
SearchWords wordsOf(const ReportPaper &paper);

// Every change of a paper's facts is made between forget() and refresh(), in one transaction:
// the search index has no content of its own, so the old words are computed from the old facts. An
// import may bring a paper thousands of times: it forgets once and refreshes at its end.
class PaperIndex {
public:
    explicit PaperIndex(Connection &connection)
        : m_connection(connection), m_facets(connection), m_comparer(connection)
    {
    }

    void forget(qint64 paper);
    // As forget() without the claims, which keep their owner until the import has ended.
    void forgetWords(qint64 paper);
    void claimsCome(qint64 paper, const QVector<Claim> &claims);
    void claimsGo(qint64 paper, const QVector<Claim> &claims);  // before refresh()
    void refresh(qint64 paper);  // a paper without appearances is deleted
    // As refresh(), for a paper whose only appearance has just been written; words: of its content.
    void addNew(const StoredAppearance &appearance, const SearchWords &words);
    void refreshDerived(qint64 paper);  // decisions or runs changed, texts did not
    void flush() { m_facets.flush(); }  // once, before commit

private:
    void writeWords(qint64 paper, const SearchWords &words, bool remove);
    void writeAll(qint64 paper, const QVector<StoredAppearance> &appearances,
                  const SearchWords &words);
    void writeDerived(qint64 paper, const QVector<StoredAppearance> &appearances);
    // shown: with the decisions of people. dates: of the reports that the paper appears in.
    void writeFacets(qint64 paper, const ReportPaper &shown, const QStringList &dates,
                     const QStringList &kernels, const PaperAnswers &answers);

    Connection &m_connection;
    FacetWriter m_facets;
    PaperComparer m_comparer;
};

// Up to four hashes of an abstract: the smallest over its word groups, so that texts that share
// most of their words share at least one.
QVector<qint64> abstractSketch(const QString &abstract);

}  // namespace touchstone::store
