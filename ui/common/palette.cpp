#include "ui/common/palette.h"

#include "ui/common/style_sheet.h"

#include <QApplication>
#include <QStyleFactory>

#include <array>

namespace touchstone::ui {

namespace {
bool g_dark = false;

struct Shades {
    QRgb light, dark;
};

// In the order of Tone.
constexpr std::array<Shades, 16> toneShades{{
        {0xfff4f6f8, 0xff15191e},  // Window
        {0xffffffff, 0xff1c2127},  // Surface
        {0xffebeff3, 0xff272e36},  // Raised
        {0xffd5dce3, 0xff36404a},  // Border
        {0xff18212b, 0xffe6eaee},  // Text
        {0xff566371, 0xff9ba7b4},  // Muted
        {0xff005a9c, 0xff6bb6f0},  // Accent
        {0xffdcebf7, 0xff1f3a52},  // AccentSoft
        {0xffb45309, 0xffe8a33d},  // Claim
        {0xff0072b2, 0xff56b4e9},  // Measured
        {0xff00704f, 0xff4cc38a},  // Good
        {0xff8a5a00, 0xffe3b341},  // Warning
        {0xfffdf3dc, 0xff3a3018},  // WarningSoft
        {0xffb3261e, 0xfff2877d},  // Bad
        {0xfffbe9e7, 0xff44211f},  // BadSoft
        {0xffffe8b3, 0xff594612},  // Highlight
}};

QPalette themePalette()
{
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, Tone value) {
        palette.setColor(role, tone(value));
    };
    set(QPalette::Window, Tone::Window);
    set(QPalette::WindowText, Tone::Text);
    set(QPalette::Base, Tone::Surface);
    set(QPalette::AlternateBase, Tone::Window);
    set(QPalette::Text, Tone::Text);
    set(QPalette::Button, Tone::Surface);
    set(QPalette::ButtonText, Tone::Text);
    set(QPalette::BrightText, Tone::Bad);
    set(QPalette::ToolTipBase, Tone::Surface);
    set(QPalette::ToolTipText, Tone::Text);
    set(QPalette::PlaceholderText, Tone::Muted);
    set(QPalette::Highlight, Tone::AccentSoft);
    set(QPalette::HighlightedText, Tone::Text);
    set(QPalette::Link, Tone::Accent);
    set(QPalette::LinkVisited, Tone::Accent);
    set(QPalette::Mid, Tone::Border);
    set(QPalette::Midlight, Tone::Raised);
    set(QPalette::Light, Tone::Surface);
    set(QPalette::Dark, Tone::Border);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        QColor faded = tone(Tone::Muted);
        faded.setAlphaF(0.6F);
        palette.setColor(QPalette::Disabled, role, faded);
    }
    return palette;
}

bool systemIsDark()
{
    // An empty palette restores that of the platform.
    QApplication::setPalette(QPalette());
    return QApplication::palette().color(QPalette::Window).lightness() < 128;
}
}  // namespace

QColor tone(Tone tone)
{
    const Shades shades = toneShades[std::size_t(tone)];
    return QColor::fromRgb(g_dark ? shades.dark : shades.light);
}

bool isDark()
{
    return g_dark;
}

QString toWord(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Light:
        return QStringLiteral("light");
    case ThemeChoice::Dark:
        return QStringLiteral("dark");
    case ThemeChoice::System:
        break;
    }
    return QStringLiteral("system");
}

ThemeChoice themeFromWord(const QString &word)
{
    if (word == QStringLiteral("light")) {
        return ThemeChoice::Light;
    }
    return word == QStringLiteral("dark") ? ThemeChoice::Dark : ThemeChoice::System;
}

ThemeController::ThemeController(QObject *parent) : QObject(parent)
{
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
}

ThemeChoice ThemeController::next() const
{
    const ThemeChoice other = m_systemDark ? ThemeChoice::Light : ThemeChoice::Dark;
    const ThemeChoice like = m_systemDark ? ThemeChoice::Dark : ThemeChoice::Light;
    return m_choice == ThemeChoice::System ? other : m_choice == other ? like : ThemeChoice::System;
}

void ThemeController::set(ThemeChoice choice)
{
    m_choice = choice;
    m_systemDark = systemIsDark();
    g_dark = choice == ThemeChoice::Dark || (choice == ThemeChoice::System && m_systemDark);
    QApplication::setPalette(themePalette());
    qApp->setStyleSheet(styleSheet());
    Q_EMIT changed();
}

QFont interfaceFont()
{
    QFont font;
    font.setFamilies({QStringLiteral("Noto Sans CJK SC"), QStringLiteral("Noto Sans SC")});
    font.setPointSizeF(9.5);
    return font;
}

}  // namespace touchstone::ui
