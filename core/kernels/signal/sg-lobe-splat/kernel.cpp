// MEGS^2 (report 2025-09-10, paper 6): the colour of a splatted Gaussian by spherical Gaussians
//
//   c(d) = c0 + sum over at most three lobes of a_i exp(lambda_i (mu_i . d - 1))
//
// instead of spherical harmonics of degree 3 (48 numbers). Lobes are given to primitives under one
// memory budget, and primitives are sorted by their number of lobes, so that none is stored or
// computed without need. Against it: SIMD harmonics of degree 3, 2 and 1, and of degrees sorted in
// the same way in the same number of bytes, the strongest way to save with harmonics.
//
// Limits, of numbers of 4 bytes, from degree D to n lobes on average:
//
//   bytes   (11 + 3 (D + 1)^2) / (11 + 3 + 7 n)   with 11 of geometry; 59/35 = 1.69 from 3 to 3
//   time    the larger of the ratios of bytes and of FLOPs of shading, since
//           max(F/P, B/W) / max(f/P, b/W) <= max(F/f, B/b) for any peak P and bandwidth W;
//           shading reads no geometry, but 3 numbers of direction, and writes 3 of colour:
//           B/b = (3 (D + 1)^2 + 6) / (3 + 7 n + 6), 54/30 = 1.80 from 3 to 3; F/f is smaller
#include "kernels/blocks/parallel.h"
#include "kernels/declared_kernel.h"
#include "kernels/signal/sg-lobe-splat/scene.h"

#include <algorithm>

namespace touchstone::kernels::sg_lobe_splat {

namespace {

// Of one primitive. Harmonics: a factor and three multiply-adds for each but the first, and their
// polynomials. A lobe: mu . d (5), the exponent (2), three multiply-adds, and the exponential, a
// polynomial of degree 7 with its reduction.
constexpr double expFlops = 24;
constexpr std::array<double, mostLevel + 1> shFlops{6, 27, 71, 135};
constexpr double lobeFlops = 5 + 2 + expFlops + 6;

struct Shading final : Operation {
    Dim primitives{*this, "primitives"};
    Scene scene{primitives, memory()};

    using Operation::Operation;

    void fill(std::uint64_t seed) override { scene.fill(seed); }
    void declare(Forms &forms) override
    {
        for (std::size_t form = 0; form < formCount; ++form) {
            forms.add(variantIds[form])
                    .reads(scene.parameters[form], scene.directions)
                    .writes(scene.colours)
                    .flops(flopsOf(form))
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
        std::size_t end = 0;
        for (std::size_t first = 0; first < levels[form].size(); first = end) {
            const std::size_t level = levels[form][first];
            for (end = first; end < levels[form].size() && levels[form][end] == level; ++end) {
            }
            const std::size_t begin = scene.quarterFrom(first);
            const std::size_t count = scene.quarterFrom(end) - begin;
            if (count > 0) {
                d.launch("shade", count * blockSize, 64,
                         {d[scene.parameters[form]], d[scene.directions], d[scene.colours],
                          scene.offsetOf(form, begin), begin, count, floatsAt(form, level),
                          isSh(form) ? 1 : 0, level});
            }
        }
    }
    double flopsOf(std::size_t form) const
    {
        double flops = 0;
        for (std::size_t b = 0; b < scene.blocks; ++b) {
            const std::size_t level = scene.levelOf(form, b);
            flops += blockSize * (isSh(form) ? shFlops[level] : lobeFlops * double(level));
        }
        return flops;
    }
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        if (ratio.quantity == "bytes-per-primitive") {
            return bytesPerPrimitive(ratio.baseline) / bytesPerPrimitive(ratio.technique);
        }
        if (ratio.quantity != "time") {
            return std::nullopt;
        }
        const Work baseline = workOf(ratio.baseline), technique = workOf(ratio.technique);
        const double bytes = baseline.bytes / technique.bytes;
        return technique.flops > 0 ? std::max(bytes, baseline.flops / technique.flops) : bytes;
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("sg-lobe-splat", {{"shade", operation<Shading>}}, fitQuality);
}

}  // namespace touchstone::kernels::sg_lobe_splat
