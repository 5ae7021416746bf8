#include "ui/common/workspace.h"

namespace touchstone::ui {

Workspace::Workspace(const QString &databasePath, const QString &settingsPath, QObject *parent)
    : QObject(parent), m_databasePath(databasePath), m_settings(settingsPath, QSettings::IniFormat)
{
}

}  // namespace touchstone::ui
