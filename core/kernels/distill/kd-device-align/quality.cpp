// What the second teacher is worth to a student, where recordings differ by their device. A scene
// is a pattern over bands and frames, a device a smooth curve over the bands, drawn from one
// distribution for the devices of the training data and for those that come later: how strong the
// curves are, and how much the alignment weighs, is ours and is an axis.
#include "kernels/blocks/rng.h"
#include "kernels/blocks/symmetric_eigen.h"
#include "kernels/blocks/training.h"
#include "kernels/distill/kd-device-align/study.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::kd_device_align {

namespace {

constexpr std::size_t bandCount = 16, frameCount = 6, inputSize = bandCount * frameCount;
constexpr std::size_t classCount = 10, seenDevices = 6, unseenDevices = 3;
constexpr double firstDeviceShare = 0.7;  // of the training recordings
constexpr double sceneDeviation = 0.3;    // of a scene's pattern; the noise is N(0, 1)
constexpr float bandCorrelation = 0.9F;   // of a device's curve, from band to band
constexpr std::size_t trainingCount = 1000, heldOutCount = 2000, batchSize = 100;
constexpr std::size_t teacherWidth = 64, studentWidth = 12;
constexpr std::size_t trainingSteps = 300, tuningSteps = 60;
constexpr double learningRate = 0.01, tuningRate = 0.001;
constexpr double temperature = 2, softWeight = 0.9;  // of the distillation
// MixStyle as in the challenge's baseline: this share of the batches, by shares from Beta(a, a).
constexpr double mixedBatches = 0.4, mixedBeta = 0.3;
constexpr std::array<double, 3> strengths{0.25, 0.5, 1};
constexpr std::array<double, 3> weights{0.01, 0.1, 1};

enum class Second : std::uint8_t { CrossEntropy, MixStyle, Aligned };
constexpr std::array<const char *, 3> secondIds{"cross-entropy", "mixstyle", "aligned"};

enum Stream : std::uint32_t {
    Scenes = 1,
    Devices,
    FirstTeacher = 10,
    SecondTeacher = 20,
    Student = 30,
    Tuning = 40,
    Training = 50,
    HeldOutSeen = 60,
    HeldOutUnseen = 70
};

std::size_t shortened(const Setup &setup, std::size_t steps)
{
    return setup.effort == Effort::Smoke ? steps / 20 : steps;
}

struct Set {
    Grid<float> x;
    std::vector<std::uint32_t> labels, devices;

    Set rowsAt(const std::vector<std::uint32_t> &indices) const
    {
        Set out{Grid<float>(indices.size(), x.columns), {}, {}};
        for (std::size_t i = 0; i < indices.size(); ++i) {
            std::copy_n(x.row(indices[i]).begin(), x.columns, &out.x.at(i, 0));
            out.labels.push_back(labels[indices[i]]);
            out.devices.push_back(devices[indices[i]]);
        }
        return out;
    }
    std::vector<std::uint32_t> of(std::uint32_t device) const
    {
        std::vector<std::uint32_t> out;
        for (std::size_t row = 0; row < x.rows; ++row) {
            if (devices[row] == device) {
                out.push_back(std::uint32_t(row));
            }
        }
        return out;
    }
};

struct World {
    Grid<float> scenes, curves;  // [classes x inputs], [devices x bands]

    World(double strength, std::uint64_t seed)
        : scenes(normalGrid(classCount, inputSize, sceneDeviation, seed, Scenes)),
          curves(normalGrid(seenDevices + unseenDevices, bandCount, 1, seed, Devices))
    {
        rng::correlate(curves.values, bandCount, bandCorrelation);
        for (float &value : curves.values) {
            value *= float(strength);
        }
    }
    // deviceOf(number): a device for a word of chance.
    template <class DeviceOf>
    Set drawn(std::size_t count, std::uint64_t seed, std::uint32_t stream,
              const DeviceOf &deviceOf) const
    {
        Set out{normalGrid(count, inputSize, 1, seed, stream), {}, {}};
        for (std::size_t row = 0; row < count; ++row) {
            const auto words = rng::philox(seed, stream + 1, row);
            out.labels.push_back(words[0] % std::uint32_t(classCount));
            out.devices.push_back(deviceOf(words[1]));
            for (std::size_t i = 0; i < inputSize; ++i) {
                out.x.at(row, i) +=
                        scenes.at(out.labels[row], i) + curves.at(out.devices[row], i / frameCount);
            }
        }
        return out;
    }
    Set training(std::uint64_t seed) const
    {
        return drawn(trainingCount, seed, Training, [](std::uint32_t word) {
            const double place = (rng::uniform(word) - firstDeviceShare) / (1 - firstDeviceShare);
            return place < 0 ? 0U : 1U + std::uint32_t(place * double(seenDevices - 1));
        });
    }
    Set heldOut(bool seen, std::uint64_t seed) const
    {
        return drawn(
                heldOutCount, seed, seen ? HeldOutSeen : HeldOutUnseen, [seen](std::uint32_t word) {
                    return seen ? word % std::uint32_t(seenDevices)
                                : std::uint32_t(seenDevices) + word % std::uint32_t(unseenDevices);
                });
    }
};

Network<float> fresh(std::size_t width, std::uint64_t seed, std::uint32_t stream)
{
    return {Weight<float>(
                    normalGrid(width, inputSize, 1 / std::sqrt(double(inputSize)), seed, stream)),
            Weight<float>(
                    normalGrid(classCount, width, 1 / std::sqrt(double(width)), seed, stream + 1))};
}

Grid<float> logitsOf(Network<float> &network, const Grid<float> &x)
{
    Tape<float> tape;
    return tape.value(network.logits(tape, network.features(tape, tape.constant(x))));
}

double accuracy(Network<float> &network, const Set &set)
{
    const Grid<float> z = logitsOf(network, set.x);
    std::size_t right = 0;
    for (std::size_t row = 0; row < z.rows; ++row) {
        right += largestOf(z.row(row)) == set.labels[row];
    }
    return 100.0 * double(right) / double(z.rows);
}

struct Plan {
    Descent descent;
    std::uint64_t seed;
    std::uint32_t stream;  // of the batches
};

// lossOf(tape, batch, indices): of a batch, whose rows have these indices in the set.
template <class LossOf>
void trainOn(const Set &set, Network<float> &network, const Plan &plan, const LossOf &lossOf)
{
    rng::Sequence choice(plan.seed, plan.stream);
    train(network.weights(), plan.descent, [&](Tape<float> &tape, std::size_t) {
        std::vector<std::uint32_t> indices(batchSize);
        std::generate(indices.begin(), indices.end(),
                      [&] { return std::uint32_t(choice.below(set.x.rows)); });
        return lossOf(tape, set.rowsAt(indices), indices);
    });
}

Network<float> teacher(Second how, double weight, const Set &set, const Setup &setup,
                       std::uint64_t seed, std::uint32_t stream)
{
    Network<float> network = fresh(teacherWidth, seed, stream);
    rng::Sequence styles(seed, stream + 2);
    const Plan plan{{shortened(setup, trainingSteps), learningRate, setup.stop}, seed, stream + 3};
    trainOn(set, network, plan, [&](Tape<float> &tape, const Set &batch, const auto &) {
        Grid<float> x = batch.x;
        if (how == Second::MixStyle && styles.uniform() < mixedBatches) {
            std::vector<std::uint32_t> partners;
            std::vector<float> shares;
            for (std::size_t i = 0; i < x.rows; ++i) {
                partners.push_back(std::uint32_t(styles.below(x.rows)));
                shares.push_back(float(rng::dirichlet(2, mixedBeta, styles)[0]));
            }
            x = mixedStyles(x, bandCount, partners, shares);
        }
        const Var features = network.features(tape, tape.constant(std::move(x)));
        const Var loss = crossEntropy(tape, network.logits(tape, features), batch.labels);
        if (how != Second::Aligned) {
            return loss;
        }
        const Recordings recordings{batch.labels, batch.devices, classCount};
        return tape.add(loss, tape.scale(alignment(tape, features, recordings), weight));
    });
    return network;
}

Grid<float> softened(Network<float> &network, const Grid<float> &x)
{
    Tape<float> tape;
    const Var z = tape.constant(logitsOf(network, x));
    return tape.value(softmax(tape, tape.scale(z, 1 / temperature)));
}

Grid<float> meanOf(Grid<float> a, const Grid<float> &b)
{
    std::transform(a.values.begin(), a.values.end(), b.values.begin(), a.values.begin(),
                   [](float x, float y) { return (x + y) / 2; });
    return a;
}

// target: probabilities of every row of the set, from its teachers; empty: labels only.
void distil(Network<float> &student, const Set &set, const Grid<float> &target, const Plan &plan)
{
    trainOn(set, student, plan, [&](Tape<float> &tape, const Set &batch, const auto &indices) {
        const Var z = student.logits(tape, student.features(tape, tape.constant(batch.x)));
        const Var hard = crossEntropy(tape, z, batch.labels);
        if (target.rows == 0) {
            return hard;
        }
        const Var own = rowsOf(tape, tape.constant(target), indices);
        const Var soft = softCrossEntropy(tape, tape.scale(z, 1 / temperature), own);
        return tape.add(tape.scale(hard, 1 - softWeight),
                        tape.scale(soft, softWeight * temperature * temperature));
    });
}

Network<float> student(const Set &set, const Grid<float> &target, const Setup &setup,
                       std::uint64_t seed)
{
    Network<float> network = fresh(studentWidth, seed, Student);
    distil(network, set, target,
           {{shortened(setup, trainingSteps), learningRate, setup.stop}, seed, Student + 3});
    return network;
}

// Mean over the seen devices, with a student for each that has been tuned on its recordings.
double tunedAccuracy(const Network<float> &start, const Set &set, const Grid<float> &target,
                     const Set &heldOut, const Setup &setup, std::uint64_t seed)
{
    double sum = 0;
    for (std::uint32_t device = 0; device < seenDevices; ++device) {
        const std::vector<std::uint32_t> indices = set.of(device);
        Tape<float> tape;
        const Grid<float> own = tape.value(rowsOf(tape, tape.constant(target), indices));
        Network<float> network = start;
        distil(network, set.rowsAt(indices), own,
               {{shortened(setup, tuningSteps), tuningRate, setup.stop}, seed, Tuning + device});
        sum += accuracy(network, heldOut.rowsAt(heldOut.of(device)));
    }
    return sum / double(seenDevices);
}

// The most that any classifier of single recordings reaches on unseen devices, from the formula of
// the source: a curve is N(0, strength^2 R) with R_ij = correlation^|i-j|, so that the means of the
// bands have covariance strength^2 R + I / frames and the rest of a recording is noise. The class
// with the least Mahalanobis distance is the most probable one.
double bayesAccuracy(const World &world, const Set &set, double strength)
{
    std::vector<double> matrix(bandCount * bandCount);
    for (std::size_t i = 0; i < matrix.size(); ++i) {
        const std::size_t row = i / bandCount, column = i % bandCount;
        const double apart = std::abs(double(row) - double(column));
        matrix[i] = strength * strength * std::pow(double(bandCorrelation), apart);
    }
    const SymmetricEigen eigen = symmetricEigen(bandCount, matrix);
    const auto score = [&](std::size_t row, std::size_t label) {
        std::array<double, bandCount> means{};
        double distance = 0;
        for (std::size_t i = 0; i < inputSize; ++i) {
            const double rest = double(set.x.at(row, i)) - double(world.scenes.at(label, i));
            means[i / frameCount] += rest / double(frameCount);
            distance += rest * rest;
        }
        for (std::size_t k = 0; k < bandCount; ++k) {
            const double *axis = eigen.vectors.data() + k * bandCount;
            const double along = std::inner_product(axis, axis + bandCount, means.begin(), 0.0);
            const double variance = eigen.values[k] + 1 / double(frameCount);
            distance += along * along * (1 / variance - double(frameCount));
        }
        return float(-distance);
    };
    std::size_t right = 0;
    for (std::size_t row = 0; row < set.x.rows; ++row) {
        std::array<float, classCount> scores{};
        for (std::size_t label = 0; label < classCount; ++label) {
            scores[label] = score(row, label);
        }
        right += largestOf(scores) == set.labels[row];
    }
    return 100.0 * double(right) / double(set.x.rows);
}

void study(const Setup &setup, std::uint64_t seed, SeedFigures &figures)
{
    for (const double strength : strengths) {
        const World world(strength, seed);
        const Set training = world.training(seed);
        const Set seen = world.heldOut(true, seed), unseen = world.heldOut(false, seed);
        Network<float> first =
                teacher(Second::CrossEntropy, 0, training, setup, seed, FirstTeacher);
        Network<float> alone = student(training, {}, setup, seed);
        const double base = accuracy(alone, unseen);
        // A second teacher that knows nothing: what it is worth is smoothing.
        const Grid<float> sure = softened(first, training.x);
        const Grid<float> flat(trainingCount, classCount, 1.0F / float(classCount));
        Network<float> smoothed = student(training, meanOf(sure, flat), setup, seed);
        const double smooth = accuracy(smoothed, unseen);
        const double best = bayesAccuracy(world, unseen, strength);
        const auto report = [&](Second how, double weight, std::span<const double> ats) {
            Network<float> second = teacher(how, weight, training, setup, seed, SecondTeacher);
            const Grid<float> target = meanOf(sure, softened(second, training.x));
            Network<float> own = student(training, target, setup, seed);
            const double reached = accuracy(own, unseen), before = accuracy(own, seen);
            const double tuned = tunedAccuracy(own, training, target, seen, setup, seed);
            const double taught = accuracy(second, unseen);
            for (const double at : ats) {
                const auto add = [&](const char *metric, double value, const char *unit) {
                    figures.add(metric, secondIds[std::size_t(how)], value, unit,
                                Evidence::Simulated, {{"strength", strength}, {"weight", at}});
                };
                add("teacher-unseen-accuracy", taught, "%");
                add("student-unseen-accuracy", reached, "%");
                add("student-seen-accuracy", before, "%");
                add("tuned-seen-accuracy", tuned, "%");
                add("gain-by-tuning", tuned - before, "pp");
                add("gain-over-labels-only", reached - base, "pp");
                add("gain-over-uniform-teacher", reached - smooth, "pp");
                add("distance-to-bayes", best - reached, "pp");
            }
        };
        report(Second::CrossEntropy, 0, weights);
        report(Second::MixStyle, 0, weights);
        for (const double &weight : weights) {
            report(Second::Aligned, weight, {&weight, 1});
        }
    }
}

}  // namespace

Result<std::vector<Quality>> deviceQuality(const Setup &setup)
{
    return studySeeds(
            setup, "training teachers and students",
            [&](std::uint64_t seed, SeedFigures &figures) { study(setup, seed, figures); },
            setup.threads);
}

}  // namespace touchstone::kernels::kd_device_align
