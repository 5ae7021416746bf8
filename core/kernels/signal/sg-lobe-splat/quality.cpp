#include "kernels/blocks/figures.h"
#include "kernels/blocks/rng.h"
#include "kernels/signal/sg-lobe-splat/scene.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace touchstone::kernels::sg_lobe_splat {

namespace {

constexpr std::size_t directionCount = 256;
constexpr std::size_t primitiveCount = 96;
constexpr double highlightShare = 0.05;  // share of primitives with a true highlight
constexpr std::array<double, 5> lambdaGrid{1, 4, 10, 25, 64};
constexpr double meanLobes = 1.5;  // of the budget
// Position, scale, rotation and opacity, which all forms keep.
constexpr double geometryFloats = 3 + 3 + 4 + 1;

using Direction = std::array<double, 3>;
using Signal = std::vector<double>;  // [direction]
using Colours = std::array<Signal, 3>;

// A spiral: evenly spread over the sphere.
std::vector<Direction> spiral()
{
    std::vector<Direction> directions;
    for (std::size_t i = 0; i < directionCount; ++i) {
        const double z = 1 - (2 * double(i) + 1) / directionCount;
        const double angle = std::numbers::pi * (3 - std::sqrt(5.0)) * double(i);
        const double radius = std::sqrt(1 - z * z);
        directions.push_back({radius * std::cos(angle), radius * std::sin(angle), z});
    }
    return directions;
}

double dot(const Signal &a, const Signal &b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

double energy(const Colours &c)
{
    return dot(c[0], c[0]) + dot(c[1], c[1]) + dot(c[2], c[2]);
}

class Fitter {
public:
    Fitter() : m_directions(spiral()), m_harmonics(16, Signal(directionCount))
    {
        for (std::size_t i = 0; i < directionCount; ++i) {
            const auto [x, y, z] = m_directions[i];
            const auto values = sphericalHarmonics(x, y, z);
            for (std::size_t k = 0; k < 16; ++k) {
                m_harmonics[k][i] = values[k];
            }
        }
        for (std::size_t axis = 0; axis < directionCount; axis += 2) {
            for (const double lambda : lambdaGrid) {
                m_lobes.push_back(lobe(m_directions[axis], lambda));
            }
        }
    }

    // Harmonics with N(0, (l + 1)^-3), and a highlight for some.
    Colours draw(std::uint64_t seed, std::size_t primitive) const
    {
        Colours colours;
        std::vector<float> normals(48);
        rng::fillNormal(normals, 0.0F, 1.0F, seed, std::uint32_t(1000 + primitive));
        const auto words = rng::philox(seed, 7, primitive);
        const bool shines = rng::uniform(words[0]) < highlightShare;
        const Signal highlight = lobe(m_directions[words[1] % directionCount],
                                      4 * std::pow(16.0, rng::uniform(words[2])));
        for (std::size_t channel = 0; channel < 3; ++channel) {
            colours[channel].assign(directionCount, 0.0);
            for (std::size_t k = 0; k < 16; ++k) {
                const double degree = std::floor(std::sqrt(double(k)));
                add(colours[channel], normals[3 * k + channel] * std::pow(degree + 1, -1.5),
                    m_harmonics[k]);
            }
            add(colours[channel], shines ? 1.0 : 0.0, highlight);
        }
        return colours;
    }

    // What harmonics up to a degree leave over; on the spiral they are orthogonal.
    Colours harmonicRest(Colours rest, std::size_t degree) const
    {
        for (std::size_t k = 0; k < (degree + 1) * (degree + 1); ++k) {
            remove(rest, m_harmonics[k]);
        }
        return rest;
    }
    // One more lobe by matching pursuit: that which takes most energy away.
    Colours withLobe(Colours rest) const
    {
        std::vector<double> taken;
        for (const Signal &candidate : m_lobes) {
            taken.push_back(0);
            for (const Signal &channel : rest) {
                taken.back() += std::pow(dot(channel, candidate), 2) / dot(candidate, candidate);
            }
        }
        const auto best = std::max_element(taken.begin(), taken.end()) - taken.begin();
        remove(rest, m_lobes[std::size_t(best)]);
        remove(rest, m_harmonics[0]);  // the constant colour follows
        return rest;
    }

private:
    Signal lobe(const Direction &mu, double lambda) const
    {
        Signal values(directionCount);
        for (std::size_t i = 0; i < directionCount; ++i) {
            const Direction &d = m_directions[i];
            const double cosine = d[0] * mu[0] + d[1] * mu[1] + d[2] * mu[2];
            values[i] = std::exp(lambda * (cosine - 1));
        }
        return values;
    }
    static void add(Signal &to, double factor, const Signal &from)
    {
        for (std::size_t i = 0; i < to.size(); ++i) {
            to[i] += factor * from[i];
        }
    }
    static void remove(Colours &from, const Signal &part)
    {
        for (Signal &channel : from) {
            add(channel, -dot(channel, part) / dot(part, part), part);
        }
    }

    std::vector<Direction> m_directions;
    std::vector<Signal> m_harmonics, m_lobes;
};

// Energies left over by every form, summed over primitives.
struct Energies {
    double signal = 0;
    std::array<double, formCount> rest{};
};

// The budget: lobes go, one by one, where the next takes most energy away. Returns what is left.
double budgeted(const std::vector<std::array<double, mostLobes + 1>> &left)
{
    std::vector<std::size_t> lobes(left.size(), 0);
    const auto gainOf = [&](std::size_t p) {
        return lobes[p] < mostLobes ? left[p][lobes[p]] - left[p][lobes[p] + 1] : -1;
    };
    double sum = 0;
    for (const auto &primitive : left) {
        sum += primitive[0];
    }
    const auto all = std::size_t(meanLobes * double(left.size()));
    for (std::size_t n = 0; n < all; ++n) {
        std::size_t best = 0;
        for (std::size_t p = 1; p < left.size(); ++p) {
            best = gainOf(p) > gainOf(best) ? p : best;
        }
        sum -= gainOf(best);
        ++lobes[best];
    }
    return sum;
}

Energies measure(const Fitter &fitter, std::size_t primitives, std::uint64_t seed)
{
    Energies energies;
    std::vector<std::array<double, mostLobes + 1>> left;
    for (std::size_t p = 0; p < primitives; ++p) {
        const Colours colours = fitter.draw(seed, p);
        energies.signal += energy(colours);
        for (std::size_t form = Sh1; form <= Sh3; ++form) {
            energies.rest[form] += energy(fitter.harmonicRest(colours, form + 1));
        }
        Colours rest = fitter.harmonicRest(colours, 0);
        left.push_back({energy(rest)});
        for (std::size_t n = 1; n <= mostLobes; ++n) {
            rest = fitter.withLobe(rest);
            left.back()[n] = energy(rest);
        }
        energies.rest[Sg1] += left.back()[1];
        energies.rest[Sg3] += left.back()[3];
    }
    energies.rest[SgSorted] = budgeted(left);
    return energies;
}

}  // namespace

Result<std::vector<Quality>> fitQuality(const Setup &setup)
{
    const Fitter fitter;
    const std::size_t primitives = setup.effort == Effort::Smoke ? 16 : primitiveCount;
    auto all = studySeeds(setup, "fitting colours", [&](std::uint64_t seed, SeedFigures &figures) {
        const Energies energies = measure(fitter, primitives, seed);
        for (std::size_t form = 0; form < formCount; ++form) {
            const double share = energies.rest[form] / energies.signal;
            const char *id = variantIds[form];
            figures.add("colour-error", id, std::sqrt(share), "", Evidence::Simulated);
            figures.add("colour-snr", id, -10 * std::log10(share), "dB", Evidence::Simulated);
        }
    });
    constexpr std::array<double, formCount> floats{shFloats(1), shFloats(2), shFloats(3),
                                                   sgFloats(1), sgFloats(3), 3 + 7 * meanLobes};
    for (std::size_t form = 0; all && form < formCount; ++form) {
        all->push_back(figure("bytes-per-primitive", variantIds[form],
                              sizeof(float) * (geometryFloats + floats[form]), "B",
                              Evidence::Computed));
    }
    return all;
}

}  // namespace touchstone::kernels::sg_lobe_splat
