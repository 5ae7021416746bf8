// Fonts of charts, and texts fitted into the room they have.
#pragma once

#include "base/text.h"
#include "charts/chart_export.h"

#include <QFont>

namespace touchstone::ui {

// "Noto Sans CJK SC" by name: a fallback would draw Japanese glyph variants. Not hinted, so that
// widths scale and screen, PDF and PNG break lines alike.
QFont chartFont(int pixels, bool bold = false);
QStringList chartFontFamilies();

double textWidth(const QString &text, int pixels, bool bold = false);
// Shortened with an ellipsis to at most `width`.
QString elided(const QString &text, int pixels, double width, bool bold = false);
// Lines of at most `width`; the last of `most` lines is elided. Breaks between CJK characters too.
QStringList wrapped(const QString &text, int pixels, double width, int most, bool bold = false);

// In the language of the style, or "English / 中文" where both are wanted and differ. Control
// characters become spaces: they are not allowed in XML and have no glyph.
QString shownText(const Text &text, const ChartStyle &style);
QString cleaned(const QString &text);

}  // namespace touchstone::ui
