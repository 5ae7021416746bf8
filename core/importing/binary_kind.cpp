#include "importing/decode.h"

#include <array>
#include <string_view>

namespace touchstone::importing {

namespace {

using namespace std::string_view_literals;

struct Signature {
    std::size_t offset;
    std::string_view bytes;
    std::string_view en, zh;
};

constexpr auto pickleEn =
        "a Python pickle (reading it may run code; print the result instead, e.g. "
        "the Compare table of torch.utils.benchmark)"sv;
constexpr auto pickleZh = "Python pickle 文件（读取时可能执行代码；请改为打印结果，例如 "
                          "torch.utils.benchmark 的 Compare 表格）"sv;

// Published "magic numbers" of the formats that are often kept with reports.
constexpr std::array signatures{
        Signature{0, "%PDF-"sv, "a PDF document"sv, "PDF 文档"sv},
        Signature{0, "\x89PNG\r\n\x1a\n"sv, "a PNG image"sv, "PNG 图像"sv},
        Signature{0, "\xff\xd8\xff"sv, "a JPEG image"sv, "JPEG 图像"sv},
        Signature{0, "GIF8"sv, "a GIF image"sv, "GIF 图像"sv},
        Signature{8, "WEBP"sv, "a WebP image"sv, "WebP 图像"sv},
        Signature{0, "II*\0"sv, "a TIFF image"sv, "TIFF 图像"sv},
        Signature{0, "MM\0*"sv, "a TIFF image"sv, "TIFF 图像"sv},
        Signature{30, "word/"sv, "a Word document"sv, "Word 文档"sv},
        Signature{30, "archive/data.pkl"sv, pickleEn, pickleZh},
        Signature{0, "PK\x03\x04"sv, "a ZIP archive or Office document"sv,
                  "ZIP 压缩包或 Office 文档"sv},
        Signature{0, "PK\x05\x06"sv, "an empty ZIP archive"sv, "空的 ZIP 压缩包"sv},
        Signature{0, "\xd0\xcf\x11\xe0"sv, "an old Office document"sv, "旧版 Office 文档"sv},
        Signature{0, "\x1f\x8b"sv, "a gzip archive"sv, "gzip 压缩文件"sv},
        Signature{0, "BZh"sv, "a bzip2 archive"sv, "bzip2 压缩文件"sv},
        Signature{0,
                  "\xfd"
                  "7zXZ\0"sv,
                  "an xz archive"sv, "xz 压缩文件"sv},
        Signature{0, "\x28\xb5\x2f\xfd"sv, "a Zstandard archive"sv, "Zstandard 压缩文件"sv},
        Signature{0, "7z\xbc\xaf\x27\x1c"sv, "a 7z archive"sv, "7z 压缩包"sv},
        Signature{0, "Rar!\x1a\x07"sv, "a RAR archive"sv, "RAR 压缩包"sv},
        Signature{257, "ustar"sv, "a tar archive"sv, "tar 归档"sv},
        Signature{0, "SQLite format 3\0"sv, "an SQLite database"sv, "SQLite 数据库"sv},
        Signature{0,
                  "\x7f"
                  "ELF"sv,
                  "an ELF program"sv, "ELF 程序"sv},
        Signature{0, "MZ\x90"sv, "a Windows program"sv, "Windows 程序"sv},
        Signature{0, "\x89HDF\r\n\x1a\n"sv, "an HDF5 file"sv, "HDF5 文件"sv},
        Signature{0, "\x93NUMPY"sv, "a NumPy array"sv, "NumPy 数组"sv},
        Signature{0, "\x80\x02"sv, pickleEn, pickleZh},
        Signature{0, "\x80\x03"sv, pickleEn, pickleZh},
        Signature{0, "\x80\x04"sv, pickleEn, pickleZh},
        Signature{0, "\x80\x05"sv, pickleEn, pickleZh},
        Signature{0, "PAR1"sv, "a Parquet file (save it as CSV or JSON)"sv,
                  "Parquet 文件（请另存为 CSV 或 JSON）"sv},
        Signature{0, "GGUF"sv, "a GGUF model"sv, "GGUF 模型"sv},
        Signature{0, "OggS"sv, "an Ogg file"sv, "Ogg 文件"sv},
        Signature{0, "ID3"sv, "an MP3 file"sv, "MP3 文件"sv},
        Signature{4, "ftyp"sv, "an MP4 file"sv, "MP4 文件"sv},
};

}  // namespace

std::optional<Text> binaryKind(const QByteArray &bytes)
{
    const std::string_view content(bytes.constData(), std::size_t(bytes.size()));
    for (const Signature &signature : signatures) {
        if (content.size() >= signature.offset + signature.bytes.size()
            && content.substr(signature.offset, signature.bytes.size()) == signature.bytes) {
            return Text{std::string(signature.en), std::string(signature.zh)};
        }
    }
    return std::nullopt;
}

}  // namespace touchstone::importing
