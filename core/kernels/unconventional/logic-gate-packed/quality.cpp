#include "kernels/blocks/parallel.h"
#include "kernels/blocks/seeds.h"
#include "kernels/unconventional/logic-gate-packed/problem.h"
#include "kernels/unconventional/logic-gate-packed/training.h"

#include <array>
#include <cmath>
#include <map>
#include <string>
#include <tuple>

namespace touchstone::kernels::logic_gate_packed {

namespace {

constexpr std::size_t kFeatures = 64;
constexpr std::size_t kSteps = 300;
constexpr std::size_t kHeldOut = 2048;

struct Study {
    std::string name;  // of the study, in the metric
    Sizes sizes;
    double rate;
    std::vector<std::pair<double, std::string>> taus;  // with their names; one has none
    std::size_t hidden;                                // of the network of floats
    Start start = Start::Random;
};

// The votes of a group spread with the root of its size, and so does the best temperature.
double tauOf(const Sizes &sizes)
{
    return std::sqrt(double(sizes.gates) / double(sizes.classes)) / 4;
}

// The network of floats takes as many bytes as the gates: two wires and a table each.
std::size_t equalHidden(const Sizes &sizes)
{
    const std::size_t bytes =
            sizes.layers * sizes.gates * (2 * sizeof(std::uint32_t) + sizeof(Table));
    return std::max<std::size_t>(1, bytes / (sizeof(float) * (sizes.features + sizes.classes)));
}

Study oneSize(const std::string &name, std::size_t classes, std::size_t layers, std::size_t gates,
              Start start = Start::Random)
{
    const Sizes sizes{kFeatures, classes, layers, gates};
    return {name, sizes, 0.15, {{tauOf(sizes), ""}}, equalHidden(sizes), start};
}

// Temperatures on two layers; the width of the network of floats is the least multiple of eight
// that was as accurate.
Study temperatures(std::size_t classes, std::size_t gates, std::size_t hidden)
{
    return {std::to_string(classes),
            {kFeatures, classes, 2, gates},
            0.03,
            {{0.3, "0.3"}, {1, "1"}, {3, "3"}, {10, "10"}, {30, "30"}},
            hidden};
}

std::vector<Study> studies(std::size_t classes)
{
    std::vector<Study> all{temperatures(10, 2000, 16)};
    if (classes >= 100) {
        all.push_back(temperatures(100, 8000, 32));
        // One layer, as many gates, ever more classes; then 64 gates a class.
        for (const std::size_t c : {10U, 100U, 500U, 2000U}) {
            all.push_back(oneSize(std::to_string(c) + "-gates-16000", c, 1, 16'000));
        }
        all.push_back(oneSize("2000", 2000, 1, 128'000));
    }
    if (classes >= 2000) {
        all.push_back(oneSize("2000-gates-64000", 2000, 1, 64'000));
        all.push_back(oneSize("2000-gates-256000", 2000, 1, 256'000));
        for (const std::size_t layers : {4U, 6U}) {
            const std::string name = "100-layers-" + std::to_string(layers);
            all.push_back(oneSize(name, 100, layers, 8000));
            all.push_back(oneSize(name + "-pass", 100, layers, 8000, Start::PassThrough));
        }
    }
    return all;
}

struct Key {
    std::string metric, variant;
    bool operator<(const Key &other) const
    {
        return std::tie(metric, variant) < std::tie(other.metric, other.variant);
    }
};
using Figures = std::map<Key, double>;

// Held-out accuracy of the hard network, in its packed form.
double hardAccuracy(const Sizes &sizes, const Trainer &trainer, const Mixture &mixture)
{
    Memory memory;
    const std::vector<Table> tables = trainer.tables();
    const Network network(sizes, trainer.wires(), tables, memory);
    std::vector<std::uint64_t> bits(sizes.inputs() * kWords), rows(2 * sizes.mostRows() * kWords);
    std::vector<float> x(kBlock * kFeatures), votes(kBlock);
    std::vector<std::uint32_t> labels(kBlock);
    std::vector<std::int32_t> chosen(kBlock);
    std::size_t right = 0;
    for (std::size_t at = 0; at < kHeldOut; at += kBlock) {
        mixture.draw(kTest, at, x, labels);
        encodeBlock(sizes, x.data(), kBlock, bits.data());
        inferBlock(network, bits.data(), kBlock, rows.data(), chosen.data(), votes.data());
        for (std::size_t s = 0; s < kBlock; ++s) {
            right += std::uint32_t(chosen[s]) == labels[s] ? 1 : 0;
        }
    }
    return double(right) / kHeldOut;
}

double softAccuracy(Trainer &trainer, const Mixture &mixture)
{
    std::vector<float> x(kBatch * kFeatures);
    std::vector<std::uint32_t> labels(kBatch);
    std::size_t right = 0;
    for (std::size_t at = 0; at < kHeldOut; at += kBatch) {
        mixture.draw(kTest, at, x, labels);
        right += trainer.correct(x, labels);
    }
    return double(right) / kHeldOut;
}

double bestAccuracy(const Mixture &mixture)
{
    std::vector<float> x(kBlock * kFeatures);
    std::vector<std::uint32_t> labels(kBlock);
    mixture.draw(kTest, 0, x, labels);
    std::size_t right = 0;
    for (std::size_t s = 0; s < kBlock; ++s) {
        right += mixture.bestClass(x.data() + s * kFeatures) == labels[s] ? 1 : 0;
    }
    return double(right) / kBlock;
}

// One study with one seed; stops early, with what there is, when asked to.
Figures measure(const Study &study, std::uint64_t seed, const std::stop_token &stop)
{
    const Mixture mixture(kFeatures, study.sizes.classes, seed);
    const std::string suffix = "-" + study.name;
    Figures figures;
    std::vector<float> x(kBatch * kFeatures);
    std::vector<std::uint32_t> labels(kBatch);
    double most = -1;
    for (const auto &[tau, name] : study.taus) {
        Trainer trainer(study.sizes, seed, study.start);
        for (std::size_t step = 0; step < kSteps && !stop.stop_requested(); ++step) {
            mixture.draw(kTraining, step * kBatch, x, labels);
            trainer.step(x, labels, tau, study.rate);
        }
        const double hard = 100 * hardAccuracy(study.sizes, trainer, mixture);
        const double soft = 100 * softAccuracy(trainer, mixture);
        std::string at = suffix;
        if (!name.empty()) {
            at.append("-tau-").append(name);
        }
        figures[{"accuracy" + at, "packed"}] = hard;
        figures[{"soft-hard-gap" + at, "packed"}] = soft - hard;
        if (hard > most) {
            most = hard;
            figures[{"accuracy" + suffix, "packed"}] = hard;
            figures[{"unused-gates" + suffix, "packed"}] =
                    100 * unusedGates(study.sizes, trainer.wires(), trainer.tables());
        }
    }
    figures[{"accuracy" + suffix, "mlp"}] =
            100
            * trainedMlpAccuracy(mixture, kFeatures, study.sizes.classes, study.hidden, kSteps,
                                 kHeldOut, seed);
    figures[{"best-accuracy" + suffix, "packed"}] = 100 * bestAccuracy(mixture);
    return figures;
}

}  // namespace

Result<std::vector<Quality>> trainedQuality(const Setup &setup)
{
    const std::vector<Study> all = studies(std::size_t(setup.shape.at("classes")));
    std::vector<Quality> figures;
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::array<Figures, kQualitySeeds> seeds;
        parallelRows(setup.threads, kQualitySeeds, [&](std::size_t begin, std::size_t end) {
            for (std::size_t n = begin; n < end; ++n) {
                if (begin == 0 && setup.progress) {  // the calling thread's range
                    const double share = double(n) / double(end);
                    setup.progress((double(i) + share) / double(all.size()),
                                   "training logic gates");
                }
                seeds[n] = measure(all[i], setup.seed + n, setup.stop);
            }
        });
        if (setup.stop.stop_requested()) {
            return cancelled();
        }
        for (const auto &[key, first] : seeds[0]) {
            std::array<double, kQualitySeeds> values{};
            for (std::size_t n = 0; n < values.size(); ++n) {
                values[n] = seeds[n].at(key);
            }
            figures.push_back(meanOverSeeds(key.metric, key.variant, values, "%"));
        }
    }
    return figures;
}

}  // namespace touchstone::kernels::logic_gate_packed
