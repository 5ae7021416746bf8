#include "kernels/catalogue.h"

#include "kernels/blocks/opencl.h"

#include <algorithm>

// One line a kernel, in the order in which they are shown.
// clang-format off
#define TOUCHSTONE_KERNELS(KERNEL) \
    KERNEL(sglangTrioFusion) \
    KERNEL(loraSelfrouteMerge) \
    KERNEL(expertEbCompress) \
    KERNEL(attnHilbertTiles) \
    KERNEL(attnSparseSymbols) \
    KERNEL(attnBiWkv) \
    KERNEL(quantLzs4) \
    KERNEL(fairGptqHessian) \
    KERNEL(ternaryPoissonCode) \
    KERNEL(convAlgoMatrix) \
    KERNEL(logicGatePacked) \
    KERNEL(simPrecomputedAnswers) \
    KERNEL(kdConcreteScore) \
    KERNEL(dllmAdaptiveBlock) \
    KERNEL(bpeAppendMerges) \
    KERNEL(sgLobeSplat)
// clang-format on

namespace touchstone::kernels {

#define DECLARE(factory) std::unique_ptr<Kernel> factory();
TOUCHSTONE_KERNELS(DECLARE)
#undef DECLARE

const std::vector<std::unique_ptr<Kernel>> &catalogue()
{
    static const auto kernels = [] {
        std::vector<std::unique_ptr<Kernel>> all;
#define ADD(factory) all.push_back(factory());
        TOUCHSTONE_KERNELS(ADD)
#undef ADD
        return all;
    }();
    return kernels;
}

const Kernel *find(std::string_view id)
{
    const auto &all = catalogue();
    const auto found =
            std::find_if(all.begin(), all.end(), [&](const auto &k) { return k->id() == id; });
    return found == all.end() ? nullptr : found->get();
}

std::string_view kernelsJson()
{
    return embeddedSource("kernels.json");
}

}  // namespace touchstone::kernels
