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

// What a person decided while the papers were being indexed is written before the jobs end.
Workspace::~Workspace()
{
    startWaitingWrites();
}

void Workspace::setIndexing(bool on)
{
    if (m_indexing == on) {
        return;
    }
    m_indexing = on;
    if (!on) {
        startWaitingWrites();
    }
    Q_EMIT indexingChanged();
}

void Workspace::startWaitingWrites()
{
    for (const auto &start : std::exchange(m_waitingWrites, {})) {
        start();
    }
}

}  // namespace touchstone::ui
