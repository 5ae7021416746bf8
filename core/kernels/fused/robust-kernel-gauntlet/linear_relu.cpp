// y = max(0, x W^T + b).
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/packed_linear.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/fused/robust-kernel-gauntlet/operations.h"
#include "kernels/fused/robust-kernel-gauntlet/rows.h"

#include <algorithm>

namespace touchstone::kernels::robust_kernel_gauntlet {

namespace {

struct LinearRelu final : Operation {
    Dim rows{*this, "rows"}, width{*this, "width"}, outputs{*this, "outputs"};
    PackedLinear plain{rows, outputs, width, threads()};
    PackedLinear finished{rows, outputs, width, threads(), Epilogue::BiasAndRelu};
    In<float> x{*this, rows *width}, bias{*this, outputs};
    In<std::byte> packed{*this, plain.packedBytes()}, packedToo{*this, finished.packedBytes()};
    Out<float> y{*this, rows *outputs};
    std::vector<float> weights = std::vector<float>(outputs * width);

    using Operation::Operation;

    void fill(std::uint64_t seed) override
    {
        rng::fillNormal(x.span(), 0.0F, 1.0F, seed, 1);
        rng::fillNormal(bias.span(), 0.0F, 1.0F, seed, 2);
        rng::fillWeights(weights, width, seed, 3);
        plain.pack(weights.data(), packed.data());
        finished.pack(weights.data(), packedToo.data());
    }
    void declare(Forms &forms) override
    {
        const double n = double(rows * outputs);
        const double once = double(x.size() + weights.size() + bias.size());
        const auto add = [&](const char *id, auto code) {
            forms.add(id)
                    .writes(y)
                    .flops(2 * n * double(width) + 2 * n)
                    .bytes(sizeof(float) * (once + n))
                    .dense()
                    .run([this, code] { (this->*code)(); });
        };
        add("eager", &LinearRelu::eager);
        add("compiled", &LinearRelu::compiled);
        add("fused", &LinearRelu::fused);
    }
    template <class Code>
    void eachRow(const Code &code)
    {
        parallelEach(threads(), rows, [&](std::size_t r) { code(y.data() + r * outputs); });
    }
    void eager()
    {
        plain.multiply(x.data(), packed.data(), y.data());
        eachRow([&](float *row) { addTo(row, bias.data(), outputs, row); });
        eachRow([&](float *row) { relu(row, outputs, row); });
    }
    void compiled()
    {
        plain.multiply(x.data(), packed.data(), y.data());
        eachRow([&](float *row) { biasRelu(row, bias.data(), outputs, row); });
    }
    void fused() { finished.multiply(x.data(), packedToo.data(), y.data(), bias.data()); }

    std::size_t units(std::size_t) const override { return rows; }
    std::size_t sampledUnits(std::size_t) const override { return 6; }
    void exact(std::size_t, std::size_t row, Expected &expected) const override
    {
        for (std::size_t o = 0; o < outputs; ++o) {
            double sum = bias[o];
            for (std::size_t c = 0; c < width; ++c) {
                sum += double(x[row * width + c]) * weights[o * width + c];
            }
            expected.at(y, row * outputs + o, std::max(0.0, sum));
        }
    }
    double tolerance(std::size_t) const override { return dotTolerance(double(width)) + 1e-6; }
};

}  // namespace

std::unique_ptr<Operation> makeLinearRelu(const Setup &setup, Memory &memory)
{
    return std::make_unique<LinearRelu>(setup, memory);
}

}  // namespace touchstone::kernels::robust_kernel_gauntlet
