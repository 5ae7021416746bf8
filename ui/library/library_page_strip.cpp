// The overview strip of the library page: what it counts, and where its figures lead.
#include "ui/common/widgets.h"
#include "ui/library/library_page.h"
#include "ui/library/overview_strip.h"
#include "ui/library/search_edit.h"

#include <array>

namespace touchstone::ui {

void LibraryPage::connectStrip()
{
    for (const auto signal : {&Workspace::papersChanged, &Workspace::runsChanged}) {
        connect(&m_workspace, signal, this, &LibraryPage::recount);
    }
    connect(&m_workspace, &Workspace::claimsChanged, this, &LibraryPage::recount);
    connect(m_strip, &OverviewStrip::everythingWanted, this, [this] {
        m_search->clear();
        m_facets.choose(FacetModel::Techniques, {});
    });
    connect(m_strip, &OverviewStrip::chosen, this,
            [this](FacetModel::Section section, const QStringList &values) {
                m_search->clear();
                m_facets.choose(section, values);
            });
    connect(m_strip, &OverviewStrip::claimsWanted, this,
            [this] { Q_EMIT m_workspace.pageWanted(QStringLiteral("compare")); });
    connect(m_strip, &OverviewStrip::measurementsWanted, this, &LibraryPage::measureEverything);
}

void LibraryPage::recount()
{
    m_workspace.read<store::LibraryCounts>(
            m_countsJob, this, [](store::Store &store) { return store.counts(); },
            [this](const Result<store::LibraryCounts> &counts) {
                if (counts) {
                    m_strip->setCounts(*counts);
                } else {
                    m_message->showError(counts.error().message);
                }
            });
    m_workspace.read<TestableClaims>(
            m_testableJob, this, [](store::Store &store) { return readTestableClaims(store); },
            [this](const Result<TestableClaims> &testable) {
                if (testable) {
                    m_testable = *testable;
                    m_strip->setTestable(*testable);
                    Q_EMIT testableRead(*testable);
                }
            });
}

void LibraryPage::measureEverything()
{
    constexpr std::array<const char *, 3> presets{"small", "medium", "large"};
    for (std::size_t i = 0; i < presets.size(); ++i) {
        if (!m_testable.toMeasure[i].isEmpty()) {
            Q_EMIT m_workspace.measurementWanted(m_testable.toMeasure[i],
                                                 QLatin1String(presets[i]));
        }
    }
}

}  // namespace touchstone::ui
