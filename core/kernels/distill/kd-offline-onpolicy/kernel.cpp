// Offline on-policy distillation (report 2025-10-15, paper 23): after tuning on long, then on short
// answers, a small model writes answers once; a teacher's largest probabilities for each of their
// tokens are stored, and the student learns from those, without the teacher at hand. How the
// probabilities that are not stored count is left open: they are dropped, and what is stored
// divided by its sum,
//
//   L = -sum over stored i of t_i / T log q_i,  T = sum t_i,
//
// or they count as one class, with 1 - T and 1 - sum q_i. Timed: loss and gradients of a batch for
// a student of one hidden layer; "live" computes the teacher's probabilities in the step and uses
// all. What the recipes are worth is the study of quality.cpp.
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/blocks/select.h"
#include "kernels/blocks/softmax.h"
#include "kernels/declared_kernel.h"
#include "kernels/distill/kd-offline-onpolicy/study.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::kd_offline_onpolicy {

namespace {

constexpr std::size_t mostStored = 64;

struct Step final : Operation {
    enum FormIndex : std::size_t { Sft, Live, TopK, TopKTail };
    Dim rows{*this, "rows"}, inputs{*this, "inputs"}, hidden{*this, "hidden"};
    Dim classes{*this, "vocabulary"}, stored{*this, "stored"};  // at most mostStored
    Dim teacherHidden{*this, "teacher hidden"};
    In<float> x{*this, rows *inputs};
    In<std::uint32_t> labels{*this, rows};
    In<float> in{*this, hidden *inputs}, out{*this, classes *hidden};
    In<float> teacherIn{*this, teacherHidden *inputs}, teacherOut{*this, classes *teacherHidden};
    In<std::uint32_t> columns{*this, rows *stored};  // of the teacher's largest probabilities
    In<float> shares{*this, rows *stored};           // these probabilities
    Out<float> losses{*this, rows}, gradIn{*this, hidden *inputs}, gradOut{*this, classes *hidden};
    Scratch<float> inner{*this, rows *hidden}, gradInner{*this, rows *hidden};
    Scratch<float> z{*this, rows *classes}, target{*this, rows *classes};
    Scratch<float> teacherInner{*this, rows *teacherHidden};

    using Operation::Operation;

    void fill(std::uint64_t seed) override
    {
        rng::fillNormal(x.span(), 0.0F, 1.0F, seed, 1);
        const auto normal = [seed](const Buffer<float> &to, std::size_t fanIn, std::uint32_t by) {
            rng::fillNormal(to.span(), 0.0F, float(std::sqrt(2 / double(fanIn))), seed, by);
        };
        normal(in, inputs, 2);
        normal(out, hidden, 3);
        normal(teacherIn, inputs, 4);
        normal(teacherOut, teacherHidden, 5);
        askTeacher();
        for (std::size_t row = 0; row < rows; ++row) {
            labels[row] = rng::philox(seed, 6, row)[0] % std::uint32_t(classes);
            const auto all = target.span().subspan(row * classes, classes);
            const std::vector<std::int32_t> most = select::topK(all, stored);
            for (std::size_t i = 0; i < most.size(); ++i) {
                columns[row * stored + i] = std::uint32_t(most[i]);
                shares[row * stored + i] = all[std::size_t(most[i])];
            }
        }
    }
    void declare(Forms &forms) override
    {
        const double forward = 2.0 * double(rows * hidden * (inputs + classes));
        const double backward = 2.0 * double(rows * hidden * (inputs + 2 * classes));
        const double teacher = 2.0 * double(rows * teacherHidden * (inputs + classes));
        constexpr std::array ids{"sft", "live", "top-k", "top-k-tail"};
        for (std::size_t form = 0; form < ids.size(); ++form) {
            Form &own = forms.add(ids[form]).reads(x, in, out);
            own.writes(losses, gradIn, gradOut)
                    .flops(forward + backward + (form == Live ? teacher : 0))
                    .dense()
                    .run([this, form] { compute(form); });
            if (form == Sft) {
                own.reads(labels);
            } else if (form == Live) {
                own.reads(teacherIn, teacherOut);
            } else {
                own.reads(columns, shares);
            }
        }
    }
    // With few rows the weights that are read may bind as well as the products: a form cannot be
    // faster than another by more than the larger of both ratios.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        if (ratio.quantity != "time") {
            return std::nullopt;
        }
        const Work baseline = workOf(ratio.baseline), technique = workOf(ratio.technique);
        return std::max(baseline.flops / technique.flops, baseline.bytes / technique.bytes);
    }

    // to: [rows x classes], the logits of a model of `size` hidden units.
    void forward(const Buffer<float> &first, const Buffer<float> &second, std::size_t size,
                 const Buffer<float> &between, const Buffer<float> &to)
    {
        gemmNT(rows, size, inputs, x.data(), first.data(), 0.0F, between.data(), size, threads());
        parallelEach(threads(), rows, [&](std::size_t row) {
            float *values = between.data() + row * size;
            std::transform(values, values + size, values,
                           [](float value) { return std::max(value, 0.0F); });
        });
        gemmNT(rows, classes, size, between.data(), second.data(), 0.0F, to.data(), classes,
               threads());
    }
    void askTeacher()
    {
        forward(teacherIn, teacherOut, teacherHidden, teacherInner, target);
        parallelEach(threads(), rows, [&](std::size_t row) {
            softmaxInPlace(target.data() + row * classes, classes);
        });
    }
    void compute(std::size_t form)
    {
        forward(in, out, hidden, inner, z);
        if (form == Live) {
            askTeacher();
        }
        parallelEach(threads(), rows, [&](std::size_t row) {
            float *logits = z.data() + row * classes;
            losses[row] = form == Sft    ? ofLabel(logits, labels[row])
                          : form == Live ? ofAll(logits, target.data() + row * classes)
                                         : ofStored(logits, row, form == TopKTail);
            const float perRow = 1 / float(rows);
            std::transform(logits, logits + classes, logits,
                           [perRow](float value) { return perRow * value; });
        });
        gemmTN(classes, hidden, rows, z.data(), inner.data(), gradOut.data(), threads());
        gemmNN(rows, hidden, classes, z.data(), out.data(), 0.0F, gradInner.data(), threads());
        parallelEach(threads(), rows, [&](std::size_t row) {
            for (std::size_t h = row * hidden; h < (row + 1) * hidden; ++h) {
                gradInner[h] = inner[h] > 0 ? gradInner[h] : 0;
            }
        });
        gemmTN(hidden, inputs, rows, gradInner.data(), x.data(), gradIn.data(), threads());
    }
    // Losses of a row; their gradient by the logits takes the place of these.
    float ofLabel(float *logits, std::uint32_t label) const
    {
        const float own = logits[label];
        const float loss = softmaxInPlace(logits, classes) - own;
        logits[label] -= 1;
        return loss;
    }
    float ofAll(float *logits, const float *right) const
    {
        const float mean = std::inner_product(right, right + classes, logits, 0.0F);
        const float logSum = softmaxInPlace(logits, classes);
        std::transform(logits, logits + classes, right, logits, std::minus<>());
        return logSum - mean;
    }
    // d / d z = T q - t of what is stored, with its sum T; of the bucket (1 - T) (q - q / Q), Q the
    // sum of q beyond what is stored. Both of a class: q - t, or q (1 - (1 - T) / Q).
    float ofStored(float *logits, std::size_t row, bool hasBucket) const
    {
        const std::uint32_t *which = columns.data() + row * stored;
        const float *right = shares.data() + row * stored;
        const float sum = std::accumulate(right, right + stored, 0.0F);
        const float by = hasBucket ? 1 : 1 / sum;
        float mean = 0;
        for (std::size_t i = 0; i < stored; ++i) {
            mean += by * right[i] * logits[which[i]];
        }
        const float logSum = softmaxInPlace(logits, classes);
        const float rest = hasBucket ? std::max(0.0F, 1 - sum) : 0;
        if (rest == 0) {
            for (std::size_t i = 0; i < stored; ++i) {
                logits[which[i]] -= by * right[i];
            }
            return (hasBucket ? sum : 1) * logSum - mean;
        }
        std::array<float, mostStored> kept{};
        for (std::size_t i = 0; i < stored; ++i) {
            kept[i] = logits[which[i]] - right[i];
            logits[which[i]] = 0;
        }
        const float others = std::accumulate(logits, logits + classes, 0.0F);
        std::transform(logits, logits + classes, logits,
                       [by = 1 - rest / others](float q) { return by * q; });
        for (std::size_t i = 0; i < stored; ++i) {
            logits[which[i]] = kept[i];
        }
        return sum * logSum - mean - rest * std::log(others);
    }

    // --- the oracle: the losses of the study, on a tape in double with plain loops

    std::size_t units(std::size_t) const override { return 1; }
    static Grid<double> gridOf(std::size_t height, std::size_t width, const Buffer<float> &from)
    {
        Grid<double> grid(height, width);
        std::ranges::copy(from.span(), grid.values.begin());
        return grid;
    }
    void exact(std::size_t form, std::size_t, Expected &expected) const override
    {
        Student<double> student{Weight<double>(gridOf(hidden, inputs, in)),
                                Weight<double>(gridOf(classes, hidden, out))};
        Student<double> teacher{Weight<double>(gridOf(teacherHidden, inputs, teacherIn)),
                                Weight<double>(gridOf(classes, teacherHidden, teacherOut))};
        Tape<double> tape;
        const Var from = tape.constant(gridOf(rows, inputs, x));
        const Var logits = student.logits(tape, from);
        const Stored all{stored,
                         {columns.span().begin(), columns.span().end()},
                         {shares.span().begin(), shares.span().end()}};
        const Grid<double> right = form == Live
                                           ? tape.value(softmax(tape, teacher.logits(tape, from)))
                                           : Grid<double>();
        Var sum = tape.constant(Grid<double>(1, 1));
        for (std::size_t row = 0; row < rows; ++row) {
            const Var own = rowsOf(tape, logits, {std::uint32_t(row)});
            const Var loss = lossOf(tape, own, form, row, all, right);
            expected.at(losses, row, tape.scalar(loss));
            sum = tape.add(sum, loss);
        }
        tape.backward(tape.scale(sum, 1 / double(rows)));
        for (std::size_t i = 0; i < gradIn.size(); ++i) {
            expected.at(gradIn, i, student.in.gradient.values[i]);
        }
        for (std::size_t i = 0; i < gradOut.size(); ++i) {
            expected.at(gradOut, i, student.out.gradient.values[i]);
        }
    }
    Var lossOf(Tape<double> &tape, Var logits, std::size_t form, std::size_t row, const Stored &all,
               const Grid<double> &right) const
    {
        if (form == Sft) {
            return crossEntropy(tape, logits, {labels[row]});
        }
        if (form == Live) {
            Grid<double> own(1, classes);
            std::ranges::copy(right.row(row), own.values.begin());
            return softCrossEntropy(tape, logits, tape.constant(std::move(own)));
        }
        const auto first = std::ptrdiff_t(row * stored), last = first + std::ptrdiff_t(all.count);
        const Stored own{all.count,
                         {all.columns.begin() + first, all.columns.begin() + last},
                         {all.shares.begin() + first, all.shares.begin() + last}};
        return storedLoss(tape, logits, own, form == TopK ? Rest::Dropped : Rest::Bucket);
    }
    double tolerance(std::size_t) const override
    {
        return dotTolerance(double(inputs + hidden + rows)) + dotTolerance(double(classes));
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("kd-offline-onpolicy", {{"step", operation<Step>}}, recipeQuality);
}

}  // namespace touchstone::kernels::kd_offline_onpolicy
