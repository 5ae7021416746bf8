// The smallest kernel: doubling numbers, by addition and by multiplication.
#include "kernels/declared_kernel.h"

namespace touchstone::kernels::toy_kernel {

namespace {

struct Doubling final : Operation {
    Dim count{*this, "count"};
    In<float> x{*this, count};
    Out<float> y{*this, count};
    using Operation::Operation;

    void fill(std::uint64_t seed) override
    {
        for (std::size_t i = 0; i < count; ++i) {
            x[i] = float((i + seed) % 7);
        }
    }
    void declare(Forms &forms) override
    {
        forms.add("slow").reads(x).writes(y).flops(2.0 * double(count)).run([this] {
            for (std::size_t i = 0; i < count; ++i) {
                y[i] = x[i] + x[i];
            }
        });
        forms.add("fast").reads(x).writes(y).flops(double(count)).run([this] {
            for (std::size_t i = 0; i < count; ++i) {
                y[i] = 2 * x[i];
            }
        });
    }
    std::size_t units(std::size_t) const override { return count; }
    void exact(std::size_t, std::size_t i, Expected &expected) const override
    {
        expected.at(y, i, 2.0 * double(x[i]));
    }
    double tolerance(std::size_t) const override { return 0; }
    std::optional<double> ratioLimit(const RatioOf &r) const override
    {
        return workOf(r.baseline).flops / workOf(r.technique).flops;
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("toy-kernel", {{"double", operation<Doubling>}});
}

}  // namespace touchstone::kernels::toy_kernel
