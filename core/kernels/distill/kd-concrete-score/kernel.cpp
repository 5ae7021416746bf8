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
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/declared_kernel.h"
#include "kernels/distill/kd-concrete-score/loss.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::kd_concrete_score {

namespace {

struct Score final : Operation {
    Dim rows{*this, "rows"}, size{*this, "vocabulary"};
    In<float> student{*this, rows *size}, teacher{*this, rows *size};
    Out<float> gradient{*this, rows *size}, losses{*this, rows};

    using Operation::Operation;

    // Zipf's law with noise and an offset; the student is near, without the offset.
    void fill(std::uint64_t seed) override
    {
        rng::fillNormal(teacher.span(), 0.0F, 1.0F, seed, 1);
        rng::fillNormal(student.span(), 0.0F, 0.7F, seed, 2);
        for (std::size_t i = 0; i < teacher.size(); ++i) {
            teacher[i] += 10 - std::log(float(i % size + 1));
            student[i] += teacher[i] - 10;
        }
    }
    void declare(Forms &forms) override
    {
        // An exponential counts as the eight operations this one is made of.
        constexpr std::array<double, lossIds.size()> operations{37, 31, 5, 24, 49, 32};
        for (std::size_t form = 0; form < lossIds.size(); ++form) {
            forms.add(lossIds[form])
                    .reads(student, teacher)
                    .writes(gradient, losses)
                    .flops(operations[form] * double(student.size()))
                    .run([this, form] { compute(Form(form)); })
                    .device([this, form](DeviceCopies &d) {
                        d.launch("loss_and_gradient", rows * 128, 128,
                                 {d[student], d[teacher], d[gradient], d[losses],
                                  std::int64_t(size), form});
                    });
        }
    }

    std::size_t units(std::size_t) const override { return rows; }
    std::size_t sampledUnits(std::size_t) const override { return 5; }
    void exact(std::size_t form, std::size_t row, Expected &expected) const override
    {
        const std::size_t at = row * size;
        const ExactRow right = exactRow(Form(form), student.data() + at, teacher.data() + at, size);
        expected.at(losses, row, right.loss);
        for (std::size_t i = 0; i < size; ++i) {
            expected.at(gradient, at + i, right.gradient[i]);
        }
    }
    // Of times: no resource is asked for more by the technique than by the baseline times this. All
    // forms read and write the same, which is all that counts once memory binds; an exponential is
    // the dearest operation and a form has as many a logit. Of gradients: that of (S,S) is the
    // reverse KL's.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        if (ratio.quantity == gradientAgreement) {
            return 1;
        }
        constexpr std::array<double, lossIds.size()> exponentials{3, 2, 0, 1, 3, 1};
        return ratio.quantity == "time" ? std::optional(
                       std::max(1.0, exponentials[ratio.baseline] / exponentials[ratio.technique]))
                                        : std::nullopt;
    }
    // Sums over the vocabulary, and exponentials right to 3e-7.
    double tolerance(std::size_t) const override { return 5e-6 + dotTolerance(double(size)) / 10; }

    void compute(Form form)
    {
        parallelEach(threads(), rows, [&](std::size_t r) {
            const std::size_t at = r * size;
            losses[r] = lossAndGradient(
                    form, {student.data() + at, teacher.data() + at, gradient.data() + at, size});
        });
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("kd-concrete-score", {{"loss", operation<Score>}}, studentQuality);
}

}  // namespace touchstone::kernels::kd_concrete_score
