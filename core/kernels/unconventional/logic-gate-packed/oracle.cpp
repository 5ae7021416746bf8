#include "kernels/unconventional/logic-gate-packed/problem.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::logic_gate_packed {

Answer exactAnswer(const Network &network, const float *x)
{
    const Sizes &sizes = network.sizes;
    std::vector<bool> before(sizes.inputs()), after(sizes.gates);
    for (std::size_t i = 0; i < before.size(); ++i) {
        before[i] = x[i % sizes.features] > kThresholds[i / sizes.features];
    }
    for (std::size_t i = 0; i < sizes.layers * sizes.gates; ++i) {
        const bool a = before[network.wires[2 * i]];
        const bool b = before[network.wires[2 * i + 1]];
        after[i % sizes.gates] = (network.tables[i] & (a ? (b ? 8 : 4) : (b ? 2 : 1))) != 0;
        if (i % sizes.gates == sizes.gates - 1) {
            before = after;
        }
    }
    Answer best{0, -1};
    for (std::size_t c = 0; c < sizes.classes; ++c) {
        double votes = 0;
        for (std::size_t g = c * sizes.gates / sizes.classes;
             g < (c + 1) * sizes.gates / sizes.classes; ++g) {
            votes += after[g] ? 1 : 0;
        }
        if (votes > best.votes) {
            best = {c, votes};
        }
    }
    return best;
}

std::vector<double> exactScores(const Mlp2 &mlp, const float *x)
{
    std::vector<double> hidden(mlp.hidden, 0.0), scores(mlp.classes, 0.0);
    for (std::size_t h = 0; h < mlp.hidden; ++h) {
        for (std::size_t f = 0; f < mlp.features; ++f) {
            hidden[h] += double(x[f]) * mlp.first[h * mlp.features + f];
        }
    }
    for (std::size_t c = 0; c < mlp.classes; ++c) {
        for (std::size_t h = 0; h < mlp.hidden; ++h) {
            scores[c] += std::fmax(hidden[h], 0.0) * mlp.second[c * mlp.hidden + h];
        }
    }
    return scores;
}

std::vector<double> exactByteScores(const Mlp2 &mlp, const std::int8_t *x)
{
    std::vector<double> hidden(mlp.hidden, 0.0), scores(mlp.classes, 0.0);
    for (std::size_t h = 0; h < mlp.hidden; ++h) {
        double sum = 0;
        for (std::size_t f = 0; f < mlp.features; ++f) {
            sum += double(x[f]) * mlp.firstBytes[h * mlp.features + f];
        }
        hidden[h] = std::nearbyint(std::fmin(std::fmax(sum * mlp.toHidden, 0.0), 127.0));
    }
    for (std::size_t c = 0; c < mlp.classes; ++c) {
        for (std::size_t h = 0; h < mlp.hidden; ++h) {
            scores[c] += hidden[h] * mlp.secondBytes[c * mlp.hidden + h];
        }
        scores[c] *= mlp.toVotes;
    }
    return scores;
}

}  // namespace touchstone::kernels::logic_gate_packed
