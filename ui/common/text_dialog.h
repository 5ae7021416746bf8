// Text to be read in a dialog of its own.
#pragma once

#include <QString>

class QWidget;

namespace touchstone::ui {

// html: with what comes from papers or files escaped. anchor: the place in it to begin with; "" =
// its beginning. Does not wait until it is closed.
void showText(QWidget *parent, const QString &name, const QString &title, const QString &html,
              const QString &anchor = {});

}  // namespace touchstone::ui
