#include "kernels/attention/attn-hilbert-tiles/tiles.h"

#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::attn_hilbert_tiles {

namespace {

struct Point {
    std::size_t x = 0, y = 0;
};

// The place at a distance along the curve: two bits per level, quadrants turned on the way up.
// Hilbert, 1891, in the form of Wikipedia's "Hilbert curve", d2xy.
Point pointAt(std::size_t side, std::size_t distance)
{
    Point p;
    for (std::size_t level = 1; level < side; level *= 2) {
        const std::size_t right = (distance / 2) & 1U;
        const std::size_t up = (distance ^ right) & 1U;
        if (up == 0) {
            if (right == 1) {
                p = {level - 1 - p.x, level - 1 - p.y};
            }
            std::swap(p.x, p.y);
        }
        p.x += level * right;
        p.y += level * up;
        distance /= 4;
    }
    return p;
}

std::vector<attention::KeyRange> rangesOf(const std::vector<bool> &visible)
{
    std::vector<attention::KeyRange> ranges;
    for (std::size_t i = 0; i < visible.size(); ++i) {
        if (visible[i] && (i == 0 || !visible[i - 1])) {
            ranges.push_back({std::int32_t(i), std::int32_t(i)});
        }
        if (visible[i]) {
            ranges.back().end = std::int32_t(i + 1);
        }
    }
    return ranges;
}

// First position of the tile after the one that holds `position`.
std::size_t tileEnd(const Image &image, std::size_t position, std::size_t offset)
{
    const std::size_t size = image.tileSize();
    return std::min(((position + offset) / size + 1) * size - offset, image.pixels());
}

}  // namespace

std::vector<std::int32_t> rasterOrder(const Image &image)
{
    std::vector<std::int32_t> order(image.tokens());
    std::iota(order.begin(), order.end(), 0);
    return order;
}

std::vector<std::int32_t> hilbertOrder(const Image &image)
{
    std::vector<std::int32_t> order = rasterOrder(image);
    for (std::size_t i = 0; i < image.pixels(); ++i) {
        const Point p = pointAt(image.side, i);
        order[i] = std::int32_t(p.y * image.side + p.x);
    }
    return order;
}

void permute(const Permutation &by, const Buffer<float> &from, const Buffer<float> &to, bool back,
             DeviceCopies *device)
{
    const std::size_t n = by.tokens, size = by.size, rows = by.heads * n;
    if (device) {
        DeviceCopies &d = *device;
        d.launch("permute", rows * size, 64,
                 {d[from], d[to], d[by.order], std::int32_t(back), n, size, rows * size});
        return;
    }
    parallelEach(by.threads, rows, [&](std::size_t row) {
        const std::size_t other = row / n * n + std::size_t(by.order[row % n]);
        std::copy_n(from.data() + (back ? row : other) * size, size,
                    to.data() + (back ? other : row) * size);
    });
}

attention::Groups tileGroups(const Image &image, std::span<const std::int32_t> order,
                             const Pattern &pattern)
{
    const std::size_t pixels = image.pixels();
    const auto everything = attention::KeyRange{0, std::int32_t(image.tokens())};
    std::vector<bool> seenByAll(image.tokens(), false);
    for (std::size_t i = 0; i < image.tokens(); ++i) {
        const auto token = std::size_t(order[i]);
        seenByAll[i] = i >= pixels
                       || (pattern.shared && image.central(token % image.side, token / image.side));
    }
    attention::Groups groups;
    for (std::size_t begin = 0; begin < pixels;) {
        const std::size_t end = tileEnd(image, begin, pattern.offset);
        std::vector<bool> visible = seenByAll;
        std::fill(visible.begin() + std::ptrdiff_t(begin), visible.begin() + std::ptrdiff_t(end),
                  true);
        const auto ranges = rangesOf(visible);
        // Central tokens see everything: the tile falls into runs of one kind.
        while (begin < end) {
            std::size_t runEnd = begin;
            while (runEnd < end && seenByAll[runEnd] == seenByAll[begin]) {
                ++runEnd;
            }
            groups.push_back({begin, runEnd, seenByAll[begin] ? std::vector{everything} : ranges});
            begin = runEnd;
        }
    }
    if (image.text > 0) {
        groups.push_back({pixels, image.tokens(), {everything}});
    }
    return groups;
}

attention::Groups groupsOf(const Image &image, Mask mask)
{
    if (mask == Mask::Dense) {
        return attention::denseGroups(image.tokens(), image.tokens());
    }
    const bool raster = mask == Mask::RasterTiles;
    return tileGroups(
            image, raster ? rasterOrder(image) : hilbertOrder(image),
            {mask != Mask::HilbertTiles, mask == Mask::HilbertSlide ? image.tileSize() / 4 : 0});
}

double reach(const Image &image, std::span<const std::size_t> offsets)
{
    double sum = 0;
    for (std::size_t i = 0; i < image.pixels(); ++i) {
        std::size_t begin = i;
        std::size_t end = i + 1;
        for (const std::size_t offset : offsets) {
            const std::size_t size = image.tileSize();
            const std::size_t tile = (begin + offset) / size * size;
            begin = tile > offset ? tile - offset : 0;
            end = tileEnd(image, end - 1, offset);
        }
        sum += double(end - begin) / double(image.pixels());
    }
    return sum / double(image.pixels());
}

void fillPositional(const Image &image, std::size_t size, const Locality &locality,
                    std::uint64_t seed, std::span<float> q, std::span<float> k)
{
    rng::fillNormal(q, 0.0F, 1.0F, seed, 1);
    rng::fillNormal(k, 0.0F, 1.0F, seed, 2);
    std::vector<float> frequencies(size);  // of cosine and sine pairs: x and y
    rng::fillNormal(frequencies, 0.0F, float(1 / locality.length), seed, 3);
    const double amplitude = std::sqrt(2 * locality.strength / std::sqrt(double(size)));
    for (std::size_t i = 0; i < image.pixels(); ++i) {
        const std::size_t row = i / image.side;
        const double x = double(i % image.side) / double(image.side);
        const double y = double(row) / double(image.side);
        for (std::size_t c = 0; c + 1 < size; c += 2) {
            const double phase = frequencies[c] * x + frequencies[c + 1] * y;
            for (const auto &values : {q, k}) {
                values[i * size + c] += float(amplitude * std::cos(phase));
                values[i * size + c + 1] += float(amplitude * std::sin(phase));
            }
        }
    }
}

}  // namespace touchstone::kernels::attn_hilbert_tiles
