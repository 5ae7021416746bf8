// Convolution algorithms on CPUs (report 2025-10-15, paper 5): the same 3x3 layer by
//
//   direct     y = sum over r, s, c of x w, blocked in registers
//   GEMM       rows of neighbourhoods times weights (a band at a time: implicit GEMM)
//   Winograd   Y = A^T [(G g G^T) . (B^T d B)] A in tiles of 2x2 or 4x4 outputs, which needs 2.25
//   or
//              4 times fewer multiplications
//
// The paper benchmarks oneDNN's on several processors; here oneDNN's direct convolution and its
// product behind im2row are the baselines. All work on channels-last tensors with their border.
#include "kernels/blocks/oracle.h"
#include "kernels/signal/conv-algo-matrix/layer.h"
#include "kernels/signal/conv-algo-matrix/library.h"
#include "kernels/plain_kernel.h"

namespace touchstone::kernels::conv_algo_matrix {

namespace {

std::vector<Variant> variantsOfConv()
{
    return {{"naive-direct", Role::Naive},    {"onednn-direct", Role::Baseline},
            {"im2row-gemm", Role::Baseline},  {"blocked-direct", Role::Technique},
            {"winograd-f2", Role::Technique}, {"winograd-f4", Role::Technique}};
}

class ConvProblem : public PlainProblem {
public:
    ConvProblem(const Setup &setup, Memory &memory)
        : l(setup.shape, memory), m_threads(setup.threads)
    {
        l.fill(setup.seed);
    }
    Result<> openLibrary()
    {
        auto library = LibraryConvolution::create({l.images, l.padded, l.size, l.inputs, l.outputs},
                                                  l.weights.data(), m_threads);
        if (!library) {
            return passOn(library.error());
        }
        m_library = std::move(*library);
        return {};
    }

    void run(std::size_t algorithm) override
    {
        if (algorithm == LibraryDirect) {
            m_library->run(l.x.data(), l.y.data());
        } else {
            conv_algo_matrix::run(l, Algorithm(algorithm), m_threads);
        }
    }
    Work work(std::size_t algorithm) const override;
    Result<Check> check(std::size_t algorithm) override;
    Result<std::vector<Quality>> quality(const Setup &setup) override
    {
        const auto variants = variantsOfConv();
        return algorithmQuality(setup, l, variants);
    }
    // Multiplications of the direct form over those of the tiles.
    std::optional<double> limit(std::size_t comparison) const override
    {
        const std::size_t edge = comparison < 2 ? 2 : comparison < 4 ? 4 : 0;
        if (edge == 0) {
            return std::nullopt;
        }
        const double ofTiles = double(l.tiles(edge) * (edge + 2) * (edge + 2));
        return 9 * double(l.pixels()) / ofTiles;
    }

private:
    Layer l;
    int m_threads;
    std::unique_ptr<LibraryConvolution> m_library;
};

Work ConvProblem::work(std::size_t algorithm) const
{
    const std::size_t edge = algorithm == Winograd2 ? 2 : algorithm == Winograd4 ? 4 : 0;
    const double multiplications =
            edge == 0 ? 9 * double(l.pixels()) : double(l.tiles(edge) * (edge + 2) * (edge + 2));
    const double weights = edge == 0 ? 9 : double((edge + 2) * (edge + 2));
    Work work;
    work.flops = 2 * multiplications * double(l.inputs * l.outputs);
    work.bytes =
            sizeof(float)
            * (double(l.x.size()) + weights * double(l.inputs * l.outputs) + double(l.y.size()));
    work.dense = true;
    return work;
}

Result<Check> ConvProblem::check(std::size_t algorithm)
{
    FrobeniusError error;
    for (const std::size_t p : sample(l.pixels(), 61)) {
        for (const std::size_t k : sample(l.outputs, 13)) {
            const double exact =
                    exactOutput(l, p / (l.size * l.size), p / l.size % l.size, p % l.size, k);
            error.add(l.y[p * l.outputs + k], exact);
        }
    }
    // The sums of tiles of four outputs grow to many times their result before they cancel.
    return error.check(algorithm == Winograd4 ? 1e-4 : 1e-5);
}

class ConvAlgoMatrix : public PlainKernel {
public:
    std::string id() const override { return "conv-algo-matrix"; }
    std::string family() const override { return "signal"; }
    std::vector<Variant> variants() const override { return variantsOfConv(); }
    std::vector<Comparison> comparisons() const override
    {
        return {{"onednn-direct", "winograd-f2"},    {"im2row-gemm", "winograd-f2"},
                {"onednn-direct", "winograd-f4"},    {"im2row-gemm", "winograd-f4"},
                {"onednn-direct", "blocked-direct"}, {"im2row-gemm", "blocked-direct"},
                {"onednn-direct", "im2row-gemm"}};
    }
    std::vector<Shape> shapes(Preset preset) const override
    {
        switch (preset) {
        case Preset::Small:
            return {shape(1, 28, 64, 64)};
        case Preset::Medium:
            return {shape(1, 56, 64, 64), shape(1, 28, 128, 128), shape(1, 14, 256, 256)};
        case Preset::Large:
            return {shape(8, 56, 64, 64), shape(8, 28, 128, 128), shape(1, 224, 64, 64)};
        }
        return {};
    }
    std::vector<Shape> sweep() const override
    {
        return {shape(1, 56, 8, 8), shape(1, 56, 16, 16), shape(1, 56, 32, 32),
                shape(1, 56, 64, 64), shape(1, 56, 128, 128)};
    }
    std::vector<Shape> oddShapes() const override
    {
        return {shape(1, 1, 3, 5), shape(1, 7, 17, 19), shape(2, 13, 5, 67), shape(1, 11, 33, 40)};
    }
    Result<std::unique_ptr<PlainProblem>> prepare(const Setup &setup, Memory &memory) const override
    {
        auto problem = std::make_unique<ConvProblem>(setup, memory);
        const Result<> opened = problem->openLibrary();
        if (!opened) {
            return passOn(opened.error());
        }
        return problem;
    }

private:
    static Shape shape(std::int64_t images, std::int64_t size, std::int64_t inputs,
                       std::int64_t outputs)
    {
        return {std::to_string(images) + "x" + std::to_string(inputs) + "x" + std::to_string(size)
                        + "^2 to " + std::to_string(outputs),
                {{"images", images}, {"size", size}, {"inputs", inputs}, {"outputs", outputs}}};
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return adapted(std::make_unique<ConvAlgoMatrix>());
}

}  // namespace touchstone::kernels::conv_algo_matrix
