#include "kernels/systems/sim-precomputed-answers/oracle.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace touchstone::kernels::sim_precomputed_answers {

namespace {

double dot(std::span<const float> a, std::span<const float> b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += double(a[i]) * double(b[i]);
    }
    return sum;
}

}  // namespace

double SearchOracle::similarity(std::size_t id) const
{
    return dot(query, rows.subspan(id * query.size(), query.size()));
}

bool SearchOracle::stored() const
{
    for (std::size_t at = 0; at < rows.size(); at += query.size()) {
        const auto row = rows.subspan(at, query.size());
        if (std::equal(query.begin(), query.end(), row.begin())) {
            return true;
        }
    }
    return false;
}

double SearchOracle::best(std::size_t probes, double slack) const
{
    double most = -2;
    if (!lists) {
        for (std::size_t id = 0; id < rows.size() / query.size(); ++id) {
            most = std::max(most, similarity(id));
        }
        return most;
    }
    std::vector<double> near;
    for (std::size_t at = 0; at < lists->centroids.size(); at += query.size()) {
        near.push_back(dot(query, std::span(lists->centroids).subspan(at, query.size())));
    }
    std::vector<double> sorted = near;
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    const double last = sorted[std::min(probes, sorted.size()) - 1];
    for (std::size_t l = 0; l < near.size(); ++l) {
        for (std::size_t i = lists->begins[l]; near[l] > last - slack && i < lists->begins[l + 1];
             ++i) {
            most = std::max(most, similarity(std::size_t(lists->order[i])));
        }
    }
    return most;
}

std::vector<double> decodedExactly(const Decoder &decoder, std::span<const float> question)
{
    const std::size_t width = decoder.width(), hidden = decoder.up().size() / width;
    std::vector<double> x(width);
    for (std::size_t i = 0; i < width; ++i) {
        x[i] = double(question[i % question.size()]);
    }
    for (std::size_t token = 0; token <= decoder.tokens(); ++token) {
        std::vector<double> next = x;
        for (std::size_t h = 0; token > 0 && h < hidden; ++h) {
            double sum = 0;
            for (std::size_t i = 0; i < width; ++i) {
                sum += double(decoder.up()[h * width + i]) * x[i];
            }
            const double silu = sum / (1 + std::exp(-sum));
            for (std::size_t i = 0; i < width; ++i) {
                next[i] += double(decoder.down()[i * hidden + h]) * silu;
            }
        }
        double square = 0;
        for (const double value : next) {
            square += value * value / double(width);
        }
        for (std::size_t i = 0; i < width; ++i) {
            x[i] = next[i] / std::sqrt(square);
        }
    }
    return x;
}

}  // namespace touchstone::kernels::sim_precomputed_answers
