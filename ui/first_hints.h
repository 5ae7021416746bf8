// Three hints on the first start, one after the other; dismissed, they never come again.
#pragma once

#include "ui/common/translated.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QSettings;
class QToolButton;

namespace touchstone::ui {

class FirstHints : public Translated<QFrame> {
    Q_OBJECT
public:
    // Hidden when they were dismissed before.
    explicit FirstHints(QSettings &settings, QWidget *parent = nullptr);
    void showAgain();

protected:
    void retranslateUi() override;

private:
    void next();
    void dismiss();

    QSettings &m_settings;
    int m_hint = 0;
    QLabel *m_number, *m_text;
    QPushButton *m_next;
    QToolButton *m_close;
};

}  // namespace touchstone::ui
