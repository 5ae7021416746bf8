// The rules that are compared, and what they cost and give over sources.
#pragma once

#include "kernels/declared_kernel.h"
#include "kernels/dllm/dllm-anchor-decode/decoder.h"

namespace touchstone::kernels::dllm_anchor_decode {

inline constexpr std::array rules{oneTokenRule, thresholdRule, localRule};
inline constexpr std::array ruleIds{"one-token", "threshold", "local"};

Result<std::vector<Quality>> anchorQuality(const Setup &setup);

}  // namespace touchstone::kernels::dllm_anchor_decode
