// Saved searches of the library page: search text and facets under a name, in the settings file.
#include "ui/library/library_page.h"
#include "ui/library/search_edit.h"

#include <QInputDialog>
#include <QMenu>
#include <QToolButton>

namespace touchstone::ui {

namespace {
const QString settingsGroup = QStringLiteral("searches");
}

void LibraryPage::fillSavedSearches()
{
    QMenu *menu = m_saved->menu();
    menu->clear();
    QAction *save = menu->addAction(tr("Save this search…"), this, &LibraryPage::saveSearch);
    save->setEnabled(m_facets.anyChosen() || !m_search->text().trimmed().isEmpty());
    QSettings &settings = m_workspace.settings();
    settings.beginGroup(settingsGroup);
    const QStringList names = settings.childGroups();
    settings.endGroup();
    if (names.isEmpty()) {
        return;
    }
    menu->addSeparator();
    QMenu *remove = new QMenu(tr("Remove"), menu);
    for (const QString &encoded : names) {
        const QString name = QString::fromUtf8(QByteArray::fromHex(encoded.toLatin1()));
        menu->addAction(name, this, [this, encoded] { applySearch(encoded); });
        remove->addAction(name, this, [this, encoded] {
            m_workspace.settings().remove(settingsGroup + QChar(u'/') + encoded);
        });
    }
    menu->addSeparator();
    menu->addMenu(remove);
}

void LibraryPage::saveSearch()
{
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("saveSearch"));
    dialog->setWindowTitle(tr("Save search"));
    dialog->setLabelText(tr("Name of the search"));
    dialog->setTextValue(m_search->text().trimmed());
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString &name) {
        if (name.trimmed().isEmpty()) {
            return;
        }
        QSettings &settings = m_workspace.settings();
        // Hex: a name may hold any character, a settings key may not.
        settings.beginGroup(settingsGroup + QChar(u'/')
                            + QString::fromLatin1(name.trimmed().toUtf8().toHex()));
        settings.setValue(QStringLiteral("text"), m_search->text());
        for (int section = 0; section < FacetModel::SectionCount; ++section) {
            settings.setValue(FacetModel::settingsKey(FacetModel::Section(section)),
                              m_facets.chosen(FacetModel::Section(section)));
        }
        settings.endGroup();
    });
    dialog->open();
}

void LibraryPage::applySearch(const QString &encodedName)
{
    QSettings &settings = m_workspace.settings();
    settings.beginGroup(settingsGroup + QChar(u'/') + encodedName);
    m_search->setText(settings.value(QStringLiteral("text")).toString());
    m_facets.clear();
    for (int section = 0; section < FacetModel::SectionCount; ++section) {
        const QStringList values =
                settings.value(FacetModel::settingsKey(FacetModel::Section(section)))
                        .toStringList();
        for (const QString &value : values) {
            m_facets.setChosen(FacetModel::Section(section), value, true);
        }
    }
    settings.endGroup();
}

}  // namespace touchstone::ui
