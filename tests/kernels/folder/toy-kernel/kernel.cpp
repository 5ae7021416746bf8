// The smallest kernel that compiles, for tests/kernels/folder: it has no problems to prepare.
#include "kernels/kernel.h"

namespace touchstone::kernels::toy_kernel {

namespace {

class ToyKernel : public Kernel {
public:
    std::string id() const override { return "toy-kernel"; }
    std::string family() const override { return "fused"; }
    std::vector<Variant> variants() const override { return {{"slow"}, {"fast", Role::Technique}}; }
    std::vector<Comparison> comparisons() const override { return {{"slow", "fast"}}; }
    std::vector<Shape> shapes(Preset) const override { return {}; }
    std::vector<Shape> oddShapes() const override { return {}; }
    Result<std::unique_ptr<Problem>> prepare(const Setup &, Memory &) const override
    {
        return fail(ErrorCode::Unsupported, "a toy", "玩具");
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return std::make_unique<ToyKernel>();
}

}  // namespace touchstone::kernels::toy_kernel
