#include "ui/common/library_watch.h"

#include <QFileInfo>
#include <QGuiApplication>

namespace touchstone::ui {

LibraryWatch::LibraryWatch(QString databasePath, QObject *parent)
    : QObject(parent), m_path(std::move(databasePath))
{
    using namespace std::chrono_literals;
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (QGuiApplication::applicationState() == Qt::ApplicationActive) {
            look();
        }
    });
    m_timer.start(2s);
    expected();
}

void LibraryWatch::expected()
{
    m_known = version();
}

void LibraryWatch::look()
{
    const std::optional<qint64> now = version();
    if (now && m_known && *now != *m_known) {
        m_known = now;
        Q_EMIT changedElsewhere();
    } else if (!m_known) {
        m_known = now;
    }
}

// Comparable within one connection only, so it is kept.
std::optional<qint64> LibraryWatch::version()
{
    if (!m_store && QFileInfo::exists(m_path)) {
        auto opened = store::Store::open(m_path, store::OpenMode::ReadOnly);
        if (opened) {
            m_store = std::move(*opened);
        }
    }
    if (!m_store) {
        return std::nullopt;
    }
    const auto version = m_store->changeCount();
    return version ? std::optional(*version) : std::nullopt;
}

}  // namespace touchstone::ui
