// The window's own icons (resources/icons/*.svg), painted in the colours of the current palette, so
// that they follow the theme and stay sharp at every scale.
#pragma once

#include "ui/common/palette.h"

#include <QIcon>

namespace touchstone::ui {

// name: file name without suffix. The tone is looked up when painting.
QIcon icon(const QString &name, Tone normal = Tone::Text);
QIcon railIcon(const QString &name);  // muted, in the accent colour when checked
QIcon applicationIcon();

}  // namespace touchstone::ui
