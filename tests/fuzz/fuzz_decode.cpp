// Any bytes: decoding refuses them or gives valid UTF-8, and keeps what is UTF-8 already.
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
    const bool valid = !again || again->encoding != QStringLiteral("UTF-8")
                       || std::move(none).sorted().isEmpty();
    if (!valid) {
        std::abort();
    }
    return 0;
}
