// Images whose contents are known: tokens of a few factors and noise.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace touchstone::kernels::token_compress_rerank {

constexpr std::size_t factors = 24;

struct Image {
    std::vector<float> tokens;               // [n x width]
    std::array<double, factors> strength{};  // of each factor in the image; 0: absent
};

// About half of the factors are in an image, each with a strength in [0.5, 1.5] and a share of the
// tokens by the flat Dirichlet distribution. Runs of 8 tokens show one of them:
// x = strength * direction + N(0, noise^2 / width), so that noise is its length beside that of a
// direction. A factor without a run is absent.
class ImageSource {
public:
    // width: at least as many as there are factors.
    ImageSource(std::size_t width, double noise, std::uint64_t seed);
    Image draw(std::size_t tokens, std::uint32_t number) const;

    // Orthonormal, [factors x width].
    const std::vector<float> &directions() const { return m_directions; }
    std::size_t width() const { return m_width; }

private:
    std::size_t m_width;
    double m_noise;
    std::uint64_t m_seed;
    std::vector<float> m_directions;
};

}  // namespace touchstone::kernels::token_compress_rerank
