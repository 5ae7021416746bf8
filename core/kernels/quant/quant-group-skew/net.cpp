#include "kernels/quant/quant-group-skew/net.h"

#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::quant_group_skew {

Bits everywhere(int bits)
{
    Bits all{};
    all.fill(bits);
    return all;
}

Bits mixed(int bits)
{
    return {8, bits, 8};
}

template <class T>
Grid<T> rounded(const Grid<T> &values, int bits)
{
    if (bits >= unrounded) {
        return values;
    }
    const auto [low, high] = std::minmax_element(values.values.begin(), values.values.end());
    const bool negative = *low < 0;
    const T most = std::max(*high, -*low);
    const T steps = T((1 << (negative ? bits - 1 : bits)) - 1);
    Grid<T> out = values;
    for (T &value : out.values) {
        value = most > 0 ? std::nearbyint(value / most * steps) * most / steps : T(0);
    }
    return out;
}

template Grid<float> rounded(const Grid<float> &, int);
template Grid<double> rounded(const Grid<double> &, int);

template <class T>
Net<T>::Net(const std::array<std::size_t, layerCount + 1> &sizes, std::uint64_t seed)
{
    for (std::uint32_t i = 0; i < layerCount; ++i) {
        m_layers.push_back({normalWeight<T>(sizes[i + 1], sizes[i], std::sqrt(2 / double(sizes[i])),
                                            seed, 1 + i),
                            Weight<T>(Grid<T>(1, sizes[i + 1]))});
    }
}

template <class T>
Var Net<T>::logits(Tape<T> &tape, Var x, const Bits &bits)
{
    for (std::size_t i = 0; i < layerCount; ++i) {
        DenseLayer<T> &layer = m_layers[i];
        const Var weights = straightThrough(tape, tape.weight(layer.weights),
                                            rounded(layer.weights.value, bits[i]));
        const Grid<T> from = rounded(tape.value(x), bits[i]);
        x = tape.product(GemmForm::NT, straightThrough(tape, x, from), weights);
        x = tape.add(x, tape.weight(layer.bias));
        if (i + 1 < layerCount) {
            x = tape.apply(Function::Relu, x);
        }
    }
    return x;
}

template <class T>
Net<T> Net<T>::withRoundedWeights(const Bits &bits) const
{
    Net out = *this;
    for (std::size_t i = 0; i < layerCount; ++i) {
        out.m_layers[i].weights.value = rounded(m_layers[i].weights.value, bits[i]);
    }
    return out;
}

template <class T>
std::vector<Weight<T> *> Net<T>::weights()
{
    return weightsOf(m_layers);
}

template class Net<float>;
template class Net<double>;

template <class T>
Var weightedLoss(Tape<T> &tape, Var logits, const std::vector<std::uint32_t> &labels,
                 const std::vector<double> &weights)
{
    Grid<T> factors(weights.size(), 1);
    std::copy(weights.begin(), weights.end(), factors.values.begin());
    const Var right = pick(tape, logSoftmax(tape, logits), labels);
    return tape.scale(mean(tape, tape.multiply(right, tape.constant(std::move(factors)))), -1);
}

template Var weightedLoss(Tape<float> &, Var, const std::vector<std::uint32_t> &,
                          const std::vector<double> &);
template Var weightedLoss(Tape<double> &, Var, const std::vector<std::uint32_t> &,
                          const std::vector<double> &);

namespace {

// The gradient of the mean cross-entropy, all weights in one row.
template <class T>
std::vector<double> slopes(Net<T> &net, const Grid<T> &x, const std::vector<std::uint32_t> &labels)
{
    for (Weight<T> *weight : net.weights()) {
        std::fill(weight->gradient.values.begin(), weight->gradient.values.end(), T(0));
    }
    Tape<T> tape;
    tape.backward(
            crossEntropy(tape, net.logits(tape, tape.constant(x), everywhere(unrounded)), labels));
    std::vector<double> all;
    for (const Weight<T> *weight : net.weights()) {
        all.insert(all.end(), weight->gradient.values.begin(), weight->gradient.values.end());
    }
    return all;
}

template <class T>
Net<T> moved(Net<T> net, const std::vector<double> &direction, double by)
{
    auto at = direction.begin();
    for (Weight<T> *weight : net.weights()) {
        for (T &value : weight->value.values) {
            value += T(by * *at++);
        }
    }
    return net;
}

}  // namespace

template <class T>
double largestCurvature(Net<T> &net, const Grid<T> &x, const std::vector<std::uint32_t> &labels,
                        std::size_t iterations, double nudge)
{
    std::vector<double> direction = slopes(net, x, labels);  // lies along steep directions already
    double value = 0;
    for (std::size_t i = 0; i <= iterations; ++i) {
        const double length = std::sqrt(
                std::inner_product(direction.begin(), direction.end(), direction.begin(), 0.0));
        if (length == 0) {
            return 0;
        }
        std::for_each(direction.begin(), direction.end(), [length](double &d) { d /= length; });
        Net<T> above = moved(net, direction, nudge), below = moved(net, direction, -nudge);
        std::vector<double> next = slopes(above, x, labels);
        const std::vector<double> other = slopes(below, x, labels);
        for (std::size_t j = 0; j < next.size(); ++j) {
            next[j] = (next[j] - other[j]) / (2 * nudge);
        }
        value = std::inner_product(next.begin(), next.end(), direction.begin(), 0.0);
        direction = std::move(next);
    }
    return value;
}

template double largestCurvature(Net<float> &, const Grid<float> &,
                                 const std::vector<std::uint32_t> &, std::size_t, double);
template double largestCurvature(Net<double> &, const Grid<double> &,
                                 const std::vector<std::uint32_t> &, std::size_t, double);

}  // namespace touchstone::kernels::quant_group_skew
