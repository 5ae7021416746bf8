// Text to be read in a dialog of its own.
#pragma once

#include <QString>

class QWidget;

namespace touchstone::ui {

// html: with what comes from papers or files escaped. Does not wait until it is closed.
void showText(QWidget *parent, const QString &name, const QString &title, const QString &html);

}  // namespace touchstone::ui
