#include "importing/decode.h"

#include <QStringConverter>

#include <algorithm>
#include <array>

namespace touchstone::importing {

namespace {

constexpr char byteOrderMark[] = "\xEF\xBB\xBF";

using Byte = unsigned char;

// Length of the valid UTF-8 sequence at p (RFC 3629: no surrogates, no overlong forms), else 0.
int utf8Length(const Byte *p, const Byte *end)
{
    const auto follows = [&](int n) {
        if (end - p <= n) {
            return false;
        }
        for (int i = 1; i <= n; ++i) {
            if ((p[i] & 0xC0) != 0x80) {
                return false;
            }
        }
        return true;
    };
    if (p[0] < 0x80) {
        return 1;
    }
    if (p[0] >= 0xC2 && p[0] <= 0xDF) {
        return follows(1) ? 2 : 0;
    }
    if (p[0] >= 0xE0 && p[0] <= 0xEF) {
        const bool overlong = p[0] == 0xE0 && end - p > 1 && p[1] < 0xA0;
        const bool surrogate = p[0] == 0xED && end - p > 1 && p[1] > 0x9F;
        return follows(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (p[0] >= 0xF0 && p[0] <= 0xF4) {
        const bool overlong = p[0] == 0xF0 && end - p > 1 && p[1] < 0x90;
        const bool tooHigh = p[0] == 0xF4 && end - p > 1 && p[1] > 0x8F;
        return follows(3) && !overlong && !tooHigh ? 4 : 0;
    }
    return 0;
}

// GB 18030-2005: two bytes, or four with digits at the second and fourth place.
int gb18030Length(const Byte *p, const Byte *end)
{
    if (p[0] < 0x80) {
        return 1;
    }
    if (p[0] == 0x80 || p[0] == 0xFF || end - p < 2) {
        return 0;
    }
    if ((p[1] >= 0x40 && p[1] <= 0x7E) || (p[1] >= 0x80 && p[1] <= 0xFE)) {
        return 2;
    }
    const bool four = end - p >= 4 && p[1] >= 0x30 && p[1] <= 0x39 && p[2] >= 0x81 && p[2] <= 0xFE
                      && p[3] >= 0x30 && p[3] <= 0x39;
    return four ? 4 : 0;
}

struct Census {
    qint64 good = 0, bad = 0;  // multi-byte characters; bytes in no valid sequence
    qint64 firstBad = -1;
};

template <class Length>
Census census(const QByteArray &bytes, Length length)
{
    Census out;
    const Byte *begin = reinterpret_cast<const Byte *>(bytes.constData());
    const Byte *end = begin + bytes.size();
    for (const Byte *p = begin; p < end;) {
        const int n = length(p, end);
        if (n == 0) {
            out.firstBad = out.bad++ == 0 ? p - begin : out.firstBad;
            ++p;
        } else {
            out.good += n > 1;
            p += n;
        }
    }
    return out;
}

QByteArray replaceBadUtf8(const QByteArray &bytes)
{
    QByteArray out;
    out.reserve(bytes.size() + 64);
    const Byte *begin = reinterpret_cast<const Byte *>(bytes.constData());
    const Byte *end = begin + bytes.size();
    for (const Byte *p = begin; p < end;) {
        const int n = utf8Length(p, end);
        if (n == 0) {
            out += "\xEF\xBF\xBD";
        } else {
            out.append(bytes.constData() + (p - begin), n);
        }
        p += std::max(n, 1);
    }
    return out;
}

int lineAt(const QByteArray &bytes, qint64 offset)
{
    return int(1 + std::count(bytes.begin(), bytes.begin() + offset, '\n'));
}

// In pieces, so that the UTF-16 copy of a large file never coexists with both the input and the
// output.
QByteArray toUtf8(const QByteArray &bytes, QStringDecoder &decoder)
{
    constexpr qsizetype piece = 1 << 20;
    QByteArray out;
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        const QString text =
                decoder(QByteArrayView(bytes).sliced(at, std::min(piece, bytes.size() - at)));
        out += text.toUtf8();
    }
    return out;
}

struct Wide {
    QStringConverter::Encoding encoding;
    QLatin1String name;
};

// NUL bytes at even or at odd offsets only: UTF-16 without a byte order mark.
std::optional<Wide> utf16WithoutMark(const QByteArray &bytes)
{
    std::array<qint64, 2> zeros{};
    const qsizetype seen = std::min<qsizetype>(bytes.size(), 1 << 16);
    for (qsizetype i = 0; i < seen; ++i) {
        zeros[std::size_t(i & 1)] += bytes[i] == 0;
    }
    const qint64 most = std::max(zeros[0], zeros[1]), least = std::min(zeros[0], zeros[1]);
    if (most == 0 || bytes.size() % 2 != 0 || most * 50 < seen || least * 10 > most) {
        return std::nullopt;
    }
    return zeros[1] > zeros[0] ? Wide{QStringConverter::Utf16LE, QLatin1String("UTF-16LE")}
                               : Wide{QStringConverter::Utf16BE, QLatin1String("UTF-16BE")};
}

std::optional<Wide> wideEncoding(const QByteArray &bytes)
{
    using namespace std::string_view_literals;
    const std::string_view start(bytes.constData(),
                                 std::size_t(std::min<qsizetype>(bytes.size(), 4)));
    if (start == "\xff\xfe\0\0"sv) {
        return Wide{QStringConverter::Utf32LE, QLatin1String("UTF-32LE")};
    }
    if (start == "\0\0\xfe\xff"sv) {
        return Wide{QStringConverter::Utf32BE, QLatin1String("UTF-32BE")};
    }
    if (start.substr(0, 2) == "\xff\xfe"sv) {
        return Wide{QStringConverter::Utf16LE, QLatin1String("UTF-16LE")};
    }
    if (start.substr(0, 2) == "\xfe\xff"sv) {
        return Wide{QStringConverter::Utf16BE, QLatin1String("UTF-16BE")};
    }
    return utf16WithoutMark(bytes);
}

void warnOfBadBytes(WarningList &warnings, const QByteArray &bytes, const Census &found,
                    QLatin1String encoding)
{
    if (found.bad > 0) {
        const int line = lineAt(bytes, found.firstBad);
        warnings.add(line, code::invalidBytes,
                     text("{0} bytes are not valid {1} and were replaced",
                          "{0} 个字节不是有效的 {1}，已替换", found.bad,
                          std::string_view(encoding.data(), std::size_t(encoding.size()))));
    }
}

bool hasControlBytes(const QByteArray &bytes)
{
    qint64 controls = 0;
    for (const char c : bytes) {
        const bool allowed = c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\v';
        controls += Byte(c) < 0x20 && !allowed;
    }
    return bytes.contains('\0') || controls * 100 > bytes.size();
}

// A mark inside the text comes from joined files. It has no meaning, and Qt would drop it at the
// start of a field but keep it inside.
void dropInnerMarks(QByteArray &utf8, WarningList &warnings)
{
    const qsizetype first = utf8.indexOf(byteOrderMark);
    if (first >= 0) {
        warnings.add(lineAt(utf8, first), code::innerMark,
                     text("byte order marks inside the text were left out",
                          "已略去正文中的字节顺序标记"));
        utf8.replace(byteOrderMark, "");
    }
}

Result<> refuseKnownBinary(const QByteArray &bytes, const QString &name)
{
    if (const std::optional<Text> kind = binaryKind(bytes)) {
        return fail(ErrorCode::UnknownFormat,
                    "{0}: this is {1}, not a report, a bibliography or a result",
                    "{0}：这是 {2}，不是报告、文献目录或测量结果", name.toStdString(), kind->en,
                    kind->zh);
    }
    return {};
}

Result<> refuseControlBytes(const QByteArray &bytes, const QString &name)
{
    if (hasControlBytes(bytes)) {
        return fail(ErrorCode::UnknownFormat, "{0}: binary data, not a text file",
                    "{0}：二进制数据，不是文本文件", name.toStdString());
    }
    return {};
}

Result<Decoded> decodeBytes(const QByteArray &bytes, const QString &name, WarningList &warnings)
{
    if (const Result<> text = refuseKnownBinary(bytes, name); !text) {
        return passOn(text.error());
    }
    if (const std::optional<Wide> wide = wideEncoding(bytes)) {
        QStringDecoder decoder(wide->encoding);
        QByteArray utf8 = toUtf8(bytes, decoder);
        if (decoder.hasError()) {
            warnings.add(0, code::invalidBytes,
                         text("some bytes are not valid {0} and were replaced",
                              "部分字节不是有效的 {0}，已替换",
                              std::string_view(wide->name.data(), std::size_t(wide->name.size()))));
        }
        if (!utf8.contains('\0')) {
            return Decoded{std::move(utf8), wide->name};
        }
    }
    if (const Result<> text = refuseControlBytes(bytes, name); !text) {
        return passOn(text.error());
    }
    const QByteArray body = bytes.startsWith(byteOrderMark) ? bytes.sliced(3) : bytes;
    const Census utf8 = census(body, utf8Length);
    if (utf8.bad == 0) {
        return Decoded{body, QStringLiteral("UTF-8")};
    }
    const Census gb = census(body, gb18030Length);
    // Chinese in one encoding read as the other fails at about every second character.
    const bool damagedUtf8 = utf8.good > 4 * utf8.bad || body.size() != bytes.size();
    if (!damagedUtf8 && gb.good > 20 * gb.bad && gb.good > 0) {
        QStringDecoder decoder("GB18030");
        if (decoder.isValid()) {
            warnOfBadBytes(warnings, body, gb, QLatin1String("GB18030"));
            return Decoded{toUtf8(body, decoder), QStringLiteral("GB18030")};
        }
    }
    if (damagedUtf8 || utf8.bad > body.size() / 10) {
        warnOfBadBytes(warnings, body, utf8, QLatin1String("UTF-8"));
        return Decoded{replaceBadUtf8(body), QStringLiteral("UTF-8")};
    }
    // A few single high bytes among ASCII: Western names in an old bibliography.
    warnings.add(lineAt(body, utf8.firstBad), code::guessedEncoding,
                 text("neither UTF-8 nor GB18030: read as ISO-8859-1",
                      "既非 UTF-8 也非 GB18030：按 ISO-8859-1 读取"));
    return Decoded{QString::fromLatin1(body).toUtf8(), QStringLiteral("ISO-8859-1")};
}

}  // namespace

Result<Decoded> decode(const QByteArray &bytes, const QString &name, WarningList &warnings)
{
    Result<Decoded> decoded = decodeBytes(bytes, name, warnings);
    if (!decoded) {
        return decoded;
    }
    dropInnerMarks(decoded->utf8, warnings);
    // Again on the result: UTF-16 or a byte order mark hides both from the checks above.
    for (const auto refuse : {refuseKnownBinary, refuseControlBytes}) {
        if (const Result<> text = refuse(decoded->utf8, name); !text) {
            return passOn(text.error());
        }
    }
    return decoded;
}

}  // namespace touchstone::importing
