// Cross-modal distillation for a speech model (report 2025-09-24, paper 3): a teacher that reads
// the transcript T teaches a student both by its text and by its speech S,
//
//   L = CE(label, s(S)) + a t^2 KL(teacher(T) || s(T)) + b t^2 KL(teacher(T) || s(S)),
//
// the first channel against forgetting, the second against the gap between the modalities. The
// report gives the channels and no formula: temperature t and equal weights are our reading.
// Timed: loss and gradients of a batch, logits of the teacher included. Text and speech pass the
// student as one batch. Beside the channels: labels of the transcripts instead of a teacher, and a
// frozen model of texts of which the adapter alone is tuned, which forgets nothing. What each is
// worth is the study of quality.cpp.
#include "kernels/blocks/activations.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/blocks/softmax.h"
#include "kernels/declared_kernel.h"
#include "kernels/distill/kd-two-channel/study.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::kd_two_channel {

namespace {

struct Step final : Operation {
    Dim rows{*this, "rows"}, segments{*this, "segments"}, frame{*this, "frame"};
    Dim token{*this, "token"}, width{*this, "width"}, classes{*this, "classes"};
    Dim teacherWidth{*this, "teacher width"};
    std::size_t inputs = segments * token;
    In<float> speech{*this, rows *segments *frame}, text{*this, rows *inputs};
    In<std::uint32_t> labels{*this, rows};
    In<float> adapter{*this, token *frame}, body{*this, width *inputs}, head{*this, classes *width};
    In<float> teacherBody{*this, teacherWidth *inputs}, teacherHead{*this, classes *teacherWidth};
    Out<float> loss{*this, 1}, gradAdapter{*this, token *frame};
    Out<float> gradBody{*this, width *inputs}, gradHead{*this, classes *width};
    // Of the speech, and behind it of the text.
    Scratch<float> all{*this, 2 * rows *inputs}, hidden{*this, 2 * rows *width};
    Scratch<float> z{*this, 2 * rows *classes}, soft{*this, 2 * rows *classes};
    Scratch<float> losses{*this, 2 * rows}, slopes{*this, 2 * rows *width};
    Scratch<float> byTokens{*this, rows *inputs};
    Scratch<float> teacherHidden{*this, rows *teacherWidth}, target{*this, rows *classes};

    using Operation::Operation;

    void fill(std::uint64_t seed) override
    {
        rng::fillNormal(speech.span(), 0.0F, 1.0F, seed, 1);
        rng::fillNormal(text.span(), 0.0F, 1.0F, seed, 2);
        rng::fillWeights(adapter.span(), frame, seed, 3);
        rng::fillWeights(body.span(), inputs, seed, 4);
        rng::fillWeights(head.span(), width, seed, 5);
        rng::fillWeights(teacherBody.span(), inputs, seed, 6);
        rng::fillWeights(teacherHead.span(), teacherWidth, seed, 7);
        for (std::size_t row = 0; row < rows; ++row) {
            labels[row] = rng::philox(seed, 8, row)[0] % std::uint32_t(classes);
        }
    }
    void declare(Forms &declared) override
    {
        for (const Terms &terms : forms) {
            Form &form = declared.add(terms.id);
            form.reads(speech, labels, adapter, body, head)
                    .writes(loss, gradAdapter)
                    .flops(flopsOf(terms))
                    .dense()
                    .run([this, &terms] { compute(terms); });
            if (terms.tunesText) {
                form.writes(gradBody, gradHead);
            }
            if (terms.readsText() || terms.hasTeacher()) {
                form.reads(text);
            }
            if (terms.hasTeacher()) {
                form.reads(teacherBody, teacherHead);
            }
        }
    }
    double flopsOf(const Terms &terms) const
    {
        const auto rowCount = double(rows), inputCount = double(inputs),
                   classCount = double(classes);
        const double passes = terms.readsText() ? 2 : 1;
        const double adapting = 4 * rowCount * inputCount * double(frame);
        const double weight = 2 * rowCount * double(width);  // a pass over a weight of each unit
        const double student = terms.tunesText ? weight * (2 * inputCount + 3 * classCount)
                                               : weight * (inputCount + 2 * classCount);
        const double byInputs = weight * inputCount;  // of the speech only
        const double teacher = 2 * rowCount * double(teacherWidth) * (inputCount + classCount);
        return adapting + passes * student + byInputs + (terms.hasTeacher() ? teacher : 0);
    }
    // Both channels do all that the baselines do and more. The ratio of FLOPs is no bound: a batch
    // twice as large takes less than twice as long.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        return ratio.quantity == "time" ? std::optional(1.0) : std::nullopt;
    }

    void compute(const Terms &terms)
    {
        const std::size_t count = terms.readsText() ? 2 * rows : std::size_t(rows);
        gemmNT(rows * segments, token, frame, speech.data(), adapter.data(), 0.0F, all.data(),
               token, threads());
        if (terms.readsText()) {
            parallelEach(threads(), rows, [this](std::size_t row) {
                std::copy_n(text.data() + row * inputs, inputs, all.data() + (rows + row) * inputs);
            });
        }
        logits(count, width, all.data(), body, head, hidden.data(), z.data());
        if (terms.hasTeacher()) {
            logits(rows, teacherWidth, text.data(), teacherBody, teacherHead, teacherHidden.data(),
                   target.data());
            parallelEach(threads(), rows, [this](std::size_t row) {
                float *own = target.data() + row * classes;
                std::transform(own, own + classes, own,
                               [](float value) { return value / float(temperature); });
                softmaxInPlace(own, classes);
            });
        }
        parallelEach(threads(), count, [&](std::size_t row) {
            losses[row] = row < rows ? slope(row, 1, float(terms.speech))
                                     : slope(row, float(terms.labels), float(terms.text));
        });
        loss[0] = std::accumulate(losses.data(), losses.data() + count, 0.0F) / float(rows);
        backward(count, terms.tunesText);
    }
    // out tanh(in x), x: [count x inputs].
    void logits(std::size_t count, std::size_t units, const float *x, const Buffer<float> &in,
                const Buffer<float> &out, float *inner, float *to) const
    {
        gemmNT(count, units, inputs, x, in.data(), 0.0F, inner, units, threads());
        parallelEach(threads(), count,
                     [=](std::size_t row) { tanhInPlace(inner + row * units, units); });
        gemmNT(count, classes, units, inner, out.data(), 0.0F, to, classes, threads());
    }
    // The loss of a row, with these weights of the label and of the teacher; its gradient by the
    // logits, over the mean of rows, takes their place.
    float slope(std::size_t row, float hardWeight, float softWeight) const
    {
        float *own = z.data() + row * classes, *flat = soft.data() + row * classes;
        const float *wanted = target.data() + row % rows * classes;
        const std::uint32_t label = labels[row % rows];
        const auto heat = float(temperature);
        float value = 0;
        if (softWeight > 0) {
            std::transform(own, own + classes, flat, [heat](float score) { return score / heat; });
            const float cross = std::inner_product(wanted, wanted + classes, flat, 0.0F);
            value = softWeight * heat * heat * (softmaxInPlace(flat, classes) - cross);
        }
        const float labelLogit = own[label];
        value += hardWeight * (softmaxInPlace(own, classes) - labelLogit);
        for (std::size_t i = 0; i < classes; ++i) {
            const float hard = hardWeight * (own[i] - (i == label ? 1.0F : 0.0F));
            const float distilled = softWeight > 0 ? softWeight * heat * (flat[i] - wanted[i]) : 0;
            own[i] = (hard + distilled) / float(rows);
        }
        return value;
    }
    void backward(std::size_t count, bool tunesText)
    {
        if (tunesText) {
            gemmTN(classes, width, count, z.data(), hidden.data(), gradHead.data(), threads());
        }
        gemmNN(count, width, classes, z.data(), head.data(), 0.0F, slopes.data(), threads());
        parallelEach(threads(), count, [this](std::size_t row) {
            for (std::size_t i = row * width; i < (row + 1) * width; ++i) {
                slopes[i] *= 1 - hidden[i] * hidden[i];
            }
        });
        if (tunesText) {
            gemmTN(width, inputs, count, slopes.data(), all.data(), gradBody.data(), threads());
        }
        gemmNN(rows, inputs, width, slopes.data(), body.data(), 0.0F, byTokens.data(), threads());
        gemmTN(token, frame, rows * segments, byTokens.data(), speech.data(), gradAdapter.data(),
               threads());
    }

    // --- the oracle: everything at once, recorded in double, for every gradient needs every row

    static Grid<double> inDouble(std::size_t rows, std::size_t columns, const Buffer<float> &from)
    {
        Grid<double> to(rows, columns);
        std::copy(from.span().begin(), from.span().end(), to.values.begin());
        return to;
    }
    std::size_t units(std::size_t) const override { return 1; }
    void exact(std::size_t form, std::size_t, Expected &expected) const override
    {
        Student<double> student{{Weight<double>(inDouble(width, inputs, body)),
                                 Weight<double>(inDouble(classes, width, head))},
                                Weight<double>(inDouble(token, frame, adapter))};
        Batch<double> batch{inDouble(rows * segments, frame, speech),
                            inDouble(rows, inputs, text),
                            {labels.data(), labels.data() + rows},
                            {}};
        if (forms[form].hasTeacher()) {
            Body<double> teacher{Weight<double>(inDouble(teacherWidth, inputs, teacherBody)),
                                 Weight<double>(inDouble(classes, teacherWidth, teacherHead))};
            batch.target = softened(teacher, batch.text);
        }
        Tape<double> tape;
        const Var right = lossOf(tape, student, batch, forms[form]);
        tape.backward(right);
        expected.at(loss, 0, tape.scalar(right));
        const auto expectAll = [&expected](const Buffer<float> &out, const Weight<double> &weight) {
            for (std::size_t i = 0; i < out.size(); ++i) {
                expected.at(out, i, weight.gradient.values[i]);
            }
        };
        expectAll(gradAdapter, student.adapter);
        if (forms[form].tunesText) {
            expectAll(gradBody, student.text.body);
            expectAll(gradHead, student.text.head);
        }
    }
    double tolerance(std::size_t) const override
    {
        return 2 * dotTolerance(double(inputs + width + rows * segments))
               + dotTolerance(double(classes));
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("kd-two-channel", {{"step", operation<Step>}}, channelQuality);
}

}  // namespace touchstone::kernels::kd_two_channel
