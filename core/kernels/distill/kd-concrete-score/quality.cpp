#include "kernels/blocks/adam.h"
#include "kernels/blocks/figures.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/parallel.h"
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

using Matrix = std::vector<float>;
enum Stream : std::uint32_t { OfTeacher = 1, OfStudent = 3, Data = 100 };

// One hidden layer of tanh. Two streams from `stream` on.
class Network {
public:
    Network(std::size_t width, double in, double out, std::uint64_t seed, std::uint32_t stream)
        : m_width(width), m_in(width * inputSize, in, seed, stream),
          m_out(vocabularySize * width, out, seed, stream + 1),
          m_bias(vocabularySize, 0, seed, stream + 1)
    {
    }
    Matrix logits(const Matrix &x) const { return logitsOf(hiddenOf(x)); }
    // One step for a batch with the teacher's logits.
    void learn(Form form, const Matrix &x, const Matrix &teacher)
    {
        const Matrix h = hiddenOf(x);
        const Matrix z = logitsOf(h);
        Matrix pull(z.size()), toBias(vocabularySize, 0.0F);
        for (std::size_t at = 0; at < z.size(); at += vocabularySize) {
            lossAndGradient(form,
                            {z.data() + at, teacher.data() + at, pull.data() + at, vocabularySize});
        }
        for (std::size_t i = 0; i < pull.size(); ++i) {
            pull[i] /= float(batchSize);
            toBias[i % vocabularySize] += pull[i];
        }
        Matrix toOut(vocabularySize * m_width), back(h.size()), toIn(m_width * inputSize);
        gemmTN(vocabularySize, m_width, batchSize, pull.data(), h.data(), toOut.data(), 1);
        gemmNN(batchSize, m_width, vocabularySize, pull.data(), m_out.data(), 0.0F, back.data(), 1);
        for (std::size_t i = 0; i < back.size(); ++i) {
            back[i] *= 1 - h[i] * h[i];
        }
        gemmTN(m_width, inputSize, batchSize, back.data(), x.data(), toIn.data(), 1);
        m_out.step(toOut, learningRate);
        m_bias.step(toBias, learningRate);
        m_in.step(toIn, learningRate);
    }

private:
    Matrix hiddenOf(const Matrix &x) const  // [count x width]
    {
        const std::size_t count = x.size() / inputSize;
        Matrix h(count * m_width);
        gemmNT(count, m_width, inputSize, x.data(), m_in.data(), 0.0F, h.data(), m_width, 1);
        std::transform(h.begin(), h.end(), h.begin(), [](float value) { return std::tanh(value); });
        return h;
    }
    Matrix logitsOf(const Matrix &hidden) const
    {
        const std::size_t count = hidden.size() / m_width;
        Matrix z(count * vocabularySize);
        gemmNT(count, vocabularySize, m_width, hidden.data(), m_out.data(), 0.0F, z.data(),
               vocabularySize, 1);
        for (std::size_t i = 0; i < z.size(); ++i) {
            z[i] += m_bias[i % vocabularySize];
        }
        return z;
    }

    std::size_t m_width;
    Parameter m_in, m_out, m_bias;
};

// Zipf's law on top of a network.
Matrix teacherLogits(const Network &teacher, const Matrix &x)
{
    Matrix z = teacher.logits(x);
    for (std::size_t i = 0; i < z.size(); ++i) {
        z[i] += logitOffset - std::log(float(i % vocabularySize + 1));
    }
    return z;
}

struct Fidelity {
    double forward = 0, reverse = 0, top = 0, entropy = 0;
};

Fidelity compare(const Matrix &student, const Matrix &teacher)
{
    Fidelity mean;
    for (std::size_t at = 0; at < student.size(); at += vocabularySize) {
        const auto logS = logSoftmax(student.data() + at, vocabularySize);
        const auto logT = logSoftmax(teacher.data() + at, vocabularySize);
        for (std::size_t v = 0; v < vocabularySize; ++v) {
            mean.forward += std::exp(logT[v]) * (logT[v] - logS[v]) / heldOutCount;
            mean.reverse += std::exp(logS[v]) * (logS[v] - logT[v]) / heldOutCount;
            mean.entropy -= std::exp(logS[v]) * logS[v] / heldOutCount;
        }
        const auto topOf = [](const std::vector<double> &logs) {
            return std::max_element(logs.begin(), logs.end()) - logs.begin();
        };
        mean.top += topOf(logS) == topOf(logT) ? 100.0 / heldOutCount : 0;
    }
    return mean;
}

Fidelity train(Form form, const Setup &setup, std::uint64_t seed)
{
    const Network teacher(teacherWidth, 0.5, 2.0 / 8.0, seed, OfTeacher);  // 2 / sqrt(width)
    Network student(studentWidth, 0.25, 0.25, seed, OfStudent);
    Matrix x(batchSize * inputSize);
    const std::size_t count = setup.effort == Effort::Smoke ? stepCount / 20 : stepCount;
    for (std::size_t step = 0; step < count && !setup.stop.stop_requested(); ++step) {
        rng::fillNormal(x, 0.0F, 1.0F, seed, Data + std::uint32_t(step));
        student.learn(form, x, teacherLogits(teacher, x));
    }
    Matrix heldOut(heldOutCount * inputSize);
    rng::fillNormal(heldOut, 0.0F, 1.0F, seed, Data - 1);
    return compare(student.logits(heldOut), teacherLogits(teacher, heldOut));
}

}  // namespace

Result<std::vector<Quality>> studentQuality(const Setup &setup)
{
    SeedFigures figures;
    for (std::size_t form = 0; form < lossIds.size(); ++form) {
        if (setup.progress) {
            setup.progress(double(form) / double(lossIds.size()), "training students");
        }
        std::vector<Fidelity> students(std::size_t(seedsOf(setup)));
        parallelEach(setup.threads, students.size(), [&](std::size_t n) {
            students[n] = train(Form(form), setup, setup.seed + n);
        });
        if (setup.stop.stop_requested()) {
            return cancelled();
        }
        for (const Fidelity &mean : students) {
            figures.add("kl-teacher-student", lossIds[form], mean.forward, "nat");
            figures.add("kl-student-teacher", lossIds[form], mean.reverse, "nat");
            figures.add("top-1-agreement", lossIds[form], mean.top, "%");
            figures.add("entropy", lossIds[form], mean.entropy, "nat");
        }
    }
    return figures.means();
}

}  // namespace touchstone::kernels::kd_concrete_score
