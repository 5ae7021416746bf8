// What both operations of kernel.cpp share, and the oracle's own scores.
#pragma once

#include "kernels/attention/audio-kv-evict/keepers.h"
#include "kernels/operation.h"

namespace touchstone::kernels::audio_kv_evict {

// Frames of a recording as keys: alike from frame to frame. [tokens x width]
void fillFrames(std::span<float> frames, std::size_t width, std::uint64_t seed,
                std::uint32_t stream);

// scoreTokens() in double precision, by the definitions.
std::vector<double> exactScores(Keeper by, const Recording &recording);

std::unique_ptr<Operation> makePrefill(const Setup &setup, Memory &memory);
std::unique_ptr<Operation> makeDecoding(const Setup &setup, Memory &memory);
// Errors of two-hop questions over five recordings, by tokens and share kept; retained attention
// mass; exponents of the time in tokens; bytes of the cache.
Result<std::vector<Quality>> evictionQuality(const Setup &setup);

}  // namespace touchstone::kernels::audio_kv_evict
