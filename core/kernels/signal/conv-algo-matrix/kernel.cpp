// Convolution algorithms on CPUs (report 2025-10-15, paper 5): the same 3x3 layer by
//
//   direct     y = sum over r, s, c of x w, blocked in registers
//   GEMM       rows of neighbourhoods times weights (a band at a time: implicit GEMM)
//   Winograd   Y = A^T [(G g G^T) . (B^T d B)] A in tiles of 2x2 or 4x4 outputs, which needs 2.25
//              or 4 times fewer multiplications
//
// The paper ranks the three on several processors; here oneDNN's direct convolution, its product
// behind im2row and, on processors where it has one, its Winograd of 4x4 outputs are the baselines.
// All work on channels-last tensors with their border.
#include "kernels/declared_kernel.h"
#include "kernels/signal/conv-algo-matrix/layer.h"

namespace touchstone::kernels::conv_algo_matrix {

namespace {

// Handles of forms.
constexpr std::size_t winogradF2 = 4, winogradF4 = 5, winogradLibrary = 6;

struct Convolution final : Operation {
    Layer l{setup().shape, memory()};
    std::function<void()> direct, tiled;  // oneDNN's

    using Operation::Operation;

    Result<> prepare() override
    {
        l.fill(setup().seed);
        auto made = libraryConvolution(l, threads(), false);
        if (made) {
            direct = std::move(*made);
        }
        if (made && libraryHasWinograd()) {
            made = libraryConvolution(l, threads(), true);
            tiled = made ? std::move(*made) : nullptr;
        }
        return made ? Result<>() : passOn(made.error());
    }
    void declare(Forms &forms) override
    {
        const auto add = [&](const char *id, const Buffer<float> &weights, std::size_t products,
                             auto code) {
            forms.add(id)
                    .reads(l.x, weights)
                    .writes(l.y)
                    .flops(2 * double(l.inputs * l.outputs * products))
                    .dense()
                    .run(code);
        };
        const std::size_t plain = 9 * l.pixels();
        add("naive-direct", l.weights, plain, [this] { naiveDirect(l, threads()); });
        add("onednn-direct", l.weights, plain, [this] { direct(); });
        add("im2row-gemm", l.weights, plain, [this] { im2rowGemm(l, threads()); });
        add("blocked-direct", l.weights, plain, [this] { blockedDirect(l, threads()); });
        const std::size_t by2 = l.tiles(2) * points(2), by4 = l.tiles(4) * points(4);
        add("winograd-f2", l.transformed2, by2, [this] { winograd(l, 2, threads()); });
        add("winograd-f4", l.transformed4, by4, [this] { winograd(l, 4, threads()); });
        if (libraryHasWinograd()) {
            add("onednn-winograd", l.transformed4, by4, [this] { tiled(); });
        }
    }

    std::size_t units(std::size_t) const override { return l.pixels(); }
    std::size_t sampledUnits(std::size_t) const override { return 61; }
    void exact(std::size_t, std::size_t pixel, Expected &expected) const override
    {
        for (std::size_t k = 0; k < l.outputs; ++k) {
            expected.at(l.y, pixel * l.outputs + k, exactOutput(l, pixel, k));
        }
    }
    // The sums of tiles of four outputs grow to many times their result before they cancel.
    double tolerance(std::size_t form) const override { return form >= winogradF4 ? 1e-4 : 1e-5; }
    // Multiplications of the direct form over those of the tiles.
    std::optional<double> ratioLimit(const RatioOf &r) const override
    {
        const double ratio = workOf(r.baseline).flops / workOf(r.technique).flops;
        const bool spares = r.technique >= winogradF2 && r.baseline != winogradLibrary;
        return spares ? std::optional(ratio) : std::nullopt;
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("conv-algo-matrix", {{"convolution", operation<Convolution>}},
                    convolutionQuality,
                    libraryHasWinograd() ? std::vector<std::string>{}
                                         : std::vector<std::string>{"onednn-winograd"});
}

}  // namespace touchstone::kernels::conv_algo_matrix
