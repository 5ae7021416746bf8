// Named colours of the window, in a light and a dark set, and the theme that applies them.
// Claim and measurement differ in hue for every kind of colour vision (Okabe and Ito, "Color
// Universal Design", 2008), and also in shape and words.
#pragma once

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>

namespace touchstone::ui {

enum class Tone {
    Window,
    Surface,  // tables, cards, inputs
    Raised,   // hovered rows, chips, headers
    Border,
    Text,
    Muted,
    Accent,
    AccentSoft,  // selection, active rail entry
    Claim,
    Measured,
    Good,
    Warning,
    WarningSoft,
    Bad,
    BadSoft,
    Highlight,  // marked sentence in a source text
};

QColor tone(Tone tone);  // of the current theme
bool isDark();

enum class ThemeChoice { System, Light, Dark };
QString toWord(ThemeChoice);
ThemeChoice themeFromWord(const QString &);  // System for unknown words

class ThemeController : public QObject {
    Q_OBJECT
public:
    explicit ThemeController(QObject *parent = nullptr);
    void set(ThemeChoice choice);
    ThemeChoice choice() const { return m_choice; }
    // For a button: from the system's look to the other one, so that the first click is seen.
    ThemeChoice next() const;

Q_SIGNALS:
    void changed();

private:
    ThemeChoice m_choice = ThemeChoice::System;
    bool m_systemDark = false;
};

// "Noto Sans CJK SC" by name: the fallback of a Latin font would draw Japanese glyph variants.
QFont interfaceFont();

}  // namespace touchstone::ui
