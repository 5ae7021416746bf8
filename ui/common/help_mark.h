// The sign that something is explained: a question mark in a circle, so that it is not read as part
// of the words beside it. A click on it leads to Workspace::helpWanted.
#pragma once

#include <QString>

class QPainter;
class QRect;

namespace touchstone::ui {

constexpr int helpMarkSize = 16;

void paintHelpMark(QPainter &painter, const QRect &place);
// For rich text: a link to "help:TOPIC".
QString helpLink(const QString &topic);

}  // namespace touchstone::ui
