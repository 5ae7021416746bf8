// Synthetic word embeddings and their ternary form, for kernel.cpp.
#pragma once

#include "kernels/kernel.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace touchstone::kernels::ternary_poisson_code {

// The forms of a word, and their bits per dimension.
enum Form : std::size_t { Fp32, Int8, Ternary };
constexpr std::array<double, 3> bitsOf{32, 8, 2};

constexpr std::size_t topicCount = 200;
constexpr std::size_t relationCount = 4;

// words x width, unit length. Word w is base w / 4 under relation w % 4: topic + base +
// relation + a little of its own, so that parallelograms a - b + c = d hold approximately. Relation
// 0 is the base itself. Stream: words of one vocabulary, or of queries near them.
void fillWords(std::span<float> out, std::size_t width, std::uint64_t seed);

// gamma = mean |w| (absmean quantisation of BitNet b1.58).
double gammaOf(const float *word, std::size_t width);
// +1 above gamma, -1 below -gamma, else 0.
inline int levelOf(float value, double gamma)
{
    return value > gamma ? 1 : value < -gamma ? -1 : 0;
}
// levels[i] in {-1, 0, 1}
void quantise(const float *word, std::size_t width, float *levels);

// --- packed: one bit per dimension in each of two planes

// 64-bit words per plane, a multiple of 8: a row is whole vectors of any instruction set.
constexpr std::size_t planeWords(std::size_t width)
{
    return (width + 511) / 512 * 8;
}
// row: mask plane (level is not 0), then sign plane (level is -1). Returns the number of non-zeros.
std::size_t pack(const float *word, std::size_t width, std::uint64_t *row);

// --- simd.cpp

// scores[q * stride + w] = <query q, word w> * queryScale[q] * wordScale[w]: agreeing non-zeros
// less disagreeing ones.
struct Packed {
    const std::uint64_t *rows;
    const float *scales;
    std::size_t count;
};
void scorePacked(const Packed &queries, const Packed &words, std::size_t plane, float *scores,
                 std::size_t stride);

// --- quality.cpp

// What ternary codes and Poisson spikes keep of word embeddings.
Result<std::vector<Quality>> wordQuality(const Setup &setup);

}  // namespace touchstone::kernels::ternary_poisson_code
