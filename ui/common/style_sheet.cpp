#include "ui/common/style_sheet.h"

#include "ui/common/palette.h"

namespace touchstone::ui {

namespace {
// Widgets are styled by class and by the property "role", never individually.
const char *const styleRules = R"(
QToolTip { background: @surface; color: @text; border: 1px solid @border; padding: 4px 6px; }
QWidget[role="rail-bar"] { background: @surface; border-right: 1px solid @border; }
QWidget[role="header"], QWidget[role="status"] { background: @surface; }
QWidget[role="header"] { border-bottom: 1px solid @border; }
QWidget[role="status"] { border-top: 1px solid @border; }
QWidget[role="panel"], QWidget[role="card"] { background: @surface; }
QWidget[role="card"] { border: 1px solid @border; border-radius: 6px; }
QLabel[role="title"] { font-size: 15pt; font-weight: 600; }
QLabel[role="heading"] { font-size: 11pt; font-weight: 600; }
QLabel[role="muted"] { color: @muted; }
QLabel[role="caption"] { color: @muted; font-size: 8.5pt; }

QPushButton { background: @surface; border: 1px solid @border; border-radius: 4px;
  padding: 4px 12px; min-height: 18px; }
QPushButton[role="tight"] { padding: 4px 6px; }
QPushButton:hover { background: @raised; }
QPushButton:pressed, QPushButton:checked { background: @accentSoft; border-color: @accent; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @faded; background: @window; }
QPushButton[role="primary"] { background: @accent; color: @onAccent; border-color: @accent; }
QPushButton[role="primary"]:hover { background: @accentStrong; }
QPushButton[role="primary"]:focus { border: 2px solid @text; padding: 3px 11px; }
QPushButton[role="primary"]:disabled { background: @raised; color: @faded; border-color: @border; }
QPushButton[role="chip"] { background: @accentSoft; border: 1px solid transparent;
  border-radius: 10px; padding: 1px 8px; min-height: 16px; }
QPushButton[role="chip"]:hover, QPushButton[role="chip"]:focus { border-color: @accent; }
QPushButton[role="link"] { background: transparent; border: 1px solid transparent; color: @accent;
  padding: 2px 4px; text-align: left; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border-color: @accent; }
QPushButton[role="link"]:disabled { color: @faded; }

QToolButton { border: 1px solid transparent; border-radius: 4px; padding: 4px; background: transparent; }
QToolButton:hover { background: @raised; }
QToolButton:checked, QToolButton[role="changed"] { background: @accentSoft; }
QToolButton:focus { border-color: @accent; }
QToolButton[role="rail"] { padding: 8px 2px; border-radius: 6px; color: @muted; }
QToolButton[role="rail"]:checked { color: @accent; font-weight: 600; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit { background: @surface;
  border: 1px solid @border; border-radius: 4px; padding: 3px 6px; min-height: 18px;
  selection-background-color: @accentSoft; selection-color: @text; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus {
  border-color: @accent; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url(:/touchstone/icons/arrow-@variant.svg); width: 12px; height: 12px; }
QSpinBox, QDoubleSpinBox { padding-right: 18px; }
QSpinBox::up-button, QDoubleSpinBox::up-button { subcontrol-position: top right; border: none;
  width: 16px; }
QSpinBox::down-button, QDoubleSpinBox::down-button { subcontrol-position: bottom right;
  border: none; width: 16px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {
  image: url(:/touchstone/icons/arrow-up-@variant.svg); width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {
  image: url(:/touchstone/icons/arrow-@variant.svg); width: 10px; height: 10px; }
QComboBox QAbstractItemView { background: @surface; border: 1px solid @border; outline: none; }

QAbstractItemView { background: @surface; border: none; outline: none; }
QAbstractItemView[role="boxed"] { border: 1px solid @border; border-radius: 4px; }
QTableView { gridline-color: @raised; }
QHeaderView { background: @surface; }
QHeaderView::section { background: @surface; color: @muted; border: none;
  border-bottom: 1px solid @border; padding: 5px 8px; font-weight: 600; }
QHeaderView::section:hover { color: @text; }
QHeaderView::up-arrow { image: url(:/touchstone/icons/arrow-up-@variant.svg); width: 9px;
  height: 9px; subcontrol-position: top center; }
QHeaderView::down-arrow { image: url(:/touchstone/icons/arrow-@variant.svg); width: 9px;
  height: 9px; subcontrol-position: top center; }
QTableView::item { border: none; padding: 0 5px; }
QTableView::item:selected { background: @accentSoft; }
QTreeView::item { padding: 2px 0; }
QCheckBox::indicator, QAbstractItemView::indicator { width: 13px; height: 13px;
  border: 1px solid @muted; border-radius: 3px; background: @surface; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: @accent;
  border-color: @accent; image: url(:/touchstone/icons/check-@variant.svg); }
QCheckBox:focus { color: @accent; }

QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }

QTabBar { background: transparent; }
QTabBar::tab { padding: 6px 12px; color: @muted; border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { color: @accent; border-bottom-color: @accent; font-weight: 600; }
QTabBar::tab:focus { color: @text; }
QTabWidget::pane { border: none; border-top: 1px solid @border; }

QTextBrowser, QTextEdit { background: @surface; border: none; padding: 4px; }
QTextBrowser:focus, QScrollArea:focus { border: 1px solid @accent; }
QScrollArea { border: none; background: transparent; }
QSplitter::handle { background: @border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QProgressBar { border: none; border-radius: 3px; background: @raised; text-align: center;
  max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @border; border-radius: 4px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { background: @surface; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 3px; }
QMenu::item:selected { background: @accentSoft; color: @text; }
QMenu::item:disabled { color: @faded; }
QMenu::separator { height: 1px; background: @border; margin: 4px 0; }
QFrame[role="message-info"] { background: @accentSoft; border-radius: 4px; }
QFrame[role="message-warning"] { background: @warningSoft; border-radius: 4px; }
QFrame[role="message-error"] { background: @badSoft; border-radius: 4px; }
QFrame[role="drop"] { background: @surface; border: 1px dashed @muted; border-radius: 6px; }
QFrame[role="drop-active"] { background: @accentSoft; border: 1px dashed @accent; border-radius: 6px; }
)";
}  // namespace

QString styleSheet()
{
    const QColor faded = [] {
        QColor color = tone(Tone::Muted);
        color.setAlphaF(0.65F);
        return color;
    }();
    // Longest names first, so that @accent does not replace the start of @accentSoft.
    const QVector<std::pair<QString, QString>> values{
            {QStringLiteral("@accentStrong"),
             (isDark() ? tone(Tone::Accent).lighter(115) : tone(Tone::Accent).darker(120)).name()},
            {QStringLiteral("@accentSoft"), tone(Tone::AccentSoft).name()},
            {QStringLiteral("@warningSoft"), tone(Tone::WarningSoft).name()},
            {QStringLiteral("@onAccent"),
             isDark() ? QStringLiteral("#0d1a26") : QStringLiteral("#ffffff")},
            {QStringLiteral("@badSoft"), tone(Tone::BadSoft).name()},
            {QStringLiteral("@variant"),
             isDark() ? QStringLiteral("dark") : QStringLiteral("light")},
            {QStringLiteral("@surface"), tone(Tone::Surface).name()},
            {QStringLiteral("@window"), tone(Tone::Window).name()},
            {QStringLiteral("@raised"), tone(Tone::Raised).name()},
            {QStringLiteral("@border"), tone(Tone::Border).name()},
            {QStringLiteral("@accent"), tone(Tone::Accent).name()},
            {QStringLiteral("@muted"), tone(Tone::Muted).name()},
            {QStringLiteral("@faded"), QStringLiteral("rgba(%1,%2,%3,%4)")
                                               .arg(faded.red())
                                               .arg(faded.green())
                                               .arg(faded.blue())
                                               .arg(faded.alpha())},
            {QStringLiteral("@text"), tone(Tone::Text).name()},
    };
    QString sheet = QString::fromLatin1(styleRules);
    for (const auto &[name, value] : values) {
        sheet.replace(name, value);
    }
    return sheet;
}

}  // namespace touchstone::ui
