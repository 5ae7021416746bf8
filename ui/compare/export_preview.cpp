#include "ui/compare/export_preview.h"

#include "ui/common/language.h"
#include "ui/common/widgets.h"

#include <QFile>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTimer>

#include <cmath>

namespace touchstone::ui {

namespace {

constexpr int soon = 120;                 // ms
constexpr qint64 shownBytes = 16 * 1024;  // of a file of text

bool isPicture(const QString &suffix)
{
    return suffix == QLatin1String("pdf") || suffix == QLatin1String("svg")
           || suffix == QLatin1String("png");
}

}  // namespace

ExportPreview::ExportPreview(QWidget *parent)
    : QStackedWidget(parent), m_soon(new QTimer(this)),
      m_picture(named(new QLabel(this), QStringLiteral("previewPicture"))),
      m_problem(label(QStringLiteral("muted"), this, true)),
      m_text(named(new QPlainTextEdit(this), QStringLiteral("previewText")))
{
    m_soon->setSingleShot(true);
    m_soon->setInterval(soon);
    connect(m_soon, &QTimer::timeout, this, &ExportPreview::draw);
    m_picture->setAlignment(Qt::AlignCenter);
    m_picture->setMinimumSize(1, 1);  // the picture follows the label, not the other way round
    m_problem->setAlignment(Qt::AlignCenter);
    m_text->setReadOnly(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setTabChangesFocus(true);
    addWidget(m_picture);
    addWidget(m_text);
    addWidget(m_problem);
    setMinimumSize(240, 160);
}

void ExportPreview::showLater(const compare::ChartSpec &spec, const ChartStyle &style,
                              const QString &suffix)
{
    m_spec = spec;
    m_style = style;
    m_style.pngScale = std::max(1, int(std::ceil(devicePixelRatioF())));
    m_suffix = suffix;
    m_soon->start();
}

void ExportPreview::draw()
{
    const bool picture = isPicture(m_suffix);
    const QString path = m_folder.filePath(QStringLiteral("preview.")
                                           + (picture ? QStringLiteral("png") : m_suffix));
    if (const auto drawn = exportChart(m_spec, m_style, path); !drawn) {
        m_problem->setText(ui::shown(drawn.error().message));
        setCurrentWidget(m_problem);
    } else if (picture) {
        showPicture(path);
    } else {
        showText(path);
    }
    Q_EMIT shown();
}

void ExportPreview::showPicture(const QString &path)
{
    m_image = QImage(path);
    setCurrentWidget(m_picture);
    fitPicture();
}

void ExportPreview::showText(const QString &path)
{
    QFile file(path);
    if (file.open(QIODevice::ReadOnly)) {
        QByteArray start = file.read(shownBytes);
        if (!file.atEnd()) {
            start = start.left(start.lastIndexOf('\n') + 1) + "…";
        }
        m_text->setPlainText(QString::fromUtf8(start));
    }
    setCurrentWidget(m_text);
}

void ExportPreview::fitPicture()
{
    if (m_image.isNull()) {
        return;
    }
    const double ratio = devicePixelRatioF();
    const QSize room = size() * ratio;
    QImage fitted = m_image.width() > room.width() || m_image.height() > room.height()
                            ? m_image.scaled(room, Qt::KeepAspectRatio, Qt::SmoothTransformation)
                            : m_image;
    fitted.setDevicePixelRatio(ratio);
    m_picture->setPixmap(QPixmap::fromImage(fitted));
}

void ExportPreview::resizeEvent(QResizeEvent *event)
{
    QStackedWidget::resizeEvent(event);
    fitPicture();
}

}  // namespace touchstone::ui
