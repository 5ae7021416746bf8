#include "kernels/unconventional/ternary-poisson-code/words.h"

#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace touchstone::kernels::ternary_poisson_code {

namespace {

enum Stream : std::uint32_t {
    Topics = 100'000,
    Relations = 200'000,
    Bases = 300'000,
    Own = 1'000'000
};

}  // namespace

void fillWords(std::span<float> out, std::size_t width, std::uint64_t seed, float own)
{
    std::vector<float> part(width);
    for (std::size_t w = 0; w * width < out.size(); ++w) {
        const std::span<float> word = out.subspan(w * width, width);
        const auto add = [&](float deviation, std::uint32_t stream) {
            rng::fillNormal(part, 0.0F, deviation, seed, stream);
            std::transform(word.begin(), word.end(), part.begin(), word.begin(), std::plus());
        };
        const auto base = std::uint32_t(w / relationCount);
        const auto relation = std::uint32_t(w % relationCount);
        std::fill(word.begin(), word.end(), 0.0F);
        add(0.6F, Topics + base % topicCount);
        add(0.6F, Bases + base);
        if (relation > 0) {
            add(0.6F, Relations + relation);
        }
        add(own, Own + std::uint32_t(w));
        const double square = std::inner_product(word.begin(), word.end(), word.begin(), 0.0);
        const auto inverse = float(1 / std::sqrt(square));
        for (float &value : word) {
            value *= inverse;
        }
    }
}

}  // namespace touchstone::kernels::ternary_poisson_code
