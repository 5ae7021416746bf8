#include "kernels/unconventional/logic-gate-packed/net.h"

#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace touchstone::kernels::logic_gate_packed {

namespace {

enum Stream : std::uint32_t { Wires = 1, Tables, Means, Labels = 10, Noise = 20 };

bool listensToA(Table table)
{
    return ((table >> 2) & 3) != (table & 3);
}
bool listensToB(Table table)
{
    return ((table >> 1) & 5) != (table & 5);
}

}  // namespace

std::vector<std::uint32_t> drawWires(const Sizes &sizes, std::uint64_t seed)
{
    std::vector<std::uint32_t> wires(sizes.layers * sizes.gates * 2);
    for (std::size_t i = 0; i < wires.size(); i += 2) {
        const auto rows = std::uint32_t(sizes.rowsBefore(i / 2 / sizes.gates));
        const auto draw = rng::philox(seed, Wires, i);
        wires[i] = draw[0] % rows;
        // Two different rows where there are two.
        wires[i + 1] = rows == 1 ? 0 : (wires[i] + 1 + draw[1] % (rows - 1)) % rows;
    }
    return wires;
}

std::vector<Table> drawTables(const Sizes &sizes, std::uint64_t seed)
{
    std::vector<Table> tables(sizes.layers * sizes.gates);
    for (std::size_t i = 0; i < tables.size(); ++i) {
        tables[i] = Table(rng::philox(seed, Tables, i)[0] % tableCount);
    }
    return tables;
}

double unusedGates(const Sizes &sizes, std::span<const std::uint32_t> wires,
                   std::span<const Table> tables)
{
    std::size_t unused = 0;
    std::vector<bool> used(sizes.gates, true);  // all of the last layer vote
    for (std::size_t layer = sizes.layers; layer-- > 0;) {
        std::vector<bool> before(sizes.rowsBefore(layer), false);
        for (std::size_t g = 0; g < sizes.gates; ++g) {
            const std::size_t i = layer * sizes.gates + g;
            unused += used[g] ? 0 : 1;
            if (used[g] && listensToA(tables[i])) {
                before[wires[2 * i]] = true;
            }
            if (used[g] && listensToB(tables[i])) {
                before[wires[2 * i + 1]] = true;
            }
        }
        used = std::move(before);
    }
    return double(unused) / double(sizes.layers * sizes.gates);
}

Network::Network(const Sizes &of, std::span<const std::uint32_t> wiring,
                 std::span<const Table> kinds, Memory &memory)
    : sizes(of), wires(memory.allocate<std::uint32_t>(BufferRole::Input, wiring.size())),
      tables(memory.allocate<Table>(BufferRole::Input, kinds.size())),
      sortedWires(memory.allocate<std::uint32_t>(BufferRole::Input, wiring.size())),
      runs(memory.allocate<std::uint32_t>(BufferRole::Input, sizes.layers * (tableCount + 1))),
      outputs(memory.allocate<std::uint32_t>(BufferRole::Input, sizes.gates))
{
    std::copy(wiring.begin(), wiring.end(), wires.data());
    std::copy(kinds.begin(), kinds.end(), tables.data());
    std::vector<std::uint32_t> placeBefore(sizes.inputs());
    std::iota(placeBefore.begin(), placeBefore.end(), 0U);
    for (std::size_t layer = 0; layer < sizes.layers; ++layer) {
        const Table *kindOf = kinds.data() + layer * sizes.gates;
        std::vector<std::uint32_t> order(sizes.gates), place(sizes.gates);
        std::iota(order.begin(), order.end(), 0U);
        std::stable_sort(order.begin(), order.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return kindOf[a] < kindOf[b]; });
        std::uint32_t *run = runs.data() + layer * (tableCount + 1);
        std::fill(run, run + tableCount + 1, 0U);
        for (std::size_t p = 0; p < sizes.gates; ++p) {
            const std::size_t from = (layer * sizes.gates + order[p]) * 2;
            const std::size_t to = (layer * sizes.gates + p) * 2;
            sortedWires[to] = placeBefore[wiring[from]];
            sortedWires[to + 1] = placeBefore[wiring[from + 1]];
            place[order[p]] = std::uint32_t(p);
            ++run[kindOf[order[p]] + 1];
        }
        std::partial_sum(run, run + tableCount + 1, run);
        placeBefore = std::move(place);
    }
    std::copy(placeBefore.begin(), placeBefore.end(), outputs.data());
}

Mixture::Mixture(std::size_t features, std::size_t classes, std::uint64_t seed)
    : m_features(features), m_classes(classes), m_seed(seed), m_means(classes * 2 * features)
{
    rng::fillNormal(m_means, 0.0F, meanSpread, seed, Means);
}

void Mixture::draw(std::uint32_t stream, std::size_t first, std::span<float> x,
                   std::span<std::uint32_t> labels) const
{
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto words = rng::philox(m_seed, Labels + stream, first + i);
        labels[i] = std::uint32_t(words[0] % m_classes);
        const std::size_t mode = labels[i] * 2 + (words[1] & 1U);
        const std::span<float> sample = x.subspan(i * m_features, m_features);
        // The sample's number is part of the seed: a stream of its own for each would run out.
        rng::fillNormal(sample, 0.0F, 1.0F, m_seed + ((first + i + 1) << 20U), Noise + stream);
        for (std::size_t f = 0; f < m_features; ++f) {
            sample[f] += m_means[mode * m_features + f];
        }
    }
}

std::size_t Mixture::bestClass(const float *x) const
{
    std::vector<double> distances(m_classes * 2), densities(m_classes, 0.0);
    for (std::size_t mode = 0; mode < distances.size(); ++mode) {
        distances[mode] = std::transform_reduce(
                x, x + m_features, m_means.data() + mode * m_features, 0.0, std::plus(),
                [](double a, double b) { return (a - b) * (a - b); });
    }
    // Distances go down by the nearest, so that the largest density is 1 and none vanishes wholly.
    const double nearest = *std::min_element(distances.begin(), distances.end());
    for (std::size_t mode = 0; mode < distances.size(); ++mode) {
        densities[mode / 2] += std::exp((nearest - distances[mode]) / 2);
    }
    const auto most = std::max_element(densities.begin(), densities.end());
    return std::size_t(most - densities.begin());
}

}  // namespace touchstone::kernels::logic_gate_packed
