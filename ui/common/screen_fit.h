// Keeps a window within its screen.
#pragma once

#include <QMargins>
#include <QRect>

class QScreen;
class QWidget;

namespace touchstone::ui {

// The geometry (without frame) next to `wanted` whose frame lies within `available`: as large as
// wanted where that fits, moved where it must be. All in logical pixels.
QRect fitted(const QRect &wanted, const QMargins &frame, const QRect &available);

// The frame that the window has, or, before it is shown, one that most window managers draw.
QMargins frameOf(const QWidget &window);

// Makes the window as large as wanted or as its screen allows, in the middle of it, and lowers its
// minimum size where the screen is smaller.
void placeOnScreen(QWidget &window, const QSize &wanted, const QSize &minimum);
// Again, with the frame that it has got; for a window that is shown.
void keepOnScreen(QWidget &window);

}  // namespace touchstone::ui
