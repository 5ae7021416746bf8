// Small widgets and helpers that every page uses.
#pragma once

#include "base/result.h"
#include "ui/common/translated.h"

#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include <functional>

class QFormLayout;
class QHBoxLayout;
class QTableWidget;
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

// Names the rows of a form, in order: the label, and the field (of several the first) as its buddy
// and for screen readers. The labels are QLabels.
void nameRows(QFormLayout &form, const QStringList &names);

// A table of texts to look at: whole rows are selected, nothing is edited, Tab leaves it.
QTableWidget *makeTable(QWidget *parent, const QString &name, int columns);

// A message strip at the place that it concerns; hidden when empty.
class MessageStrip : public Translated<QFrame> {
    Q_OBJECT
public:
    explicit MessageStrip(QWidget *parent = nullptr);
    void showError(const Text &message);
    void showWarning(const Text &message);
    void showInfo(const Text &message);  // goes by itself after a while
    // A way on from the message that is shown, which then stays until it is dismissed. Several are
    // shown in the order of the calls.
    void offer(const Text &action, std::function<void()> chosen,
               const QString &name = QStringLiteral("messageAction"));
    void clear();

protected:
    void retranslateUi() override;

private:
    struct Offer {
        QPushButton *button;
        Text name;
    };
    void showMessage(const QString &role, const QString &iconName, const Text &message);
    void withdrawOffers();

    QLabel *m_icon, *m_text;
    QHBoxLayout *m_row;
    QToolButton *m_close;
    QTimer *m_goes;
    Text m_message;
    QVector<Offer> m_offers;
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
