// Largest error in units in the last place of each operation and format, on rows of the sizes in
// use.
#include "kernels/blocks/figures.h"
#include "kernels/blocks/oracle.h"
#include "kernels/fused/sglang-trio-fusion/rows.h"

namespace touchstone::kernels::sglang_trio_fusion {

namespace {

struct Place {
    const char *operation;
    std::int64_t exponentBits, rows, width;
};

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

// By the variants as they are timed, on a device by the device.
Result<std::vector<Quality>> figuresOf(const Kernel &kernel, const Setup &setup, const Place &place)
{
    Setup own = setup;
    own.shape = {
            place.operation,
            {{"exponent bits", place.exponentBits}, {"rows", place.rows}, {"width", place.width}},
            place.operation,
            {}};
    std::vector<Quality> figures;
    for (std::size_t v = 0; v < kernel.variants().size(); ++v) {
        const Variant &variant = kernel.variants()[v];
        if (variant.operation != place.operation
            || (variant.id != "vectorised" && variant.id != "rewritten")) {
            continue;
        }
        double worst = 0;  // over the seeds: a maximum, which has neither mean nor interval
        for (int i = 0; i < seedsOf(setup); ++i) {
            own.seed = setup.seed + std::uint64_t(i);
            Memory memory;
            const auto problem = kernel.prepare(own, memory);
            if (!problem) {
                return passOn(problem.error());
            }
            (*problem)->run(v);
            (*problem)->finish();
            (*problem)->fetchOutputs();
            worst = std::max(worst, worstUlps(static_cast<const Rows &>(**problem)));
        }
        figures.push_back(figure("max-ulp", variant.id, worst,
                                 std::string("ulp, ") + place.operation, Evidence::Measured,
                                 {{"exponent bits", double(place.exponentBits)}}));
    }
    return figures;
}

}  // namespace

Result<std::vector<Quality>> worstErrors(const Setup &setup)
{
    const std::unique_ptr<Kernel> kernel = make();
    std::vector<Quality> figures;
    for (const std::int64_t exponentBits : {8, 5}) {
        for (const Place &place : {Place{"silu-mul", exponentBits, 16, 11008},
                                   {"add-rmsnorm", exponentBits, 16, 4096},
                                   {"merge-states", exponentBits, 64, 128}}) {
            if (setup.stop.stop_requested()) {
                return cancelled();
            }
            auto more = figuresOf(*kernel, setup, place);
            if (!more) {
                return more;
            }
            figures.insert(figures.end(), more->begin(), more->end());
        }
    }
    return figures;
}

}  // namespace touchstone::kernels::sglang_trio_fusion
