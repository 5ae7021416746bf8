// The actions on library files: new, open, recent ones, a copy, a backup restored.
#pragma once

#include "ui/common/file_dialog.h"

#include <QKeySequence>
#include <QObject>

#include <functional>

class QAction;
class QMenu;

namespace touchstone::ui {

class MainWindow;

class LibraryMenu : public QObject {
    Q_OBJECT
public:
    LibraryMenu(MainWindow &window, QMenu &menu);
    void retranslate();

private:
    QAction *add(const QString &name, const QKeySequence &shortcut, std::function<void()> chosen);
    QFileDialog *fileDialog(const QString &name, const QString &title, Asked asked);
    void chooseNew();
    void chooseExisting();
    void chooseCopy();
    void chooseBackup();
    void create(const QString &path);
    void open(const QString &path);
    void copyTo(const QString &path);
    void fillRecent();

    MainWindow &m_window;
    QMenu &m_menu;
    QMenu *m_recent = nullptr;
};

}  // namespace touchstone::ui
