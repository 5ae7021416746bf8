// The masked diffusion model of the study, an MLP: attributes of the prompt and tokens of the text
// in, logits of every place out. A token or attribute that is given selects a row of the first
// layer, a mask has a row of its own.
#pragma once

#include "kernels/blocks/phrase_source.h"
#include "kernels/blocks/tape_functions.h"

namespace touchstone::kernels::dllm_certainty_distil {

using sources::maskedToken;
using sources::PhraseSource;
using sources::Token;

constexpr std::size_t blockSize = 16;  // texts are written block after block

inline std::size_t blocksOf(std::size_t length)
{
    return (length + blockSize - 1) / blockSize;
}

// What the layers see: sizes of a source, and their own.
struct DenoiserSizes {
    std::size_t attributes, values, length, vocabulary, hidden;

    DenoiserSizes(const sources::PhraseSizes &source, std::size_t hiddenUnits);
    std::size_t inputs() const { return attributes * values + length * (vocabulary + 1); }
    std::size_t outputs() const { return length * vocabulary; }
    std::size_t selected() const { return attributes + length; }  // rows of a text
};

// T: float trains, double checks gradients.
template <class T>
struct Denoiser {
    Weight<T> in;            // [inputs x hidden]
    Weight<T> bias;          // [1 x hidden]
    Weight<T> out, outBias;  // [outputs x hidden], [1 x outputs]

    Denoiser(const DenoiserSizes &sizes, std::uint64_t seed);
    // x: [texts x inputs], as inputsOf() makes them. Returned is [texts x outputs].
    Var logits(Tape<T> &tape, Var x);
    std::vector<Weight<T> *> weights() { return {&in, &bias, &out, &outBias}; }
};

extern template struct Denoiser<float>;
extern template struct Denoiser<double>;

// A text with the number of its prompt.
struct Written {
    std::size_t prompt = 0;
    std::vector<Token> tokens;
};

// The rows that a text selects, one of an attribute or token each. rows: [attributes + length].
void selectRows(const PhraseSource &source, const DenoiserSizes &sizes, std::size_t prompt,
                std::span<const Token> tokens, std::span<std::size_t> rows);
// One in each of those rows, [texts x inputs].
template <class T>
Grid<T> inputsOf(const PhraseSource &source, const DenoiserSizes &sizes,
                 std::span<const Written> texts);

}  // namespace touchstone::kernels::dllm_certainty_distil
