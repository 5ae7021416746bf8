// Distillation from a device-aware teacher (DAFA, report 2025-09-16, paper 1): a student learns
// from two teachers, one of which is trained so that recordings of a scene have like features
// whatever the device. The report names the loss and gives no formula; ours brings together the
// centroids that the devices have within a class, see alignment() in study.h:
//
//   L = CE(labels) + w/C sum_c 1/D_c sum_d |mu_cd - mu_c|^2.
//
// Timed: loss and gradients of a batch of that teacher, beside cross-entropy alone and beside
// MixStyle, which the challenge's baseline has. What a student gains is the study of quality.cpp.
#include "kernels/blocks/activations.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/blocks/softmax.h"
#include "kernels/declared_kernel.h"
#include "kernels/distill/kd-device-align/study.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::kd_device_align {

namespace {

constexpr float alignmentWeight = 1;  // w

struct Step final : Operation {
    enum FormIndex : std::size_t { CrossEntropy, MixStyle, Aligned };
    Dim rows{*this, "rows"}, bands{*this, "bands"}, frames{*this, "frames"};
    Dim width{*this, "width"}, classes{*this, "classes"}, devices{*this, "devices"};
    std::size_t inputs = bands * frames;
    In<float> x{*this, rows *inputs}, shares{*this, rows};
    In<std::uint32_t> labels{*this, rows}, device{*this, rows}, partners{*this, rows};
    In<float> hidden{*this, width *inputs}, out{*this, classes *width};
    Out<float> loss{*this, 1}, gradHidden{*this, width *inputs}, gradOut{*this, classes *width};
    Scratch<float> mixed{*this, rows *inputs}, features{*this, rows *width};
    Scratch<float> slopes{*this, rows *width}, z{*this, rows *classes}, losses{*this, rows};
    Scratch<float> centroids{*this, classes *devices *width}, spreads{*this, classes};
    Scratch<std::uint32_t> counts{*this, classes *devices};

    using Operation::Operation;

    // Each device adds a curve of its own to all frames. The rows are dealt out to the devices, so
    // that a batch holds several of a class.
    void fill(std::uint64_t seed) override
    {
        std::vector<float> gains(devices * bands);
        rng::fillNormal(gains, 0.0F, 1.0F, seed, 1);
        rng::fillNormal(x.span(), 0.0F, 1.0F, seed, 2);
        rng::fillUniform(shares.span(), 0.0F, 1.0F, seed, 3);
        rng::fillWeights(hidden.span(), inputs, seed, 4);
        rng::fillWeights(out.span(), width, seed, 5);
        for (std::size_t row = 0; row < rows; ++row) {
            const auto words = rng::philox(seed, 6, row);
            labels[row] = words[0] % std::uint32_t(classes);
            device[row] = words[1] % std::uint32_t(devices);
            partners[row] = words[2] % std::uint32_t(rows);
            for (std::size_t i = 0; i < inputs; ++i) {
                x[row * inputs + i] += gains[device[row] * bands + i / frames];
            }
        }
    }
    void declare(Forms &forms) override
    {
        const auto inputCount = double(inputs), unitCount = double(width), rowCount = double(rows);
        // Features and their weights' gradient; logits and both gradients of theirs.
        const double step = rowCount * unitCount * (4 * inputCount + 6 * double(classes));
        forms.add("cross-entropy")
                .reads(x, labels, hidden, out)
                .writes(loss, gradHidden, gradOut)
                .flops(step)
                .dense()
                .run([this] { compute(CrossEntropy); });
        forms.add("mixstyle")
                .reads(x, labels, hidden, out, partners, shares)
                .writes(loss, gradHidden, gradOut)
                .flops(step + 12 * rowCount * inputCount)
                .dense()
                .run([this] { compute(MixStyle); });
        forms.add("aligned")
                .reads(x, labels, hidden, out, device)
                .writes(loss, gradHidden, gradOut)
                .flops(step + 4 * rowCount * unitCount)
                .dense()
                .run([this] { compute(Aligned); });
    }
    // The alignment only adds to cross-entropy. MixStyle does other work.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        return ratio.quantity == "time" && ratio.baseline == CrossEntropy ? std::optional(1.0)
                                                                          : std::nullopt;
    }

    void compute(FormIndex form)
    {
        if (form == MixStyle) {
            parallelEach(threads(), rows, [this](std::size_t row) { mix(row); });
        }
        const float *input = form == MixStyle ? mixed.data() : x.data();
        gemmNT(rows, width, inputs, input, hidden.data(), 0.0F, features.data(), width, threads());
        parallelEach(threads(), rows, [this](std::size_t row) {
            tanhInPlace(features.data() + row * width, width);
        });
        gemmNT(rows, classes, width, features.data(), out.data(), 0.0F, z.data(), classes,
               threads());
        parallelEach(threads(), rows, [this](std::size_t row) { losses[row] = crossEntropy(row); });
        loss[0] = std::accumulate(losses.data(), losses.data() + rows, 0.0F) / float(rows);
        gemmTN(classes, width, rows, z.data(), features.data(), gradOut.data(), threads());
        gemmNN(rows, width, classes, z.data(), out.data(), 0.0F, slopes.data(), threads());
        if (form == Aligned) {
            parallelEach(threads(), classes, [this](std::size_t label) { align(label); });
            loss[0] += std::accumulate(spreads.data(), spreads.data() + classes, 0.0F);
        }
        parallelEach(threads(), rows, [this](std::size_t row) {
            for (std::size_t i = row * width; i < (row + 1) * width; ++i) {
                slopes[i] *= 1 - features[i] * features[i];
            }
        });
        gemmTN(width, inputs, rows, slopes.data(), input, gradHidden.data(), threads());
    }
    // The loss of a row; its gradient by the logits, over the mean of rows, takes their place.
    float crossEntropy(std::size_t row) const
    {
        float *logits = z.data() + row * classes;
        const float labelLogit = logits[labels[row]];
        const float logSum = softmaxInPlace(logits, classes);
        logits[labels[row]] -= 1;
        std::transform(logits, logits + classes, logits,
                       [this](float slope) { return slope / float(rows); });
        return logSum - labelLogit;
    }
    // Mean and deviation of the frames of a band.
    std::pair<float, float> style(std::size_t row, std::size_t band) const
    {
        const float *first = x.data() + row * inputs + band * frames;
        const float mean = std::accumulate(first, first + frames, 0.0F) / float(frames);
        float squares = 0;
        for (std::size_t i = 0; i < frames; ++i) {
            squares += (first[i] - mean) * (first[i] - mean);
        }
        return {mean, std::sqrt(squares / float(frames) + float(styleEpsilon))};
    }
    void mix(std::size_t row) const
    {
        for (std::size_t band = 0; band < bands; ++band) {
            const auto [mean, deviation] = style(row, band);
            const auto [otherMean, otherDeviation] = style(partners[row], band);
            const float share = shares[row];
            const float factor = share + (1 - share) * otherDeviation / deviation;
            const float shift = share * mean + (1 - share) * otherMean - factor * mean;
            for (std::size_t i = 0; i < frames; ++i) {
                const std::size_t at = row * inputs + band * frames + i;
                mixed[at] = factor * x[at] + shift;
            }
        }
    }
    // Adds what the rows of a class give to the alignment and to the gradient by their features.
    // mu_c needs no gradient of its own: sum_d (mu_cd - mu_c) = 0.
    void align(std::size_t label) const
    {
        float *means = centroids.data() + label * devices * width;
        std::uint32_t *count = counts.data() + label * devices;
        std::fill(means, means + devices * width, 0.0F);
        std::fill(count, count + devices, 0U);
        for (std::size_t row = 0; row < rows; ++row) {
            if (labels[row] == label) {
                ++count[device[row]];
                add(features.data() + row * width, 1, means + device[row] * width);
            }
        }
        const float spread = spreadAround(means, count);
        const std::size_t present = devices - std::size_t(std::count(count, count + devices, 0U));
        const float scale = alignmentWeight / float(classes * std::max<std::size_t>(present, 1));
        spreads[label] = scale * spread;
        for (std::size_t row = 0; row < rows; ++row) {
            if (labels[row] == label) {
                add(means + device[row] * width, 2 * scale / float(count[device[row]]),
                    slopes.data() + row * width);
            }
        }
    }
    // sums: of the features of each device; they become mu_cd - mu_c. Returns sum_d |mu_cd -
    // mu_c|^2.
    float spreadAround(float *sums, const std::uint32_t *count) const
    {
        float spread = 0;
        for (std::size_t i = 0; i < width; ++i) {
            float centre = 0, present = 0;
            for (std::size_t d = 0; d < devices; ++d) {
                if (count[d] > 0) {
                    sums[d * width + i] /= float(count[d]);
                    centre += sums[d * width + i];
                    present += 1;
                }
            }
            for (std::size_t d = 0; d < devices; ++d) {
                if (count[d] > 0) {
                    sums[d * width + i] -= centre / present;
                    spread += sums[d * width + i] * sums[d * width + i];
                }
            }
        }
        return spread;
    }
    void add(const float *from, float factor, float *to) const
    {
        for (std::size_t i = 0; i < width; ++i) {
            to[i] += factor * from[i];
        }
    }

    // --- the oracle: everything at once, recorded in double, for every gradient needs every row

    std::size_t units(std::size_t) const override { return 1; }
    void exact(std::size_t form, std::size_t, Expected &expected) const override
    {
        Network<double> network{Weight<double>(inDouble(width, inputs, hidden)),
                                Weight<double>(inDouble(classes, width, out))};
        Grid<double> input = inDouble(rows, inputs, x);
        if (form == MixStyle) {
            input = mixedStyles(input, bands, partners.span(), shares.span());
        }
        Tape<double> tape;
        const Var of = network.features(tape, tape.constant(input));
        Var right = kernels::crossEntropy(tape, network.logits(tape, of),
                                          {labels.data(), labels.data() + rows});
        if (form == Aligned) {
            const Recordings recordings{labels.span(), device.span(), classes};
            right = tape.add(right, tape.scale(alignment(tape, of, recordings), alignmentWeight));
        }
        tape.backward(right);
        expected.at(loss, 0, tape.scalar(right));
        for (std::size_t i = 0; i < gradHidden.size(); ++i) {
            expected.at(gradHidden, i, network.hidden.gradient.values[i]);
        }
        for (std::size_t i = 0; i < gradOut.size(); ++i) {
            expected.at(gradOut, i, network.out.gradient.values[i]);
        }
    }
    static Grid<double> inDouble(std::size_t rows, std::size_t columns, const Buffer<float> &from)
    {
        Grid<double> to(rows, columns);
        std::copy(from.span().begin(), from.span().end(), to.values.begin());
        return to;
    }
    double tolerance(std::size_t) const override
    {
        return 2 * dotTolerance(double(inputs + width + rows));
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("kd-device-align", {{"step", operation<Step>}}, deviceQuality);
}

}  // namespace touchstone::kernels::kd_device_align
