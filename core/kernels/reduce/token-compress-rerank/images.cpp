#include "kernels/reduce/token-compress-rerank/images.h"

#include "kernels/blocks/rng.h"

#include <cmath>
#include <numeric>
#include <span>

namespace touchstone::kernels::token_compress_rerank {

namespace {

constexpr std::size_t runLength = 8;
constexpr std::uint32_t directionStream = 1, firstImageStream = 16;

// Gram and Schmidt, one row after the other.
void makeOrthonormal(std::span<float> rows, std::size_t width)
{
    for (std::size_t row = 0; row < rows.size(); row += width) {
        const auto own = rows.subspan(row, width);
        for (std::size_t other = 0; other < row; other += width) {
            const auto done = rows.subspan(other, width);
            const float along = std::inner_product(own.begin(), own.end(), done.begin(), 0.0F);
            for (std::size_t c = 0; c < width; ++c) {
                own[c] -= along * done[c];
            }
        }
        const float length =
                std::sqrt(std::inner_product(own.begin(), own.end(), own.begin(), 0.0F));
        for (float &value : own) {
            value /= length;
        }
    }
}

}  // namespace

ImageSource::ImageSource(std::size_t width, double noise, std::uint64_t seed)
    : m_width(width), m_noise(noise), m_seed(seed), m_directions(factors * width)
{
    rng::fillNormal(m_directions, 0.0F, 1.0F, seed, directionStream);
    makeOrthonormal(m_directions, width);
}

Image ImageSource::draw(std::size_t tokens, std::uint32_t number) const
{
    const std::uint32_t stream = firstImageStream + 2 * number;
    rng::Sequence numbers(m_seed, stream);
    std::vector<std::size_t> present;
    while (present.empty()) {
        for (std::size_t f = 0; f < factors; ++f) {
            if (numbers.uniform() < 0.5) {
                present.push_back(f);
            }
        }
    }
    std::array<double, factors> strength{};
    for (const std::size_t f : present) {
        strength[f] = 0.5 + numbers.uniform();
    }
    const std::vector<double> shares = rng::dirichlet(present.size(), 1, numbers);
    Image image;
    image.tokens.resize(tokens * m_width);
    const double deviation = m_noise / std::sqrt(double(m_width));
    rng::fillNormal(image.tokens, 0.0F, float(deviation), m_seed, stream + 1);
    std::size_t shown = 0;
    for (std::size_t i = 0; i < tokens; ++i) {
        shown = i % runLength == 0 ? present[numbers.choose(shares)] : shown;
        image.strength[shown] = strength[shown];
        for (std::size_t c = 0; c < m_width; ++c) {
            image.tokens[i * m_width + c] +=
                    float(strength[shown]) * m_directions[shown * m_width + c];
        }
    }
    return image;
}

}  // namespace touchstone::kernels::token_compress_rerank
