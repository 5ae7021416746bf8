#include "kernels/quant/ptq-cluster-affine/network.h"

#include "kernels/blocks/quantise.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::ptq_cluster_affine {

float roundedTo(float value, float step, int bits, Levels levels)
{
    if (levels == Levels::Unsigned) {
        const float most = float((1 << bits) - 1);
        return std::clamp(std::nearbyint(value / step), 0.0F, most) * step;
    }
    const float half = float(1 << (bits - 1));
    return (std::clamp(std::floor(value / step), -half, half - 1) + 0.5F) * step;
}

float bestStep(std::span<const float> values, int bits, Levels levels)
{
    constexpr int candidates = 80;
    const float most =
            levels == Levels::Unsigned ? float((1 << bits) - 1) : float(1 << (bits - 1)) - 0.5F;
    const float widest = std::max(largestMagnitude(values), 1e-20F) / most;
    float best = widest;
    double least = -1;
    for (int i = 1; i <= candidates; ++i) {
        const float step = widest * float(i) / float(candidates);
        double error = 0;
        for (const float value : values) {
            const double off = double(value) - double(roundedTo(value, step, bits, levels));
            error += off * off;
        }
        if (least < 0 || error < least) {
            least = error;
            best = step;
        }
    }
    return best;
}

Classifier::Classifier(std::size_t inputs, std::size_t width, std::size_t depth,
                       std::size_t classes, std::uint64_t seed)
{
    for (std::uint32_t i = 0; i <= depth; ++i) {
        const std::size_t from = i == 0 ? inputs : width, to = i == depth ? classes : width;
        m_layers.push_back({normalWeight<float>(to, from, std::sqrt(2 / double(from)), seed, 1 + i),
                            Weight<float>(Grid<float>(1, to))});
    }
}

Var Classifier::logits(Tape<float> &tape, Var x)
{
    return denseLayers(tape, x, m_layers);
}

std::vector<Weight<float> *> Classifier::weights()
{
    return weightsOf(m_layers);
}

LowBit::LowBit(const Classifier &full, const Grid<float> &calibration, int innerBits)
{
    Grid<float> x = calibration;
    for (std::size_t i = 0; i < full.m_layers.size(); ++i) {
        const bool outer = i == 0 || i + 1 == full.m_layers.size();
        const auto &from = full.m_layers[i];
        Layer layer{from.weights.value, from.bias.value.values, 0, outer ? 8 : innerBits};
        for (std::size_t row = 0; row < layer.weights.rows; ++row) {
            const float step = bestStep(from.weights.value.row(row), layer.bits, Levels::Symmetric);
            for (std::size_t c = 0; c < layer.weights.columns; ++c) {
                float &weight = layer.weights.at(row, c);
                weight = roundedTo(weight, step, layer.bits, Levels::Symmetric);
            }
        }
        if (i > 0) {  // the inputs themselves are signed and stay as they are
            layer.step = bestStep(x.values, layer.bits, Levels::Unsigned);
        }
        x = through(layer, std::move(x));
        if (i + 1 < full.m_layers.size()) {
            for (float &value : x.values) {
                value = std::max(value, 0.0F);
            }
        }
        m_layers.push_back(std::move(layer));
    }
}

Grid<float> LowBit::through(const Layer &layer, Grid<float> x)
{
    if (layer.step > 0) {
        for (float &value : x.values) {
            value = roundedTo(value, layer.step, layer.bits, Levels::Unsigned);
        }
    }
    Grid<float> y(x.rows, layer.weights.rows);
    for (std::size_t row = 0; row < y.rows; ++row) {
        std::copy(layer.bias.begin(), layer.bias.end(),
                  y.values.begin() + std::ptrdiff_t(row * y.columns));
    }
    gemmNT(y.rows, y.columns, x.columns, x.values.data(), layer.weights.values.data(), 1.0F,
           y.values.data(), y.columns, 1);
    return y;
}

Grid<float> LowBit::logits(const Grid<float> &x) const
{
    Grid<float> y = x;
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        y = through(m_layers[i], std::move(y));
        if (i + 1 < m_layers.size()) {
            for (float &value : y.values) {
                value = std::max(value, 0.0F);
            }
        }
    }
    return y;
}

}  // namespace touchstone::kernels::ptq_cluster_affine
