// The widgets of the page and where they lie; what they do is in library_page.cpp.
#include "ui/common/icons.h"
#include "ui/common/widgets.h"
#include "ui/library/facet_panel.h"
#include "ui/library/inspector.h"
#include "ui/library/library_page.h"
#include "ui/library/paper_table.h"
#include "ui/library/search_edit.h"

#include <QMenu>
#include <QResizeEvent>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace touchstone::ui {

// In a small window the other two give way to what the table must show.
void LibraryPage::resizeEvent(QResizeEvent *event)
{
    m_table->setRoom(event->size().width() - m_facetPanel->minimumWidth()
                     - m_inspector->minimumWidth() - 2 * m_splitter->handleWidth());
    Translated<QWidget>::resizeEvent(event);
}

QWidget *LibraryPage::buildHeader()
{
    auto *header = new QWidget(this);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    m_search = named(new SearchEdit(header), QStringLiteral("search"));
    m_search->setMinimumWidth(240);
    m_saved = named(new QToolButton(header), QStringLiteral("savedSearches"));
    m_saved->setIcon(icon(QStringLiteral("save"), Tone::Muted));
    m_saved->setPopupMode(QToolButton::InstantPopup);
    m_saved->setMenu(new QMenu(m_saved));
    row->addWidget(m_search, 1);
    row->addWidget(m_saved);
    return header;
}

QWidget *LibraryPage::buildList()
{
    auto *list = new QWidget(this);
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_count = named(label(QStringLiteral("muted"), list), QStringLiteral("paperCount"));
    m_copy = named(new QToolButton(list), QStringLiteral("copyPapers"));
    m_copy->setIcon(icon(QStringLiteral("copy"), Tone::Muted));
    m_copy->setPopupMode(QToolButton::InstantPopup);
    m_copy->setMenu(new QMenu(m_copy));
    m_compare = named(new QPushButton(list), QStringLiteral("compareSelected"));
    m_compare->setIcon(icon(QStringLiteral("compare"), Tone::Text));
    m_measure = named(new QPushButton(list), QStringLiteral("measureNow"));
    m_measure->setIcon(icon(QStringLiteral("run"), Tone::Text));
    auto *tools = new QHBoxLayout;
    tools->setContentsMargins(10, 6, 8, 6);
    tools->setSpacing(6);
    tools->addWidget(m_count);
    tools->addStretch(1);
    tools->addWidget(m_copy);
    tools->addWidget(m_compare);
    tools->addWidget(m_measure);
    column->addLayout(tools);
    auto *chips = new QHBoxLayout;
    chips->setContentsMargins(8, 0, 8, 4);
    chips->addWidget(m_chips);
    column->addLayout(chips);
    column->addWidget(m_message);
    m_table = new PaperTable(m_papers, list);
    m_empty = new EmptyState(QStringLiteral("library"), list);
    m_stack = new QStackedWidget(list);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    column->addWidget(m_stack, 1);
    return list;
}

}  // namespace touchstone::ui
