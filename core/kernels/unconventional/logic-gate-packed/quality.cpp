#include "kernels/blocks/figures.h"
#include "kernels/unconventional/logic-gate-packed/inference.h"
#include "kernels/unconventional/logic-gate-packed/training.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::logic_gate_packed {

namespace {

constexpr std::size_t featureCount = 64;
constexpr std::size_t heldOutCount = 2048;
constexpr std::size_t fullSteps = 300;
constexpr std::size_t smokeSteps = 4;

struct Study {
    Sizes sizes;
    std::size_t hidden;        // of the network of floats
    std::vector<double> taus;  // of which the best counts
    double rate;
    Start start = Start::Random;
};

// The network of floats takes as many bytes as the gates: two wires and a table each. The votes of
// a group spread with the root of its size, and so does the best temperature.
Study equalBytes(std::size_t classes, std::size_t layers, std::size_t gates,
                 Start start = Start::Random)
{
    const std::size_t bytes = layers * gates * (2 * sizeof(std::uint32_t) + sizeof(Table));
    const std::size_t hidden = bytes / (sizeof(float) * (featureCount + classes));
    const double tau = std::sqrt(double(gates) / double(classes)) / 4;
    return {{featureCount, classes, layers, gates},
            std::max<std::size_t>(1, hidden),
            {tau},
            0.15,
            start};
}

// Temperatures on two layers; the network of floats is as wide as the least multiple of eight that
// was as accurate.
Study temperatures(std::size_t classes, std::size_t gates, std::size_t hidden)
{
    return {{featureCount, classes, 2, gates}, hidden, {0.3, 1, 3, 10, 30}, 0.03};
}

std::vector<Study> studies(std::size_t classes)
{
    std::vector<Study> all{temperatures(10, 2000, 16)};
    if (classes >= 100) {
        all.push_back(temperatures(100, 8000, 32));
        // One layer, as many gates, ever more classes; then 64 gates for each class.
        for (const std::size_t c : {10U, 100U, 500U, 2000U}) {
            all.push_back(equalBytes(c, 1, 16'000));
        }
        all.push_back(equalBytes(2000, 1, 128'000));
    }
    if (classes >= 2000) {
        all.push_back(equalBytes(2000, 1, 64'000));
        all.push_back(equalBytes(2000, 1, 256'000));
        for (const std::size_t layers : {4U, 6U}) {
            all.push_back(equalBytes(100, layers, 8000));
            all.push_back(equalBytes(100, layers, 8000, Start::PassThrough));
        }
    }
    return all;
}

// Percent of `count` held-out samples that are classified rightly; right(x, labels) counts them in
// a part of `size` samples.
template <class Right>
double accuracy(const Mixture &mixture, std::size_t count, std::size_t size, const Right &right)
{
    std::vector<float> x(size * featureCount);
    std::vector<std::uint32_t> labels(size);
    std::size_t sum = 0;
    for (std::size_t at = 0; at < count; at += size) {
        mixture.draw(testStream, at, x, labels);
        sum += right(x, labels);
    }
    return 100 * double(sum) / double(count);
}

// Of the hard network in its packed form.
double hardAccuracy(const Sizes &sizes, const Trainer &trainer, const Mixture &mixture)
{
    Memory memory;
    const Network network(sizes, trainer.wires(), trainer.tables(), memory);
    std::vector<std::uint64_t> bits(sizes.inputs() * rowWords);
    std::vector<std::uint64_t> even(sizes.gates * rowWords), odd(even.size());
    std::vector<std::int32_t> chosen(rowSamples);
    std::vector<float> votes(rowSamples);
    return accuracy(mixture, heldOutCount, rowSamples, [&](const auto &x, const auto &labels) {
        encodeBlock(sizes, x.data(), rowSamples, bits.data());
        inferBlock(network, bits.data(), rowSamples, {even.data(), odd.data()}, chosen.data(),
                   votes.data());
        std::size_t right = 0;
        for (std::size_t s = 0; s < rowSamples; ++s) {
            right += std::uint32_t(chosen[s]) == labels[s] ? 1 : 0;
        }
        return right;
    });
}

// learn(x, labels) for the same batches in every training; ends early when asked to.
template <class Learn>
void train(const Mixture &mixture, const Setup &setup, const Learn &learn)
{
    const std::size_t steps = setup.effort == Effort::Smoke ? smokeSteps : fullSteps;
    Matrix x(batchSize * featureCount);
    std::vector<std::uint32_t> labels(batchSize);
    for (std::size_t step = 0; step < steps && !setup.stop.stop_requested(); ++step) {
        mixture.draw(trainingStream, step * batchSize, x, labels);
        learn(x, labels);
    }
}

double mlpAccuracy(const Study &study, std::uint64_t seed, const Mixture &mixture,
                   const Setup &setup)
{
    Mlp mlp({featureCount, study.hidden, std::sqrt(2.0 / featureCount), seed, 6}, Activation::Relu,
            {study.hidden, study.sizes.classes, std::sqrt(1.0 / double(study.hidden)), seed, 7});
    train(mixture, setup, [&](const Matrix &x, const auto &labels) {
        const auto gradient = [&](const Matrix &y) { return crossEntropyGradient(y, labels); };
        mlp.learn(x, gradient, 0.01);
    });
    return accuracy(mixture, heldOutCount, batchSize, [&](const auto &x, const auto &labels) {
        return countRight(mlp.forward(x), labels);
    });
}

// All figures of one study with one seed.
void measure(const Study &study, std::uint64_t seed, const Setup &setup, SeedFigures &figures)
{
    const Mixture mixture(featureCount, study.sizes.classes, seed);
    At place{{"classes", double(study.sizes.classes)},
             {"layers", double(study.sizes.layers)},
             {"gates", double(study.sizes.gates)}};
    if (study.start == Start::PassThrough) {
        place.emplace_back("pass-through", 1);
    }
    const auto add = [&](const char *metric, const char *variant, double value, const At &at) {
        figures.add(metric, variant, value, "%", Evidence::Simulated, at);
    };
    double best = -1, unused = 0;
    for (const double tau : study.taus) {
        Trainer trainer(study.sizes, seed, study.start);
        train(mixture, setup,
              [&](const auto &x, const auto &labels) { trainer.step(x, labels, tau, study.rate); });
        const double hard = hardAccuracy(study.sizes, trainer, mixture);
        const double soft =
                accuracy(mixture, heldOutCount, batchSize, [&](const auto &x, const auto &labels) {
                    return trainer.correct(x, labels);
                });
        At at = place;
        if (study.taus.size() > 1) {
            at.emplace_back("tau", tau);
            add("accuracy", "packed", hard, at);
        }
        add("soft-hard-gap", "packed", soft - hard, at);
        if (hard > best) {
            best = hard;
            unused = 100 * unusedGates(study.sizes, trainer.wires(), trainer.tables());
        }
    }
    add("accuracy", "packed", best, place);
    add("unused-gates", "packed", unused, place);
    add("accuracy", "mlp", mlpAccuracy(study, seed, mixture, setup), place);
    const auto bestIsRight = [&](const auto &x, const auto &labels) {
        return mixture.bestClass(x.data()) == labels[0] ? 1U : 0U;
    };
    add("best-accuracy", "packed", accuracy(mixture, rowSamples, 1, bestIsRight), place);
}

}  // namespace

Result<std::vector<Quality>> trainedQuality(const Setup &setup)
{
    const std::vector<Study> all = studies(std::size_t(setup.shape.at("classes")));
    const auto study = [&](std::uint64_t seed, SeedFigures &figures) {
        for (std::size_t i = 0; i < all.size() && !setup.stop.stop_requested(); ++i) {
            measure(all[i], seed, setup, figures);
        }
    };
    return studySeeds(setup, "training logic gates", study, setup.threads);
}

}  // namespace touchstone::kernels::logic_gate_packed
