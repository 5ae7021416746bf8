#include "kernels/moe/expert-eb-compress/plain_codes.h"

#include "kernels/blocks/quantise.h"

#include <algorithm>
#include <array>

namespace touchstone::kernels::expert_eb_compress {

GroupCode encodeGroups(std::span<const float> weights, unsigned bits)
{
    const int most = (1 << (bits - 1)) - 1;
    GroupCode code;
    for (std::size_t first = 0; first < weights.size(); first += groupSize) {
        const auto group = weights.subspan(first, std::min(groupSize, weights.size() - first));
        code.scales.push_back(toFp16(largestMagnitude(group) / float(most)));
        std::array<std::int8_t, groupSize> numbers{};
        roundToSteps(group, fromFp16(code.scales.back()), most, numbers.data());
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
