// What each channel leaves of a model's knowledge of texts, and how far its speech lags behind. A
// fact is a string of tokens; a text of it has some tokens replaced; speech repeats each token over
// a few frames with noise, and a fixed cut into equal segments loses where a token ends. Which
// share of the facts the tuning covers, how loud the noise is and how much the teacher weighs are
// ours and are the axes.
#include "kernels/blocks/rng.h"
#include "kernels/blocks/training.h"
#include "kernels/distill/kd-two-channel/study.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::kd_two_channel {

namespace {

constexpr std::size_t factCount = 100, tokenCount = 40, length = 12;
constexpr std::size_t tokenSize = 16, frameSize = 24, inputSize = length * tokenSize;
constexpr double replacedShare = 0.6;     // of a text's tokens, by others of the same distribution
constexpr float frameCorrelation = 0.9F;  // of the noise, from frame to frame
constexpr std::size_t shortest = 2, longest = 5, mostFrames = length * longest;  // of a token
constexpr std::size_t teacherWidth = 128, studentWidth = 48;
constexpr std::size_t batchSize = 100, tuningCount = 2000, heldOutCount = 2000;
constexpr std::size_t readingSteps = 1500, tuningSteps = 400;
constexpr double learningRate = 0.005;
constexpr std::array<double, 2> coverages{0.3, 1};
constexpr std::array<double, 2> noiseRatios{5, 20};  // signal to noise, dB
constexpr std::array<double, 2> weightsOfTerms{0.5, 2};

enum Stream : std::uint32_t {
    Facts = 1,
    Vectors,
    Sounds,
    OfTeacher = 10,
    OfStudent = 20,
    OfAdapter = 30,
    Order,
    Tuning = 40,
    HeldOut = 50,
    Reading = 100
};

std::size_t shortened(const Setup &setup, std::size_t steps)
{
    return setup.effort == Effort::Smoke ? steps / 40 : steps;
}

using String = std::array<std::uint32_t, length>;

// The facts, and how tokens are written and sound.
struct World {
    std::vector<double> shares;  // of tokens, by Zipf's law
    std::vector<String> facts;
    Grid<float> vectors, sounds;  // [tokens x tokenSize], [tokens x frameSize]

    explicit World(std::uint64_t seed)
        : shares(tokenCount), vectors(normalGrid(tokenCount, tokenSize, 1, seed, Vectors)),
          sounds(normalGrid(tokenCount, frameSize, 1, seed, Sounds))
    {
        double sum = 0;
        for (std::size_t i = 0; i < tokenCount; ++i) {
            shares[i] = 1 / double(i + 1);
            sum += shares[i];
        }
        std::for_each(shares.begin(), shares.end(), [sum](double &share) { share /= sum; });
        rng::Sequence choice(seed, Facts);
        for (std::size_t fact = 0; fact < factCount; ++fact) {
            String string{};
            std::generate(string.begin(), string.end(),
                          [&] { return std::uint32_t(choice.choose(shares)); });
            facts.push_back(string);
        }
    }
};

struct Items {
    std::vector<String> strings;
    Batch<float> data;

    Batch<float> at(const std::vector<std::uint32_t> &rows) const;
};

Grid<float> textOf(const World &world, const std::vector<String> &strings)
{
    Grid<float> out(strings.size(), inputSize);
    for (std::size_t row = 0; row < strings.size(); ++row) {
        for (std::size_t i = 0; i < length; ++i) {
            std::copy_n(world.vectors.row(strings[row][i]).begin(), tokenSize,
                        &out.at(row, i * tokenSize));
        }
    }
    return out;
}

// The frames of a string are its tokens' sounds and noise; out gets their means over `length` equal
// segments. noise: [frameSize x mostFrames].
void speak(const World &world, const String &string, std::span<const float> noise,
           rng::Sequence &chance, std::span<float> out)
{
    std::vector<std::uint32_t> frames;
    for (const std::uint32_t token : string) {
        frames.insert(frames.end(), shortest + chance.below(longest - shortest + 1), token);
    }
    std::array<float, length> counts{};
    for (std::size_t f = 0; f < frames.size(); ++f) {
        ++counts[f * length / frames.size()];
    }
    for (std::size_t f = 0; f < frames.size(); ++f) {
        const std::size_t segment = f * length / frames.size();
        for (std::size_t i = 0; i < frameSize; ++i) {
            const float value = world.sounds.at(frames[f], i) + noise[i * mostFrames + f];
            out[segment * frameSize + i] += value / counts[segment];
        }
    }
}

// Texts of the first `facts` facts.
Items drawn(const World &world, std::size_t count, std::size_t facts, std::uint64_t seed,
            std::uint32_t stream)
{
    rng::Sequence chance(seed, stream);
    Items out;
    for (std::size_t row = 0; row < count; ++row) {
        const std::size_t fact = chance.below(facts);
        String string = world.facts[fact];
        for (std::uint32_t &token : string) {
            if (chance.uniform() < replacedShare) {
                token = std::uint32_t(chance.choose(world.shares));
            }
        }
        out.strings.push_back(string);
        out.data.labels.push_back(std::uint32_t(fact));
    }
    out.data.text = textOf(world, out.strings);
    return out;
}

void addSpeech(const World &world, Items &items, double noiseRatio, std::uint64_t seed,
               std::uint32_t stream)
{
    rng::Sequence chance(seed, stream);
    const std::size_t count = items.strings.size();
    Grid<float> noise = normalGrid(count * frameSize, mostFrames, std::pow(10, -noiseRatio / 20),
                                   seed, stream + 1);
    rng::correlate(noise.values, mostFrames, frameCorrelation);
    items.data.speech = Grid<float>(count * length, frameSize);
    for (std::size_t row = 0; row < count; ++row) {
        speak(world, items.strings[row],
              std::span<const float>(noise.values)
                      .subspan(row * frameSize * mostFrames, frameSize * mostFrames),
              chance,
              std::span(items.data.speech.values)
                      .subspan(row * length * frameSize, length * frameSize));
    }
}

Batch<float> Items::at(const std::vector<std::uint32_t> &rows) const
{
    const auto taken = [&](const Grid<float> &from, std::size_t each) {
        Grid<float> to(rows.size() * each, from.columns);
        const std::size_t size = each * from.columns;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            std::copy_n(from.values.begin() + std::ptrdiff_t(rows[i] * size), size,
                        to.values.begin() + std::ptrdiff_t(i * size));
        }
        return to;
    };
    Batch<float> out{taken(data.speech, length), taken(data.text, 1), {}, taken(data.target, 1)};
    for (const std::uint32_t row : rows) {
        out.labels.push_back(data.labels[row]);
    }
    return out;
}

// A model of texts, from texts of all facts.
Body<float> reader(const World &world, std::size_t width, const Setup &setup, std::uint64_t seed,
                   std::uint32_t stream)
{
    Body<float> model{
            normalWeight<float>(width, inputSize, 1 / std::sqrt(double(inputSize)), seed, stream),
            normalWeight<float>(factCount, width, 1 / std::sqrt(double(width)), seed, stream + 1)};
    const Descent descent{shortened(setup, readingSteps), learningRate, setup.stop};
    train({&model.body, &model.head}, descent, [&](Tape<float> &tape, std::size_t step) {
        const Items items = drawn(world, batchSize, factCount, seed, Reading + std::uint32_t(step));
        return crossEntropy(tape, model.logits(tape, tape.constant(items.data.text)),
                            items.data.labels);
    });
    return model;
}

Student<float> tuned(const Body<float> &start, const Items &items, const Terms &terms,
                     const Setup &setup, std::uint64_t seed)
{
    Student<float> student{start,
                           normalWeight<float>(tokenSize, frameSize,
                                               1 / std::sqrt(double(frameSize)), seed, OfAdapter)};
    const std::vector<Weight<float> *> weights =
            terms.tunesText ? student.weights() : std::vector{&student.adapter};
    rng::Sequence order(seed, Order);
    const Descent descent{shortened(setup, tuningSteps), learningRate, setup.stop};
    train(weights, descent, [&](Tape<float> &tape, std::size_t) {
        std::vector<std::uint32_t> rows(batchSize);
        std::generate(rows.begin(), rows.end(),
                      [&] { return std::uint32_t(order.below(items.strings.size())); });
        return lossOf(tape, student, items.at(rows), terms);
    });
    return student;
}

double accuracy(const Grid<float> &logits, const std::vector<std::uint32_t> &labels)
{
    std::size_t right = 0;
    for (std::size_t row = 0; row < logits.rows; ++row) {
        right += largestOf(logits.row(row)) == labels[row];
    }
    return 100.0 * double(right) / double(logits.rows);
}

double textAccuracy(Body<float> &model, const Items &items)
{
    Tape<float> tape;
    return accuracy(tape.value(model.logits(tape, tape.constant(items.data.text))),
                    items.data.labels);
}

double speechAccuracy(Student<float> &student, const Items &items)
{
    Tape<float> tape;
    const Var speech = tape.constant(items.data.speech);
    return accuracy(tape.value(student.speechLogits(tape, speech, items.strings.size())),
                    items.data.labels);
}

// The most that any classifier of the texts reaches, by the formula of the source: the fact with
// the largest product of (1 - r) [token is the fact's] + r share(token). Speech is made from the
// text, so that it cannot tell more.
double bayesAccuracy(const World &world, const Items &items)
{
    Grid<float> scores(items.strings.size(), factCount);
    for (std::size_t row = 0; row < scores.rows; ++row) {
        for (std::size_t fact = 0; fact < factCount; ++fact) {
            double sum = 0;
            for (std::size_t i = 0; i < length; ++i) {
                const std::uint32_t token = items.strings[row][i];
                const double own = token == world.facts[fact][i] ? 1 - replacedShare : 0;
                sum += std::log(own + replacedShare * world.shares[token]);
            }
            scores.at(row, fact) = float(sum);
        }
    }
    return accuracy(scores, items.data.labels);
}

struct Case {
    double coverage, noiseRatio, before, best;  // before, best: accuracies on texts
};

void report(const Case &of, const char *form, Student<float> student, const Items &heldOut,
            std::span<const double> ats, SeedFigures &figures)
{
    const double read = textAccuracy(student.text, heldOut);
    const double heard = speechAccuracy(student, heldOut);
    for (const double weight : ats) {
        const auto add = [&](const char *metric, double value, const char *unit) {
            figures.add(metric, form, value, unit, Evidence::Simulated,
                        {{"coverage", of.coverage}, {"snr", of.noiseRatio}, {"weight", weight}});
        };
        add("text-accuracy", read, "%");
        add("speech-accuracy", heard, "%");
        add("text-drop", of.before - read, "pp");
        add("modality-gap", read - heard, "pp");
        add("distance-to-bayes", of.best - heard, "pp");
    }
}

void study(const Setup &setup, std::uint64_t seed, SeedFigures &figures)
{
    const World world(seed);
    Body<float> teacher = reader(world, teacherWidth, setup, seed, OfTeacher);
    Body<float> base = reader(world, studentWidth, setup, seed, OfStudent);
    Items heldOut = drawn(world, heldOutCount, factCount, seed, HeldOut);
    const double before = textAccuracy(base, heldOut), best = bayesAccuracy(world, heldOut);
    for (const double coverage : coverages) {
        const auto facts = std::size_t(std::lround(coverage * double(factCount)));
        Items items = drawn(world, tuningCount, facts, seed, Tuning);
        items.data.target = softened(teacher, items.data.text);
        for (const double noiseRatio : noiseRatios) {
            addSpeech(world, items, noiseRatio, seed, Tuning + 1);
            addSpeech(world, heldOut, noiseRatio, seed, HeldOut + 1);
            const Case of{coverage, noiseRatio, before, best};
            for (Terms terms : forms) {
                if (!terms.readsText() && !terms.hasTeacher()) {
                    report(of, terms.id, tuned(base, items, terms, setup, seed), heldOut,
                           weightsOfTerms, figures);
                    continue;
                }
                const Terms unit = terms;
                for (const double &weight : weightsOfTerms) {
                    terms.labels = weight * unit.labels;
                    terms.text = weight * unit.text;
                    terms.speech = weight * unit.speech;
                    report(of, terms.id, tuned(base, items, terms, setup, seed), heldOut,
                           {&weight, 1}, figures);
                }
            }
        }
    }
}

}  // namespace

Result<std::vector<Quality>> channelQuality(const Setup &setup)
{
    return studySeeds(
            setup, "tuning students for speech",
            [&](std::uint64_t seed, SeedFigures &figures) { study(setup, seed, figures); },
            setup.threads);
}

}  // namespace touchstone::kernels::kd_two_channel
