// Rich text for the read-only views. Paper data is hostile input: it only enters escaped.
#pragma once

#include <QColor>
#include <QString>

class QTextBrowser;
class QWidget;

namespace touchstone::ui {

QString escaped(const QString &text);
QString colored(const QString &escapedHtml, const QColor &color);
QString heading(const QString &text);
QString mutedText(const QString &text);
// Text with a colour and a size that follow the theme; anchors are reported, never followed.
QTextBrowser *makeBrowser(QWidget *parent, const QString &objectName);
// Keeps the scroll position when the same thing is shown anew.
void setHtml(QTextBrowser *browser, const QString &html, bool keepPosition);

}  // namespace touchstone::ui
