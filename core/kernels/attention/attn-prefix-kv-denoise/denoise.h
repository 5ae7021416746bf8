// The denoising loop and its forwards, with and without a cache of the prefix; see kernel.cpp.
#pragma once

#include "kernels/blocks/body.h"
#include "kernels/declared_kernel.h"

#include <array>

namespace touchstone::kernels::attn_prefix_kv_denoise {

using sources::Token;

constexpr std::size_t vocabulary = 256;

// Full:   every step passes over prefix and generated tokens, which all see each other.
// Masked: the same, but the prefix sees itself alone.
// Cached: the prefix is passed over once, under that mask; steps are over the generated tokens.
// Stale:  the first step is that of Full, later ones reuse its keys and values of the prefix.
enum DenoisingForm : std::size_t { Full, Masked, Cached, Stale, formCount };
inline constexpr std::array<const char *, formCount> denoisingIds{"full", "masked", "prefix-cache",
                                                                  "stale-cache"};

struct Lengths {
    std::size_t prefix = 0, generated = 0, steps = 0;
    std::size_t places() const { return prefix + generated; }
    // Tokens that are committed up to the end of a step, spread evenly over the steps.
    std::size_t committedBy(std::size_t step) const { return generated * (step + 1) / steps; }
    std::size_t commits(std::size_t step) const
    {
        return generated * (step + 1) / steps - generated * step / steps;
    }
};
transformer::Sizes sizesOf(const Lengths &lengths, std::size_t width, std::size_t layers);

// Tokens that pass through the layers in the whole loop, and pairs of them that attend.
struct Passed {
    double tokens = 0, pairs = 0;
};
Passed passed(DenoisingForm form, const Lengths &lengths);

// The forwards of a step on the CPU.
class Denoising {
public:
    Denoising(const transformer::Body &body, const Lengths &lengths, int threads, Memory &memory);

    // Logits of the generated tokens, [generated x vocabulary], valid until the next call. text:
    // prefix and generated tokens. Step 0 of a text comes first.
    const float *step(DenoisingForm form, std::size_t step, std::span<const Token> text) const;
    // The weights that a form reads.
    const Buffer<std::byte> &wholeWeights() const { return m_whole.packed(); }
    const Buffer<std::byte> &prefixWeights() const { return m_alone.packed(); }
    const Buffer<std::byte> &generatedWeights() const { return m_part.packed(); }
    const Lengths &lengths() const { return m_lengths; }

private:
    Lengths m_lengths;
    transformer::Cache m_cache;
    transformer::Forwards m_whole, m_alone, m_part;
};

// Commits as many masked tokens as the step does, those of the largest probability, and copies
// their logits. surest: scratch, [generated].
struct Written {
    std::span<Token> tokens;        // [generated]
    std::span<std::int32_t> steps;  // the step that committed each
    std::span<float> logits;        // [generated x vocabulary], in that step
};
void commit(const Lengths &lengths, std::size_t step, const float *logits, const Written &to,
            std::span<float> surest, int threads);

Result<std::vector<Quality>> denoisingQuality(const Setup &setup);

}  // namespace touchstone::kernels::attn_prefix_kv_denoise
