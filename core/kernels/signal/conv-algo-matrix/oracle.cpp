#include "kernels/blocks/seeds.h"
#include "kernels/signal/conv-algo-matrix/layer.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace touchstone::kernels::conv_algo_matrix {

double exactOutput(const Layer &l, std::size_t image, std::size_t row, std::size_t column,
                   std::size_t output)
{
    double sum = 0;
    for (std::size_t r = 0; r < 3; ++r) {
        for (std::size_t s = 0; s < 3; ++s) {
            for (std::size_t c = 0; c < l.inputs; ++c) {
                const std::size_t at =
                        ((image * l.padded + row + r) * l.padded + column + s) * l.inputs + c;
                sum += double(l.x[at]) * l.weights[((output * 3 + r) * 3 + s) * l.inputs + c];
            }
        }
    }
    return sum;
}

namespace {

// Of all outputs of one image, over the deviation of the outputs.
double largestError(const Layer &l)
{
    double most = 0;
    double square = 0;
    for (std::size_t p = 0; p < l.pixels(); ++p) {
        for (std::size_t k = 0; k < l.outputs; ++k) {
            const double exact = exactOutput(l, 0, p / l.size, p % l.size, k);
            most = std::max(most, std::abs(l.y[p * l.outputs + k] - exact));
            square += exact * exact;
        }
    }
    return most / std::sqrt(square / double(l.y.size()));
}

}  // namespace

Result<std::vector<Quality>> algorithmQuality(const Setup &setup, const Layer &layer,
                                              std::span<const Variant> variants)
{
    constexpr std::array own{Im2rowGemm, BlockedDirect, Winograd2, Winograd4};
    std::array<std::vector<double>, kAlgorithms> errors;
    for (int i = 0; i < kQualitySeeds; ++i) {
        if (setup.stop.stop_requested()) {
            return cancelled();
        }
        Memory memory;
        Layer small({"error", {{"images", 1}, {"size", 14}, {"inputs", 64}, {"outputs", 24}}},
                    memory);
        small.fill(setup.seed + std::uint64_t(i));
        for (const Algorithm algorithm : own) {
            run(small, algorithm, 1);
            errors[algorithm].push_back(1e6 * largestError(small));
        }
    }
    std::vector<Quality> all;
    for (const Algorithm algorithm : own) {
        all.push_back(
                meanOverSeeds("largest-error", variants[algorithm].id, errors[algorithm], "1e-6"));
        all.push_back({"workspace", variants[algorithm].id, layer.workspace(algorithm) / 1e6,
                       std::nullopt, std::nullopt, "MB"});
    }
    return all;
}

}  // namespace touchstone::kernels::conv_algo_matrix
