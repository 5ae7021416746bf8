// Any bytes as results of another tool: refused with one line, or a bundle that the store would
// take, also with its first two entries set beside a claim.
#include "exchange/foreign.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace touchstone;

namespace {

void check(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

void checkMessage(const Error &error)
{
    check(!error.message.en.empty() && error.message.en.find('\n') == std::string::npos);
    check(!error.message.zh.empty());
}

// Of the first result with two entries.
exchange::ForeignPair pairIn(const measure::Bundle &bundle)
{
    for (const measure::KernelResult &result : bundle.results) {
        const auto name = [](const std::string &id) { return QString::fromStdString(id); };
        if (result.variants.size() > 1) {
            return {QStringLiteral("c"), name(result.variants[0].id), name(result.variants[1].id)};
        }
        if (result.quality.size() > 1) {
            return {QStringLiteral("c"), name(result.quality[0].variant),
                    name(result.quality[1].variant)};
        }
    }
    return {};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    auto bundle = exchange::readForeign(
            QByteArray(reinterpret_cast<const char *>(data), qsizetype(size)));
    if (!bundle) {
        checkMessage(bundle.error());
        return 0;
    }
    check(measure::bundleFromJson(toJson(*bundle)).has_value());
    const exchange::ForeignPair pair = pairIn(*bundle);
    const auto paired = exchange::pairForeign(*bundle, pair);
    if (!paired) {
        checkMessage(paired.error());
    }
    check(measure::bundleFromJson(toJson(*bundle)).has_value());
    return 0;
}
