// A recording with events and questions of two hops about them.
#pragma once

#include "kernels/attention/audio-kv-evict/keepers.h"

#include <array>
#include <optional>
#include <vector>

namespace touchstone::kernels::audio_kv_evict {

// Background that changes slowly, and events of 5 to 40 frames, one in five seconds on average.
// The frames of an event have its key; the value of a first event is the key of a second one, whose
// value is one of 16 answers.
struct Soundtrack {
    static constexpr std::size_t size = 64, answers = 16;
    static constexpr double perFrame = 0.2 / 25;  // events

    struct Question {
        std::vector<float> key;
        std::size_t answer = 0;
    };

    std::size_t tokens;
    std::vector<float> k, v;  // [tokens x size]
    std::vector<std::vector<float>> codebook;
    std::vector<Question> questions;  // of each pair of events

    Soundtrack(std::size_t length, std::uint64_t seed);
};

// Asks with the first key, then with what was read, over the tokens that stay; nullopt: all.
struct Asked {
    bool right = false;
    double mass = 0;  // of the first attention over all, that lies on tokens that stay
};
Asked ask(const Soundtrack &track, const Soundtrack::Question &question,
          const std::optional<std::vector<std::int32_t>> &stay);

// The tokens that a keeper leaves when the question is the last that it sees.
std::vector<std::int32_t> keptFor(const Soundtrack &track, const Soundtrack::Question &question,
                                  Keeper by, std::size_t keep, std::uint64_t seed);

}  // namespace touchstone::kernels::audio_kv_evict
