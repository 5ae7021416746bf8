// Fonts of charts, and texts shortened or wrapped to a given width.
#pragma once

#include "base/text.h"
#include "charts/chart_export.h"

#include <QFont>
#include <QFontMetricsF>
#include <QHash>

#include <memory>
#include <optional>

namespace touchstone::ui {

// One size and weight of "Noto Sans CJK SC", named since a fallback would draw Japanese glyph
// variants. Without hinting, so that widths scale and screen, PDF and PNG break lines at the same
// places; without kerning and ligatures, so that a width is the sum of those of its characters, and
// a glyph in a PDF has a character that can be searched for and copied.
class ChartFont {
public:
    explicit ChartFont(int pixels, bool bold = false);

    const QFont &font() const { return m_font; }
    double width(const QString &text) const;
    // Shortened with an ellipsis to at most `width`.
    QString elided(const QString &text, double width) const;
    // Lines of at most `width`; the last of `most` lines is elided. Breaks between CJK characters
    // too.
    QStringList wrapped(const QString &text, double width, int most) const;

private:
    double width(QChar c) const;

    QFont m_font;
    QFontMetricsF m_metrics;
    std::shared_ptr<QHash<char16_t, double>> m_widths;  // of characters, by all of this look
};
QStringList chartFontFamilies();
// The letters of the chart, in the language of the style, that no font of this machine has: each
// would be drawn as a box.
QString lettersWithoutFont(const compare::ChartSpec &spec, const ChartStyle &style);
// Names them and the package with their font; empty where none is missing.
std::optional<Text> fontWarning(const compare::ChartSpec &spec, const ChartStyle &style);

// In the language of the style, or "English / 中文" where both are wanted and differ. Control
// characters become spaces: they are not allowed in XML and have no glyph.
QString shownText(const Text &text, const ChartStyle &style);
QString cleaned(const QString &text);
// Of a point: its name in the reader's language, else its label.
QString nameOf(const compare::ChartPoint &point, const ChartStyle &style);

}  // namespace touchstone::ui
