// Quantization skew (report 2025-09-10, paper 5): rounding weights and activations lowers the
// variance of the logits and raises loss, gradient and curvature, most for groups that are small;
// the remedy is quantisation-aware training with mixed precision, sampling and weights by group.
// Timed: loss and gradients of a batch,
//
//   W -> Q(W), a -> Q(a) in front of every product, straight through for the gradient
//   Q(v) = step * round(v / step), step = 2^ceil(log2(max|v| / most))
//
// without biases. Steps are powers of two here and whole numbers go in, so that sums are exact and
// an oracle in double rounds where a float does; the study of quality.cpp has plain absmax steps.
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/quantise.h"
#include "kernels/blocks/rng.h"
#include "kernels/blocks/softmax.h"
#include "kernels/declared_kernel.h"
#include "kernels/quant/quant-group-skew/net.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::quant_group_skew {

namespace {

struct FormOf {
    const char *id;
    Bits bits;
    bool roundsWeights;  // in every step; after training they are rounded once, beforehand
    bool weighted;       // a weight for each sample
};
constexpr Bits none{unrounded, unrounded, unrounded}, four{4, 4, 4}, outerEight{8, 4, 8};
constexpr std::array<FormOf, 5> forms{{{"fp32", none, false, false},
                                       {"ptq", four, false, false},
                                       {"balanced-ptq", outerEight, false, true},
                                       {"qat", four, true, false},
                                       {"balanced-qat", outerEight, true, true}}};

// The first input may be negative, activations after ReLU are not.
int mostOf(int bits, bool negative)
{
    return (1 << (negative ? bits - 1 : bits)) - 1;
}

float stepOf(std::span<const float> values, int most)
{
    const float largest = largestMagnitude(values);
    return largest > 0 ? std::exp2(std::ceil(std::log2(largest / float(most)))) : 1.0F;
}

struct Step final : Operation {
    Dim rows{*this, "rows"}, inputs{*this, "inputs"}, hidden{*this, "hidden"};
    Dim classes{*this, "classes"};
    std::array<std::size_t, layerCount + 1> widths{inputs, hidden, hidden, classes};
    In<float> x{*this, rows *inputs}, factors{*this, rows};
    In<std::uint32_t> labels{*this, rows};
    std::array<In<float>, layerCount> weights{In<float>{*this, hidden *inputs},
                                              In<float>{*this, hidden *hidden},
                                              In<float>{*this, classes *hidden}};
    // As `weights`, rounded once, to the bits of four and of outerEight.
    std::array<std::array<In<float>, layerCount>, 2> before{copies(), copies()};
    Out<float> losses{*this, rows};
    std::array<Out<float>, layerCount> gradients{Out<float>{*this, hidden *inputs},
                                                 Out<float>{*this, hidden *hidden},
                                                 Out<float>{*this, classes *hidden}};
    std::array<Scratch<float>, layerCount> used{Scratch<float>{*this, hidden *inputs},
                                                Scratch<float>{*this, hidden *hidden},
                                                Scratch<float>{*this, classes *hidden}};
    std::array<Scratch<float>, layerCount> from{Scratch<float>{*this, rows *inputs},
                                                Scratch<float>{*this, rows *hidden},
                                                Scratch<float>{*this, rows *hidden}};
    std::array<Scratch<float>, 2> slopes{Scratch<float>{*this, rows *hidden},
                                         Scratch<float>{*this, rows *hidden}};
    Scratch<float> logits{*this, rows *classes};

    using Operation::Operation;

    std::array<In<float>, layerCount> copies()
    {
        return {In<float>{*this, hidden * inputs}, In<float>{*this, hidden * hidden},
                In<float>{*this, classes * hidden}};
    }
    // Multiples of 1/4 and 1/256: sums of products are exact.
    void fill(std::uint64_t seed) override
    {
        rng::fillIntegers(x.span(), 8, seed, 1);
        std::for_each(x.span().begin(), x.span().end(), [](float &value) { value /= 4; });
        rng::fillUniform(factors.span(), 0.5F, 2.0F, seed, 2);
        for (std::size_t row = 0; row < rows; ++row) {
            labels[row] = rng::philox(seed, 3, row)[0] % std::uint32_t(classes);
        }
        for (std::uint32_t i = 0; i < layerCount; ++i) {
            rng::fillNormal(weights[i].span(), 0.0F, float(1 / std::sqrt(double(widths[i]))), seed,
                            4 + i);
            for (float &weight : weights[i].span()) {
                weight = std::nearbyint(weight * 256) / 256;
            }
            round(weights[i].span(), four[i], true, before[0][i].data());
            round(weights[i].span(), outerEight[i], true, before[1][i].data());
        }
    }
    void declare(Forms &list) override
    {
        double products = 0;
        for (std::size_t i = 0; i < layerCount; ++i) {  // none for the gradient of the input
            products += double(rows * widths[i] * widths[i + 1]) * (i == 0 ? 2 : 3);
        }
        for (const FormOf &form : forms) {
            const auto &given = form.roundsWeights || form.bits == none
                                        ? weights
                                        : before[form.bits == four ? 0 : 1];
            Form &made = list.add(form.id);
            made.reads(x, labels, given[0], given[1], given[2])
                    .writes(losses, gradients[0], gradients[1], gradients[2])
                    .flops(2 * products)
                    .dense()
                    .run([this, &form, &given] { compute(form, given); });
            if (form.weighted) {
                made.reads(factors);
            }
        }
    }
    // Rounding comes on top of the same products.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        return ratio.quantity == "time" && ratio.baseline == 0 ? std::optional(1.0) : std::nullopt;
    }

    void round(std::span<const float> values, int bits, bool negative, float *out) const
    {
        if (bits == unrounded) {
            std::copy(values.begin(), values.end(), out);
            return;
        }
        const float step = stepOf(values, mostOf(bits, negative));
        parallelEach(threads(), values.size(),
                     [&](std::size_t i) { out[i] = std::nearbyint(values[i] / step) * step; });
    }
    void compute(const FormOf &form, const std::array<In<float>, layerCount> &given)
    {
        std::array<const float *, layerCount> w{};
        for (std::size_t i = 0; i < layerCount; ++i) {
            w[i] = given[i].data();
            if (form.roundsWeights) {
                round(given[i].span(), form.bits[i], true, used[i].data());
                w[i] = used[i].data();
            }
        }
        round(x.span(), form.bits[0], true, from[0].data());
        for (std::size_t i = 0; i < layerCount; ++i) {
            const bool last = i + 1 == layerCount;
            float *out = last ? logits.data() : slopes[i].data();
            gemmNT(rows, widths[i + 1], widths[i], from[i].data(), w[i], 0.0F, out, widths[i + 1],
                   threads());
            if (!last) {
                const std::span<float> active = slopes[i].span();
                parallelEach(threads(), active.size(),
                             [&](std::size_t j) { active[j] = std::max(active[j], 0.0F); });
                round(active, form.bits[i + 1], false, from[i + 1].data());
            }
        }
        parallelEach(threads(), rows, [&](std::size_t row) { lossOf(form, row); });
        backward(w);
    }
    // Afterwards the row of logits holds the gradient.
    void lossOf(const FormOf &form, std::size_t row)
    {
        float *z = logits.data() + row * classes;
        const float factor = form.weighted ? factors[row] : 1.0F;
        const float right = z[labels[row]];
        losses[row] = factor * (softmaxInPlace(z, classes) - right);
        z[labels[row]] -= 1;
        std::for_each(z, z + classes, [&](float &slope) { slope *= factor / float(rows); });
    }
    // slopes[i]: activations going in, whose zeros pass no gradient; their gradient coming out.
    void backward(const std::array<const float *, layerCount> &w)
    {
        const float *above = logits.data();
        for (std::size_t i = layerCount; i-- > 0;) {
            gemmTN(widths[i + 1], widths[i], rows, above, from[i].data(), gradients[i].data(),
                   threads());
            if (i == 0) {
                break;
            }
            float *active = slopes[i - 1].data();
            gemmNN(rows, widths[i], widths[i + 1], above, w[i], 0.0F, from[i].data(), threads());
            parallelEach(threads(), slopes[i - 1].size(),
                         [&](std::size_t j) { active[j] = active[j] > 0 ? from[i][j] : 0.0F; });
            above = active;
        }
    }

    // --- the oracle: everything at once, for every gradient needs every row

    using Doubles = std::vector<double>;
    static Doubles exactlyRounded(const auto &values, int bits, bool negative)
    {
        Doubles out(values.begin(), values.end());
        if (bits == unrounded) {
            return out;
        }
        double largest = 0;
        for (const double value : out) {
            largest = std::max(largest, std::abs(value));
        }
        const double levels = std::pow(2.0, negative ? bits - 1 : bits) - 1;
        double step = std::pow(2.0, -40);
        while (largest > 0 && step * levels < largest) {
            step *= 2;
        }
        for (double &value : out) {
            value = std::nearbyint(value / step) * step;
        }
        return out;
    }
    std::size_t units(std::size_t) const override { return 1; }
    void exact(std::size_t form, std::size_t, Expected &expected) const override
    {
        const Bits &bits = forms[form].bits;
        std::array<Doubles, layerCount> w, in, active;
        Doubles z(x.span().begin(), x.span().end());
        for (std::size_t i = 0; i < layerCount; ++i) {
            w[i] = exactlyRounded(weights[i].span(), bits[i], true);
            in[i] = exactlyRounded(z, bits[i], i == 0);
            z.assign(rows * widths[i + 1], 0);
            for (std::size_t at = 0; at < z.size(); ++at) {
                const std::size_t row = at / widths[i + 1], unit = at % widths[i + 1];
                z[at] = std::inner_product(w[i].data() + unit * widths[i],
                                           w[i].data() + (unit + 1) * widths[i],
                                           in[i].data() + row * widths[i], 0.0);
                z[at] = i + 1 < layerCount ? std::max(z[at], 0.0) : z[at];
            }
            active[i] = z;
        }
        for (std::size_t row = 0; row < rows; ++row) {
            double total = 0;
            const double factor = forms[form].weighted ? double(factors[row]) : 1;
            const double right = z[row * classes + labels[row]];
            for (std::size_t c = 0; c < classes; ++c) {
                total += std::exp(z[row * classes + c]);
            }
            expected.at(losses, row, factor * (std::log(total) - right));
            for (std::size_t c = 0; c < classes; ++c) {
                double &slope = z[row * classes + c];
                slope = factor / double(rows)
                        * (std::exp(slope) / total - (c == labels[row] ? 1 : 0));
            }
        }
        for (std::size_t i = layerCount; i-- > 0;) {
            z = exactlyBack(i, z, w[i], in[i], i > 0 ? active[i - 1] : Doubles(), expected);
        }
    }
    // Checks the gradient of layer i; returned is that of its input.
    Doubles exactlyBack(std::size_t i, const Doubles &above, const Doubles &w, const Doubles &in,
                        const Doubles &active, Expected &expected) const
    {
        const std::size_t wide = widths[i], out = widths[i + 1];
        Doubles gradient(w.size()), below(active.size());
        for (std::size_t row = 0; row < rows; ++row) {
            for (std::size_t unit = 0; unit < out; ++unit) {
                const double slope = above[row * out + unit];
                for (std::size_t j = 0; slope != 0 && j < wide; ++j) {
                    gradient[unit * wide + j] += slope * in[row * wide + j];
                    if (!below.empty() && active[row * wide + j] > 0) {
                        below[row * wide + j] += slope * w[unit * wide + j];
                    }
                }
            }
        }
        for (std::size_t at = 0; at < gradient.size(); ++at) {
            expected.at(gradients[i], at, gradient[at]);
        }
        return below;
    }
    double tolerance(std::size_t) const override
    {
        return dotTolerance(double(inputs + hidden + rows)) + dotTolerance(double(classes));
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("quant-group-skew", {{"step", operation<Step>}}, skewQuality);
}

}  // namespace touchstone::kernels::quant_group_skew
