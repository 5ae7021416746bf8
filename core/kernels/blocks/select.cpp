#include "kernels/blocks/select.h"

#include "kernels/blocks/rng.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace touchstone::kernels::select {

std::vector<std::int32_t> topK(std::span<const float> scores, std::size_t k)
{
    std::vector<std::int32_t> order(scores.size());
    std::iota(order.begin(), order.end(), 0);
    const auto last = order.begin() + std::ptrdiff_t(k);
    std::nth_element(order.begin(), last, order.end(), [&](std::int32_t a, std::int32_t b) {
        const float left = scores[std::size_t(a)], right = scores[std::size_t(b)];
        return left > right || (left == right && a < b);
    });
    order.erase(last, order.end());
    std::sort(order.begin(), order.end());
    return order;
}

std::vector<std::int32_t> evenly(std::size_t n, std::size_t k)
{
    std::vector<std::int32_t> chosen(k);
    for (std::size_t i = 0; i < k; ++i) {
        chosen[i] = std::int32_t(i * n / k);
    }
    return chosen;
}

std::vector<std::int32_t> randomly(std::size_t n, std::size_t k, std::uint64_t seed,
                                   std::uint32_t stream)
{
    std::vector<float> draws(n);
    rng::fillUniform(draws, 0.0F, 1.0F, seed, stream);
    return topK(draws, k);
}

std::vector<std::int32_t> farthestPoints(std::span<const float> points, std::size_t size,
                                         std::size_t k, std::vector<std::int32_t> start)
{
    const std::size_t rows = points.size() / size;
    std::vector<float> nearest(rows, std::numeric_limits<float>::infinity());
    const auto take = [&](std::int32_t taken) {
        const float *last = points.data() + std::size_t(taken) * size;
        for (std::size_t i = 0; i < rows; ++i) {
            float distance = 0;
            for (std::size_t c = 0; c < size; ++c) {
                const float apart = points[i * size + c] - last[c];
                distance += apart * apart;
            }
            nearest[i] = std::min(nearest[i], distance);
        }
        nearest[std::size_t(taken)] = -1;  // not again, even where all points are equal
    };
    std::vector<std::int32_t> chosen = std::move(start);
    std::for_each(chosen.begin(), chosen.end(), take);
    while (chosen.size() < k) {
        chosen.push_back(
                std::int32_t(std::max_element(nearest.begin(), nearest.end()) - nearest.begin()));
        take(chosen.back());
    }
    return chosen;
}

}  // namespace touchstone::kernels::select
