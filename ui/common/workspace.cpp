#include "ui/common/workspace.h"

namespace touchstone::ui {

Workspace::Workspace(const QString &databasePath, const QString &settingsPath, QObject *parent)
    : QObject(parent), m_databasePath(databasePath), m_settings(settingsPath, QSettings::IniFormat),
      m_watch(databasePath, this)
{
    for (const auto own : {&Workspace::papersChanged, &Workspace::runsChanged}) {
        connect(this, own, &m_watch, &LibraryWatch::expected);
    }
    connect(this, &Workspace::claimsChanged, &m_watch, &LibraryWatch::expected);
    connect(&m_watch, &LibraryWatch::changedElsewhere, this, [this] {
        Q_EMIT papersChanged();
        Q_EMIT runsChanged();
    });
}

}  // namespace touchstone::ui
