// MEGS^2 (report 2025-09-10, paper 6): the colour of a splatted Gaussian by spherical Gaussians
//
//   c(d) = c0 + sum over at most three lobes of a_i exp(lambda_i (mu_i . d - 1))
//
// instead of spherical harmonics of degree 3 (48 numbers). Lobes are given to primitives under one
// memory budget, and primitives are sorted by their number of lobes, so that none is stored or
// computed without need. Against it: SIMD harmonics of degree 3, 2 and 1.
#include "kernels/blocks/parallel.h"
#include "kernels/declared_kernel.h"
#include "kernels/signal/sg-lobe-splat/scene.h"

namespace touchstone::kernels::sg_lobe_splat {

namespace {

struct Shading final : Operation {
    Dim primitives{*this, "primitives"};
    Scene scene{primitives, memory()};

    using Operation::Operation;

    void fill(std::uint64_t seed) override { scene.fill(seed); }
    void declare(Forms &forms) override
    {
        for (std::size_t form = 0; form < formCount; ++form) {
            // Multiply-adds of three channels; the exponential counts as what this one is made of.
            const double perFloat = isSh(form) ? 2 : 6;
            forms.add(variantIds[form])
                    .reads(scene.parameters[form], scene.directions)
                    .writes(scene.colours)
                    .flops(perFloat * double(scene.parameters[form].size()))
                    .run([this, form] {
                        parallelRows(threads(), scene.blocks,
                                     [&](std::size_t begin, std::size_t end) {
                                         shade(scene, form, begin, end);
                                     });
                    })
                    .device([this, form](DeviceCopies &d) { shadeOnDevice(d, form); });
        }
    }

    std::size_t units(std::size_t) const override { return scene.blocks; }
    std::size_t sampledUnits(std::size_t) const override { return 25; }
    void exact(std::size_t form, std::size_t block, Expected &expected) const override
    {
        for (std::size_t i = 0; i < 3 * blockSize; ++i) {
            const std::size_t primitive = block * blockSize + i % blockSize;
            expected.at(scene.colours, block * 3 * blockSize + i,
                        exactColour(scene, form, primitive, i / blockSize));
        }
    }
    // Sums of 16 terms; the argument of exp is rounded at 64.
    double tolerance(std::size_t) const override { return 2e-6 * 4; }

    void shadeOnDevice(DeviceCopies &d, std::size_t form)
    {
        const auto launch = [&](std::size_t begin, std::size_t end, std::size_t lobeCount) {
            if (begin == end) {
                return;
            }
            d.launch("shade", (end - begin) * blockSize, 64,
                     {d[scene.parameters[form]], d[scene.directions], d[scene.colours],
                      scene.offsetOf(form, begin), begin, end - begin, scene.floatsOf(form, begin),
                      isSh(form) ? form + 1 : 0, lobeCount});
        };
        if (form != SgSorted) {
            launch(0, scene.blocks, scene.lobesOf(form, 0));
            return;
        }
        for (std::size_t lobeCount = 0; lobeCount <= mostLobes; ++lobeCount) {
            launch(scene.sortedFrom(lobeCount), scene.sortedFrom(lobeCount + 1), lobeCount);
        }
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("sg-lobe-splat", {{"shade", operation<Shading>}}, fitQuality);
}

}  // namespace touchstone::kernels::sg_lobe_splat
