// The libraries that were opened last, in the settings file.
#pragma once

#include <QStringList>

class QSettings;

namespace touchstone::ui {

QStringList recentLibraries(const QSettings &settings);  // the last one first
void rememberLibrary(QSettings &settings, const QString &path);

}  // namespace touchstone::ui
