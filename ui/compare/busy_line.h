// Says that something takes its time; shown only when it does.
#pragma once

#include "base/text.h"
#include "ui/common/translated.h"

#include <QFrame>

class QLabel;
class QProgressBar;
class QTimer;

namespace touchstone::ui {

class BusyLine : public Translated<QFrame> {
    Q_OBJECT
public:
    explicit BusyLine(QWidget *parent = nullptr);
    void start(const Text &what);
    void stop();

protected:
    void retranslateUi() override;

private:
    Text m_what;
    QLabel *m_text;
    QProgressBar *m_bar;
    QTimer *m_soon;
};

}  // namespace touchstone::ui
