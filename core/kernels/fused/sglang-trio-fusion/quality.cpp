// Largest error in units in the last place of each operation and format, on rows of the sizes in
// use.
#include "kernels/blocks/figures.h"
#include "kernels/blocks/oracle.h"
#include "kernels/fused/sglang-trio-fusion/rows.h"

#include <tuple>

namespace touchstone::kernels::sglang_trio_fusion {

namespace {

// Over a sample of rows of `out`.
double worstUlps(const Rows &r)
{
    double worst = 0;
    for (const std::size_t row : sample(r.rows, 16)) {
        const ExactRow exact = exactRow(r, row);
        for (std::size_t i = 0; i < r.width; ++i) {
            worst = std::max(worst, halfUlps(r.format, r.out[row * r.width + i], exact.out[i]));
        }
    }
    return worst;
}

// Over the seeds: a maximum, which has neither mean nor interval. By the variant as it is timed, on
// a device by the device.
Result<double> worstOf(const Kernel &kernel, Setup setup, std::size_t variant)
{
    double worst = 0;
    for (int i = 0; i < seedsOf(setup); ++i, ++setup.seed) {
        Memory memory;
        const auto problem = kernel.prepare(setup, memory);
        if (!problem) {
            return passOn(problem.error());
        }
        (*problem)->run(variant);
        (*problem)->finish();
        (*problem)->fetchOutputs();
        worst = std::max(worst, worstUlps(static_cast<const Rows &>(**problem)));
    }
    return worst;
}

}  // namespace

Result<std::vector<Quality>> worstErrors(const Setup &setup)
{
    const std::unique_ptr<Kernel> kernel = make();
    std::vector<Quality> figures;
    Setup own = setup;
    for (const std::int64_t bits : {8, 5}) {
        for (const auto &[operation, rows, width] : {std::tuple{"silu-mul", 16, 11008},
                                                     {"add-rmsnorm", 16, 4096},
                                                     {"merge-states", 64, 128}}) {
            own.shape = {operation,
                         {{"exponent bits", bits}, {"rows", rows}, {"width", width}},
                         operation,
                         {}};
            for (const std::size_t v : variantsOn(*kernel, own.shape)) {
                const std::string &id = kernel->variants()[v].id;
                if (setup.stop.stop_requested()) {
                    return cancelled();
                }
                if (id != "vectorised" && id != "rewritten") {
                    continue;
                }
                const auto worst = worstOf(*kernel, own, v);
                if (!worst) {
                    return passOn(worst.error());
                }
                figures.push_back(figure("max-ulp", id, *worst, std::string("ulp, ") + operation,
                                         Evidence::Measured, {{"exponent bits", double(bits)}}));
            }
        }
    }
    return figures;
}

}  // namespace touchstone::kernels::sglang_trio_fusion
