#include "ui/common/html.h"

#include "ui/common/palette.h"

#include <QBuffer>
#include <QImage>
#include <QScrollBar>
#include <QTextBrowser>

namespace touchstone::ui {

QString escaped(const QString &text)
{
    return text.toHtmlEscaped();
}

QString toolTipText(const QString &text)
{
    const bool mayBeHtml = text.contains(u'<') || text.contains(u'&');
    return mayBeHtml ? QStringLiteral("<qt>%1</qt>")
                               .arg(escaped(text).replace(u'\n', QStringLiteral("<br>")))
                     : text;
}

QString colored(const QString &escapedHtml, const QColor &color)
{
    return QStringLiteral("<span style='color:%1'>%2</span>").arg(color.name(), escapedHtml);
}

QString heading(const QString &text)
{
    return QStringLiteral("<p style='margin:14px 0 3px 0'><b>%1</b></p>").arg(escaped(text));
}

QString mutedText(const QString &text)
{
    return colored(escaped(text), tone(Tone::Muted));
}

QString imageHtml(const QImage &image, double pixelRatio)
{
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return QStringLiteral("<img src='data:image/png;base64,%1' width='%2' height='%3'>")
            .arg(QString::fromLatin1(png.toBase64()))
            .arg(int(image.width() / pixelRatio))
            .arg(int(image.height() / pixelRatio));
}

QTextBrowser *makeBrowser(QWidget *parent, const QString &objectName)
{
    auto *browser = new QTextBrowser(parent);
    browser->setObjectName(objectName);
    browser->setOpenLinks(false);
    browser->document()->setDocumentMargin(10);
    return browser;
}

void setHtml(QTextBrowser *browser, const QString &html, bool keepPosition)
{
    const int position = browser->verticalScrollBar()->value();
    browser->document()->setDefaultStyleSheet(
            QStringLiteral("a { color: %1; text-decoration: none; }")
                    .arg(tone(Tone::Accent).name()));
    browser->setHtml(html);
    if (keepPosition) {
        browser->verticalScrollBar()->setValue(position);
    }
}

}  // namespace touchstone::ui
