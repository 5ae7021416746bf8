#include "ui/common/screen_fit.h"

#include <QGuiApplication>
#include <QScreen>
#include <QWidget>

#include <algorithm>

namespace touchstone::ui {

namespace {

constexpr int usualTitleBar = 34;
constexpr int usualEdge = 4;

int within(int at, int size, int low, int high)
{
    return std::max(low, std::min(at, high - size));
}

QRect availableTo(const QWidget &window)
{
    const QScreen *screen = window.screen() ? window.screen() : QGuiApplication::primaryScreen();
    return screen ? screen->availableGeometry() : QRect();
}

}  // namespace

QRect fitted(const QRect &wanted, const QMargins &frame, const QRect &available)
{
    const QRect room = available.marginsRemoved(frame);
    const QSize size = wanted.size().boundedTo(room.size());
    return {QPoint(within(wanted.x(), size.width(), room.left(), room.left() + room.width()),
                   within(wanted.y(), size.height(), room.top(), room.top() + room.height())),
            size};
}

QMargins frameOf(const QWidget &window)
{
    if (!window.isVisible()) {
        return {usualEdge, usualTitleBar, usualEdge, usualEdge};
    }
    const QRect outer = window.frameGeometry(), inner = window.geometry();
    return {inner.left() - outer.left(), inner.top() - outer.top(), outer.right() - inner.right(),
            outer.bottom() - inner.bottom()};
}

void placeOnScreen(QWidget &window, const QSize &wanted, const QSize &minimum)
{
    const QRect available = availableTo(window);
    if (available.isEmpty()) {
        window.setMinimumSize(minimum);
        window.resize(wanted);
        return;
    }
    const QRect room = available.marginsRemoved(frameOf(window));
    window.setMinimumSize(minimum.boundedTo(room.size()));
    QRect place(QPoint(), wanted.boundedTo(room.size()));
    place.moveCenter(room.center());
    window.setGeometry(fitted(place, frameOf(window), available));
}

void keepOnScreen(QWidget &window)
{
    const QRect available = availableTo(window);
    if (available.isEmpty() || window.isMaximized() || window.isFullScreen()) {
        return;
    }
    const QRect place = fitted(window.geometry(), frameOf(window), available);
    if (place != window.geometry()) {
        window.setMinimumSize(window.minimumSize().boundedTo(place.size()));
        window.setGeometry(place);
    }
}

}  // namespace touchstone::ui
