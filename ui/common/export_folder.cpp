#include "ui/common/export_folder.h"

#include <QDir>
#include <QSettings>
#include <QStandardPaths>

namespace touchstone::ui {

QString exportFolder(const QSettings &settings)
{
    for (const QString &folder :
         {settings.value(exportFolderKey).toString(),
          QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)}) {
        if (!folder.isEmpty() && QDir(folder).exists()) {
            return folder;
        }
    }
    return QDir::homePath();
}

}  // namespace touchstone::ui
