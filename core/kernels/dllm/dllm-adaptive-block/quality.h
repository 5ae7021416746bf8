// What schedules of kernel.cpp cost and give, over seeds.
#pragma once

#include "kernels/dllm/dllm-adaptive-block/denoiser.h"
#include "kernels/kernel.h"

#include <array>

namespace touchstone::kernels::dllm_adaptive_block {

constexpr std::array<std::size_t, 4> blockSizes{8, 16, 32, 64};
constexpr std::size_t scheduleCount = 2 * blockSizes.size() + 1;

// Fixed blocks of each size, adaptive ones with each as the size to fall back on, and blocks that
// end with the sentence as the source knows it.
Schedule scheduleAt(std::size_t index, double threshold);
std::string scheduleId(std::size_t index);

Result<std::vector<Quality>> scheduleQuality(const Setup &setup);

}  // namespace touchstone::kernels::dllm_adaptive_block
