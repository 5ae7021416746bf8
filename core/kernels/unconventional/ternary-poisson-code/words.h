// Synthetic word embeddings, the forms in which they are compared, and their scores.
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
constexpr std::array<const char *, 3> formNames{"fp32", "int8", "ternary"};
constexpr std::array<double, 3> bitsOf{32, 8, 2};

constexpr std::size_t topicCount = 200;
constexpr std::size_t relationCount = 4;

// words x width, unit length. Word w is base w / 4 under relation w % 4: topic + base + relation,
// each with a deviation of 0.6, + a part of its own with the deviation `own`, so that
// parallelograms a - b + c = d hold approximately. Relation 0 is the base itself.
constexpr float usualOwn = 0.2F;
void fillWords(std::span<float> out, std::size_t width, std::uint64_t seed, float own = usualOwn);

// --- simd.cpp

// One bit per dimension in each of two planes: mask (level is not 0), then sign (level is -1).
// 64-bit words per plane, a multiple of 8: a row is whole vectors of any instruction set.
constexpr std::size_t planeWords(std::size_t width)
{
    return (width + 511) / 512 * 8;
}
struct Packed {
    const std::uint64_t *rows;
    const float *scales;
    std::size_t count;
};
// scores[q * stride + w] = <query q, word w> * queryScale[q] * wordScale[w]: agreeing non-zeros
// less disagreeing ones.
void scorePacked(const Packed &queries, const Packed &words, std::size_t plane, float *scores,
                 std::size_t stride);

// --- vectors.cpp

// Vectors in the three forms, each with a factor that makes their products cosines.
struct Vectors {
    Vectors(std::size_t number, std::size_t size, Memory &memory);
    // The other forms of what fp32 holds; bytes go up to `most`.
    void derive(int most) const;
    std::span<const float> row(std::size_t i) const { return {fp32.data() + i * width, width}; }
    Packed packed(std::size_t first, std::size_t number) const
    {
        return {planes.data() + first * 2 * planeWords(width), planeScales.data() + first, number};
    }
    // Vector i times its factor, for the oracle: from the stored codes, but ternary levels
    // from the floats again.
    std::vector<double> exact(Form form, std::size_t i) const;

    std::size_t count, width;
    Buffer<float> fp32;
    Buffer<std::int8_t> bytes;
    Buffer<std::uint64_t> planes;
    Buffer<float> byteScales, planeScales;
};

// --- quality.cpp

// What ternary codes and Poisson spikes keep of word embeddings.
Result<std::vector<Quality>> wordQuality(const Setup &setup);

}  // namespace touchstone::kernels::ternary_poisson_code
