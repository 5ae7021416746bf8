#include "kernels/attention/attn-hilbert-tiles/quality.h"

#include "kernels/blocks/figures.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace touchstone::kernels::attn_hilbert_tiles {

std::size_t hilbertIndex(std::size_t side, std::size_t x, std::size_t y)
{
    if (side == 1) {
        return 0;
    }
    const std::size_t half = side / 2;
    const std::size_t quarter = half * half;
    if (x < half && y < half) {
        return hilbertIndex(half, y, x);  // first quadrant: mirrored at the diagonal
    }
    if (x < half) {
        return quarter + hilbertIndex(half, x, y - half);
    }
    if (y >= half) {
        return 2 * quarter + hilbertIndex(half, x - half, y - half);
    }
    return 3 * quarter + hilbertIndex(half, half - 1 - y, side - 1 - x);  // at the other diagonal
}

bool sees(const Image &image, Mask mask, std::size_t a, std::size_t b)
{
    if (mask == Mask::Dense || a >= image.pixels() || b >= image.pixels()) {
        return true;
    }
    const std::size_t side = image.side;
    const bool shared = mask != Mask::HilbertTiles;
    if (shared && (image.central(a % side, a / side) || image.central(b % side, b / side))) {
        return true;
    }
    const std::size_t size = image.tileSize();
    const std::size_t offset = mask == Mask::HilbertSlide ? size / 4 : 0;
    const auto place = [&](std::size_t token) {
        return mask == Mask::RasterTiles ? token : hilbertIndex(side, token % side, token / side);
    };
    return (place(a) + offset) / size == (place(b) + offset) / size;
}

namespace {

// exp(score - largest score) of a query over all keys.
std::vector<double> exactWeights(const Image &image, std::size_t token, std::size_t size,
                                 const float *q, const float *k)
{
    std::vector<double> weights(image.tokens());
    for (std::size_t i = 0; i < image.tokens(); ++i) {
        for (std::size_t c = 0; c < size; ++c) {
            weights[i] += double(q[token * size + c]) * k[i * size + c];
        }
        weights[i] /= std::sqrt(double(size));
    }
    const double top = *std::max_element(weights.begin(), weights.end());
    for (double &weight : weights) {
        weight = std::exp(weight - top);
    }
    return weights;
}

ExactQuery underMask(const Image &image, Mask mask, std::size_t token, std::size_t size,
                     const std::vector<double> &weights, const float *v)
{
    ExactQuery exact{std::vector<double>(size), 0};
    double seen = 0;
    double all = 0;
    for (std::size_t i = 0; i < image.tokens(); ++i) {
        all += weights[i];
        if (sees(image, mask, token, i)) {
            seen += weights[i];
            for (std::size_t c = 0; c < size; ++c) {
                exact.out[c] += weights[i] * v[i * size + c];
            }
        }
    }
    for (double &value : exact.out) {
        value /= seen;
    }
    exact.mass = seen / all;
    return exact;
}

}  // namespace

ExactQuery exactQuery(const Image &image, Mask mask, std::size_t token, std::size_t size,
                      const float *q, const float *k, const float *v)
{
    return underMask(image, mask, token, size, exactWeights(image, token, size, q, k), v);
}

namespace {

constexpr std::size_t studiedTiles = 16;

struct Setting {
    std::size_t tiles = studiedTiles;
    Locality locality{};
};
const std::vector<Setting> settings{
        {4},
        {8},
        {},
        {32},
        {studiedTiles, {0.05, 6}},
        {studiedTiles, {0.2, 6}},
        {studiedTiles, {0.1, 3}},
        {studiedTiles, {0.1, 12}},
};

constexpr std::array patterns{std::pair{Mask::RasterTiles, "raster-tiles"},
                              std::pair{Mask::HilbertTiles, "hilbert"},
                              std::pair{Mask::HilbertShared, "hilbert-shared"},
                              std::pair{Mask::HilbertSlide, "hilbert-slide"}};

// That of the shape; tests only want to see that it runs.
Image imageOf(const Setup &setup, std::size_t tiles)
{
    return setup.effort == Effort::Smoke ? Image{32, 128, tiles}
                                         : Image{std::size_t(setup.shape.at("side")),
                                                 std::size_t(setup.shape.at("text")), tiles};
}

// Mass and relative output error of every pattern for one seed, over a sample of image tokens.
void addLosses(const Setup &setup, SeedFigures &figures, const Setting &setting, std::uint64_t seed)
{
    constexpr std::size_t size = 128;
    const Image image = imageOf(setup, setting.tiles);
    std::vector<float> q(image.tokens() * size), k = q, v = q;
    fillPositional(image, size, setting.locality, seed, q, k);
    rng::fillNormal(v, 0.0F, 1.0F, seed, 4);
    const auto tokens = sample(image.pixels(), 61);
    std::array<FrobeniusError, patterns.size()> errors;
    std::array<double, patterns.size()> masses{};
    for (const std::size_t token : tokens) {
        const auto weights = exactWeights(image, token, size, q.data(), k.data());
        const auto output = [&](Mask mask) {
            return underMask(image, mask, token, size, weights, v.data());
        };
        const auto dense = output(Mask::Dense);
        for (std::size_t p = 0; p < patterns.size(); ++p) {
            const auto masked = output(patterns[p].first);
            masses[p] += masked.mass / double(tokens.size());
            for (std::size_t c = 0; c < size; ++c) {
                errors[p].add(masked.out[c], dense.out[c]);
            }
        }
    }
    const At at{{"tiles", double(setting.tiles)},
                {"length", setting.locality.length},
                {"strength", setting.locality.strength}};
    for (std::size_t p = 0; p < patterns.size(); ++p) {
        figures.add("attention-mass", patterns[p].second, 100 * masses[p], "%", Evidence::Simulated,
                    at);
        figures.add("output-error", patterns[p].second, 100 * errors[p].error(), "%",
                    Evidence::Simulated, at);
    }
}

}  // namespace

Result<std::vector<Quality>> tileQuality(const Setup &setup)
{
    auto quality = studySeeds(setup, "what tiles lose", [&](std::uint64_t seed, SeedFigures &to) {
        for (const Setting &setting : settings) {
            if (!setup.stop.stop_requested()) {
                addLosses(setup, to, setting, seed);
            }
        }
    });
    if (!quality) {
        return quality;
    }
    const Image image = imageOf(setup, studiedTiles);
    const std::size_t step = image.tileSize() / 4;
    const std::array<std::size_t, 4> fixed{};
    const std::array<std::size_t, 4> sliding{0, step, 2 * step, 3 * step};
    const auto add = [&](const char *variant, std::span<const std::size_t> offsets) {
        quality->push_back(figure("four-layer-reach", variant, 100 * reach(image, offsets), "%",
                                  Evidence::Computed));
    };
    add("hilbert-shared", fixed);
    add("hilbert-slide", sliding);
    return quality;
}

}  // namespace touchstone::kernels::attn_hilbert_tiles
