// Browse the library: search, facets, the table of papers and the inspector of one of them.
#pragma once

#include "exchange/claim_table.h"
#include "ui/common/kernel_states.h"
#include "ui/common/translated.h"
#include "ui/common/workspace.h"
#include "ui/library/facet_model.h"
#include "ui/library/paper_model.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTimer;
class QToolButton;

namespace touchstone::ui {

class ChipBar;
class EmptyState;
class FacetPanel;
class Inspector;
class MessageStrip;
class OverviewStrip;
class PaperTable;
class SearchEdit;

class LibraryPage : public Translated<QWidget> {
    Q_OBJECT
public:
    explicit LibraryPage(Workspace &workspace, QWidget *parent = nullptr);
    ~LibraryPage() override;

    QWidget *header() const
    {
        return m_header;
    }  // the search field, shown in the header of the window
    void focusSearch();
    void searchFor(const QString &text);
    void showReport(const QString &date);  // the papers of the reports of that day
    void showPaper(const QString &paperId, const QString &claimId, const QString &runId);
    void addPaper();          // asks for what it is
    void chooseClaimTable();  // asks for a file
    void openClaimTable(const QString &path);
    void measureEverything();  // queues what the strip offers
    bool canMeasureEverything() const { return m_testable.kernelCount() > 0; }
    void saveState();
    void restoreState();
    void themeChanged();

    PaperModel &papers() { return m_papers; }
    FacetModel &facets() { return m_facets; }
    Inspector *inspector() const { return m_inspector; }
    QStringList selectedPapers() const;  // ids, in table order

Q_SIGNALS:
    void queried();  // ids and facets have arrived
    void testableRead(const touchstone::ui::TestableClaims &testable);

protected:
    void retranslateUi() override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Answer {
        QVector<qint64> ids;
        store::Facets facets;
    };
    QWidget *buildHeader();
    QWidget *buildList();
    void connectAll();
    store::PaperQuery query() const;
    void requery();
    void enterList();
    bool filtered() const;
    void recount();
    void connectStrip();
    void show(const Answer &answer);
    void selectionChanged();
    void updateTexts();
    void updateEmptyState();
    void copySelection(bool markdown);
    void importClaims(const exchange::ClaimTable &table, const exchange::ClaimMapping &mapping,
                      bool addPapers);
    void copyBibtex();
    void saveBibtex();
    void readBibtex(std::function<void(const QByteArray &)> use);  // of the selected papers
    void columnMenu(const QPoint &position);
    void fillSavedSearches();
    void saveSearch();
    void applySearch(const QString &name);
    Result<QVector<store::PaperRow>> fetchRows(const QVector<qint64> &ids);

    Workspace &m_workspace;
    LatestJob m_query, m_locate, m_countsJob, m_testableJob, m_bibtexJob;
    std::unique_ptr<store::Store> m_reader;  // for pages of the table; a page takes well under 1 ms
    PaperModel m_papers;
    FacetModel m_facets;
    store::PaperSort m_sort = store::PaperSort::Relevance;
    bool m_descending = false;
    bool m_loaded = false;
    bool m_failed = false;  // the last query
    int m_total = 0;
    QString m_keepPaper;  // selected again after the next query

    QWidget *m_header = nullptr;
    OverviewStrip *m_strip;
    TestableClaims m_testable;
    SearchEdit *m_search;
    QToolButton *m_saved;
    QTimer *m_debounce;
    QSplitter *m_splitter;
    FacetPanel *m_facetPanel;
    ChipBar *m_chips;
    MessageStrip *m_message;
    QStackedWidget *m_stack;
    PaperTable *m_table;
    EmptyState *m_empty;
    QLabel *m_count;
    QPushButton *m_compare, *m_measure;
    QToolButton *m_copy;
    Inspector *m_inspector;
};

}  // namespace touchstone::ui
