#include "kernels/unconventional/ternary-poisson-code/words.h"

#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::ternary_poisson_code {

namespace {

enum Stream : std::uint32_t {
    Topics = 100'000,
    Relations = 200'000,
    Bases = 300'000,
    Own = 1'000'000
};

void addNormal(std::span<float> to, float deviation, std::uint64_t seed, std::uint32_t stream,
               std::vector<float> &scratch)
{
    scratch.resize(to.size());
    rng::fillNormal(scratch, 0.0F, deviation, seed, stream);
    for (std::size_t i = 0; i < to.size(); ++i) {
        to[i] += scratch[i];
    }
}

}  // namespace

void fillWords(std::span<float> out, std::size_t width, std::uint64_t seed)
{
    std::vector<float> scratch;
    for (std::size_t w = 0; w * width < out.size(); ++w) {
        const std::span<float> word = out.subspan(w * width, width);
        const auto base = std::uint32_t(w / relationCount);
        const auto relation = std::uint32_t(w % relationCount);
        std::fill(word.begin(), word.end(), 0.0F);
        addNormal(word, 0.6F, seed, Topics + base % topicCount, scratch);
        addNormal(word, 0.6F, seed, Bases + base, scratch);
        if (relation > 0) {
            addNormal(word, 0.6F, seed, Relations + relation, scratch);
        }
        addNormal(word, 0.2F, seed, Own + std::uint32_t(w), scratch);
        double square = 0;
        for (const float value : word) {
            square += double(value) * value;
        }
        const auto inverse = float(1 / std::sqrt(square));
        for (float &value : word) {
            value *= inverse;
        }
    }
}

double gammaOf(const float *word, std::size_t width)
{
    double sum = 0;
    for (std::size_t i = 0; i < width; ++i) {
        sum += std::abs(double(word[i]));
    }
    return sum / double(width);
}

void quantise(const float *word, std::size_t width, float *levels)
{
    const double gamma = gammaOf(word, width);
    for (std::size_t i = 0; i < width; ++i) {
        levels[i] = float(levelOf(word[i], gamma));
    }
}

std::size_t pack(const float *word, std::size_t width, std::uint64_t *row)
{
    const std::size_t plane = planeWords(width);
    std::fill(row, row + 2 * plane, std::uint64_t(0));
    const double gamma = gammaOf(word, width);
    std::size_t nonZeros = 0;
    for (std::size_t i = 0; i < width; ++i) {
        const int level = levelOf(word[i], gamma);
        row[i / 64] |= std::uint64_t(level != 0) << (i % 64);
        row[plane + i / 64] |= std::uint64_t(level < 0) << (i % 64);
        nonZeros += level != 0 ? 1 : 0;
    }
    return nonZeros;
}

}  // namespace touchstone::kernels::ternary_poisson_code
