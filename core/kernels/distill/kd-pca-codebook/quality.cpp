// What a student learns from codes of raw features and of few principal components. A student sees
// windows of frames, half of them masked, and predicts the code of the middle one; its last hidden
// layer is then probed by linear classifiers. The student that learnt from the teacher's codes
// gives the codes of a second one. Where the nuisance of the teacher's features lies is the axis:
// spread over all directions, components leave most of it out; in few directions, they keep it.
#include "kernels/blocks/codebook.h"
#include "kernels/blocks/principal_components.h"
#include "kernels/blocks/ridge.h"
#include "kernels/blocks/rng.h"
#include "kernels/distill/kd-pca-codebook/study.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace touchstone::kernels::kd_pca_codebook {

namespace {

constexpr std::size_t codeCount = 100, clusterRounds = 10;
constexpr std::size_t trainingUtterances = 100, testUtterances = 50;
constexpr std::size_t batchSize = 128, trainingSteps = 400;
constexpr double learningRate = 0.004;
constexpr double probeRidge = 0.01;  // over the mean variance of a feature
constexpr std::array<std::size_t, 3> nuisanceRanks{4, 32, 512};

struct Width {
    std::size_t hidden, features;  // units of both layers
};
constexpr Width thin{48, 24}, wide{192, 96};

enum Stream : std::uint32_t {
    Training = 20,
    Test = 30,
    OfTraining = 40,
    Masks = 50,
    OfStudent = 60,
    Order = 70,
    Clusters = 80
};

struct Student {
    Weight<float> first, firstBias, second, secondBias, out, outBias;

    Student(std::size_t inputs, const Width &width, std::uint64_t seed)
        : first(normalGrid(width.hidden, inputs, 1 / std::sqrt(double(inputs)), seed, OfStudent)),
          firstBias(Grid<float>(1, width.hidden)),
          second(normalGrid(width.features, width.hidden, 1 / std::sqrt(double(width.hidden)), seed,
                            OfStudent + 1)),
          secondBias(Grid<float>(1, width.features)),
          out(normalGrid(codeCount, width.features, 1 / std::sqrt(double(width.features)), seed,
                         OfStudent + 2)),
          outBias(Grid<float>(1, codeCount))
    {
    }
    Var features(Tape<float> &tape, Var x)
    {
        const Var hidden = tape.apply(Function::Tanh, dense(tape, x, first, firstBias));
        return tape.apply(Function::Tanh, dense(tape, hidden, second, secondBias));
    }
    Var logits(Tape<float> &tape, Var features) { return dense(tape, features, out, outBias); }
    std::vector<Weight<float> *> weights()
    {
        return {&first, &firstBias, &second, &secondBias, &out, &outBias};
    }
    Grid<float> featuresOf(const Grid<float> &x)
    {
        Tape<float> tape;
        return tape.value(features(tape, tape.constant(x)));
    }
};

// One seed's world: what all students of it have in common. Windows of the frames, as students see
// them: with half of the frames masked for training, with none for the probes.
struct World {
    Recording training, test;
    Grid<float> masked, whole, wholeOfTest;

    World(const Language &language, bool smoke, std::uint64_t seed)
        : training(language.record(smoke ? 6 : trainingUtterances, seed, Training)),
          test(language.record(smoke ? 3 : testUtterances, seed, Test)),
          masked(windows(training.frames, halfOf(training.frames.rows, seed))),
          whole(windows(training.frames, std::vector<bool>(training.frames.rows))),
          wholeOfTest(windows(test.frames, std::vector<bool>(test.frames.rows)))
    {
    }
    static std::vector<bool> halfOf(std::size_t frames, std::uint64_t seed)
    {
        std::vector<bool> chosen(frames);
        rng::Sequence choice(seed, Masks);
        for (std::size_t row = 0; row < frames; ++row) {
            chosen[row] = choice.uniform() < 0.5;
        }
        return chosen;
    }
};

Student trained(const World &world, const std::vector<std::uint32_t> &codes, const Width &width,
                const Setup &setup, std::uint64_t seed)
{
    const Grid<float> &all = world.masked;
    Student student(all.columns, width, seed);
    AdamRule rule(student.weights());
    rng::Sequence choice(seed, Order);
    Tape<float> tape;
    const std::size_t steps = setup.effort == Effort::Smoke ? 10 : trainingSteps;
    for (std::size_t step = 0; step < steps && !setup.stop.stop_requested(); ++step) {
        Grid<float> x(batchSize, all.columns);
        std::vector<std::uint32_t> wanted;
        for (std::size_t i = 0; i < batchSize; ++i) {
            const std::size_t row = choice.below(all.rows);
            std::copy_n(all.row(row).begin(), all.columns,
                        x.values.begin() + std::ptrdiff_t(i * all.columns));
            wanted.push_back(codes[row]);
        }
        tape.clear();
        const Var features = student.features(tape, tape.constant(std::move(x)));
        tape.backward(crossEntropy(tape, student.logits(tape, features), wanted));
        const double progress = double(step) / double(steps);
        rule.step(learningRate * (0.5 + 0.5 * std::cos(std::numbers::pi * progress)));
    }
    return student;
}

// Along the principal components, as many as any form takes.
Grid<float> componentsOf(const Grid<float> &features)
{
    const std::size_t most = std::min(forms[1].components, features.columns);
    return projected(principalComponents(features, most), features);
}

// Codes of the features, or of their first components.
std::vector<std::uint32_t> codesOf(const Grid<float> &features, const Grid<float> &components,
                                   const FormOf &form, const Setup &setup, std::uint64_t seed)
{
    const Grid<float> &from = form.components == 0 ? features : components;
    Grid<float> rows(from.rows, form.components == 0 ? from.columns : form.components);
    for (std::size_t row = 0; row < rows.rows; ++row) {
        std::copy_n(from.row(row).begin(), rows.columns,
                    rows.values.begin() + std::ptrdiff_t(row * rows.columns));
    }
    const std::size_t rounds = setup.effort == Effort::Smoke ? 1 : clusterRounds;
    return codebookOf(rows, codeCount, rounds, seed, Clusters).codesOf(rows);
}

void probe(const World &world, Student &student, const std::string &metric, const FormOf &form,
           const At &at, SeedFigures &figures)
{
    const Grid<float> training = student.featuresOf(world.whole);
    const Grid<float> test = student.featuresOf(world.wholeOfTest);
    const auto add = [&](const char *of, const std::vector<std::uint32_t> &labels,
                         const std::vector<std::uint32_t> &wanted, std::size_t classes) {
        figures.add(of + metric, form.id, probeAccuracy(training, labels, test, wanted, classes),
                    "%", Evidence::Simulated, at);
    };
    add("phone-accuracy", world.training.phone, world.test.phone, phones);
    add("dialect-accuracy", world.training.dialect, world.test.dialect, dialects);
    add("emotion-accuracy", world.training.emotion, world.test.emotion, emotions);
}

void study(const Setup &setup, std::uint64_t seed, SeedFigures &figures)
{
    const World world(Language(seed), setup.effort == Effort::Smoke, seed);
    for (const std::size_t rank : nuisanceRanks) {
        const Grid<float> features =
                Teacher(rank, seed).features(world.training.frames, seed, OfTraining);
        const Grid<float> components = componentsOf(features);
        for (const FormOf &form : forms) {
            const At at{{"nuisance", double(rank)}};
            auto codes = codesOf(features, components, form, setup, seed);
            figures.add("phone-purity", form.id, purity(codes, world.training.phone), "%",
                        Evidence::Simulated, at);
            Student small = trained(world, codes, thin, setup, seed);
            probe(world, small, "", form, at, figures);
            Student large = trained(world, codes, wide, setup, seed);
            probe(world, large, "-wide", form, at, figures);
            const Grid<float> own = large.featuresOf(world.whole);
            codes = codesOf(own, componentsOf(own), form, setup, seed);
            Student again = trained(world, codes, thin, setup, seed);
            probe(world, again, "-relabelled", form, at, figures);
            if (setup.stop.stop_requested()) {
                return;
            }
        }
    }
}

}  // namespace

double purity(std::span<const std::uint32_t> codes, std::span<const std::uint32_t> labels)
{
    const auto most = [](std::span<const std::uint32_t> of) {
        return std::size_t(*std::max_element(of.begin(), of.end())) + 1;
    };
    const std::size_t labelCount = most(labels);
    std::vector<std::size_t> counts(most(codes) * labelCount);
    for (std::size_t i = 0; i < codes.size(); ++i) {
        ++counts[codes[i] * labelCount + labels[i]];
    }
    std::size_t sum = 0;
    for (auto code = counts.begin(); code != counts.end(); code += std::ptrdiff_t(labelCount)) {
        sum += *std::max_element(code, code + std::ptrdiff_t(labelCount));
    }
    return 100 * double(sum) / double(codes.size());
}

double probeAccuracy(const Grid<float> &training, std::span<const std::uint32_t> labels,
                     const Grid<float> &test, std::span<const std::uint32_t> wanted,
                     std::size_t classes)
{
    Grid<float> targets(training.rows, classes);
    for (std::size_t row = 0; row < training.rows; ++row) {
        targets.at(row, labels[row]) = 1;
    }
    const Grid<float> scores = ridgeRegression(training, targets, probeRidge).applied(test);
    std::size_t right = 0;
    for (std::size_t row = 0; row < test.rows; ++row) {
        right += largestOf(scores.row(row)) == wanted[row];
    }
    return 100 * double(right) / double(test.rows);
}

Result<std::vector<Quality>> codebookQuality(const Setup &setup)
{
    return studySeeds(
            setup, "training students of codes",
            [&](std::uint64_t seed, SeedFigures &figures) { study(setup, seed, figures); },
            setup.threads);
}

}  // namespace touchstone::kernels::kd_pca_codebook
