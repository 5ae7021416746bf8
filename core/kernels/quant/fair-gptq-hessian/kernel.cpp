// Fair-GPTQ (report 2025-09-24, paper 6): GPTQ that also keeps small what the layer makes of the
// difference between a stereotype and its counterpart:
//
//   minimise  |(W_q - W) X|^2 + alpha |W_q (X0 - X1)|^2
//
// W is shifted first and rounded column by column then; the forms of the shift are in layer.h.
// Against it: rounding to nearest and GPTQ, with the same 4-bit grids of 128 weights, and fp16.
// Operations: the quantisation of one layer, from the calibration inputs to packed weights; and
// what the paper says is kept: the product of one vector with a stack of such layers, in 4 bits and
// in fp16, and in 4 bits with the vector rounded to 8 (product.cpp).
#include "kernels/blocks/rng.h"
#include "kernels/quant/fair-gptq-hessian/inputs.h"
#include "kernels/quant/fair-gptq-hessian/operations.h"
#include "kernels/quant/fair-gptq-hessian/oracle.h"

namespace touchstone::kernels::fair_gptq_hessian {

namespace {

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

    Result<> prepare() override
    {
        rng::fillWeights(weights.span(), width, setup().seed, 11);
        Activations(width, setup().seed).fill(first.span(), second.span(), 0);
        if (setup().stop.stop_requested()) {
            return cancelled();
        }
        oracle.emplace(weights.span(), first.span(), second.span(), width);
        return {};
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

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("fair-gptq-hessian",
                    {{"quantise", operation<Quantise>}, {"product", makeProduct}}, fairQuality);
}

}  // namespace touchstone::kernels::fair_gptq_hessian
