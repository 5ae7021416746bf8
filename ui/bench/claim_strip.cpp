#include "ui/bench/claim_strip.h"

#include "ui/common/html.h"
#include "ui/common/palette.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace touchstone::ui {

namespace {
constexpr QSize stripSize(320, 30);
constexpr int edge = 10;  // px: half a mark and some air

const measure::RatioResult &shownRatio(const compare::ComparisonRow &row)
{
    return row.measured.first().ratio;
}

void drawClaim(QPainter &painter, const compare::Claimed &claimed, double x, double y)
{
    constexpr double half = 5.5;
    const QColor colour = tone(Tone::Claim);
    painter.setPen(QPen(colour, 1.6));
    painter.setBrush(claimed.bound || claimed.flagged ? tone(Tone::Surface) : colour);
    painter.drawPolygon(QPolygonF({{x, y - half}, {x + half, y}, {x, y + half}, {x - half, y}}));
}

void drawMeasured(QPainter &painter, const ClaimAxis &axis, const measure::RatioResult &ratio,
                  double y)
{
    const QColor colour = tone(Tone::Measured);
    painter.setPen(QPen(colour, 1.6));
    painter.drawLine(QPointF(axis.at(ratio.low), y), QPointF(axis.at(ratio.high), y));
    painter.setBrush(colour);
    painter.drawEllipse(QPointF(axis.at(ratio.ratio), y), 4, 4);
}
}  // namespace

ClaimAxis::ClaimAxis(const compare::ComparisonRow &row, int width) : m_width(width)
{
    const measure::RatioResult &ratio = shownRatio(row);
    std::vector<double> logs{0};
    for (const double factor :
         {row.claimed->factor, ratio.ratio, ratio.low, ratio.high, row.limit.value_or(1)}) {
        if (factor > 0 && std::isfinite(factor)) {
            logs.push_back(std::log2(factor));
        }
    }
    const auto [least, most] = std::minmax_element(logs.begin(), logs.end());
    const double room = std::max(0.1, 0.06 * (*most - *least));
    m_from = *least - room;
    m_to = *most + room;
}

double ClaimAxis::at(double factor) const
{
    const double share = (std::log2(factor) - m_from) / (m_to - m_from);
    return edge + std::clamp(share, 0.0, 1.0) * (m_width - 2 * edge);
}

bool hasClaimStrip(const compare::ComparisonRow &row)
{
    return row.claimed && row.claimed->factor > 0 && !row.measured.isEmpty()
           && shownRatio(row).ratio > 0 && shownRatio(row).low > 0;
}

QImage claimStrip(const compare::ComparisonRow &row, const QSize &size, double pixelRatio)
{
    QImage image(size * pixelRatio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(pixelRatio);
    image.fill(Qt::transparent);
    const ClaimAxis axis(row, size.width());
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    const double claimY = size.height() * 0.3, measuredY = size.height() * 0.72;
    painter.setPen(QPen(tone(Tone::Border), 1));
    for (const double y : {claimY, measuredY}) {
        painter.drawLine(QPointF(edge, y), QPointF(size.width() - edge, y));
    }
    painter.setPen(QPen(tone(Tone::Muted), 1));
    painter.drawLine(QPointF(axis.at(1), 0), QPointF(axis.at(1), size.height()));
    if (row.limit && *row.limit > 0) {
        painter.setPen(QPen(tone(Tone::Text), 1.2, Qt::DashLine));
        painter.drawLine(QPointF(axis.at(*row.limit), 0),
                         QPointF(axis.at(*row.limit), size.height()));
    }
    drawClaim(painter, *row.claimed, axis.at(row.claimed->factor), claimY);
    drawMeasured(painter, axis, shownRatio(row), measuredY);
    return image;
}

QString claimStripHtml(const compare::ComparisonRow &row)
{
    if (!hasClaimStrip(row)) {
        return {};
    }
    constexpr int sharp = 2;  // for screens of fine pixels
    return imageHtml(claimStrip(row, stripSize, sharp), sharp);
}

}  // namespace touchstone::ui
