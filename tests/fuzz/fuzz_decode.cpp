// Any bytes: decoding refuses them or gives valid UTF-8, which decodes to itself without a warning.
#include "importing/decode.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace touchstone::importing;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    WarningList warnings;
    const auto decoded = decode(bytes, QStringLiteral("fuzz"), warnings);
    if (!decoded) {
        return 0;
    }
    WarningList none;
    const auto again = decode(decoded->utf8, QStringLiteral("fuzz"), none);
    const bool kept =
            again && again->encoding == QStringLiteral("UTF-8") && again->utf8 == decoded->utf8;
    if (!kept || !std::move(none).sorted().isEmpty()) {
        std::abort();
    }
    return 0;
}
