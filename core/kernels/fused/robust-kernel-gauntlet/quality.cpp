// How many faults either way of verifying finds, and how many honest kernels it accuses.
#include "kernels/blocks/figures.h"
#include "kernels/fused/robust-kernel-gauntlet/faults.h"
#include "kernels/fused/robust-kernel-gauntlet/operations.h"

namespace touchstone::kernels::robust_kernel_gauntlet {

namespace {

constexpr std::size_t rows = 16, width = 64;

// y of the first trial, from a buffer in which the reference had been.
bool acceptedByAllClose(Fault fault, const std::vector<Trial> &drawn, double tolerance)
{
    std::vector<float> y(rows * width);
    normalise(Fault::None, drawn[0], drawn[0], y.data());
    normalise(fault, drawn[0], drawn[0], y.data());
    return allClose(drawn[0], y.data(), tolerance);
}

template <class Accepted>
void addVerdicts(SeedFigures &to, const char *variant, double tolerance, const Accepted &accepted)
{
    double found = 0, accused = 0;
    for (std::size_t i = 0; i < candidates; ++i) {
        const bool rejected = !accepted(Fault(i));
        (i < honest ? accused : found) += rejected ? 1 : 0;
    }
    const At at{{"tolerance", tolerance}};
    const auto share = [](double part, std::size_t whole) { return 100 * part / double(whole); };
    to.add("faults-found", variant, share(found, candidates - honest), "%", Evidence::Simulated,
           at);
    to.add("honest-accused", variant, share(accused, honest), "%", Evidence::Simulated, at);
}

}  // namespace

Result<std::vector<Quality>> verifierQuality(const Setup &setup)
{
    return studySeeds(
            setup, "verifying planted faults",
            [](std::uint64_t seed, SeedFigures &to) {
                const auto drawn = drawTrials(rows, width, seed);
                for (const double tolerance : {1e-2, 1e-3, 1e-4, 1e-5}) {
                    addVerdicts(to, "allclose", tolerance, [&](Fault fault) {
                        return acceptedByAllClose(fault, drawn, tolerance);
                    });
                    addVerdicts(to, "gauntlet", tolerance,
                                [&](Fault fault) { return passesGauntlet(fault, drawn); });
                }
            },
            setup.threads);
}

}  // namespace touchstone::kernels::robust_kernel_gauntlet
