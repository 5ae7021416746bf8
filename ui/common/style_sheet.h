// Style rules in addition to the palette: spacing, borders and states that Fusion does not draw.
#pragma once

#include <QString>

namespace touchstone::ui {

QString styleSheet();  // for the current theme

}  // namespace touchstone::ui
