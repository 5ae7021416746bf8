// Training of the denoiser: on texts of the source, then on its own.
#pragma once

#include "kernels/dllm/dllm-certainty-distil/decoder.h"
#include "kernels/kernel.h"

namespace touchstone::kernels::dllm_certainty_distil {

constexpr double entropyWeight = 2;  // these two as the paper's code has them
constexpr double entropyTemperature = 0.5;

// Texts with masks, and the masked tokens that the loss asks for.
struct Masked {
    std::vector<Written> texts;
    std::vector<std::uint32_t> cells;  // text * length + place, ascending
    std::vector<std::uint32_t> labels;
};

// Two copies of the texts. In one block of each text, drawn for it, every token is masked in one
// copy and given in the other; earlier blocks are given, later ones masked in both. The loss asks
// for the tokens of that block.
std::array<Masked, 2> complementaryMasks(std::span<const Written> texts, rng::Sequence &numbers);

// CE(labels) + weight H, means over the cells: H is the entropy of softmax(z / entropyTemperature)
// where the label is the most likely token already, 0 if it is nowhere. No cell: 0. logits: [texts
// x outputs].
template <class T>
Var certaintyLoss(Tape<T> &tape, Var logits, const Masked &masked, std::size_t vocabulary,
                  double weight);

// Which source, and a model of which size. length: a multiple of phrase.
struct Model {
    std::size_t length = 32, alternatives = 4, phrase = 4, hidden = 192;
    std::uint64_t seed = 1;

    sources::PhraseSizes sourceSizes() const;
    PhraseSource source() const { return {sourceSizes(), seed}; }
    DenoiserSizes sizes() const { return {sourceSizes(), hidden}; }
};

// Prompts of the source in an order drawn for it, those that no training sees and all others.
struct Prompts {
    std::vector<std::size_t> heldOut, trained;
};
Prompts promptsOf(const Model &model);

// What decoding needs of them: before tuning, and tuned on the same texts with the entropy's weight
// 0 and entropyWeight.
struct Trained {
    Denoiser<float> pretrained, control, certain;
};
// Kept in the cache of trained weights. Errors: cancelled.
Result<Trained> trainedModels(const Setup &setup, const Model &model);

}  // namespace touchstone::kernels::dllm_certainty_distil
