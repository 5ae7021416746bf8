#include "kernels/blocks/parallel.h"
#include "kernels/blocks/seeds.h"
#include "kernels/unconventional/logic_problem.h"
#include "kernels/unconventional/logic_training.h"

#include <array>
#include <map>
#include <tuple>

namespace touchstone::kernels::logic {

namespace {

constexpr std::size_t kFeatures = 64;
constexpr std::size_t kSteps = 300;
constexpr std::size_t kHeldOut = 2048;
constexpr std::uint32_t kTraining = 0, kTest = 1;  // streams of samples

struct Study {
    std::size_t classes, gates, hidden;
    double rate;
    std::vector<std::pair<double, const char *>> taus;
};

// The width of the network of floats is the least multiple of eight that was as accurate.
std::vector<Study> studies(bool many)
{
    const std::vector<std::pair<double, const char *>> sweep{
            {0.3, "0.3"}, {1, "1"}, {3, "3"}, {10, "10"}, {30, "30"}};
    std::vector<Study> all{{10, 2000, 16, 0.03, sweep}};
    if (many) {
        all.push_back({100, 8000, 32, 0.03, sweep});
        all.push_back({500, 8000, 64, 0.05, {{1, "1"}}});
        all.push_back({2000, 16'000, 64, 0.05, {{0.5, "0.5"}}});
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
    const Sizes sizes{kFeatures, study.classes, 2, study.gates};
    const Mixture mixture(kFeatures, study.classes, seed);
    const std::string suffix = "-" + std::to_string(study.classes);
    Figures figures;
    std::vector<float> x(kBatch * kFeatures);
    std::vector<std::uint32_t> labels(kBatch);
    double most = -1;
    for (const auto &[tau, name] : study.taus) {
        Trainer trainer(sizes, seed);
        for (std::size_t step = 0; step < kSteps && !stop.stop_requested(); ++step) {
            mixture.draw(kTraining, step * kBatch, x, labels);
            trainer.step(x, labels, tau, study.rate);
        }
        const double hard = 100 * hardAccuracy(sizes, trainer, mixture);
        const double soft = 100 * softAccuracy(trainer, mixture);
        const std::string at = suffix + "-tau-" + name;
        figures[{"accuracy" + at, "packed"}] = hard;
        figures[{"soft-hard-gap" + at, "packed"}] = soft - hard;
        if (hard > most) {
            most = hard;
            figures[{"accuracy" + suffix, "packed"}] = hard;
            figures[{"unused-gates" + suffix, "packed"}] =
                    100 * unusedGates(sizes, trainer.wires(), trainer.tables());
        }
    }
    figures[{"accuracy" + suffix, "mlp"}] =
            100
            * trainedMlpAccuracy(mixture, kFeatures, study.classes, study.hidden, kSteps, kHeldOut,
                                 seed);
    figures[{"best-accuracy" + suffix, "packed"}] = 100 * bestAccuracy(mixture);
    return figures;
}

}  // namespace

Result<std::vector<Quality>> trainedQuality(const Setup &setup)
{
    const std::vector<Study> all = studies(setup.shape.at("classes") > 10);
    std::vector<Quality> figures;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (setup.progress) {
            setup.progress(double(i) / double(all.size()), "training logic gates");
        }
        std::array<Figures, kQualitySeeds> seeds;
        parallelRows(setup.threads, kQualitySeeds, [&](std::size_t begin, std::size_t end) {
            for (std::size_t n = begin; n < end; ++n) {
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

}  // namespace touchstone::kernels::logic
