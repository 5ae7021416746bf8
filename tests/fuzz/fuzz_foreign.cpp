// Any bytes as results of another tool: what is taken has times, and an error is one line.
#include "exchange/foreign.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace touchstone;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto bundle = exchange::readForeign(bytes);
    if (!bundle) {
        const std::string &message = bundle.error().message.en;
        if (message.empty() || message.find('\n') != std::string::npos) {
            std::abort();
        }
        return 0;
    }
    for (const measure::KernelResult &result : bundle->results) {
        for (const measure::VariantResult &variant : result.variants) {
            if (!std::isfinite(variant.medianNs) || variant.medianNs <= 0 || variant.id.empty()) {
                std::abort();
            }
        }
    }
    return 0;
}
