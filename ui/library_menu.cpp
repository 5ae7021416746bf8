#include "ui/library_menu.h"

#include "store/backups.h"
#include "ui/backup_dialog.h"
#include "ui/common/file_links.h"
#include "ui/common/recent_libraries.h"
#include "ui/common/widgets.h"
#include "ui/main_window.h"
#include "ui/start_library.h"

#include <QAction>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>

namespace touchstone::ui {

LibraryMenu::LibraryMenu(MainWindow &window, QMenu &menu)
    : QObject(&menu), m_window(window), m_menu(menu)
{
    add(QStringLiteral("newLibrary"), {}, [this] { chooseNew(); });
    add(QStringLiteral("openLibrary"), {}, [this] { chooseExisting(); });
    m_recent = named(m_menu.addMenu(QString()), QStringLiteral("recentLibraries"));
    connect(m_recent, &QMenu::aboutToShow, this, &LibraryMenu::fillRecent);
    add(QStringLiteral("copyLibrary"), QKeySequence(QStringLiteral("Ctrl+Shift+S")),
        [this] { chooseCopy(); });
    add(QStringLiteral("restoreBackup"), {}, [this] { chooseBackup(); });
    fillRecent();
}

QAction *LibraryMenu::add(const QString &name, const QKeySequence &shortcut,
                          std::function<void()> chosen)
{
    QAction *action = named(m_menu.addAction(QString()), name);
    action->setShortcut(shortcut);
    connect(action, &QAction::triggered, this, std::move(chosen));
    return action;
}

void LibraryMenu::retranslate()
{
    const auto setText = [this](const QString &name, const QString &text) {
        m_menu.findChild<QAction *>(name)->setText(text);
    };
    setText(QStringLiteral("newLibrary"), tr("New library…"));
    setText(QStringLiteral("openLibrary"), tr("Open a library…"));
    m_recent->setTitle(tr("Recent libraries"));
    setText(QStringLiteral("copyLibrary"), tr("Save a copy of the library…"));
    setText(QStringLiteral("restoreBackup"), tr("Restore a backup…"));
}

void LibraryMenu::fillRecent()
{
    m_recent->clear();
    const QString current = QFileInfo(m_window.workspace().databasePath()).absoluteFilePath();
    for (const QString &path : recentLibraries(m_window.workspace().settings())) {
        if (path != current && QFileInfo::exists(path)) {
            m_recent->addAction(path, this, [this, path] { open(path); });
        }
    }
    m_recent->setEnabled(!m_recent->isEmpty());
}

QFileDialog *LibraryMenu::fileDialog(const QString &name, const QString &title, Asked asked)
{
    const QFileInfo library(m_window.workspace().databasePath());
    auto *dialog = ui::fileDialog(&m_window, asked, name, title, library.absolutePath());
    dialog->setDefaultSuffix(QStringLiteral("sqlite"));
    // An existing file is refused in any case.
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    dialog->setNameFilters({tr("Libraries (*.sqlite *.db)"), tr("All files (*)")});
    return dialog;
}

void LibraryMenu::chooseNew()
{
    QFileDialog *dialog =
            fileDialog(QStringLiteral("newLibraryDialog"), tr("New library"), Asked::NewFile);
    connect(dialog, &QFileDialog::fileSelected, this, &LibraryMenu::create);
    dialog->open();
}

void LibraryMenu::create(const QString &path)
{
    if (const auto created = createLibrary(path); !created) {
        m_window.message()->showError(created.error().message);
        return;
    }
    Q_EMIT m_window.libraryWanted(path, {});
}

void LibraryMenu::chooseExisting()
{
    QFileDialog *dialog =
            fileDialog(QStringLiteral("openLibraryDialog"), tr("Open a library"), Asked::File);
    connect(dialog, &QFileDialog::fileSelected, this, &LibraryMenu::open);
    dialog->open();
}

// Looked at before the window that is open goes.
void LibraryMenu::open(const QString &path)
{
    if (const auto schema = store::schemaOf(path); !schema) {
        m_window.message()->showError(schema.error().message);
        return;
    }
    Q_EMIT m_window.libraryWanted(path, {});
}

void LibraryMenu::chooseCopy()
{
    QFileDialog *dialog = fileDialog(QStringLiteral("copyLibraryDialog"),
                                     tr("Save a copy of the library"), Asked::NewFile);
    connect(dialog, &QFileDialog::fileSelected, this, &LibraryMenu::copyTo);
    dialog->open();
}

void LibraryMenu::copyTo(const QString &path)
{
    m_window.workspace().jobs().start<void>(
            text("Copying the library", "正在复制文献库"), JobRunner::Visibility::Visible, this,
            [library = m_window.workspace().databasePath(), path](const JobContext &) {
                return store::copyLibrary(library, path);
            },
            [this, path](const Result<> &copied) {
                if (copied) {
                    m_window.message()->showInfo(
                            text("Written: {0}", "已写入：{0}", path.toStdString()));
                    m_window.message()->offer(
                            {"Show in folder", "在文件夹中显示"}, [path] { showInFolder(path); },
                            QStringLiteral("showInFolder"));
                } else {
                    m_window.message()->showError(copied.error().message);
                }
            });
}

void LibraryMenu::chooseBackup()
{
    auto *dialog = new BackupDialog(m_window.workspace().databasePath(), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        Q_EMIT m_window.libraryWanted(m_window.workspace().databasePath(), dialog->chosen());
    });
    dialog->open();
}

}  // namespace touchstone::ui
