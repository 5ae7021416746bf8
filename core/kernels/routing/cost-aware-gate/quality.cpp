// What gates that are trained on few pairs make of the choice among text, image and fusion, against
// each of the three alone and against the best gate that there is.
#include "kernels/blocks/rng.h"
#include "kernels/routing/cost-aware-gate/bayes.h"
#include "kernels/routing/cost-aware-gate/gates.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace touchstone::kernels::cost_aware_gate {

namespace {

constexpr double temperature = 1;
constexpr std::size_t featureCount = 64;
constexpr std::size_t hiddenUnits = 256;
constexpr std::size_t trainingPairs = 4000;
constexpr std::size_t validationPairs = 2000;
constexpr std::size_t heldOutPairs = 10000;
constexpr std::size_t batchSize = 250;
constexpr std::size_t stepsOfFull = 480;
constexpr std::size_t stepsBetweenLooks = 10;
constexpr std::array<double, 2> learningRates{0.003, 0.0003};
constexpr std::array<double, 3> resolvedShares{0.65, 0.8, 0.95};
constexpr std::array<double, 2> turns{0.25, 0.75};
constexpr std::array<double, 2> lambdas{0, 0.15};

enum Stream : std::uint32_t {
    OfGate = 1,
    OfEncoder = 10,
    Order,
    Training = 20,
    Validation = 30,
    HeldOut = 40
};

}  // namespace

template <class T>
Gate<T>::Gate(std::size_t features, std::size_t hidden, std::uint64_t seed)
{
    if (hidden > 0) {
        m_layers.push_back(
                {normalWeight<T>(hidden, features, 1 / std::sqrt(double(features)), seed, OfGate),
                 Weight<T>(Grid<T>(1, hidden))});
        features = hidden;
    }
    m_layers.push_back({Weight<T>(Grid<T>(pathCount, features)), Weight<T>(Grid<T>(1, pathCount))});
}

template <class T>
Var Gate<T>::logits(Tape<T> &tape, Var x)
{
    return denseLayers(tape, x, m_layers);
}

template <class T>
std::vector<Weight<T> *> Gate<T>::weights()
{
    return weightsOf(m_layers);
}

template class Gate<float>;
template class Gate<double>;

template <class T>
Var gateLoss(Tape<T> &tape, Var logits, Grid<T> scores, double lambda)
{
    Grid<T> costs(1, pathCount);
    std::copy(pathCosts.begin(), pathCosts.end(), costs.values.begin());
    const double pairs = double(scores.rows);
    const Var target = softmax(tape, tape.scale(tape.constant(std::move(scores)), 1 / temperature));
    const Var spent = tape.multiply(softmax(tape, logits), tape.constant(std::move(costs)));
    return tape.add(softCrossEntropy(tape, logits, target),
                    tape.scale(sum(tape, spent), lambda / pairs));
}

template Var gateLoss(Tape<float> &, Var, Grid<float>, double);
template Var gateLoss(Tape<double> &, Var, Grid<double>, double);

std::size_t parametersOf(std::size_t features, std::size_t hidden)
{
    return hidden == 0 ? pathCount * (features + 1)
                       : hidden * (features + 1) + pathCount * (hidden + 1);
}

namespace {

// Features of pairs and what the paths make of them.
struct Pairs {
    std::vector<Demand> demands;
    Grid<float> x, scores;

    Pairs(const Encoder &encoder, double resolved, std::size_t count, std::uint64_t seed,
          std::uint32_t stream)
        : demands(demandsOf(count, seed, stream)), x(encoder.features(demands, seed, stream + 1)),
          scores(count, pathCount)
    {
        for (std::size_t pair = 0; pair < count; ++pair) {
            const auto right = answersOf(demands[pair], resolved, seed, stream + 2, pair);
            std::copy(right.begin(), right.end(),
                      scores.values.begin() + std::ptrdiff_t(pair * pathCount));
        }
    }
};

double lossOn(Gate<float> &gate, const Pairs &pairs, double lambda)
{
    Tape<float> tape;
    return tape.scalar(
            gateLoss(tape, gate.logits(tape, tape.constant(pairs.x)), pairs.scores, lambda));
}

// A gate and its loss on the validation pairs.
struct Candidate {
    Gate<float> gate;
    double loss = 0;
};

// The last layer starts at zero, so that no gate has to unlearn choices that were drawn. Of all
// steps the one with the least loss on the validation pairs is kept, which is where the larger gate
// stops before it learns its training pairs by heart.
Candidate trainedAt(double rate, std::size_t hidden, const Pairs &training, const Pairs &validation,
                    double lambda, const Setup &setup, std::uint64_t seed)
{
    Gate<float> gate(featureCount, hidden, seed);
    Candidate best{gate, lossOn(gate, validation, lambda)};
    AdamRule rule(gate.weights());
    rng::Sequence order(seed, Order);
    Tape<float> tape;
    const std::size_t steps = setup.effort == Effort::Smoke ? 20 : stepsOfFull;
    for (std::size_t step = 0; step < steps && !setup.stop.stop_requested(); ++step) {
        std::vector<std::uint32_t> batch(batchSize);
        std::generate(batch.begin(), batch.end(),
                      [&] { return std::uint32_t(order.below(training.x.rows)); });
        tape.clear();
        const Var x = rowsOf(tape, tape.constant(training.x), batch);
        const Grid<float> scores = tape.value(rowsOf(tape, tape.constant(training.scores), batch));
        tape.backward(gateLoss(tape, gate.logits(tape, x), scores, lambda));
        rule.step(rate * (0.5 + 0.5 * std::cos(std::numbers::pi * double(step) / double(steps))));
        if ((step + 1) % stepsBetweenLooks == 0) {
            const double loss = lossOn(gate, validation, lambda);
            if (loss < best.loss) {
                best = {gate, loss};
            }
        }
    }
    return best;
}

// Both gates have as many steps and as many rates to choose from.
Gate<float> trained(std::size_t hidden, const Pairs &training, const Pairs &validation,
                    double lambda, const Setup &setup, std::uint64_t seed)
{
    std::vector<Candidate> candidates;
    candidates.reserve(learningRates.size());
    for (const double rate : learningRates) {
        candidates.push_back(trainedAt(rate, hidden, training, validation, lambda, setup, seed));
    }
    return std::min_element(candidates.begin(), candidates.end(),
                            [](const Candidate &a, const Candidate &b) { return a.loss < b.loss; })
            ->gate;
}

std::vector<std::size_t> chosenBy(Gate<float> &gate, const Grid<float> &x)
{
    Tape<float> tape;
    const Grid<float> logits = tape.value(gate.logits(tape, tape.constant(x)));
    std::vector<std::size_t> chosen(x.rows);
    for (std::size_t pair = 0; pair < x.rows; ++pair) {
        chosen[pair] = largestOf(logits.row(pair));
    }
    return chosen;
}

std::vector<std::size_t> chosenBy(const BayesGate &gate, const Grid<float> &x)
{
    std::vector<float> scratch(BayesGate::nodeCount);
    std::vector<std::size_t> chosen(x.rows);
    for (std::size_t pair = 0; pair < x.rows; ++pair) {
        std::array<float, pathCount> chances{};
        gate(x.row(pair).data(), chances.data(), scratch.data());
        chosen[pair] = largestOf(chances);
    }
    return chosen;
}

// Figures at one setting of the knobs. Accuracies are means of the probabilities of success of the
// chosen paths: held-out pairs then add no noise of their own draws.
struct Report {
    SeedFigures &figures;
    const std::vector<Demand> &demands;
    double resolved, best = 0;  // best: accuracy of the Bayes gate, %

    std::pair<double, double> worth(const std::vector<std::size_t> &chosen) const
    {
        double right = 0, cost = 0;
        for (std::size_t pair = 0; pair < chosen.size(); ++pair) {
            right += successOf(demands[pair], resolved)[chosen[pair]];
            cost += pathCosts[chosen[pair]];
        }
        return {100 * right / double(chosen.size()), cost / double(chosen.size())};
    }
    void add(const char *variant, const std::vector<std::size_t> &chosen, const At &at) const
    {
        const auto [accuracy, cost] = worth(chosen);
        const auto one = [&](const char *metric, double value, const char *unit) {
            figures.add(metric, variant, value, unit, Evidence::Simulated, at);
        };
        one("accuracy", accuracy, "%");
        one("regret", best - accuracy, "%");
        one("mean-cost", cost, "");
    }
};

void study(const Setup &setup, std::uint64_t seed, SeedFigures &figures)
{
    const std::size_t heldOut = setup.effort == Effort::Smoke ? 500 : heldOutPairs;
    for (const double turn : turns) {
        const Encoder encoder(featureCount, turn, seed, OfEncoder);
        for (const double resolved : resolvedShares) {
            const Pairs training(encoder, resolved, trainingPairs, seed, Training);
            const Pairs validation(encoder, resolved, validationPairs, seed, Validation);
            const std::vector<Demand> demands = demandsOf(heldOut, seed, HeldOut);
            const Grid<float> x = encoder.features(demands, seed, HeldOut + 1);
            const auto bayes = chosenBy(BayesGate(encoder, resolved), x);
            Report report{figures, demands, resolved};
            report.best = report.worth(bayes).first;
            for (const double lambda : lambdas) {
                const At at{{"resolved", resolved}, {"turn", turn}, {"lambda", lambda}};
                for (const auto &[id, hidden] : {std::pair{"linear-gate", std::size_t(0)},
                                                 std::pair{"mlp-gate", hiddenUnits}}) {
                    Gate<float> gate = trained(hidden, training, validation, lambda, setup, seed);
                    report.add(id, chosenBy(gate, x), at);
                }
                report.add("always-text", std::vector<std::size_t>(heldOut, Text), at);
                report.add("always-image", std::vector<std::size_t>(heldOut, Image), at);
                report.add("always-fusion", std::vector<std::size_t>(heldOut, Fusion), at);
                report.add("bayes-gate", bayes, at);
            }
        }
    }
}

}  // namespace

Result<std::vector<Quality>> gateQuality(const Setup &setup)
{
    auto figures = studySeeds(
            setup, "training gates",
            [&](std::uint64_t seed, SeedFigures &of) { study(setup, seed, of); }, setup.threads);
    if (figures) {
        const auto features = std::size_t(setup.shape.at("features"));
        const auto count = [&](const char *variant, std::size_t hidden) {
            figures->push_back(figure("parameters", variant, double(parametersOf(features, hidden)),
                                      "", Evidence::Computed));
        };
        count("linear-gate", 0);
        count("mlp-gate", std::size_t(setup.shape.at("hidden")));
    }
    return figures;
}

}  // namespace touchstone::kernels::cost_aware_gate
