// A widget whose texts are all set in retranslateUi(), which also runs when the language changes.
#pragma once

#include <QEvent>
#include <QWidget>

namespace touchstone::ui {

template <class Base>
class Translated : public Base {
public:
    using Base::Base;

protected:
    virtual void retranslateUi() = 0;

    void changeEvent(QEvent *event) override
    {
        if (event->type() == QEvent::LanguageChange) {
            retranslateUi();
        }
        Base::changeEvent(event);
    }
};

}  // namespace touchstone::ui
