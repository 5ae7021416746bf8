// Fair-GPTQ (report 2025-09-24, paper 6): GPTQ that also keeps small what the layer makes of the
// difference between a stereotype and its counterpart:
//
//   minimise  |(W_q - W) X|^2 + alpha |W_q (X0 - X1)|^2
//
// W is shifted first and rounded column by column then; the forms of the shift are in layer.h.
// Against it: rounding to nearest and GPTQ, with the same 4-bit grids of 128 weights, and fp16.
// Operations: the quantisation of one layer, from the calibration inputs to packed weights; and
// what the paper says is kept: the product of one vector with a stack of such layers, in 4 bits and
// in fp16, and in 4 bits with the vector rounded to 8.
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"
#include "kernels/declared_kernel.h"
#include "kernels/quant/fair-gptq-hessian/inputs.h"
#include "kernels/quant/fair-gptq-hessian/oracle.h"
#include "kernels/quant/fair-gptq-hessian/quality.h"

namespace touchstone::kernels::fair_gptq_hessian {

namespace {

// Packed weights beyond this stay in no cache; with less, they may where those in fp16 do not, and
// then their sizes bound nothing.
constexpr double beyondCaches = 96e6;

struct Quantise final : Operation {
    Dim rows{*this, "rows"}, width{*this, "width"}, pairs{*this, "pairs"};
    In<float> weights{*this, rows *width}, first{*this, pairs *width}, second{*this, pairs *width};
    Quantiser quantiser{rows, width, pairs, memory()};
    int4::Layout layout = quantiser.layout();
    Out<std::uint32_t> words{*this, layout.words()};
    Out<Half> grids{*this, layout.grids()};
    Out<Half> halves{*this, rows *width};
    mutable std::optional<Oracle> oracle;  // keeps the inverses that its rows share

    using Operation::Operation;

    void fill(std::uint64_t seed) override
    {
        rng::fillWeights(weights.span(), width, seed, 11);
        Activations(width, seed).fill(first.span(), second.span(), 0);
        oracle.emplace(weights.span(), first.span(), second.span(), width);
    }
    void declare(Forms &forms) override
    {
        forms.add("fp16").reads(weights).writes(halves).flops(double(weights.size())).run([this] {
            roundToHalves(weights.data(), halves.span(), threads());
        });
        for (const Method method : {Rtn, Gptq, FirstOrder, Exact, Joint}) {
            Form &form = forms.add(methodIds[method]);
            form.reads(weights)
                    .writes(words, grids)
                    .flops(quantiser.flops(method))
                    .dense(method != Rtn)
                    .run([this, method] {
                        if (method != Rtn) {
                            quantiser.calibrate(first.data(), second.data(), isFair(method),
                                                threads());
                        }
                        quantiser.quantise(method, paperAlpha, weights.data(), coded(), threads());
                    });
            if (method != Rtn) {
                form.reads(first, second);
            }
        }
    }
    int4::Weights coded() const { return {words.data(), grids.data()}; }

    std::size_t units(std::size_t) const override { return rows; }
    std::size_t sampledUnits(std::size_t) const override { return 7; }
    void exact(std::size_t form, std::size_t row, Expected &expected) const override
    {
        if (form == 0) {
            for (std::size_t i = row * width; i < (row + 1) * width; ++i) {
                const bool nearest =
                        halfUlps(HalfFormat::Fp16, halves[i], double(weights[i])) <= 0.5;
                expected.that(halves, i, 1, nearest, "not the nearest half");
            }
            return;
        }
        constexpr double ofAStep = 2e-3;  // H is rounded to float
        const double away = oracle->deviation(Method(form - 1), paperAlpha, layout, coded(), row);
        const bool right = away <= ofAStep && restIsZero(layout, coded(), row);
        const std::size_t groups = layout.groups();
        expected.that(words, row * groups * int4::groupWords, groups * int4::groupWords, right,
                      "a code is not the nearest");
        expected.that(grids, row * groups * 2, groups * 2, right, "a grid is wrong");
        for (std::size_t i = rows * groups * 2; i < grids.size() && row == 0; ++i) {
            expected.equal(grids, i, Half(0));
        }
    }
    double tolerance(std::size_t) const override { return 0; }
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        // The shift comes on top of all that GPTQ does.
        return ratio.quantity == "time" ? std::optional(1.0) : std::nullopt;
    }
};

struct Product final : Operation {
    static constexpr std::size_t pairs = 512;  // that the layer is quantised with
    Dim rows{*this, "rows"}, width{*this, "width"}, stack{*this, "stack"};
    int4::Layout layout{rows * stack, width};
    In<float> x{*this, width};
    // The layer, as fp16 and as Fair-GPTQ leaves it, again and again.
    In<Half> halves{*this, layout.rows *width}, grids{*this, layout.grids()};
    In<std::uint32_t> words{*this, layout.words()};
    Scratch<float> spread{*this, layout.groups() * (int4::groupColumns + 1)};
    Scratch<std::int8_t> codes{*this, int4::Vector8::codesOf(layout)};  // of x in 8 bits
    Scratch<float> steps{*this, int4::Vector8::stepsOf(layout)};
    Out<float> y{*this, layout.rows};

    using Operation::Operation;

    Result<> prepare() override
    {
        Memory own;
        Quantiser quantiser(rows, width, pairs, own);
        const int4::Layout &one = quantiser.layout();
        std::vector<float> weights(rows * width), first(pairs * width), second(pairs * width);
        rng::fillWeights(weights, width, setup().seed, 11);
        Activations(width, setup().seed).fill(first, second, 0);
        if (setup().stop.stop_requested()) {
            return cancelled();
        }
        quantiser.calibrate(first.data(), second.data(), true, threads());
        quantiser.quantise(FirstOrder, paperAlpha, weights.data(), {words.data(), grids.data()},
                           threads());
        std::copy_n(first.data(), width, x.data());
        roundToHalves(weights.data(), halves.span().first(weights.size()), threads());
        const std::size_t gridCount = one.grids() - int4::gridPadding;
        for (std::size_t i = 1; i < stack; ++i) {
            std::copy_n(halves.data(), weights.size(), halves.data() + i * weights.size());
            std::copy_n(words.data(), one.words(), words.data() + i * one.words());
            std::copy_n(grids.data(), gridCount, grids.data() + i * gridCount);
        }
        std::fill_n(grids.data() + stack * gridCount, int4::gridPadding, Half(0));
        return {};
    }
    void declare(Forms &forms) override
    {
        const double flops = 2 * double(layout.rows * width);
        const double packed = layout.bytes() + sizeof(float) * double(x.size() + y.size());
        forms.add("product-fp16").reads(halves, x).writes(y).flops(flops).run([this] {
            int4::gemvFp16(layout.rows, width, halves.data(), x.data(), y.data(), threads());
        });
        forms.add("product-int4").writes(y).flops(flops).bytes(packed).run([this] {
            int4::gemv(layout, coded(), x.data(), spread.data(), y.data(), threads());
        });
        forms.add("product-int4-int8").writes(y).flops(flops).bytes(packed).run([this] {
            int4::gemvInt8(layout, coded(), x.data(), {codes.data(), steps.data()}, y.data(),
                           threads());
        });
    }
    int4::Weights coded() const { return {words.data(), grids.data()}; }

    std::size_t units(std::size_t) const override { return layout.rows; }
    std::size_t sampledUnits(std::size_t) const override { return 31; }
    // In 8 bits against the product of whole numbers; and no further from the one without rounding
    // than that can bring it.
    void exact(std::size_t form, std::size_t row, Expected &expected) const override
    {
        double sum = 0;
        for (std::size_t c = 0; c < width; ++c) {
            sum += double(x[c])
                   * (form == 0 ? double(fromFp16(halves[row * width + c]))
                                : decoded(layout, coded(), row, c));
        }
        if (form < 2) {
            expected.at(y, row, sum);
            return;
        }
        const RoundedProduct rounded = roundedProduct(layout, coded(), x.span(), row);
        expected.at(y, row, rounded.value);
        expected.that(y, row, 1, std::abs(double(y[row]) - sum) <= rounded.bound * (1 + 1e-4),
                      "further from the product than rounding can bring it");
    }
    // In 4 bits, what the minima and what the codes add to a sum are larger than the sum.
    double tolerance(std::size_t form) const override
    {
        return (form == 0 ? 1 : 4) * dotTolerance(double(width));
    }
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        if (ratio.quantity != "time" || layout.bytes() < beyondCaches) {
            return std::nullopt;
        }
        return 2.0 * double(halves.size()) / layout.bytes();
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("fair-gptq-hessian",
                    {{"quantise", operation<Quantise>}, {"product", operation<Product>}},
                    fairQuality);
}

}  // namespace touchstone::kernels::fair_gptq_hessian
