// What each target makes of a student that is too small for the truth. That teacher and student
// should move alike is the premise of the paper; how much of it is true here is a knob.
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/rng.h"
#include "kernels/distill/kd-delta-shift/study.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace touchstone::kernels::kd_delta_shift {

namespace {

constexpr std::size_t inputSize = 32;
constexpr std::size_t classCount = 50;
constexpr std::size_t studentRank = 8;
constexpr std::size_t shiftRank = 2;
constexpr double labelWeight = 0.5;  // of both distillations
constexpr std::size_t batchSize = 50;
constexpr std::size_t heldOutCount = 1000;
constexpr std::size_t pretrainingSteps = 600;
constexpr std::size_t tuningSteps = 400;
constexpr double learningRate = 0.01;
constexpr std::array<std::size_t, 3> sampleCounts{150, 500, 2000};
constexpr std::array<double, 3> sharedShares{0, 0.5, 1};
constexpr std::array<double, 2> strengths{0.5, 1};

enum Stream : std::uint32_t {
    OfBase = 1,
    OfShift,
    OfOtherShift = 5,
    OfTeacher = 8,
    OfStudent,
    Samples = 20,
    HeldOut,
    Labels,
    Order,
    Pretraining = 100
};

// y = x w^T: logits of a model of full rank. w: [classes x inputs].
Grid<float> logitsOf(const Grid<float> &x, const Grid<float> &w)
{
    Grid<float> z(x.rows, w.rows);
    gemmNT(x.rows, w.rows, w.columns, x.values.data(), w.values.data(), 0.0F, z.values.data(),
           w.rows, 1);
    return z;
}

Grid<float> sumOf(const Grid<float> &a, double factor, const Grid<float> &b)
{
    Grid<float> out = a;
    for (std::size_t i = 0; i < out.values.size(); ++i) {
        out.values[i] += float(factor) * b.values[i];
    }
    return out;
}

// Rank two, of the size of the base.
Grid<float> shift(std::uint64_t seed, std::uint32_t stream)
{
    const Grid<float> left = normalGrid(classCount, shiftRank, 0.5, seed, stream);
    const Grid<float> right = normalGrid(inputSize, shiftRank, 0.5, seed, stream + 1);
    return logitsOf(left, right);
}

// The models of one seed. Truth: base and shift. Teacher: the base with an error of its own, tuned
// by a shift of which `shared` is the truth's and the rest points elsewhere.
struct World {
    Grid<float> base, truth, rawTeacher;

    explicit World(std::uint64_t seed)
        : base(normalGrid(classCount, inputSize, 0.5, seed, OfBase)),
          truth(sumOf(base, 1, shift(seed, OfShift))),
          rawTeacher(sumOf(base, 1, normalGrid(classCount, inputSize, 0.2, seed, OfTeacher)))
    {
    }
    Grid<float> tunedTeacher(std::uint64_t seed, double shared) const
    {
        const double other = std::sqrt(1 - shared * shared);
        return sumOf(sumOf(rawTeacher, shared, shift(seed, OfShift)), other,
                     shift(seed, OfOtherShift));
    }
};

std::vector<std::uint32_t> drawnLabels(const Grid<float> &logits, std::uint64_t seed)
{
    rng::Sequence choice(seed, Labels);
    std::vector<std::uint32_t> labels;
    for (std::size_t row = 0; row < logits.rows; ++row) {
        std::vector<double> shares(classCount);
        double sum = 0;
        for (std::size_t c = 0; c < classCount; ++c) {
            shares[c] = std::exp(double(logits.at(row, c)));
            sum += shares[c];
        }
        std::for_each(shares.begin(), shares.end(), [sum](double &share) { share /= sum; });
        labels.push_back(std::uint32_t(choice.choose(shares)));
    }
    return labels;
}

double rateAt(std::size_t step, std::size_t steps)
{
    return learningRate * (0.5 + 0.5 * std::cos(std::numbers::pi * double(step) / double(steps)));
}

std::size_t shortened(const Setup &setup, std::size_t steps)
{
    return setup.effort == Effort::Smoke ? steps / 20 : steps;
}

LowRank<float> pretrained(const World &world, const Setup &setup, std::uint64_t seed)
{
    LowRank<float> student{normalWeight<float>(studentRank, inputSize, 0.2, seed, OfStudent),
                           normalWeight<float>(classCount, studentRank, 0.2, seed, OfStudent + 1)};
    AdamRule rule(student.weights());
    Tape<float> tape;
    const std::size_t steps = shortened(setup, pretrainingSteps);
    for (std::size_t step = 0; step < steps && !setup.stop.stop_requested(); ++step) {
        const Grid<float> x =
                normalGrid(batchSize, inputSize, 1, seed, Pretraining + std::uint32_t(step));
        tape.clear();
        const Var target = softmax(tape, tape.constant(logitsOf(x, world.base)));
        tape.backward(softCrossEntropy(tape, student.logits(tape, tape.constant(x)), target));
        rule.step(rateAt(step, steps));
    }
    return student;
}

Grid<float> valuesOf(LowRank<float> &student, const Grid<float> &x)
{
    Tape<float> tape;
    return tape.value(student.logits(tape, tape.constant(x)));
}

struct Data {
    Grid<float> x;
    std::vector<std::uint32_t> labels;
};

// Steps over the samples in an order that is drawn again for each pass. target: logits of every
// sample, empty: labels only.
LowRank<float> tuned(LowRank<float> student, const Data &data, const Grid<float> &target,
                     const Setup &setup, std::uint64_t seed)
{
    AdamRule rule(student.weights());
    Tape<float> tape;
    rng::Sequence order(seed, Order);
    std::vector<std::uint32_t> indices(data.x.rows);
    std::iota(indices.begin(), indices.end(), 0U);
    std::size_t at = indices.size();
    const std::size_t steps = shortened(setup, tuningSteps);
    for (std::size_t step = 0; step < steps && !setup.stop.stop_requested(); ++step) {
        if (at + batchSize > indices.size()) {
            for (std::size_t i = indices.size() - 1; i > 0; --i) {
                std::swap(indices[i], indices[order.below(i + 1)]);
            }
            at = 0;
        }
        const std::vector<std::uint32_t> batch(indices.begin() + std::ptrdiff_t(at),
                                               indices.begin() + std::ptrdiff_t(at + batchSize));
        at += batchSize;
        tape.clear();
        const Var x = rowsOf(tape, tape.constant(data.x), batch);
        std::vector<std::uint32_t> labels;
        labels.reserve(batch.size());
        for (const std::uint32_t index : batch) {
            labels.push_back(data.labels[index]);
        }
        const Var logits = student.logits(tape, x);
        if (target.rows == 0) {
            tape.backward(crossEntropy(tape, logits, labels));
        } else {
            const Grid<float> own = tape.value(rowsOf(tape, tape.constant(target), batch));
            tape.backward(mixedLoss(tape, logits, labels, own, labelWeight));
        }
        rule.step(rateAt(step, steps));
    }
    return student;
}

// Mean KL(softmax(right) || softmax(own)) over the rows, in nat.
double divergence(const Grid<float> &right, const Grid<float> &own)
{
    Tape<double> tape;
    const Var a = logSoftmax(tape, tape.constant(inDouble(right)));
    const Var b = logSoftmax(tape, tape.constant(inDouble(own)));
    const Var all = tape.multiply(tape.apply(Function::Exp, a), tape.subtract(a, b));
    return tape.scalar(sum(tape, all)) / double(right.rows);
}

double topAgreement(const Grid<float> &right, const Grid<float> &own)
{
    std::size_t same = 0;
    for (std::size_t row = 0; row < right.rows; ++row) {
        same += largestOf(right.row(row)) == largestOf(own.row(row));
    }
    return 100.0 * double(same) / double(right.rows);
}

// Adds the figures of one student at one setting of the knobs.
struct Report {
    SeedFigures &figures;
    const Grid<float> &truth, &before;  // logits on held-out inputs

    void add(const char *variant, const Grid<float> &own, const At &at) const
    {
        const auto one = [&](const char *metric, double value, const char *unit) {
            figures.add(metric, variant, value, unit, Evidence::Simulated, at);
        };
        one("kl-to-truth", divergence(truth, own), "nat");
        one("top-1-agreement", topAgreement(truth, own), "%");
        one("drift-from-base", divergence(before, own), "nat");
    }
};

void study(const Setup &setup, std::uint64_t seed, SeedFigures &figures)
{
    const World world(seed);
    LowRank<float> raw = pretrained(world, setup, seed);
    const Grid<float> heldOut = normalGrid(heldOutCount, inputSize, 1, seed, HeldOut);
    const Grid<float> truth = logitsOf(heldOut, world.truth), before = valuesOf(raw, heldOut);
    const Report report{figures, truth, before};
    for (const std::size_t count : sampleCounts) {
        const Grid<float> x = normalGrid(count, inputSize, 1, seed, Samples);
        const Data data{x, drawnLabels(logitsOf(x, world.truth), seed)};
        const auto held = [&](const Grid<float> &target) {
            LowRank<float> student = tuned(raw, data, target, setup, seed);
            return valuesOf(student, heldOut);
        };
        const Grid<float> sft = held({});
        for (const double shared : sharedShares) {
            const Grid<float> teacher = logitsOf(x, world.tunedTeacher(seed, shared));
            const Grid<float> kd = held(teacher);
            for (const double strength : strengths) {
                const At at{{"samples", double(count)}, {"shared", shared}, {"strength", strength}};
                report.add("sft", sft, at);
                report.add("kd", kd, at);
                report.add("delta",
                           held(movedLogits(valuesOf(raw, x), teacher,
                                            logitsOf(x, world.rawTeacher), strength)),
                           at);
            }
        }
    }
}

}  // namespace

template <class T>
Var LowRank<T>::logits(Tape<T> &tape, Var x)
{
    const Var hidden = tape.product(GemmForm::NT, x, tape.weight(down));
    return tape.product(GemmForm::NT, hidden, tape.weight(up));
}

template struct LowRank<float>;
template struct LowRank<double>;

Grid<float> movedLogits(const Grid<float> &rawStudent, const Grid<float> &tunedTeacher,
                        const Grid<float> &rawTeacher, double strength)
{
    return sumOf(sumOf(rawStudent, strength, tunedTeacher), -strength, rawTeacher);
}

template <class T>
Var mixedLoss(Tape<T> &tape, Var logits, std::vector<std::uint32_t> labels, Grid<T> target,
              double weight)
{
    const Var hard = crossEntropy(tape, logits, std::move(labels));
    const Var soft =
            softCrossEntropy(tape, logits, softmax(tape, tape.constant(std::move(target))));
    return tape.add(tape.scale(hard, weight), tape.scale(soft, 1 - weight));
}

template Var mixedLoss(Tape<float> &, Var, std::vector<std::uint32_t>, Grid<float>, double);
template Var mixedLoss(Tape<double> &, Var, std::vector<std::uint32_t>, Grid<double>, double);

Result<std::vector<Quality>> studentQuality(const Setup &setup)
{
    return studySeeds(
            setup, "tuning students",
            [&](std::uint64_t seed, SeedFigures &figures) { study(setup, seed, figures); },
            setup.threads);
}

}  // namespace touchstone::kernels::kd_delta_shift
