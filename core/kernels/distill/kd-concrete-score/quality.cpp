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
enum Stream : std::uint32_t { In = 1, Out = 2, StudentIn = 3, StudentOut = 4, Data = 100 };

// tanh in the hidden layer: [count x width].
Matrix hiddenOf(const Matrix &x, const float *weights, std::size_t width)
{
    const std::size_t count = x.size() / inputSize;
    Matrix h(count * width);
    gemmNT(count, width, inputSize, x.data(), weights, 0.0F, h.data(), width, 1);
    for (float &value : h) {
        value = std::tanh(value);
    }
    return h;
}

Matrix logitsOf(const Matrix &hidden, const float *weights, const float *bias, std::size_t width)
{
    const std::size_t count = hidden.size() / width;
    Matrix z(count * vocabularySize);
    gemmNT(count, vocabularySize, width, hidden.data(), weights, 0.0F, z.data(), vocabularySize, 1);
    for (std::size_t i = 0; i < z.size(); ++i) {
        z[i] += bias[i % vocabularySize];
    }
    return z;
}

class Teacher {
public:
    explicit Teacher(std::uint64_t seed)
        : m_in(teacherWidth * inputSize), m_out(vocabularySize * teacherWidth),
          m_bias(vocabularySize)
    {
        rng::fillNormal(m_in, 0.0F, 0.5F, seed, In);
        rng::fillNormal(m_out, 0.0F, 2.0F / 8.0F, seed, Out);  // 2 / sqrt(width)
        for (std::size_t v = 0; v < vocabularySize; ++v) {
            m_bias[v] = logitOffset - std::log(float(v + 1));  // Zipf
        }
    }
    Matrix logits(const Matrix &x) const
    {
        return logitsOf(hiddenOf(x, m_in.data(), teacherWidth), m_out.data(), m_bias.data(),
                        teacherWidth);
    }

private:
    Matrix m_in, m_out, m_bias;
};

class Student {
public:
    explicit Student(std::uint64_t seed)
        : m_in(studentWidth * inputSize, 0.25, seed, StudentIn),
          m_out(vocabularySize * studentWidth, 0.25, seed, StudentOut),
          m_bias(vocabularySize, 0, seed, StudentOut)
    {
    }
    Matrix logits(const Matrix &x) const
    {
        return logitsOf(hiddenOf(x, m_in.data(), studentWidth), m_out.data(), m_bias.data(),
                        studentWidth);
    }
    void learn(Form form, const Matrix &x, const Matrix &teacher)
    {
        const Matrix h = hiddenOf(x, m_in.data(), studentWidth);
        const Matrix z = logitsOf(h, m_out.data(), m_bias.data(), studentWidth);
        Matrix pull(z.size()), toBias(vocabularySize, 0.0F);
        for (std::size_t at = 0; at < z.size(); at += vocabularySize) {
            lossAndGradient(form,
                            {z.data() + at, teacher.data() + at, pull.data() + at, vocabularySize});
        }
        for (std::size_t i = 0; i < pull.size(); ++i) {
            pull[i] /= float(batchSize);
            toBias[i % vocabularySize] += pull[i];
        }
        Matrix toOut(vocabularySize * studentWidth), back(h.size()), toIn(studentWidth * inputSize);
        gemmTN(vocabularySize, studentWidth, batchSize, pull.data(), h.data(), toOut.data(), 1);
        gemmNN(batchSize, studentWidth, vocabularySize, pull.data(), m_out.data(), 0.0F,
               back.data(), 1);
        for (std::size_t i = 0; i < back.size(); ++i) {
            back[i] *= 1 - h[i] * h[i];
        }
        gemmTN(studentWidth, inputSize, batchSize, back.data(), x.data(), toIn.data(), 1);
        m_out.step(toOut, learningRate);
        m_bias.step(toBias, learningRate);
        m_in.step(toIn, learningRate);
    }

private:
    Parameter m_in, m_out, m_bias;
};

struct Fidelity {
    double forward = 0, reverse = 0, top = 0, entropy = 0;
};

Fidelity compare(const Matrix &student, const Matrix &teacher)
{
    Fidelity mean;
    for (std::size_t at = 0; at < student.size(); at += vocabularySize) {
        const float *s = student.data() + at, *t = teacher.data() + at;
        const float *mostS = std::max_element(s, s + vocabularySize);
        const float *mostT = std::max_element(t, t + vocabularySize);
        double sumS = 0, sumT = 0;
        for (std::size_t v = 0; v < vocabularySize; ++v) {
            sumS += std::exp(double(s[v]) - *mostS);
            sumT += std::exp(double(t[v]) - *mostT);
        }
        for (std::size_t v = 0; v < vocabularySize; ++v) {
            const double logS = double(s[v]) - *mostS - std::log(sumS);
            const double logT = double(t[v]) - *mostT - std::log(sumT);
            mean.forward += std::exp(logT) * (logT - logS) / heldOutCount;
            mean.reverse += std::exp(logS) * (logS - logT) / heldOutCount;
            mean.entropy -= std::exp(logS) * logS / heldOutCount;
        }
        mean.top += mostS - s == mostT - t ? 100.0 / heldOutCount : 0;
    }
    return mean;
}

Fidelity train(Form form, const Setup &setup, std::uint64_t seed)
{
    const Teacher teacher(seed);
    Student student(seed);
    Matrix x(batchSize * inputSize);
    const std::size_t count = setup.effort == Effort::Smoke ? stepCount / 20 : stepCount;
    for (std::size_t step = 0; step < count && !setup.stop.stop_requested(); ++step) {
        rng::fillNormal(x, 0.0F, 1.0F, seed, Data + std::uint32_t(step));
        student.learn(form, x, teacher.logits(x));
    }
    Matrix heldOut(heldOutCount * inputSize);
    rng::fillNormal(heldOut, 0.0F, 1.0F, seed, Data - 1);
    return compare(student.logits(heldOut), teacher.logits(heldOut));
}

}  // namespace

Result<std::vector<Quality>> studentQuality(const Setup &setup)
{
    std::vector<Quality> figures;
    for (std::size_t form = 0; form < lossIds.size(); ++form) {
        if (setup.progress) {
            setup.progress(double(form) / double(lossIds.size()), "training students");
        }
        const auto seeds = std::size_t(seedsOf(setup));
        std::vector<double> forward(seeds), reverse(seeds), top(seeds), entropy(seeds);
        parallelRows(setup.threads, seeds, [&](std::size_t begin, std::size_t end) {
            for (std::size_t n = begin; n < end; ++n) {
                const Fidelity f = train(Form(form), setup, setup.seed + n);
                forward[n] = f.forward;
                reverse[n] = f.reverse;
                top[n] = f.top;
                entropy[n] = f.entropy;
            }
        });
        if (setup.stop.stop_requested()) {
            return cancelled();
        }
        figures.push_back(overSeeds("kl-teacher-student", lossIds[form], forward, "nat"));
        figures.push_back(overSeeds("kl-student-teacher", lossIds[form], reverse, "nat"));
        figures.push_back(overSeeds("top-1-agreement", lossIds[form], top, "%"));
        figures.push_back(overSeeds("entropy", lossIds[form], entropy, "nat"));
    }
    return figures;
}

}  // namespace touchstone::kernels::kd_concrete_score
