// Small widgets and helpers that every page uses.
#pragma once

#include "base/result.h"
#include "ui/common/translated.h"

#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include <array>
#include <functional>

class QTimer;

namespace touchstone::ui {

// Names a widget for tests and style (objectName) and gives it a role of style_sheet.cpp.
template <class Widget>
Widget *named(Widget *widget, const QString &name, const QString &role = {})
{
    widget->setObjectName(name);
    if (!role.isEmpty()) {
        widget->setProperty("role", role);
    }
    return widget;
}

// Changes the style role of a widget that is already shown.
void setRole(QWidget *widget, const QString &role);

// Text, tooltip and accessible name of a control in one call; no tooltip if it is empty.
void setTexts(QAbstractButton *button, const QString &text, const QString &toolTip = {});

QLabel *label(const QString &role, QWidget *parent, bool wrap = false);

// A message strip at the place that it concerns; hidden when empty.
class MessageStrip : public Translated<QFrame> {
    Q_OBJECT
public:
    explicit MessageStrip(QWidget *parent = nullptr);
    void showError(const Text &message);
    void showWarning(const Text &message);
    void showInfo(const Text &message);  // goes by itself after a while
    // A way on from the message that is shown, which then stays until it is dismissed. At most two
    // to a message.
    void offer(const Text &action, std::function<void()> chosen);
    void clear();

protected:
    void retranslateUi() override;

private:
    struct Offer {
        QPushButton *button = nullptr;
        Text text;  // empty: not offered
        std::function<void()> chosen;
    };
    void showMessage(const QString &role, const QString &iconName, const Text &message);
    void take(const Offer &offer);

    QLabel *m_icon, *m_text;
    std::array<Offer, 2> m_offers;
    QToolButton *m_close;
    QTimer *m_goes;
    Text m_message;
};

// Shown in place of missing data: what is missing and what to do.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString &iconName, QWidget *parent = nullptr);
    void setTexts(const QString &title, const QString &hint, const QString &action = {});
    QPushButton *action() const { return m_action; }
    // A second way on, shown as a link; hidden without a text.
    void setSecond(const QString &text);
    QPushButton *second() const { return m_second; }

private:
    QLabel *m_title, *m_hint;
    QPushButton *m_action, *m_second;
};

}  // namespace touchstone::ui
