// What a model that was trained for k experts is worth with others, against models that were
// trained for every k at once. The target has parts from coarse to fine; how fast they fade is
// ours.
#include "kernels/moe/moe-matryoshka-k/quality.h"

#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace touchstone::kernels::moe_matryoshka_k {

namespace {

constexpr std::size_t batchSize = 128;
constexpr std::size_t heldOutCount = 1024;
constexpr std::size_t partCount = 8;   // of the target
constexpr std::size_t mostActive = 6;  // in training
constexpr std::array<std::size_t, 4> tested{1, 2, 4, 6};
constexpr std::array<double, 3> decays{0.5, 0.7, 0.9};

enum Stream : std::uint32_t { OfTarget = 1, OfWeights = 20, Choice = 90, HeldOut = 99, Data = 100 };

// Zero for the `active` largest of each row, else so low that its share is zero.
template <class T>
Grid<T> maskOf(const Grid<T> &logits, std::size_t active)
{
    Grid<T> mask(logits.rows, logits.columns, T(-1e9));
    std::array<std::size_t, modelExperts> order{};
    for (std::size_t row = 0; row < logits.rows; ++row) {
        std::iota(order.begin(), order.end(), std::size_t(0));
        std::partial_sort(order.begin(), order.begin() + std::ptrdiff_t(active), order.end(),
                          [&](std::size_t a, std::size_t b) {
                              return logits.at(row, a) > logits.at(row, b);
                          });
        for (std::size_t i = 0; i < active; ++i) {
            mask.at(row, order[i]) = 0;
        }
    }
    return mask;
}

// [experts x experts * hidden]: repeats a gate for each hidden unit of its expert.
template <class T>
Grid<T> repeatGates()
{
    Grid<T> out(modelExperts, modelExperts * modelHidden);
    for (std::size_t unit = 0; unit < out.columns; ++unit) {
        out.at(unit / modelHidden, unit) = 1;
    }
    return out;
}

}  // namespace

template <class T>
Mixture<T>::Mixture(std::uint64_t seed)
{
    constexpr std::size_t units = modelExperts * modelHidden;
    for (std::uint32_t i = 0; i < modelLayers; ++i) {
        const std::uint32_t stream = OfWeights + 10 * i;
        m_layers.push_back({normalWeight<T>(modelExperts, modelWidth, 0.5, seed, stream),
                            normalWeight<T>(units, modelWidth, 0.6, seed, stream + 1),
                            normalWeight<T>(1, units, 0.5, seed, stream + 2),
                            normalWeight<T>(modelWidth, units, 0.2, seed, stream + 3)});
    }
}

template <class T>
Var Mixture<T>::apply(Tape<T> &tape, Layer &layer, Var x, std::size_t active)
{
    const Var logits = tape.product(GemmForm::NT, x, tape.weight(layer.router));
    const Var masked = tape.add(logits, tape.constant(maskOf(tape.value(logits), active)));
    const Var gates =
            tape.product(GemmForm::NN, softmax(tape, masked), tape.constant(repeatGates<T>()));
    const Var hidden = tape.apply(Function::Silu, dense(tape, x, layer.in, layer.bias));
    const Var out =
            tape.product(GemmForm::NT, tape.multiply(hidden, gates), tape.weight(layer.out));
    return tape.add(x, out);
}

template <class T>
Var Mixture<T>::forward(Tape<T> &tape, Var x, const std::array<std::size_t, modelLayers> &active)
{
    for (std::size_t i = 0; i < modelLayers; ++i) {
        x = apply(tape, m_layers[i], x, active[i]);
    }
    return x;
}

template <class T>
std::vector<Weight<T> *> Mixture<T>::weights()
{
    std::vector<Weight<T> *> all;
    for (Layer &layer : m_layers) {
        all.insert(all.end(), {&layer.router, &layer.in, &layer.bias, &layer.out});
    }
    return all;
}

template class Mixture<float>;
template class Mixture<double>;

namespace {

// y(x) = sum over s of decay^s a_s sin(w_s . x + p_s), w_s ~ N(0, (0.4 * 1.35^s)^2): the finer a
// part, the smaller it is.
class Target {
public:
    Target(double decay, std::uint64_t seed)
        : m_waves(normalGrid(partCount, modelWidth, 1, seed, OfTarget)),
          m_phases(normalGrid(1, partCount, 2, seed, OfTarget + 1)),
          m_heights(normalGrid(partCount, modelWidth, 1, seed, OfTarget + 2))
    {
        for (std::size_t s = 0; s < partCount; ++s) {
            for (std::size_t i = 0; i < modelWidth; ++i) {
                m_waves.at(s, i) *= float(0.4 * std::pow(1.35, double(s)));
                m_heights.at(s, i) *= float(std::pow(decay, double(s)));
            }
        }
    }
    Grid<float> at(const Grid<float> &x) const
    {
        Grid<float> y(x.rows, modelWidth);
        for (std::size_t row = 0; row < x.rows; ++row) {
            for (std::size_t s = 0; s < partCount; ++s) {
                const auto wave = m_waves.row(s);
                const float angle = std::inner_product(wave.begin(), wave.end(), x.row(row).begin(),
                                                       m_phases.values[s]);
                for (std::size_t i = 0; i < modelWidth; ++i) {
                    y.at(row, i) += m_heights.at(s, i) * std::sin(angle);
                }
            }
        }
        return y;
    }

private:
    Grid<float> m_waves, m_phases, m_heights;
};

// How a run draws the number of active experts in training.
enum class Draw { Fixed, ByBatch, ByLayer, WeightedByLayer };

struct Recipe {
    const char *id;
    Draw draw;
    std::size_t active;  // of Fixed
    std::size_t steps;   // in multiples of the others
};
constexpr std::array<Recipe, 8> recipes{{{"trained-for-1", Draw::Fixed, 1, 1},
                                         {"trained-for-2", Draw::Fixed, 2, 1},
                                         {"trained-for-4", Draw::Fixed, 4, 1},
                                         {"trained-for-6", Draw::Fixed, 6, 1},
                                         {"drawn-by-batch", Draw::ByBatch, 0, 1},
                                         {"drawn-by-layer", Draw::ByLayer, 0, 1},
                                         {"drawn-by-layer-weighted", Draw::WeightedByLayer, 0, 1},
                                         {"drawn-by-layer-twice", Draw::ByLayer, 0, 2}}};

std::size_t drawn(const Recipe &recipe, rng::Sequence &choice)
{
    if (recipe.draw == Draw::Fixed) {
        return recipe.active;
    }
    if (recipe.draw != Draw::WeightedByLayer) {
        return 1 + choice.below(mostActive);
    }
    std::array<double, mostActive> shares{};  // by log(1 + k): more experts more often
    for (std::size_t k = 0; k < mostActive; ++k) {
        shares[k] = std::log(double(k + 2));
    }
    const double total = std::accumulate(shares.begin(), shares.end(), 0.0);
    std::for_each(shares.begin(), shares.end(), [total](double &share) { share /= total; });
    return 1 + choice.choose(shares);
}

std::array<std::size_t, modelLayers> activeIn(const Recipe &recipe, rng::Sequence &choice)
{
    std::array<std::size_t, modelLayers> active{};
    for (std::size_t i = 0; i < modelLayers; ++i) {
        active[i] = i > 0 && recipe.draw == Draw::ByBatch ? active[0] : drawn(recipe, choice);
    }
    return active;
}

std::size_t stepsOf(const Setup &setup)
{
    return setup.effort == Effort::Smoke ? 20 : 700;
}

Mixture<float> train(const Recipe &recipe, const Target &target, const Setup &setup,
                     std::uint64_t seed)
{
    Mixture<float> model(seed);
    AdamRule rule(model.weights());
    rng::Sequence choice(seed, Choice);
    Tape<float> tape;
    const std::size_t steps = recipe.steps * stepsOf(setup);
    for (std::size_t step = 0; step < steps && !setup.stop.stop_requested(); ++step) {
        const Grid<float> x =
                normalGrid(batchSize, modelWidth, 1, seed, Data + std::uint32_t(step));
        tape.clear();
        const Var y = model.forward(tape, tape.constant(x), activeIn(recipe, choice));
        tape.backward(meanSquare(tape, y, tape.constant(target.at(x))));
        const double progress = double(step) / double(steps);
        rule.step(0.005 * (0.5 + 0.5 * std::cos(std::numbers::pi * progress)));
    }
    return model;
}

// Mean squared error over the variance of the target.
double errorOf(Mixture<float> &model, std::size_t active, const Grid<float> &x,
               const Grid<float> &y)
{
    Tape<float> tape;
    std::array<std::size_t, modelLayers> everywhere{};
    everywhere.fill(active);
    const Var out = model.forward(tape, tape.constant(x), everywhere);
    const double error = tape.scalar(meanSquare(tape, out, tape.constant(y)));
    double mean = 0, square = 0;
    for (const float value : y.values) {
        mean += value / double(y.values.size());
        square += double(value) * value / double(y.values.size());
    }
    return error / (square - mean * mean);
}

// The error of every recipe with each number of active experts, which is a form of the layer.
void study(const Setup &setup, double decay, std::uint64_t seed, SeedFigures &figures)
{
    const Target target(decay, seed);
    const Grid<float> x = normalGrid(heldOutCount, modelWidth, 1, seed, HeldOut);
    const Grid<float> y = target.at(x);
    for (const Recipe &recipe : recipes) {
        Mixture<float> model = train(recipe, target, setup, seed);
        for (const std::size_t active : tested) {
            const double error = errorOf(model, active, x, y);
            const auto add = [&](const std::string &whose) {
                figures.add("error-" + whose, "active-" + std::to_string(active), error, "",
                            Evidence::Simulated, {{"decay", decay}});
            };
            add(recipe.id);
            if (recipe.draw == Draw::Fixed && recipe.active == active) {
                add("of-specialists");
            }
        }
    }
}

}  // namespace

Result<std::vector<Quality>> elasticQuality(const Setup &setup)
{
    return studySeeds(
            setup, "training mixtures of experts",
            [&](std::uint64_t seed, SeedFigures &figures) {
                for (const double decay : decays) {
                    study(setup, decay, seed, figures);
                }
            },
            setup.threads);
}

}  // namespace touchstone::kernels::moe_matryoshka_k
