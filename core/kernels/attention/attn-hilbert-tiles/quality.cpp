#include "kernels/attention/attn-hilbert-tiles/quality.h"

#include "kernels/blocks/figures.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"

#include <array>

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

ExactQuery exactQuery(const Image &image, Mask mask, std::size_t token, std::size_t size,
                      const float *q, const float *k, const float *v)
{
    std::vector<double> scores(image.tokens());
    double top = -HUGE_VAL;
    for (std::size_t i = 0; i < image.tokens(); ++i) {
        for (std::size_t c = 0; c < size; ++c) {
            scores[i] += double(q[token * size + c]) * k[i * size + c];
        }
        scores[i] /= std::sqrt(double(size));
        top = std::max(top, scores[i]);
    }
    ExactQuery exact{std::vector<double>(size), 0};
    double seen = 0;
    double all = 0;
    for (std::size_t i = 0; i < image.tokens(); ++i) {
        const double weight = std::exp(scores[i] - top);
        all += weight;
        if (sees(image, mask, token, i)) {
            seen += weight;
            for (std::size_t c = 0; c < size; ++c) {
                exact.out[c] += weight * v[i * size + c];
            }
        }
    }
    for (double &value : exact.out) {
        value /= seen;
    }
    exact.mass = seen / all;
    return exact;
}

namespace {

struct Losses {
    std::vector<double> mass, error;  // one per seed
};

// Mass and relative output error of one mask for one seed, over a sample of image tokens.
void addSeed(Losses &losses, const Image &image, Mask mask, double length, std::uint64_t seed)
{
    constexpr std::size_t size = 64;
    std::vector<float> q(image.tokens() * size), k = q, v = q;
    fillPositional(image, size, length, seed, q, k);
    rng::fillNormal(v, 0.0F, 1.0F, seed, 4);
    FrobeniusError error;
    double mass = 0;
    const auto tokens = sample(image.pixels(), 61);
    for (const std::size_t token : tokens) {
        const auto dense =
                exactQuery(image, Mask::Dense, token, size, q.data(), k.data(), v.data());
        const auto masked = exactQuery(image, mask, token, size, q.data(), k.data(), v.data());
        mass += masked.mass / double(tokens.size());
        for (std::size_t c = 0; c < size; ++c) {
            error.add(masked.out[c], dense.out[c]);
        }
    }
    losses.mass.push_back(100 * mass);
    losses.error.push_back(100 * error.error());
}

}  // namespace

Result<std::vector<Quality>> tileQuality(const Setup &setup)
{
    const Image image{32, 128, 16};
    std::vector<Quality> quality;
    for (const double length : {0.05, 0.1, 0.2}) {
        for (const auto &[mask, name] : {std::pair{Mask::RasterTiles, "raster-tiles"},
                                         {Mask::HilbertTiles, "hilbert"},
                                         {Mask::HilbertShared, "hilbert-shared"},
                                         {Mask::HilbertSlide, "hilbert-slide"}}) {
            Losses losses;
            for (int i = 0; i < seedsOf(setup); ++i) {
                if (setup.stop.stop_requested()) {
                    return cancelled();
                }
                addSeed(losses, image, mask, length, setup.seed + std::uint64_t(i));
            }
            const auto add = [&](const char *metric, const std::vector<double> &values) {
                quality.push_back(overSeeds(metric, name, values, "%", Evidence::Simulated,
                                            {{"length", length}}));
            };
            add("attention-mass", losses.mass);
            add("output-error", losses.error);
        }
    }
    const std::size_t step = image.tileSize() / 4;
    const std::array<std::size_t, 4> fixed{};
    const std::array<std::size_t, 4> sliding{0, step, 2 * step, 3 * step};
    const auto add = [&](const char *variant, std::span<const std::size_t> offsets) {
        quality.push_back(figure("four-layer-reach", variant, 100 * reach(image, offsets), "%",
                                 Evidence::Computed));
    };
    add("hilbert-shared", fixed);
    add("hilbert-slide", sliding);
    return quality;
}

}  // namespace touchstone::kernels::attn_hilbert_tiles
