// Asking for files and folders, and where they were last.
#pragma once

#include <QString>

QT_BEGIN_NAMESPACE
class QFileDialog;
class QSettings;
class QWidget;
QT_END_NAMESPACE

namespace touchstone::ui {

// Keys of the settings.
inline const QString exportFolderKey = QStringLiteral("export/folder");
inline const QString importFolderKey = QStringLiteral("reports/folder");

// The folder of the last time, the documents folder or the home folder: the first that exists. A
// new account may have no documents folder.
QString lastFolder(const QSettings &settings, const QString &key);

enum class Asked { File, Files, Folder, NewFile };
// A dialog to connect and open; it deletes itself. It begins in the folder of `start`, which may be
// a folder or a file, or in the home folder where that is gone.
QFileDialog *fileDialog(QWidget *parent, Asked asked, const QString &name, const QString &title,
                        const QString &start);
// The same, beginning in lastFolder(), and the next one where this one chose.
QFileDialog *fileDialog(QWidget *parent, Asked asked, const QString &name, const QString &title,
                        QSettings &settings, const QString &key);

}  // namespace touchstone::ui
