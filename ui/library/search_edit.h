// A search field that reports no change while an input method composes: pinyin is not search text.
#pragma once

#include <QLineEdit>

namespace touchstone::ui {

class SearchEdit : public QLineEdit {
    Q_OBJECT
public:
    explicit SearchEdit(QWidget *parent = nullptr);
    bool composing() const { return m_composing; }

Q_SIGNALS:
    void searchChanged();  // the text changed and nothing is being composed
    void downPressed();    // the arrow: on to what was found

protected:
    void keyPressEvent(QKeyEvent *event) override;  // Esc clears
    void inputMethodEvent(QInputMethodEvent *event) override;

private:
    bool m_composing = false;
};

}  // namespace touchstone::ui
