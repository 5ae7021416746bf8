// What kernels are known to leave in an output instead of its result (robust-kbench).
#pragma once

#include "kernels/blocks/half.h"
#include "kernels/memory.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

namespace touchstone::kernels {

// cached: the result of another input.
struct Cheat {
    const char *name;
    void (*plant)(const kernels::detail::Slot &slot, const std::vector<std::byte> &cached);
    bool inDigits = false;
};
inline constexpr std::array cheats{
        Cheat{"constant",
              [](const auto &slot, const auto &) {
                  const auto bytes = slot.bytes();
                  for (std::size_t i = slot.elementSize; i < bytes.size(); ++i) {
                      bytes[i] = bytes[i - slot.elementSize];
                  }
              }},
        Cheat{"cached",
              [](const auto &slot, const auto &cached) {
                  const auto bytes = slot.bytes();
                  std::copy_n(cached.begin(), std::min(cached.size(), bytes.size()), bytes.begin());
              }},
        Cheat{"stale buffer",
              [](const auto &slot, const auto &) {
                  std::ranges::fill(slot.bytes(), std::byte{0xFF});
              }},
        Cheat{"rows skipped",
              [](const auto &slot, const auto &) {
                  const std::size_t kept = slot.count - (slot.count + 4) / 5;
                  std::ranges::fill(slot.bytes().subspan(kept * slot.elementSize), std::byte{0xFF});
              }},
        Cheat{"tail left out",
              [](const auto &slot, const auto &) {
                  // What an earlier call left; not 0, which a right result of -0 equals.
                  const std::size_t kept = slot.count / 8 * 8;
                  std::ranges::fill(slot.bytes().subspan(kept * slot.elementSize),
                                    slot.floating ? std::byte{0x40} : std::byte{0});
              }},
        Cheat{"half precision",
              [](const auto &slot, const auto &) {
                  for (std::size_t i = 0; slot.floating && i < slot.count; ++i) {
                      std::byte *at = slot.bytes().data() + i * slot.elementSize;
                      if (slot.elementSize == sizeof(float)) {
                          float value = 0;
                          std::memcpy(&value, at, sizeof value);
                          value = fromFp16(toFp16(value));
                          std::memcpy(at, &value, sizeof value);
                      }
                  }
              },
              true}};

}  // namespace touchstone::kernels
