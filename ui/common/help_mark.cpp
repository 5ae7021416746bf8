#include "ui/common/help_mark.h"

#include "ui/common/html.h"
#include "ui/common/palette.h"

#include <QImage>
#include <QPainter>

namespace touchstone::ui {

void paintHelpMark(QPainter &painter, const QRect &place)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(tone(Tone::Accent));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5));
    QFont font = interfaceFont();
    font.setPixelSize(place.height() * 11 / helpMarkSize);
    painter.setFont(font);
    painter.drawText(place, Qt::AlignCenter, QStringLiteral("?"));
    painter.restore();
}

QString helpLink(const QString &topic)
{
    constexpr int size = 13;  // as high as the letters beside it
    constexpr int sharp = 2;  // for screens of fine pixels
    QImage image(QSize(size, size) * sharp, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    paintHelpMark(painter, image.rect());
    painter.end();
    return QStringLiteral("<a href='help:%1'>%2</a>").arg(topic, imageHtml(image, sharp));
}

}  // namespace touchstone::ui
