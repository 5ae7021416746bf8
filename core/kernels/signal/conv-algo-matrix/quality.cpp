#include "kernels/blocks/figures.h"
#include "kernels/signal/conv-algo-matrix/layer.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::conv_algo_matrix {

double exactOutput(const Layer &l, std::size_t p, std::size_t k)
{
    const std::size_t image = p / (l.size * l.size), row = p / l.size % l.size, column = p % l.size;
    double sum = 0;
    for (std::size_t r = 0; r < 3; ++r) {
        for (std::size_t s = 0; s < 3; ++s) {
            const std::size_t from = (image * l.padded + row + r) * l.padded + column + s;
            for (std::size_t c = 0; c < l.inputs; ++c) {
                sum += double(l.x[from * l.inputs + c])
                       * double(l.weights[((k * 3 + r) * 3 + s) * l.inputs + c]);
            }
        }
    }
    return sum;
}

namespace {

struct Algorithm {
    const char *variant;
    std::function<void(const Layer &)> compute;
    double workspace;  // floats beyond inputs, weights and outputs
};

std::vector<Algorithm> algorithms(const Layer &l)
{
    const auto byTiles = [&](const char *variant, std::size_t edge) {
        return Algorithm{variant, [edge](const Layer &own) { winograd(own, edge, 1); },
                         double(points(edge) * l.tiles(edge) * (l.inputs + l.outputs))};
    };
    return {{"im2row-gemm", [](const Layer &own) { im2rowGemm(own, 1); }, double(l.rows.size())},
            {"blocked-direct", [](const Layer &own) { blockedDirect(own, 1); }, 0},
            byTiles("winograd-f2", 2),
            byTiles("winograd-f4", 4)};
}

// Of all outputs, over their deviation.
double largestError(const Layer &l)
{
    double most = 0, square = 0;
    for (std::size_t i = 0; i < l.y.size(); ++i) {
        const double exact = exactOutput(l, i / l.outputs, i % l.outputs);
        most = std::max(most, std::abs(double(l.y[i]) - exact));
        square += exact * exact;
    }
    return most / std::sqrt(square / double(l.y.size()));
}

}  // namespace

Result<std::vector<Quality>> convolutionQuality(const Setup &setup)
{
    const Shape small{
            "error", {{"images", 1}, {"size", 14}, {"inputs", 64}, {"outputs", 24}}, {}, {}};
    Memory memory;
    const auto compared = algorithms(Layer(setup.shape, memory));
    auto all =
            studySeeds(setup, "comparing convolutions", [&](std::uint64_t seed, SeedFigures &to) {
                Memory own;
                Layer layer(small, own);
                layer.fill(seed);
                for (const Algorithm &algorithm : compared) {
                    algorithm.compute(layer);
                    to.add("largest-error", algorithm.variant, 1e6 * largestError(layer), "1e-6");
                }
            });
    for (std::size_t i = 0; all && i < compared.size(); ++i) {
        all->push_back(figure("workspace", compared[i].variant,
                              sizeof(float) * compared[i].workspace / 1e6, "MB",
                              Evidence::Computed));
    }
    return all;
}

}  // namespace touchstone::kernels::conv_algo_matrix
