#include "ui/common/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

namespace touchstone::ui {

namespace {

QString iconPath(const QString &name)
{
    return QStringLiteral(":/touchstone/icons/%1.svg").arg(name);
}

class ToneIconEngine : public QIconEngine {
public:
    ToneIconEngine(const QString &name, Tone normal, Tone checked)
        : m_normal(normal), m_checked(checked)
    {
        QFile file(iconPath(name));
        if (file.open(QIODevice::ReadOnly)) {
            m_svg = file.readAll();
        }
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        QByteArray svg = m_svg;
        const Tone used = state == QIcon::On ? m_checked : m_normal;
        svg.replace("currentColor", tone(used).name().toLatin1());
        QSvgRenderer renderer(svg);
        painter->save();
        if (mode == QIcon::Disabled) {
            painter->setOpacity(0.4);
        }
        renderer.render(painter, rect);
        painter->restore();
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new ToneIconEngine(*this); }

private:
    QByteArray m_svg;
    Tone m_normal, m_checked;
};

}  // namespace

QIcon icon(const QString &name, Tone normal)
{
    return QIcon(new ToneIconEngine(name, normal, normal));
}

QIcon railIcon(const QString &name)
{
    return QIcon(new ToneIconEngine(name, Tone::Muted, Tone::Accent));
}

QIcon applicationIcon()
{
    return QIcon(iconPath(QStringLiteral("touchstone")));
}

}  // namespace touchstone::ui
