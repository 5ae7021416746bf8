// Differentiable logic-gate networks (report 2025-10-15, paper 16): classes by two-input gates.
//
//   gate       fixed random inputs a and b; in training the mean of its 16 truth tables under
//              softmax(w), relaxed to c0 + c1 a + c2 b + c3 a b; afterwards the likeliest table
//   Group-Sum  the last layer's gates vote in groups, one a class: score = votes / tau
//
// Inference in bits: 512 samples lie in a row of bits, so that one operation on a register is a
// gate for as many samples as it has bits; gates of a layer are sorted by table, votes are counted
// and compared in bit planes. Against it: the same network one value a byte, and a network of
// floats, as wide as it needs to be as accurate, by oneDNN in fp32 and int8.
#include "kernels/unconventional/logic-gate-packed/problem.h"
#include "kernels/plain_kernel.h"

namespace touchstone::kernels::logic_gate_packed {

namespace {

class LogicGatePacked : public PlainKernel {
public:
    std::string id() const override { return "logic-gate-packed"; }
    std::string family() const override { return "unconventional"; }
    // 2: 500 and 2000 classes are learnt by larger groups, beside floats of as many bytes.
    int version() const override { return 2; }
    bool supports(DeviceKind) const override { return true; }
    std::vector<Variant> variants() const override
    {
        return {{"mlp", Role::Baseline},
                {"mlp-int8", Role::Baseline},
                {"interpreted", Role::Naive},
                {"packed", Role::Technique},
                {"packed-encoded", Role::Technique}};
    }
    std::vector<Comparison> comparisons() const override
    {
        return {{"mlp", "packed"},
                {"mlp-int8", "packed"},
                {"mlp", "packed-encoded"},
                {"interpreted", "packed"}};
    }
    std::vector<Shape> shapes(Preset preset) const override
    {
        switch (preset) {
        case Preset::Small:
            return {shape(4096, 10, 2, 2000, 16)};
        case Preset::Medium:
            return {shape(16'384, 10, 2, 2000, 16), shape(16'384, 100, 2, 8000, 32),
                    shape(16'384, 100, 4, 8000, 32)};
        case Preset::Large:
            return {shape(16'384, 2000, 6, 64'000, 64)};
        }
        return {};
    }
    std::vector<Shape> sweep() const override
    {
        return {shape(4096, 10, 2, 500, 16), shape(4096, 10, 2, 2000, 16),
                shape(4096, 10, 2, 8000, 16), shape(4096, 10, 2, 32'000, 16)};
    }
    std::vector<Shape> oddShapes() const override
    {
        return {shape(1, 1, 1, 3, 1, 1), shape(67, 5, 1, 13, 3, 3), shape(521, 7, 3, 131, 17, 11),
                shape(1031, 37, 2, 337, 19, 5)};
    }
    Result<std::unique_ptr<PlainProblem>> prepare(const Setup &setup, Memory &memory) const override
    {
        return prepareOn(setup, std::make_unique<LogicProblem>(setup, memory));
    }

private:
    static Shape shape(std::int64_t samples, std::int64_t classes, std::int64_t layers,
                       std::int64_t gates, std::int64_t hidden, std::int64_t features = 64)
    {
        return {std::to_string(samples) + ", " + std::to_string(classes) + " classes, "
                        + std::to_string(layers) + "x" + std::to_string(gates),
                {{"samples", samples},
                 {"classes", classes},
                 {"layers", layers},
                 {"gates", gates},
                 {"hidden", hidden},
                 {"features", features}}};
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return adapted(std::make_unique<LogicGatePacked>());
}

}  // namespace touchstone::kernels::logic_gate_packed
