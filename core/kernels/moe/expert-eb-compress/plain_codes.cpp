#include "kernels/moe/expert-eb-compress/plain_codes.h"

#include "kernels/moe/expert-eb-compress/weights.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace touchstone::kernels::expert_eb_compress {

GroupCode encodeGroups(std::span<const float> weights, unsigned bits)
{
    const int most = (1 << (bits - 1)) - 1;
    GroupCode code;
    for (std::size_t first = 0; first < weights.size(); first += groupSize) {
        const auto group = weights.subspan(first, std::min(groupSize, weights.size() - first));
        code.scales.push_back(toFp16(float(largest(group)) / float(most)));
        const float scale = fromFp16(code.scales.back());
        std::array<int, groupSize> numbers{};
        for (std::size_t i = 0; i < group.size(); ++i) {
            const long number = scale > 0 ? std::lrint(group[i] / scale) : 0;
            numbers[i] = int(std::clamp<long>(number, -most, most));
        }
        if (bits == 8) {
            code.codes.insert(code.codes.end(), numbers.begin(), numbers.end());
            continue;
        }
        for (std::size_t j = 0; j < groupSize / 2; ++j) {
            const auto low = unsigned(numbers[j]) & 15U;
            const auto high = unsigned(numbers[j + groupSize / 2]) & 15U;
            code.codes.push_back(std::uint8_t(low | high << 4U));
        }
    }
    return code;
}

}  // namespace touchstone::kernels::expert_eb_compress
