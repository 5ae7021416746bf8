// Stored results: JSON as qCompress() packs it, zlib behind four bytes that tell the size.
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace touchstone::store {

// qUncompress() believes the size and goes on beyond it: a few KB of a hostile library would take
// all memory. At most 256 MiB here; a result of 10,000 samples takes some 200 KB. Errors: Corrupt.
Result<std::string> unpacked(std::string_view packed);

}  // namespace touchstone::store
