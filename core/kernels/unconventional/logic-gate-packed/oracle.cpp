#include "kernels/blocks/oracle.h"
#include "kernels/unconventional/logic-gate-packed/inference.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::logic_gate_packed {

namespace {

// The votes of each class for a sample of floats: one gate at a time, by its truth table.
std::vector<double> exactVotes(const Network &network, const float *x)
{
    const Sizes &sizes = network.sizes;
    std::vector<bool> before(sizes.inputs()), after(sizes.gates);
    for (std::size_t i = 0; i < before.size(); ++i) {
        before[i] = x[i % sizes.features] > thresholds[i / sizes.features];
    }
    for (std::size_t i = 0; i < sizes.layers * sizes.gates; ++i) {
        const bool a = before[network.wires[2 * i]];
        const bool b = before[network.wires[2 * i + 1]];
        after[i % sizes.gates] = (network.tables[i] & (a ? (b ? 8 : 4) : (b ? 2 : 1))) != 0;
        if (i % sizes.gates == sizes.gates - 1) {
            before = after;
        }
    }
    std::vector<double> votes;
    for (std::size_t c = 0; c < sizes.classes; ++c) {
        const auto end = [&](std::size_t groups) {
            return after.begin() + std::ptrdiff_t(groups * sizes.gates / sizes.classes);
        };
        votes.push_back(double(std::count(end(c), end(c + 1), true)));
    }
    return votes;
}

// The scores of one sample; activation: of a sum over the features.
template <class T, class Activation>
std::vector<double> exactScores(std::span<const T> x, const Buffer<T> &first,
                                const Buffer<T> &second, std::size_t classes,
                                const Activation &activation)
{
    const std::size_t hidden = second.size() / std::max<std::size_t>(classes, 1);
    std::vector<double> scores(classes, 0.0);
    for (std::size_t h = 0; h < hidden; ++h) {
        double sum = 0;
        for (std::size_t f = 0; f < x.size(); ++f) {
            sum += double(x[f]) * first[h * x.size() + f];
        }
        const double value = activation(sum);
        for (std::size_t c = 0; c < scores.size(); ++c) {
            scores[c] += value * second[c * hidden + h];
        }
    }
    return scores;
}

}  // namespace

void Inference::exact(std::size_t form, std::size_t sample, Expected &expected) const
{
    const std::span<const float> floats(x.data() + sample * features, features);
    const std::span<const std::int8_t> bytes(xBytes.data() + sample * features, features);
    std::vector<double> right;
    double unit = 1;
    if (form == Floats) {
        right = exactScores(floats, first, second, classes,
                            [](double sum) { return std::fmax(sum, 0.0); });
    } else if (form == Bytes) {
        // Rounded to float where the forms do, so that no byte comes out another.
        right = exactScores(bytes, firstBytes, secondBytes, classes, [this](double sum) {
            const auto value = float(sum * double(toHidden));
            return double(std::floor(std::fmin(std::fmax(value, 0.0F), 127.0F) + 0.5F));
        });
        unit = toScore;
    } else {
        right = exactVotes(network, floats.data());
    }
    // The first of equals. Rounding may decide between nearly the same scores of the floats.
    const auto most = std::max_element(right.begin(), right.end());
    const auto answer = std::size_t(std::uint32_t(chosen[sample]));
    const bool best = answer == std::size_t(most - right.begin());
    const bool near = answer < right.size() && right[answer] < *most
                      && right[answer] > *most - tolerance(form);
    expected.that(chosen, sample, 1, best || near, "not the class with most votes");
    expected.at(votes, sample, *most * unit);
}

double Inference::tolerance(std::size_t form) const
{
    switch (form) {
    case Floats:
        return dotTolerance(double(features + hidden));
    case Bytes:
        return 5e-7;  // whole sums are exact: only the factor rounds
    default:
        return 0;
    }
}

}  // namespace touchstone::kernels::logic_gate_packed
