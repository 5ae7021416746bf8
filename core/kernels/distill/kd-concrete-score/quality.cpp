#include "kernels/blocks/adam.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/blocks/seeds.h"
#include "kernels/distill/kd-concrete-score/loss.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::kd_concrete_score {

namespace {

constexpr std::size_t kInputs = 16;
constexpr std::size_t kVocabulary = 256;
constexpr std::size_t kTeacherWidth = 64;
constexpr std::size_t kStudentWidth = 16;
constexpr std::size_t kBatch = 64;
constexpr std::size_t kSteps = 400;
constexpr std::size_t kHeldOut = 512;
constexpr double kRate = 0.01;
constexpr float kOffset = 10;  // of the teacher's logits: no probability knows of it

using Matrix = std::vector<float>;
enum Stream : std::uint32_t { In = 1, Out = 2, StudentIn = 3, StudentOut = 4, Data = 100 };

// tanh in the hidden layer: [count x width].
Matrix hiddenOf(const Matrix &x, const float *weights, std::size_t width)
{
    const std::size_t count = x.size() / kInputs;
    Matrix h(count * width);
    gemmNT(count, width, kInputs, x.data(), weights, 0.0F, h.data(), width, 1);
    for (float &value : h) {
        value = std::tanh(value);
    }
    return h;
}

Matrix logitsOf(const Matrix &hidden, const float *weights, const float *bias, std::size_t width)
{
    const std::size_t count = hidden.size() / width;
    Matrix z(count * kVocabulary);
    gemmNT(count, kVocabulary, width, hidden.data(), weights, 0.0F, z.data(), kVocabulary, 1);
    for (std::size_t i = 0; i < z.size(); ++i) {
        z[i] += bias[i % kVocabulary];
    }
    return z;
}

class Teacher {
public:
    explicit Teacher(std::uint64_t seed)
        : m_in(kTeacherWidth * kInputs), m_out(kVocabulary * kTeacherWidth), m_bias(kVocabulary)
    {
        rng::fillNormal(m_in, 0.0F, 0.5F, seed, In);
        rng::fillNormal(m_out, 0.0F, 2.0F / 8.0F, seed, Out);  // 2 / sqrt(width)
        for (std::size_t v = 0; v < kVocabulary; ++v) {
            m_bias[v] = kOffset - std::log(float(v + 1));  // Zipf
        }
    }
    Matrix logits(const Matrix &x) const
    {
        return logitsOf(hiddenOf(x, m_in.data(), kTeacherWidth), m_out.data(), m_bias.data(),
                        kTeacherWidth);
    }

private:
    Matrix m_in, m_out, m_bias;
};

class Student {
public:
    explicit Student(std::uint64_t seed)
        : m_in(kStudentWidth * kInputs, 0.25, seed, StudentIn),
          m_out(kVocabulary * kStudentWidth, 0.25, seed, StudentOut),
          m_bias(kVocabulary, 0, seed, StudentOut)
    {
    }
    Matrix logits(const Matrix &x) const
    {
        return logitsOf(hiddenOf(x, m_in.data(), kStudentWidth), m_out.data(), m_bias.data(),
                        kStudentWidth);
    }
    void learn(Form form, const Matrix &x, const Matrix &teacher)
    {
        const Matrix h = hiddenOf(x, m_in.data(), kStudentWidth);
        const Matrix z = logitsOf(h, m_out.data(), m_bias.data(), kStudentWidth);
        Matrix pull(z.size()), toBias(kVocabulary, 0.0F);
        for (std::size_t at = 0; at < z.size(); at += kVocabulary) {
            lossAndGradient(form,
                            {z.data() + at, teacher.data() + at, pull.data() + at, kVocabulary});
        }
        for (std::size_t i = 0; i < pull.size(); ++i) {
            pull[i] /= float(kBatch);
            toBias[i % kVocabulary] += pull[i];
        }
        Matrix toOut(kVocabulary * kStudentWidth), back(h.size()), toIn(kStudentWidth * kInputs);
        gemmTN(kVocabulary, kStudentWidth, kBatch, pull.data(), h.data(), toOut.data(), 1);
        gemmNN(kBatch, kStudentWidth, kVocabulary, pull.data(), m_out.data(), 0.0F, back.data(), 1);
        for (std::size_t i = 0; i < back.size(); ++i) {
            back[i] *= 1 - h[i] * h[i];
        }
        gemmTN(kStudentWidth, kInputs, kBatch, back.data(), x.data(), toIn.data(), 1);
        m_out.step(toOut, kRate);
        m_bias.step(toBias, kRate);
        m_in.step(toIn, kRate);
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
    for (std::size_t at = 0; at < student.size(); at += kVocabulary) {
        const float *s = student.data() + at, *t = teacher.data() + at;
        const float *mostS = std::max_element(s, s + kVocabulary);
        const float *mostT = std::max_element(t, t + kVocabulary);
        double sumS = 0, sumT = 0;
        for (std::size_t v = 0; v < kVocabulary; ++v) {
            sumS += std::exp(double(s[v]) - *mostS);
            sumT += std::exp(double(t[v]) - *mostT);
        }
        for (std::size_t v = 0; v < kVocabulary; ++v) {
            const double logS = double(s[v]) - *mostS - std::log(sumS);
            const double logT = double(t[v]) - *mostT - std::log(sumT);
            mean.forward += std::exp(logT) * (logT - logS) / kHeldOut;
            mean.reverse += std::exp(logS) * (logS - logT) / kHeldOut;
            mean.entropy -= std::exp(logS) * logS / kHeldOut;
        }
        mean.top += mostS - s == mostT - t ? 100.0 / kHeldOut : 0;
    }
    return mean;
}

Fidelity train(Form form, std::uint64_t seed, const std::stop_token &stop)
{
    const Teacher teacher(seed);
    Student student(seed);
    Matrix x(kBatch * kInputs);
    for (std::size_t step = 0; step < kSteps && !stop.stop_requested(); ++step) {
        rng::fillNormal(x, 0.0F, 1.0F, seed, Data + std::uint32_t(step));
        student.learn(form, x, teacher.logits(x));
    }
    Matrix heldOut(kHeldOut * kInputs);
    rng::fillNormal(heldOut, 0.0F, 1.0F, seed, Data - 1);
    return compare(student.logits(heldOut), teacher.logits(heldOut));
}

}  // namespace

Result<std::vector<Quality>> studentQuality(const Setup &setup)
{
    std::vector<Quality> figures;
    for (std::size_t form = 0; form < kForms.size(); ++form) {
        if (setup.progress) {
            setup.progress(double(form) / double(kForms.size()), "training students");
        }
        std::array<double, kQualitySeeds> forward{}, reverse{}, top{}, entropy{};
        parallelRows(setup.threads, kQualitySeeds, [&](std::size_t begin, std::size_t end) {
            for (std::size_t n = begin; n < end; ++n) {
                const Fidelity f = train(Form(form), setup.seed + n, setup.stop);
                forward[n] = f.forward;
                reverse[n] = f.reverse;
                top[n] = f.top;
                entropy[n] = f.entropy;
            }
        });
        if (setup.stop.stop_requested()) {
            return cancelled();
        }
        figures.push_back(meanOverSeeds("kl-teacher-student", kForms[form], forward, "nat"));
        figures.push_back(meanOverSeeds("kl-student-teacher", kForms[form], reverse, "nat"));
        figures.push_back(meanOverSeeds("top-1-agreement", kForms[form], top, "%"));
        figures.push_back(meanOverSeeds("entropy", kForms[form], entropy, "nat"));
    }
    return figures;
}

}  // namespace touchstone::kernels::kd_concrete_score
