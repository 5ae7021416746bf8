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
// Shares of primitives with a true highlight: our choice, and it decides.
constexpr double highlightShare = 0.05;
constexpr std::array highlightShares{0.0, 0.05, 0.2, 0.5, 1.0};
constexpr double leastNew = 1e-6;  // of a lobe that is not one of those before
constexpr std::array<double, 5> lambdaGrid{1, 4, 10, 25, 64};
// Numbers of colour for a primitive on average: those of 1, 1.5, 2 and 3 lobes.
constexpr double sortedBudget = 13.5;
constexpr std::array budgets{10.0, sortedBudget, 17.0, 24.0};

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

    // Harmonics with N(0, (l + 1)^-3), and a highlight where it shines.
    Colours draw(std::uint64_t seed, std::size_t primitive, bool shines) const
    {
        Colours colours;
        std::vector<float> normals(48);
        rng::fillNormal(normals, 0.0F, 1.0F, seed, std::uint32_t(1000 + primitive));
        const auto words = rng::philox(seed, 7, primitive);
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
    // One more lobe by orthogonal matching pursuit: that which takes most energy away where the
    // colours of all lobes so far, and the constant, are fitted again. basis: orthonormal, of
    // these.
    Colours withLobe(Colours rest, std::vector<Signal> &basis) const
    {
        std::vector<double> taken;
        for (const Signal &candidate : m_lobes) {
            double square = dot(candidate, candidate);
            for (const Signal &known : basis) {
                square -= std::pow(dot(candidate, known), 2);
            }
            taken.push_back(0);
            for (const Signal &channel : rest) {
                taken.back() +=
                        square > leastNew ? std::pow(dot(channel, candidate), 2) / square : 0;
            }
        }
        const auto best = std::max_element(taken.begin(), taken.end()) - taken.begin();
        Signal part = m_lobes[std::size_t(best)];
        for (const Signal &known : basis) {
            add(part, -dot(part, known), known);
        }
        basis.push_back(normalised(part));
        remove(rest, part);
        return rest;
    }
    std::vector<Signal> constant() const { return {normalised(m_harmonics[0])}; }

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
    static Signal normalised(Signal signal)
    {
        const double length = std::sqrt(dot(signal, signal));
        for (double &value : signal) {
            value /= length;
        }
        return signal;
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

// What one primitive leaves over at each level: degree of harmonics, number of lobes.
using Levels = std::array<double, mostLevel + 1>;
struct Fit {
    double signal = 0;
    Levels harmonics{}, lobes{};

    const Levels &of(std::size_t form) const { return isSh(form) ? harmonics : lobes; }
};

// Of one primitive, without and with its highlight, and where it lies in the order of those that
// have one: below the share of primitives that shine.
struct Primitive {
    std::array<Fit, 2> fits;
    double place = 0;
};
using Fits = std::vector<const Fit *>;

Fit fitOf(const Fitter &fitter, const Colours &colours)
{
    Fit fit;
    fit.signal = energy(colours);
    Colours rest = fitter.harmonicRest(colours, 0);
    std::vector<Signal> basis = fitter.constant();
    for (std::size_t level = 0; level <= mostLevel; ++level) {
        fit.harmonics[level] = energy(fitter.harmonicRest(colours, level));
        rest = level > 0 ? fitter.withLobe(rest, basis) : rest;
        fit.lobes[level] = energy(rest);
    }
    return fit;
}

std::vector<Primitive> fitAll(const Fitter &fitter, std::size_t count, std::uint64_t seed)
{
    std::vector<Primitive> primitives(count);
    for (std::size_t p = 0; p < count; ++p) {
        primitives[p].fits = {fitOf(fitter, fitter.draw(seed, p, false)),
                              fitOf(fitter, fitter.draw(seed, p, true))};
        primitives[p].place = rng::uniform(rng::philox(seed, 7, p)[0]);
    }
    return primitives;
}

Fits withHighlights(const std::vector<Primitive> &primitives, double share)
{
    Fits fits;
    for (const Primitive &primitive : primitives) {
        fits.push_back(&primitive.fits[primitive.place < share ? 1 : 0]);
    }
    return fits;
}

// The budget is spent where it takes most energy away for its numbers, by steps of any size; what
// is left over, as a share of the signal.
double budgeted(const Fits &fits, std::size_t form, double budget)
{
    std::vector<std::size_t> level(fits.size(), 0);
    double left = 0, signal = 0;
    for (const Fit *fit : fits) {
        left += fit->of(form)[0];
        signal += fit->signal;
    }
    double floats = (budget - double(floatsAt(form, 0))) * double(fits.size());
    for (;;) {
        double best = 0, cost = 0, gain = 0;
        std::size_t where = 0, to = 0;
        for (std::size_t p = 0; p < fits.size(); ++p) {
            const Levels &rest = fits[p]->of(form);
            for (std::size_t next = level[p] + 1; next <= mostLevel; ++next) {
                const double more = double(floatsAt(form, next)) - double(floatsAt(form, level[p]));
                const double taken = rest[level[p]] - rest[next];
                if (more <= floats && taken > best * more) {
                    best = taken / more;
                    cost = more;
                    gain = taken;
                    where = p;
                    to = next;
                }
            }
        }
        if (gain <= 0) {
            return left / signal;
        }
        level[where] = to;
        floats -= cost;
        left -= gain;
    }
}

// Energy that a form leaves over, as a share of the signal.
double shareLeft(const Fits &fits, std::size_t form)
{
    if (form == ShSorted || form == SgSorted) {
        return budgeted(fits, form, sortedBudget);
    }
    double left = 0, signal = 0;
    for (const Fit *fit : fits) {
        left += fit->of(form)[levels[form][0]];
        signal += fit->signal;
    }
    return left / signal;
}

void addErrors(const std::vector<Primitive> &primitives, SeedFigures &figures)
{
    const Fits usual = withHighlights(primitives, highlightShare);
    for (std::size_t form = 0; form < formCount; ++form) {
        const double share = shareLeft(usual, form);
        const char *id = variantIds[form];
        figures.add("colour-error", id, std::sqrt(share), "", Evidence::Simulated);
        figures.add("colour-snr", id, -10 * std::log10(share), "dB", Evidence::Simulated);
    }
    for (const double highlights : highlightShares) {
        const Fits fits = withHighlights(primitives, highlights);
        for (const double budget : budgets) {
            for (const std::size_t form : {std::size_t(ShSorted), std::size_t(SgSorted)}) {
                figures.add("colour-error-at-equal-bytes", variantIds[form],
                            std::sqrt(budgeted(fits, form, budget)), "", Evidence::Simulated,
                            {{"bytes", sizeof(float) * (geometryFloats + budget)},
                             {"highlights", 100 * highlights}});
            }
        }
    }
}

}  // namespace

Result<std::vector<Quality>> fitQuality(const Setup &setup)
{
    const Fitter fitter;
    const std::size_t primitives = setup.effort == Effort::Smoke ? 16 : primitiveCount;
    auto all = studySeeds(setup, "fitting colours", [&](std::uint64_t seed, SeedFigures &figures) {
        addErrors(fitAll(fitter, primitives, seed), figures);
    });
    for (std::size_t form = 0; all && form < formCount; ++form) {
        all->push_back(figure("bytes-per-primitive", variantIds[form], bytesPerPrimitive(form), "B",
                              Evidence::Computed));
    }
    return all;
}

}  // namespace touchstone::kernels::sg_lobe_splat
