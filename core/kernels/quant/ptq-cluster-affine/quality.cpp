// What corrections of the logits give back of the accuracy that 2 bits cost, by depth and blend.
#include "kernels/blocks/rng.h"
#include "kernels/quant/ptq-cluster-affine/correction.h"
#include "kernels/quant/ptq-cluster-affine/network.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace touchstone::kernels::ptq_cluster_affine {

namespace {

constexpr std::size_t inputCount = 64;
constexpr std::size_t classCount = 100;
constexpr std::size_t superClasses = 10;
constexpr std::size_t width = 192;
constexpr std::size_t batchSize = 128;
constexpr std::size_t stepsOfFull = 1200;
constexpr std::size_t calibrationCount = 1024;
constexpr std::size_t testCount = 6000;
constexpr std::array<std::size_t, 2> depths{3, 5};
constexpr std::array<double, 2> blends{0.35, 1};

enum Stream : std::uint32_t { OfTask = 50, Calibration = 60, Test = 70, Training = 1000 };

struct Samples {
    Grid<float> x;
    std::vector<std::uint32_t> labels;
};

// Classes in ten groups of ten: v = mean of the group + offset of the class + noise, and what the
// network sees is v_i + sin(1.5 v_(i+1)) / 2, so that no linear layer is enough.
class Task {
public:
    explicit Task(std::uint64_t seed) : m_seed(seed), m_means(classCount, inputCount)
    {
        const Grid<float> super = normalGrid(superClasses, inputCount, 1, seed, OfTask);
        const Grid<float> own = normalGrid(classCount, inputCount, 0.6, seed, OfTask + 1);
        for (std::size_t c = 0; c < classCount; ++c) {
            for (std::size_t i = 0; i < inputCount; ++i) {
                m_means.at(c, i) = super.at(c % superClasses, i) + own.at(c, i);
            }
        }
    }
    Samples draw(std::size_t count, std::uint32_t stream) const
    {
        Samples samples{normalGrid(count, inputCount, 1, m_seed, stream), {}};
        for (std::size_t row = 0; row < count; ++row) {
            // Labels from the other end of the same stream, which its noise does not reach.
            const auto drawn = rng::philox(m_seed, stream, (std::uint64_t(1) << 40) + row)[0];
            const std::uint32_t label = drawn % classCount;
            samples.labels.push_back(label);
            std::array<float, inputCount> v{};
            for (std::size_t i = 0; i < inputCount; ++i) {
                v[i] = samples.x.at(row, i) + m_means.at(label, i);
            }
            for (std::size_t i = 0; i < inputCount; ++i) {
                samples.x.at(row, i) = v[i] + 0.5F * std::sin(1.5F * v[(i + 1) % inputCount]);
            }
        }
        return samples;
    }

private:
    std::uint64_t m_seed;
    Grid<float> m_means;
};

Classifier trained(const Task &task, std::size_t depth, const Setup &setup, std::uint64_t seed)
{
    Classifier network(inputCount, width, depth, classCount, seed);
    AdamRule rule(network.weights());
    Tape<float> tape;
    const std::size_t steps = setup.effort == Effort::Smoke ? 10 : stepsOfFull;
    for (std::size_t step = 0; step < steps && !setup.stop.stop_requested(); ++step) {
        Samples batch = task.draw(batchSize, Training + std::uint32_t(step));
        tape.clear();
        const Var logits = network.logits(tape, tape.constant(std::move(batch.x)));
        tape.backward(crossEntropy(tape, logits, std::move(batch.labels)));
        rule.step(0.002 * (0.5 + 0.5 * std::cos(std::numbers::pi * double(step) / double(steps))));
    }
    return network;
}

Grid<float> logitsOf(Classifier &network, const Grid<float> &x)
{
    Tape<float> tape;
    return tape.value(network.logits(tape, tape.constant(x)));
}

double accuracyOf(const Grid<float> &logits, const std::vector<std::uint32_t> &labels)
{
    std::size_t right = 0;
    for (std::size_t row = 0; row < logits.rows; ++row) {
        right += largestOf(logits.row(row)) == labels[row];
    }
    return 100 * double(right) / double(logits.rows);
}

// Mean square distance to the logits in full precision, over their mean square.
double logitError(const Grid<float> &logits, const Grid<float> &full)
{
    double off = 0, all = 0;
    for (std::size_t i = 0; i < full.values.size(); ++i) {
        off += std::pow(double(logits.values[i]) - double(full.values[i]), 2);
        all += std::pow(double(full.values[i]), 2);
    }
    return off / all;
}

struct Report {
    SeedFigures &figures;
    const Grid<float> &full;
    const std::vector<std::uint32_t> &labels;

    // fit: "" or "-least-squares".
    void add(const char *variant, const std::string &fit, const Grid<float> &logits,
             const At &at) const
    {
        figures.add("accuracy" + fit, variant, accuracyOf(logits, labels), "%", Evidence::Simulated,
                    at);
        figures.add("logit-error" + fit, variant, logitError(logits, full), "", Evidence::Simulated,
                    at);
    }
};

void study(const Setup &setup, std::size_t depth, std::uint64_t seed, SeedFigures &figures)
{
    const Task task(seed);
    Classifier network = trained(task, depth, setup, seed);
    const bool smoke = setup.effort == Effort::Smoke;
    const Samples calibration = task.draw(smoke ? 128 : calibrationCount, Calibration);
    const Samples test = task.draw(smoke ? 200 : testCount, Test);
    const LowBit rounded(network, calibration.x);
    const Grid<float> low = rounded.logits(calibration.x), lowTest = rounded.logits(test.x);
    const Grid<float> full = logitsOf(network, calibration.x), fullTest = logitsOf(network, test.x);
    const LinearMap map(low, full);
    const Report report{figures, fullTest, test.labels};
    for (const auto &[fit, ending] :
         {std::pair{Fit::Deviations, ""}, std::pair{Fit::LeastSquares, "-least-squares"}}) {
        const ClusterAffine one(low, full, 1, fit, seed), four(low, full, 4, fit, seed),
                sixteen(low, full, 16, fit, seed);
        for (const double blend : blends) {
            const At at{{"depth", double(depth)}, {"blend", blend}};
            report.add("full-precision", ending, fullTest, at);
            report.add("low-bit", ending, lowTest, at);
            report.add("global-affine", ending, one.applied(lowTest, blend), at);
            report.add("linear-map", ending, map.applied(lowTest, blend), at);
            report.add("cat-4", ending, four.applied(lowTest, blend), at);
            report.add("cat-16", ending, sixteen.applied(lowTest, blend), at);
        }
    }
}

}  // namespace

Result<std::vector<Quality>> correctionQuality(const Setup &setup)
{
    auto figures = studySeeds(
            setup, "training and rounding classifiers",
            [&](std::uint64_t seed, SeedFigures &of) {
                for (const std::size_t depth : depths) {
                    study(setup, depth, seed, of);
                }
            },
            setup.threads);
    if (figures) {
        const auto classes = std::size_t(setup.shape.at("classes"));
        const auto components = std::size_t(setup.shape.at("components"));
        const auto add = [&](const char *variant, std::size_t bytes) {
            figures->push_back(
                    figure("extra-bytes", variant, double(bytes), "B", Evidence::Computed));
        };
        add("global-affine", affineBytes(classes, 1, components));
        add("linear-map", mapBytes(classes));
        add("cat-4", affineBytes(classes, 4, components));
        add("cat-16", affineBytes(classes, 16, components));
    }
    return figures;
}

}  // namespace touchstone::kernels::ptq_cluster_affine
