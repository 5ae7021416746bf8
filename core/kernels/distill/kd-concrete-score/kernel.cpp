// Concrete Score Distillation (report 2025-10-15, paper 10): a student learns the differences of
// the teacher's logits over all pairs of tokens,
//
//   L(w) = 1/4 sum over u, v of w_u w_v (D_u - D_v)^2,  D = z_S - z_T,  w not differentiated
//        = 1/2 Var_w(D),  with gradient w (D - E_w[D])                  in O(V), not O(V^2)
//
// w is the student's distribution (S), the teacher's (T) or uniform (U); (S,S) is L(p_S), (T,S) and
// (U,S) are means of two such terms. At temperature 1 the gradient of (S,S) is that of the reverse
// Kullback-Leibler divergence exactly, for D differs from log p_S - log p_T by a constant only.
// Against it: forward and reverse KL and the mean squared difference of logits.
#include "kernels/blocks/device_copies.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/distill/kd-concrete-score/loss.h"

namespace touchstone::kernels::kd_concrete_score {

namespace {

class ScoreProblem : public PortableProblem {
public:
    ScoreProblem(const Setup &setup, Memory &memory)
        : m_threads(setup.threads), m_rows(std::size_t(setup.shape.at("rows"))),
          m_size(std::size_t(setup.shape.at("vocabulary"))),
          m_student(memory.allocate<float>(BufferRole::Input, m_rows * m_size)),
          m_teacher(memory.allocate<float>(BufferRole::Input, m_rows * m_size)),
          m_gradient(memory.allocate<float>(BufferRole::Output, m_rows * m_size)),
          m_losses(memory.allocate<float>(BufferRole::Output, m_rows))
    {
        // Zipf's law with noise and an offset; the student is near, without the offset.
        rng::fillNormal(m_teacher.span(), 0.0F, 1.0F, setup.seed, 1);
        rng::fillNormal(m_student.span(), 0.0F, 0.7F, setup.seed, 2);
        for (std::size_t i = 0; i < m_teacher.size(); ++i) {
            m_teacher[i] += 10 - std::log(float(i % m_size + 1));
            m_student[i] += m_teacher[i] - 10;
        }
    }
    Result<> open(OpenClDevice &device)
    {
        return openOn(device, {"distill/kd-concrete-score/kernel.cl"}, {}, m_student, m_teacher,
                      m_gradient, m_losses);
    }

    Work work(std::size_t form) const override
    {
        // An exponential counts as the eight operations this one is made of.
        constexpr std::array<double, kForms.size()> operations{37, 31, 5, 24, 49, 32};
        Work work;
        work.flops = operations[form] * double(m_student.size());
        work.bytes = sizeof(float) * double(3 * m_student.size() + m_losses.size());
        return work;
    }
    Result<std::vector<Quality>> quality(const Setup &setup) override
    {
        return studentQuality(setup);
    }
    // All forms read both logits and write the gradient.
    std::optional<double> limit(std::size_t) const override { return std::nullopt; }

protected:
    void runOnCpu(std::size_t form) override
    {
        parallelRows(m_threads, m_rows, [&](std::size_t begin, std::size_t end) {
            for (std::size_t r = begin; r < end; ++r) {
                const std::size_t at = r * m_size;
                m_losses[r] =
                        lossAndGradient(Form(form), {m_student.data() + at, m_teacher.data() + at,
                                                     m_gradient.data() + at, m_size});
            }
        });
    }
    void runOnDevice(DeviceCopies &d, std::size_t form) override
    {
        constexpr std::size_t group = 128;
        d.launch("loss_and_gradient", {m_rows * group, 1}, {group, 1},
                 {d[m_student], d[m_teacher], d[m_gradient], d[m_losses], std::int32_t(m_size),
                  std::int32_t(form)});
    }
    Result<Check> checkOutputs(std::size_t form) override
    {
        FrobeniusError gradient, loss;
        for (const std::size_t r : sample(m_rows, 5)) {
            const std::size_t at = r * m_size;
            const ExactRow exact =
                    exactRow(Form(form), m_student.data() + at, m_teacher.data() + at, m_size);
            loss.add(m_losses[r], exact.loss);
            for (std::size_t i = 0; i < m_size; ++i) {
                gradient.add(m_gradient[at + i], exact.gradient[i]);
            }
        }
        const double error = std::max(gradient.error(), loss.error());
        // Sums over the vocabulary, and exponentials right to 3e-7.
        const double tolerance = 5e-6 + dotTolerance(double(m_size)) / 10;
        return Check{error <= tolerance, error, tolerance, "relative Frobenius"};
    }

private:
    int m_threads;
    std::size_t m_rows, m_size;
    Buffer<float> m_student, m_teacher, m_gradient, m_losses;
};

class KdConcreteScore : public Kernel {
public:
    std::string id() const override { return "kd-concrete-score"; }
    std::string family() const override { return "distill"; }
    bool supports(DeviceKind) const override { return true; }
    std::vector<Variant> variants() const override
    {
        std::vector<Variant> all;
        for (std::size_t form = 0; form < kForms.size(); ++form) {
            all.push_back({kForms[form], form < CsdSS ? Role::Baseline : Role::Technique});
        }
        return all;
    }
    std::vector<Comparison> comparisons() const override
    {
        return {{"reverse-kl", "csd-ss"},
                {"forward-kl", "csd-ts"},
                {"forward-kl", "csd-us"},
                {"logit-mse", "csd-ss"},
                {"reverse-kl", "csd-ss", "kl-student-teacher"},
                {"forward-kl", "csd-ts", "kl-teacher-student"},
                {"forward-kl", "csd-us", "kl-teacher-student"},
                {"logit-mse", "csd-ss", "kl-teacher-student"}};
    }
    std::vector<Shape> shapes(Preset preset) const override
    {
        switch (preset) {
        case Preset::Small:
            return {shape(1024, 256)};
        case Preset::Medium:
            return {shape(256, 32'768)};
        case Preset::Large:
            return {shape(512, 131'072)};
        }
        return {};
    }
    std::vector<Shape> sweep() const override
    {
        return {shape(256, 256), shape(256, 2048), shape(256, 16'384), shape(256, 65'536)};
    }
    std::vector<Shape> oddShapes() const override
    {
        return {shape(1, 7), shape(3, 257), shape(11, 1031), shape(5, 521)};
    }
    Result<std::unique_ptr<Problem>> prepare(const Setup &setup, Memory &memory) const override
    {
        return prepareOn(setup, std::make_unique<ScoreProblem>(setup, memory));
    }

private:
    static Shape shape(std::int64_t rows, std::int64_t vocabulary)
    {
        return {std::to_string(rows) + "x" + std::to_string(vocabulary),
                {{"rows", rows}, {"vocabulary", vocabulary}}};
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return std::make_unique<KdConcreteScore>();
}

}  // namespace touchstone::kernels::kd_concrete_score
