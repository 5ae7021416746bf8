// Where files that people ask for are written.
#pragma once

#include <QString>

QT_BEGIN_NAMESPACE
class QSettings;
QT_END_NAMESPACE

namespace touchstone::ui {

inline const QString exportFolderKey = QStringLiteral("export/folder");

// The folder of the last export, the documents folder or the home folder: the first that exists. A
// new account may have no documents folder.
QString exportFolder(const QSettings &settings);

}  // namespace touchstone::ui
