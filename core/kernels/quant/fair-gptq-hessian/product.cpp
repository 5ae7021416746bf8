// The product of one vector with a stack of equal layers.
#include "kernels/blocks/caches.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"
#include "kernels/quant/fair-gptq-hessian/inputs.h"
#include "kernels/quant/fair-gptq-hessian/operations.h"
#include "kernels/quant/fair-gptq-hessian/oracle.h"

namespace touchstone::kernels::fair_gptq_hessian {

namespace {

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
    // Packed weights may stay in a cache where those in fp16 do not: then sizes bound nothing.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        if (ratio.quantity != "time" || layout.bytes() < beyondCaches()) {
            return std::nullopt;
        }
        return 2.0 * double(halves.size()) / layout.bytes();
    }
};

}  // namespace

std::unique_ptr<Operation> makeProduct(const Setup &setup, Memory &memory)
{
    return operation<Product>(setup, memory);
}

}  // namespace touchstone::kernels::fair_gptq_hessian
