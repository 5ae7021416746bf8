// What compressed keys and values lose, and the oracle's own compression.
#pragma once

#include "kernels/attention/kv-segment-compress/compress.h"
#include "kernels/kernel.h"

namespace touchstone::kernels::kv_segment_compress {

// compress() in double precision, by the definitions: distances, means, counts.
struct ExactSlots {
    std::vector<std::vector<double>> keys, values;  // [slots][size]
    std::vector<double> bias;
    std::vector<std::int32_t> labels;

    ExactSlots(Compressor by, const Segment &segment, std::size_t slots);
};

// A context of topics: 24 that drift, in runs of 8 tokens, each token with detail of its own.
struct Topics {
    static constexpr std::size_t size = 64, tokens = 2048, topics = 24, run = 8;

    std::vector<float> k, v;              // [tokens x size]
    std::vector<std::size_t> topicOf;     // [tokens]
    std::vector<std::vector<float>> now;  // keys of the topics at the end

    // detail: its standard deviation; that of a topic is 1.
    Topics(double detail, std::uint64_t seed);
};
enum class Question { Topic, Needle };  // after what a topic has in common, or after one token

// Attention output over what is kept against that over all tokens, relative, over 32 questions.
// Slots of all segments but the last, which stays; a window of as many keys where `by` is nullopt.
double lossOf(const Topics &context, std::optional<Compressor> by, std::size_t slots,
              Question question, std::uint64_t seed);

// Losses by kind of question over five contexts, compression and detail; bytes of the cache.
Result<std::vector<Quality>> segmentQuality(const Setup &setup);

}  // namespace touchstone::kernels::kv_segment_compress
