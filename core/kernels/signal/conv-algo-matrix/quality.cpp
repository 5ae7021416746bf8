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
    std::function<double(const Layer &)> workspace;  // floats beyond inputs, weights and outputs
};

Algorithm byTiles(const char *variant, std::size_t edge)
{
    return {variant, [edge](const Layer &l) { winograd(l, edge, 1); },
            [edge](const Layer &l) {
                return double(points(edge) * l.tiles(edge) * (l.inputs + l.outputs));
            }};
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

double errorFor(const Algorithm &algorithm, std::uint64_t seed)
{
    Memory memory;
    Layer layer({"error", {{"images", 1}, {"size", 14}, {"inputs", 64}, {"outputs", 24}}, {}, {}},
                memory);
    layer.fill(seed);
    algorithm.compute(layer);
    return 1e6 * largestError(layer);
}

}  // namespace

Result<std::vector<Quality>> convolutionQuality(const Setup &setup)
{
    Memory memory;
    const Layer layer(setup.shape, memory);
    std::vector<Quality> figures;
    for (const Algorithm &algorithm :
         {Algorithm{"im2row-gemm", [](const Layer &l) { im2rowGemm(l, 1); },
                    [](const Layer &l) { return double(l.rows.size()); }},
          Algorithm{"blocked-direct", [](const Layer &l) { blockedDirect(l, 1); },
                    [](const Layer &) { return 0.0; }},
          byTiles("winograd-f2", 2), byTiles("winograd-f4", 4)}) {
        std::vector<double> errors;
        for (int i = 0; i < seedsOf(setup); ++i) {
            if (setup.stop.stop_requested()) {
                return cancelled();
            }
            errors.push_back(errorFor(algorithm, setup.seed + std::uint64_t(i)));
        }
        figures.push_back(overSeeds("largest-error", algorithm.variant, errors, "1e-6"));
        figures.push_back(figure("workspace", algorithm.variant,
                                 sizeof(float) * algorithm.workspace(layer) / 1e6, "MB",
                                 Evidence::Computed));
    }
    return figures;
}

}  // namespace touchstone::kernels::conv_algo_matrix
