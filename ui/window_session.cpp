#include "ui/window_session.h"

#include "store/backups.h"
#include "ui/common/recent_libraries.h"

#include <QApplication>
#include <QFileInfo>
#include <QSettings>

namespace touchstone::ui {

namespace {

QString lastLibrary(const WindowOptions &options)
{
    const QSettings settings(settingsPathOf(options), QSettings::IniFormat);
    for (const QString &path : recentLibraries(settings)) {
        if (QFileInfo::exists(path)) {
            return path;
        }
    }
    return store::Store::defaultPath();
}

}  // namespace

WindowSession::WindowSession(const WindowOptions &options, QObject *parent)
    : QObject(parent), m_options(options)
{
    if (m_options.databasePath.isEmpty()) {
        m_options.databasePath = lastLibrary(options);
    }
    show();
}

WindowSession::~WindowSession() = default;

void WindowSession::show()
{
    m_window = std::make_unique<MainWindow>(m_options);
    // The old window's signal must have returned before it is deleted.
    connect(
            m_window.get(), &MainWindow::libraryWanted, this,
            [this](const QString &path, const QString &backup) { open(path, backup); },
            Qt::QueuedConnection);
    m_window->show();
}

bool WindowSession::open(const QString &libraryPath, const QString &backup)
{
    const bool quits = QGuiApplication::quitOnLastWindowClosed();
    QGuiApplication::setQuitOnLastWindowClosed(false);
    const bool closed = m_window->close();
    if (closed) {
        m_window.reset();  // with its connections to the library
        m_options.databasePath = libraryPath;
        m_options.language.reset();  // as the closed window saved it
        m_options.problem.reset();
        if (!backup.isEmpty()) {
            QGuiApplication::setOverrideCursor(Qt::WaitCursor);
            const auto restored = store::restoreBackup(libraryPath, backup);
            QGuiApplication::restoreOverrideCursor();
            if (!restored) {
                m_options.problem = restored.error().message;
            }
        }
        show();
    }
    QGuiApplication::setQuitOnLastWindowClosed(quits);
    return closed;
}

}  // namespace touchstone::ui
