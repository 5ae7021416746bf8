// Rich text for the read-only views. Data of papers is untrusted and always escaped.
#pragma once

#include <QColor>
#include <QString>

class QImage;
class QTextBrowser;
class QWidget;

namespace touchstone::ui {

QString escaped(const QString &text);
// A tool tip that shows the text as it is written: Qt takes whatever begins like HTML for HTML, and
// loads the pictures that it names.
QString toolTipText(const QString &text);
QString colored(const QString &escapedHtml, const QColor &color);
QString heading(const QString &text);
QString mutedText(const QString &text);
// The image itself, not a file that could be missing; pixelRatio: its pixels for one of the text.
QString imageHtml(const QImage &image, double pixelRatio);
// Text with a colour and a size that follow the theme; a click on an anchor emits a signal and
// opens nothing.
QTextBrowser *makeBrowser(QWidget *parent, const QString &objectName);
// Keeps the scroll position when the same subject is shown again.
void setHtml(QTextBrowser *browser, const QString &html, bool keepPosition);

}  // namespace touchstone::ui
