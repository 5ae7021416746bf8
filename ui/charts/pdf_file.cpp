#include "charts/pdf_file.h"

#include <QBuffer>
#include <QHashSeed>
#include <QMarginsF>
#include <QPainter>
#include <QPdfWriter>
#include <QScopeGuard>

namespace touchstone::ui {

namespace {

// QPdfWriter stamps the current time. A date of the same length keeps the byte offsets in the file
// right. The first /CreationDate is that of the document: its title, the only text before, is in
// UTF-16.
void removeCreationTime(QByteArray &pdf)
{
    const QByteArray key = "/CreationDate (D:";
    const QByteArray epoch = "19700101000000";
    const qsizetype at = pdf.indexOf(key);
    if (at >= 0) {
        pdf.replace(at + key.size(), epoch.size(), epoch);
    }
}

}  // namespace

Result<QByteArray> paintedPdf(const PdfPainting &painting)
{
    constexpr int resolution = 1200;
    // QPdfWriter writes its fonts in the order of a hash.
    QHashSeed::setDeterministicGlobalSeed();
    const auto randomAgain = qScopeGuard([] { QHashSeed::resetRandomGlobalSeed(); });
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(resolution);
    writer.setPageMargins(QMarginsF());
    writer.setCreator(QStringLiteral("Touchstone"));
    painting.setUp(writer);
    QPainter painter;
    if (!painter.begin(&writer)) {
        return fail(ErrorCode::Internal, "the PDF could not be painted", "无法绘制 PDF");
    }
    painter.scale(resolution / 96.0, resolution / 96.0);
    painting.paint(painter, writer);
    painter.end();
    removeCreationTime(bytes);
    return bytes;
}

}  // namespace touchstone::ui
