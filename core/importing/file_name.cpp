#include "importing/file_name.h"

#include <QStringDecoder>

namespace touchstone::importing {

namespace {

constexpr char16_t firstByte = 0xDC00;  // plus the byte

// Bytes of the UTF-8 sequence at the beginning; 0 when there is none.
qsizetype sequenceAt(QByteArrayView bytes)
{
    const auto lead = static_cast<unsigned char>(bytes.front());
    const qsizetype size = lead < 0x80   ? 1
                           : lead < 0xC2 ? 0
                           : lead < 0xE0 ? 2
                           : lead < 0xF0 ? 3
                                         : 4;
    return size > 0 && size <= bytes.size() && bytes.first(size).isValidUtf8() ? size : 0;
}

bool isByte(QChar c)
{
    return c.unicode() >= firstByte + 0x80 && c.unicode() <= firstByte + 0xFF;
}

// Calls one of both for each part of the text.
template <class Text, class Byte>
void forEachPart(const QString &text, const Text &onText, const Byte &onByte)
{
    qsizetype from = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool isPaired = i > 0 && text[i - 1].isHighSurrogate();
        if (!isByte(text[i]) || isPaired) {
            continue;
        }
        onText(QStringView(text).mid(from, i - from));
        onByte(static_cast<unsigned char>(text[i].unicode() - firstByte));
        from = i + 1;
    }
    onText(QStringView(text).mid(from));
}

}  // namespace

QString textOf(const std::filesystem::path &path)
{
    const QByteArray bytes = QByteArray::fromStdString(path.native());
    if (bytes.isValidUtf8()) {
        return QString::fromUtf8(bytes);
    }
    QString text;
    for (qsizetype i = 0; i < bytes.size();) {
        const qsizetype size = sequenceAt(QByteArrayView(bytes).sliced(i));
        if (size == 0) {
            text += QChar(char16_t(firstByte + static_cast<unsigned char>(bytes[i])));
        } else {
            text += QString::fromUtf8(QByteArrayView(bytes).sliced(i, size));
        }
        i += std::max<qsizetype>(size, 1);
    }
    return text;
}

std::filesystem::path pathOf(const QString &text)
{
    std::string bytes;
    forEachPart(
            text, [&](QStringView part) { bytes += part.toUtf8().toStdString(); },
            [&](unsigned char byte) { bytes += char(byte); });
    return bytes;
}

std::string shownPath(const QString &text)
{
    std::string shown;
    forEachPart(
            text, [&](QStringView part) { shown += part.toUtf8().toStdString(); },
            [&](unsigned char byte) {
                shown += "\\x" + QByteArray::number(byte, 16).toStdString();
            });
    return shown;
}

QString shownName(const QString &text)
{
    return QString::fromStdString(shownPath(text.section(u'/', -1)));
}

}  // namespace touchstone::importing
