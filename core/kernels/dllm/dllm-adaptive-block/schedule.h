// Which tokens a diffusion language model commits after each of its forwards, block by block: fixed
// blocks, or blocks that end where the model foresees the end of a sentence.
#pragma once

#include "kernels/blocks/denoiser.h"
#include "kernels/blocks/template_source.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace touchstone::kernels::dllm_adaptive_block {

using sources::equalWithin;
using sources::Prediction;
using sources::Token;

constexpr double delimiterConfidence = 0.3;

enum class Ends {
    Fixed,      // every block has the given size
    Delimiter,  // at the surest delimiter foreseen, else the given size
    Source      // at the end of the sentence as the source knows it: no model error
};

struct Schedule {
    Ends ends = Ends::Fixed;
    std::size_t blockSize = 32;
    double threshold = 0.9;  // of confidence
};

// Fixed blocks of each size, adaptive ones with each as the size to fall back on, and blocks that
// end with the sentence as the source knows it.
constexpr std::array<std::size_t, 4> blockSizes{8, 16, 32, 64};
constexpr std::size_t scheduleCount = 2 * blockSizes.size() + 1;
Schedule scheduleAt(std::size_t index, double threshold);
std::string scheduleId(std::size_t index);

// What one forward tells of the places from the first of the block on.
struct Forward {
    std::span<const Prediction> tokens;
    std::size_t sentence = 0;  // tokens to the end of the sentence, as the source knows it
};

struct Counts {
    std::size_t forwards = 0;
    std::size_t blocks = 0;
    std::size_t unsure = 0;  // tokens committed below the threshold, each in a forward of its own
};

// Where delimiters are looked for at the start of a block.
inline std::size_t windowOf(std::size_t length, std::size_t begin)
{
    return std::min(length / 4, length - begin);
}

// Tokens of which the first forward of a block is asked.
inline std::size_t lookAhead(const Schedule &schedule, std::size_t length, std::size_t begin)
{
    const std::size_t window = schedule.ends == Ends::Fixed ? 0 : windowOf(length, begin);
    return std::min(length - begin, std::max(schedule.blockSize, window));
}
// Tokens of the block that begins at `begin` of a text of `length` tokens.
std::size_t blockLength(const Schedule &schedule, const Forward &forward, std::size_t begin,
                        std::size_t length);
// Commits every masked token that is as sure as the threshold, else the surest. tokens, steps: of
// the block; the step is noted beside what was committed. Returns the number of tokens committed.
std::size_t commitTokens(const Schedule &schedule, const Forward &forward, std::span<Token> tokens,
                         std::span<std::int32_t> steps, std::int32_t step, Counts &counts);

// Fills a masked text. predict(begin, end) makes one forward and tells of the places begin to end;
// steps: in which forward each token was committed, from 0.
template <class Predict>
Counts decode(const Schedule &schedule, std::span<Token> tokens, std::span<std::int32_t> steps,
              const Predict &predict)
{
    Counts counts;
    for (std::size_t begin = 0, size = 0; begin < tokens.size(); begin += size) {
        ++counts.blocks;
        std::size_t committed = 0;
        size = 0;
        do {
            // The first forward of a block tells its size as well.
            const Forward forward = predict(
                    begin, begin + (size > 0 ? size : lookAhead(schedule, tokens.size(), begin)));
            size = size > 0 ? size : blockLength(schedule, forward, begin, tokens.size());
            committed +=
                    commitTokens(schedule, forward, tokens.subspan(begin, size),
                                 steps.subspan(begin, size), std::int32_t(counts.forwards), counts);
            ++counts.forwards;
        } while (committed < size);
    }
    return counts;
}

}  // namespace touchstone::kernels::dllm_adaptive_block
