// What is dropped on the window.
#pragma once

#include <QStringList>
#include <QUrl>

namespace touchstone::ui {

// Paths of the local files among them as importing::textOf() writes them: also names that are no
// UTF-8, which QUrl::toLocalFile() would lose.
QStringList droppedPaths(const QList<QUrl> &urls);

}  // namespace touchstone::ui
