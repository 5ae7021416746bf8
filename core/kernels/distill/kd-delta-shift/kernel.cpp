// Delta-KD (report 2025-09-24, paper 4): the student follows what tuning has changed in the
// teacher, not the teacher itself,
//
//   target ~ p_raw student * (p_tuned teacher / p_raw teacher)^a
//          = softmax(z_raw student + a (z_tuned teacher - z_raw teacher)),
//   L = 1/2 CE(label) + 1/2 KL(target || student)
//
// The report gives no formula: a power of the ratio is our reading of "the shift that tuning
// introduces". Timed: loss and gradients of a batch for a student of low rank, logits of all models
// included. What the target is worth is the study of quality.cpp.
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/blocks/softmax.h"
#include "kernels/declared_kernel.h"
#include "kernels/distill/kd-delta-shift/study.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::kd_delta_shift {

namespace {

constexpr float strength = 0.5F;  // a

struct Step final : Operation {
    enum FormIndex : std::size_t { Sft, Kd, Delta };
    Dim rows{*this, "rows"}, inputs{*this, "inputs"}, classes{*this, "classes"};
    Dim rank{*this, "rank"};
    In<float> x{*this, rows *inputs};
    In<std::uint32_t> labels{*this, rows};
    // Logits of the student are up (down x), of a teacher w x.
    In<float> down{*this, rank *inputs}, up{*this, classes *rank};
    In<float> rawDown{*this, rank *inputs}, rawUp{*this, classes *rank};
    In<float> tuned{*this, classes *inputs}, raw{*this, classes *inputs};
    Out<float> losses{*this, rows}, gradUp{*this, classes *rank}, gradDown{*this, rank *inputs};
    Scratch<float> hidden{*this, rows *rank}, z{*this, rows *classes};
    Scratch<float> target{*this, rows *classes}, other{*this, rows *classes};
    Scratch<float> rawHidden{*this, rows *rank}, gradHidden{*this, rows *rank};

    using Operation::Operation;

    // Tuning has moved the student and the teacher a little.
    void fill(std::uint64_t seed) override
    {
        rng::fillNormal(x.span(), 0.0F, 1.0F, seed, 1);
        rng::fillWeights(rawDown.span(), inputs, seed, 2);
        rng::fillWeights(rawUp.span(), rank, seed, 3);
        rng::fillWeights(raw.span(), inputs, seed, 4);
        const auto moved = [seed](const Buffer<float> &from, Buffer<float> &to, std::uint32_t by) {
            rng::fillNormal(to.span(), 0.0F, 0.02F, seed, by);
            std::transform(to.span().begin(), to.span().end(), from.span().begin(),
                           to.span().begin(), std::plus<>());
        };
        moved(rawDown, down, 5);
        moved(rawUp, up, 6);
        moved(raw, tuned, 7);
        for (std::size_t row = 0; row < rows; ++row) {
            labels[row] = rng::philox(seed, 8, row)[0] % std::uint32_t(classes);
        }
    }
    void declare(Forms &forms) override
    {
        const double passes = 2.0 * double(rows * rank * (inputs + classes));  // student, forward
        const double teacher = 2.0 * double(rows * inputs * classes);
        const double step = passes + 2.0 * double(rows * rank * (inputs + 2 * classes));
        forms.add("sft")
                .reads(x, labels, down, up)
                .writes(losses, gradUp, gradDown)
                .flops(step)
                .dense()
                .run([this] { compute(Sft); });
        forms.add("kd")
                .reads(x, labels, down, up, tuned)
                .writes(losses, gradUp, gradDown)
                .flops(step + teacher)
                .dense()
                .run([this] { compute(Kd); });
        forms.add("delta")
                .reads(x, labels, down, up, tuned, raw, rawDown, rawUp)
                .writes(losses, gradUp, gradDown)
                .flops(step + 2 * teacher + passes)
                .dense()
                .run([this] { compute(Delta); });
    }
    // Products bind them all: a form cannot be faster than another by more than its FLOPs are
    // fewer.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        return ratio.quantity == "time"
                       ? std::optional(workOf(ratio.baseline).flops / workOf(ratio.technique).flops)
                       : std::nullopt;
    }

    void student(const float *rowsIn, const float *in, const float *out, float beta, float *inner,
                 float *logits)
    {
        gemmNT(rows, rank, inputs, rowsIn, in, 0.0F, inner, rank, threads());
        gemmNT(rows, classes, rank, inner, out, beta, logits, classes, threads());
    }
    void compute(FormIndex form)
    {
        student(x.data(), down.data(), up.data(), 0.0F, hidden.data(), z.data());
        if (form != Sft) {
            gemmNT(rows, classes, inputs, x.data(), tuned.data(), 0.0F, target.data(), classes,
                   threads());
        }
        if (form == Delta) {
            gemmNT(rows, classes, inputs, x.data(), raw.data(), 0.0F, other.data(), classes,
                   threads());
            parallelEach(threads(), rows, [&](std::size_t row) {
                for (std::size_t i = row * classes; i < (row + 1) * classes; ++i) {
                    target[i] = strength * (target[i] - other[i]);
                }
            });
            student(x.data(), rawDown.data(), rawUp.data(), 1.0F, rawHidden.data(), target.data());
        }
        parallelEach(threads(), rows, [&](std::size_t row) {
            losses[row] = slope(z.data() + row * classes,
                                form == Sft ? nullptr : target.data() + row * classes,
                                other.data() + row * classes, labels[row]);
        });
        gemmTN(classes, rank, rows, z.data(), hidden.data(), gradUp.data(), threads());
        gemmNN(rows, rank, classes, z.data(), up.data(), 0.0F, gradHidden.data(), threads());
        gemmTN(rank, inputs, rows, gradHidden.data(), x.data(), gradDown.data(), threads());
    }
    // The loss of a row; its gradient by the logits, over the mean of rows, takes their place.
    float slope(float *logits, float *towards, float *differences, std::uint32_t label) const
    {
        const float labelLogit = logits[label];
        float loss = 0, labelWeight = 1;  // of the cross-entropy of the label
        if (towards != nullptr) {
            labelWeight = 0.5F;
            // KL = sum t (z_t - z) - log Z_t + log Z, with the logits before they are lost.
            std::transform(towards, towards + classes, logits, differences, std::minus<>());
            const float logSum = softmaxInPlace(towards, classes);
            const float cross = std::inner_product(towards, towards + classes, differences, 0.0F);
            loss = 0.5F * (cross - logSum);
        }
        const float logSum = softmaxInPlace(logits, classes);
        loss += labelWeight * (logSum - labelLogit) + (1 - labelWeight) * logSum;
        for (std::size_t i = 0; i < classes; ++i) {
            const float wanted =
                    (towards == nullptr ? 0 : 0.5F * towards[i]) + (i == label ? labelWeight : 0);
            logits[i] = (logits[i] - wanted) / float(rows);
        }
        return loss;
    }

    // --- the oracle: everything at once, in double, for every gradient needs every row

    std::size_t units(std::size_t) const override { return 1; }
    using Doubles = std::vector<double>;
    // [m x n] = a b^T.
    static Doubles times(std::size_t m, std::size_t n, std::size_t k, const auto &a, const auto &b)
    {
        Doubles out(m * n);
        for (std::size_t i = 0; i < m; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                out[i * n + j] = std::inner_product(a.data() + i * k, a.data() + (i + 1) * k,
                                                    b.data() + j * k, 0.0);
            }
        }
        return out;
    }
    Doubles exactTarget(std::size_t form) const
    {
        Doubles out = times(rows, classes, inputs, x, tuned);
        if (form == Delta) {
            const Doubles before = times(rows, classes, inputs, x, raw);
            const Doubles own =
                    times(rows, classes, rank, times(rows, rank, inputs, x, rawDown), rawUp);
            for (std::size_t i = 0; i < out.size(); ++i) {
                out[i] = own[i] + double(strength) * (out[i] - before[i]);
            }
        }
        return out;
    }
    // Logarithms of the probabilities of one row of logits.
    Doubles logShares(const Doubles &logits, std::size_t row) const
    {
        const auto first = logits.begin() + std::ptrdiff_t(row * classes);
        Doubles out(first, first + std::ptrdiff_t(std::size_t(classes)));
        const double most = *std::max_element(out.begin(), out.end());
        double sum = 0;
        for (const double value : out) {
            sum += std::exp(value - most);
        }
        std::for_each(out.begin(), out.end(),
                      [&](double &value) { value -= most + std::log(sum); });
        return out;
    }
    void exact(std::size_t form, std::size_t, Expected &expected) const override
    {
        const Doubles inner = times(rows, rank, inputs, x, down);
        const Doubles logits = times(rows, classes, rank, inner, up);
        const Doubles towards = form == Sft ? Doubles() : exactTarget(form);
        const double labelShare = form == Sft ? 1 : 0.5;
        Doubles byUp(classes * rank), byDown(rank * inputs);
        for (std::size_t row = 0; row < rows; ++row) {
            const Doubles own = logShares(logits, row);
            const Doubles right = form == Sft ? own : logShares(towards, row);
            double loss = -labelShare * own[labels[row]];
            Doubles byHidden(rank);
            for (std::size_t c = 0; c < classes; ++c) {
                loss += (1 - labelShare) * std::exp(right[c]) * (right[c] - own[c]);
                const double slopeOf = (std::exp(own[c]) - (1 - labelShare) * std::exp(right[c])
                                        - (c == labels[row] ? labelShare : 0))
                                       / double(rows);
                for (std::size_t r = 0; r < rank; ++r) {
                    byUp[c * rank + r] += slopeOf * inner[row * rank + r];
                    byHidden[r] += slopeOf * double(up[c * rank + r]);
                }
            }
            expected.at(losses, row, loss);
            for (std::size_t i = 0; i < rank * inputs; ++i) {
                byDown[i] += byHidden[i / inputs] * double(x[row * inputs + i % inputs]);
            }
        }
        for (std::size_t i = 0; i < byUp.size(); ++i) {
            expected.at(gradUp, i, byUp[i]);
        }
        for (std::size_t i = 0; i < byDown.size(); ++i) {
            expected.at(gradDown, i, byDown[i]);
        }
    }
    double tolerance(std::size_t) const override
    {
        return dotTolerance(double(inputs + rank + rows)) + dotTolerance(double(classes));
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("kd-delta-shift", {{"step", operation<Step>}}, studentQuality);
}

}  // namespace touchstone::kernels::kd_delta_shift
