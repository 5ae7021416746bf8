#include "ui/common/file_dialog.h"

#include <QDir>
#include <QFileDialog>
#include <QSettings>
#include <QStandardPaths>

namespace touchstone::ui {

namespace {
// Words in Qt's dialog that its own Chinese translation lacks.
[[maybe_unused]] constexpr const char *wordsOfQt[][2] = {
        QT_TRANSLATE_NOOP3("QAbstractFileIconProvider", "Folder", "All other platforms"),
        QT_TRANSLATE_NOOP3("QAbstractFileIconProvider", "Drive", ""),
        QT_TRANSLATE_NOOP3("QAbstractFileIconProvider", "Unknown", "")};

QFileDialog::FileMode modeOf(Asked asked)
{
    switch (asked) {
    case Asked::File:
        return QFileDialog::ExistingFile;
    case Asked::Files:
        return QFileDialog::ExistingFiles;
    case Asked::Folder:
        return QFileDialog::Directory;
    case Asked::NewFile:
        break;
    }
    return QFileDialog::AnyFile;
}

// The folder that a path is, or lies in; the home folder where there is none.
QString existingFolder(const QString &start)
{
    if (start.isEmpty()) {
        return QDir::homePath();
    }
    const QFileInfo file(start);
    const QString folder = file.isDir() ? file.absoluteFilePath() : file.absolutePath();
    return QDir(folder).exists() ? folder : QDir::homePath();
}
}  // namespace

QString lastFolder(const QSettings &settings, const QString &key)
{
    for (const QString &folder :
         {settings.value(key).toString(),
          QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)}) {
        if (!folder.isEmpty() && QDir(folder).exists()) {
            return folder;
        }
    }
    return QDir::homePath();
}

QFileDialog *fileDialog(QWidget *parent, Asked asked, const QString &name, const QString &title,
                        const QString &start)
{
    auto *dialog = new QFileDialog(parent, title, existingFolder(start));
    dialog->setObjectName(name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(modeOf(asked));
    dialog->setAcceptMode(asked == Asked::NewFile ? QFileDialog::AcceptSave
                                                  : QFileDialog::AcceptOpen);
    dialog->setOption(QFileDialog::ShowDirsOnly, asked == Asked::Folder);
    if (asked == Asked::NewFile && !start.isEmpty() && !QFileInfo(start).isDir()) {
        dialog->selectFile(QFileInfo(start).fileName());
    }
    return dialog;
}

QFileDialog *fileDialog(QWidget *parent, Asked asked, const QString &name, const QString &title,
                        QSettings &settings, const QString &key)
{
    QFileDialog *dialog = fileDialog(parent, asked, name, title, lastFolder(settings, key));
    QObject::connect(dialog, &QFileDialog::filesSelected, dialog, [dialog, &settings, key] {
        settings.setValue(key, dialog->directory().absolutePath());
    });
    return dialog;
}

}  // namespace touchstone::ui
