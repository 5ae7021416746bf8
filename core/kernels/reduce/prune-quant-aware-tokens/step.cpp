// One token through a stack of equal matrices, as when actions are generated one after the other.
#include "kernels/blocks/caches.h"
#include "kernels/blocks/int4.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"
#include "kernels/reduce/prune-quant-aware-tokens/study.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::prune_quant_aware_tokens {

namespace {

struct Step final : Operation {
    enum FormIndex : std::size_t { Fp16, Int4 };
    Dim rows{*this, "rows"}, width{*this, "width"}, stack{*this, "stack"};
    int4::Layout layout{rows * stack, width};
    In<float> x{*this, width};
    // One matrix again and again.
    In<Half> halves{*this, layout.rows *width}, grids{*this, layout.grids()};
    In<std::uint32_t> words{*this, layout.words()};
    Out<std::int8_t> codes{*this, int4::Vector8::codesOf(layout)};  // of x in 8 bits
    Out<float> steps{*this, int4::Vector8::stepsOf(layout)};
    Out<float> y{*this, layout.rows};

    using Operation::Operation;

    void fill(std::uint64_t seed) override
    {
        const int4::Layout one{rows, width};
        std::vector<float> weights(rows * width), turned(width * one.paddedRows());
        rng::fillWeights(weights, width, seed, 21);
        rng::fillActivations(x.span(), width, 3.0 / double(width), 30.0F, seed, 22);
        for (std::size_t r = 0; r < rows; ++r) {
            for (std::size_t c = 0; c < width; ++c) {
                turned[c * one.paddedRows() + r] = weights[r * width + c];
            }
        }
        std::transform(weights.begin(), weights.end(), halves.data(), toFp16);
        std::vector<Half> own(one.grids());
        int4::roundTo(one, turned.data(), nullptr, nullptr, {words.data(), own.data()}, threads());
        const std::size_t gridCount = one.grids() - int4::gridPadding;
        std::copy_n(own.data(), gridCount, grids.data());
        for (std::size_t i = 1; i < stack; ++i) {
            std::copy_n(halves.data(), weights.size(), halves.data() + i * weights.size());
            std::copy_n(words.data(), one.words(), words.data() + i * one.words());
            std::copy_n(grids.data(), gridCount, grids.data() + i * gridCount);
        }
        std::fill_n(grids.data() + stack * gridCount, int4::gridPadding, Half(0));
    }
    void declare(Forms &forms) override
    {
        const double flops = 2 * double(layout.rows * width);
        constexpr std::size_t group = 64;
        forms.add("fp16")
                .reads(halves, x)
                .writes(y)
                .flops(flops)
                .run([this] {
                    int4::gemvFp16(layout.rows, width, halves.data(), x.data(), y.data(),
                                   threads());
                })
                .device([this](DeviceCopies &d) {
                    d.launch("step_fp16", layout.rows * group, group,
                             {d[halves], d[x], d[y], width});
                });
        forms.add("int4")
                .writes(y, codes, steps)
                .flops(flops)
                .bytes(layout.bytes() + sizeof(float) * double(x.size() + y.size()))
                .run([this] {
                    int4::gemvInt8(layout, coded(), x.data(), {codes.data(), steps.data()},
                                   y.data(), threads());
                })
                .device([this](DeviceCopies &d) {
                    d.launch("to_bytes", steps.size() / 2 * group, group,
                             {d[x], d[codes], d[steps], width});
                    d.launch("step_int4", layout.rows * group, group,
                             {d[words], d[grids], d[codes], d[steps], d[y], layout.groups()});
                });
    }
    DeviceSources deviceSources() const override
    {
        return {{"blocks/gemm_int8.cl", "blocks/group.cl",
                 "reduce/prune-quant-aware-tokens/kernel.cl"},
                "-DLONGEST_ROW=1"};
    }
    int4::Weights coded() const { return {words.data(), grids.data()}; }

    // --- the oracle: a row; the codes of x with the first

    std::size_t units(std::size_t) const override { return layout.rows; }
    std::size_t sampledUnits(std::size_t) const override { return 31; }
    std::int8_t codeOf(std::size_t column) const
    {
        const std::size_t inGroup = column % 128, nibble = inGroup / 16;
        return codes[column / 128 * 128 + nibble % 2 * 64 + 4 * (inGroup % 16) + nibble / 2];
    }
    void checkCodes(Expected &expected) const
    {
        for (std::size_t g = 0; g < steps.size() / 2; ++g) {
            const std::size_t first = g * 128, end = std::min<std::size_t>(first + 128, width);
            double most = 0, sum = 0;
            for (std::size_t c = first; c < end; ++c) {
                most = std::max(most, std::abs(double(x[c])));
            }
            const double step = most / 127;
            bool nearest = true;
            for (std::size_t c = first; c < std::min(first + 128, codes.size()); ++c) {
                const double wanted = c < end && step > 0 ? x[c] / step : 0;
                nearest = nearest && std::abs(wanted - codeOf(c)) <= 0.5 + 1e-3;
                sum += codeOf(c);
            }
            if (first < codes.size()) {
                expected.that(codes, first, 128, nearest, "a code is not the nearest");
            }
            expected.at(steps, 2 * g, step);
            expected.at(steps, 2 * g + 1, step * sum);
        }
    }
    void exact(std::size_t form, std::size_t row, Expected &expected) const override
    {
        if (form == Int4 && row == 0) {
            checkCodes(expected);
        }
        double sum = 0;
        for (std::size_t c = 0; c < width; ++c) {
            const std::size_t group = row * layout.groups() + c / 128, inGroup = c % 128;
            const std::uint32_t word = words[group * 16 + inGroup % 16];
            const std::uint32_t code = word >> (4 * (inGroup / 16)) & 15U;
            const double weight = double(fromFp16(grids[2 * group])) * code
                                  + double(fromFp16(grids[2 * group + 1]));
            sum += form == Fp16 ? double(fromFp16(halves[row * width + c])) * x[c]
                                : weight * codeOf(c) * steps[2 * (c / 128)];
        }
        expected.at(y, row, sum);
    }
    // In 4 bits, what the minima and what the codes add to a sum are larger than the sum.
    double tolerance(std::size_t form) const override
    {
        return (form == Fp16 ? 1 : 4) * dotTolerance(double(width));
    }
    // Packed weights may stay in a cache where those in fp16 do not: then sizes bound nothing.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        return ratio.quantity != "time" || layout.bytes() < beyondCaches()
                       ? std::nullopt
                       : std::optional(2.0 * double(halves.size()) / layout.bytes());
    }
};

}  // namespace

std::unique_ptr<Operation> makeStep(const Setup &setup, Memory &memory)
{
    return std::make_unique<Step>(setup, memory);
}

}  // namespace touchstone::kernels::prune_quant_aware_tokens
