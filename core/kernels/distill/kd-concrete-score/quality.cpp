#include "kernels/blocks/figures.h"
#include "kernels/blocks/nn.h"
#include "kernels/blocks/rng.h"
#include "kernels/distill/kd-concrete-score/loss.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::kd_concrete_score {

namespace {

constexpr std::size_t inputSize = 16;
constexpr std::size_t vocabularySize = 256;
constexpr std::size_t teacherWidth = 64;
constexpr std::size_t studentWidth = 16;
constexpr std::size_t batchSize = 64;
constexpr std::size_t stepCount = 400;
constexpr std::size_t heldOutCount = 512;
constexpr double learningRate = 0.01;
constexpr float logitOffset = 10;  // of the teacher's logits: no probability knows of it

enum Stream : std::uint32_t { OfTeacher = 1, OfStudent = 3, Data = 100 };

// One hidden layer of tanh. Two streams from `stream` on.
Mlp network(std::size_t width, double in, double out, std::uint64_t seed, std::uint32_t stream)
{
    return {{inputSize, width, in, seed, stream},
            Activation::Tanh,
            {width, vocabularySize, out, seed, stream + 1, true}};
}

// d mean loss / d z for the logits of a batch.
Matrix meanGradient(Form form, const Matrix &z, const Matrix &teacher)
{
    Matrix gradient(z.size());
    for (std::size_t at = 0; at < z.size(); at += vocabularySize) {
        lossAndGradient(form,
                        {z.data() + at, teacher.data() + at, gradient.data() + at, vocabularySize});
    }
    for (float &value : gradient) {
        value /= float(batchSize);
    }
    return gradient;
}

// Zipf's law on top of a network.
Matrix teacherLogits(const Mlp &teacher, const Matrix &x)
{
    Matrix z = teacher.forward(x);
    for (std::size_t i = 0; i < z.size(); ++i) {
        z[i] += logitOffset - std::log(float(i % vocabularySize + 1));
    }
    return z;
}

// Figures of a student of the form on held-out inputs.
void compare(Form form, const Matrix &student, const Matrix &teacher, SeedFigures &figures)
{
    double forward = 0, reverse = 0, top = 0, entropy = 0;
    for (std::size_t at = 0; at < student.size(); at += vocabularySize) {
        const auto logS = logSoftmax(student.data() + at, vocabularySize);
        const auto logT = logSoftmax(teacher.data() + at, vocabularySize);
        for (std::size_t v = 0; v < vocabularySize; ++v) {
            forward += std::exp(logT[v]) * (logT[v] - logS[v]) / heldOutCount;
            reverse += std::exp(logS[v]) * (logS[v] - logT[v]) / heldOutCount;
            entropy -= std::exp(logS[v]) * logS[v] / heldOutCount;
        }
        const bool same = largestOf({student.data() + at, vocabularySize})
                          == largestOf({teacher.data() + at, vocabularySize});
        top += same ? 100.0 / heldOutCount : 0;
    }
    const auto add = [&](const char *metric, double value, const char *unit) {
        figures.add(metric, lossIds[form], value, unit, Evidence::Simulated);
    };
    add("kl-teacher-student", forward, "nat");
    add("kl-student-teacher", reverse, "nat");
    add("top-1-agreement", top, "%");
    add("entropy", entropy, "nat");
}

Mlp teacherOf(std::uint64_t seed)
{
    return network(teacherWidth, 0.5, 2.0 / 8.0, seed, OfTeacher);  // 2 / sqrt(width)
}

Mlp studentOf(std::uint64_t seed)
{
    return network(studentWidth, 0.25, 0.25, seed, OfStudent);
}

// Of all forms on the same logits, before any training. That of (S,S) is arithmetic, whatever the
// logits; the others depend on our teacher.
void compareGradients(std::uint64_t seed, SeedFigures &figures)
{
    Matrix x(batchSize * inputSize);
    rng::fillNormal(x, 0.0F, 1.0F, seed, Data);
    const Matrix student = studentOf(seed).forward(x);
    const Matrix teacher = teacherLogits(teacherOf(seed), x);
    for (std::size_t form = 0; form < lossIds.size(); ++form) {
        double products = 0, squares = 0;
        for (std::size_t at = 0; at < student.size(); at += vocabularySize) {
            const auto of = [&](Form one) {
                return exactRow(one, student.data() + at, teacher.data() + at, vocabularySize)
                        .gradient;
            };
            const auto own = of(Form(form)), reverse = of(ReverseKl);
            for (std::size_t v = 0; v < vocabularySize; ++v) {
                products += own[v] * reverse[v];
                squares += own[v] * own[v] + reverse[v] * reverse[v];
            }
        }
        const double agreement = std::min(1.0, 2 * products / squares);
        const bool byAlgebra = form == ReverseKl || form == CsdSS;
        figures.add(std::string(gradientAgreement), lossIds[form], 100 * agreement, "%",
                    byAlgebra ? Evidence::Computed : Evidence::Simulated);
    }
}

void train(Form form, const Setup &setup, std::uint64_t seed, SeedFigures &figures)
{
    const Mlp teacher = teacherOf(seed);
    Mlp student = studentOf(seed);
    Matrix x(batchSize * inputSize);
    const std::size_t count = setup.effort == Effort::Smoke ? stepCount / 20 : stepCount;
    for (std::size_t step = 0; step < count && !setup.stop.stop_requested(); ++step) {
        rng::fillNormal(x, 0.0F, 1.0F, seed, Data + std::uint32_t(step));
        const Matrix target = teacherLogits(teacher, x);
        student.learn(
                x, [&](const Matrix &z) { return meanGradient(form, z, target); }, learningRate);
    }
    Matrix heldOut(heldOutCount * inputSize);
    rng::fillNormal(heldOut, 0.0F, 1.0F, seed, Data - 1);
    compare(form, student.forward(heldOut), teacherLogits(teacher, heldOut), figures);
}

}  // namespace

Result<std::vector<Quality>> studentQuality(const Setup &setup)
{
    const auto study = [&](std::uint64_t seed, SeedFigures &figures) {
        compareGradients(seed, figures);
        for (std::size_t form = 0; form < lossIds.size(); ++form) {
            train(Form(form), setup, seed, figures);
        }
    };
    return studySeeds(setup, "training students", study, setup.threads);
}

}  // namespace touchstone::kernels::kd_concrete_score
