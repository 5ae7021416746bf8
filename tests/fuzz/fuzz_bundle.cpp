// Any bytes at the door of bundles: a bundle that is taken is written and read back unchanged, and
// a second door finds the same of it as the first.
#include "measure/results/trust.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace touchstone::measure;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    auto bundle = bundleFromJson({reinterpret_cast<const char *>(data), size});
    if (!bundle) {
        const std::string &message = bundle.error().message.en;
        if (message.empty() || message.find('\n') != std::string::npos) {
            std::abort();
        }
        return 0;
    }
    const std::string json = toJson(*bundle);
    auto back = bundleFromJson(json);
    if (!back || toJson(*back) != json) {
        std::abort();
    }
    const Origin origin{"file.json", "00"};
    const std::string latest = "2999-01-01T00:00:00Z";
    if (!admit(*bundle, origin, latest)) {
        return 0;
    }
    const std::string admitted = toJson(*bundle);
    back = bundleFromJson(admitted);
    if (!back || !admit(*back, origin, latest) || toJson(*back) != admitted) {
        std::abort();
    }
    return 0;
}
