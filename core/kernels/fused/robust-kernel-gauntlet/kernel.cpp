// robust-kbench (report 2025-09-24, paper 14): agents rewrite PyTorch operations, and a benchmark
// that is hard to cheat says whether the result is right and faster. Here each operation has
// three forms or four, and the ways of verifying as an operation of their own:
//
//   eager      one operator of the framework after the other, each from memory to memory
//   compiled   fused loops as a compiler makes them: a loop for each reduction, long rows split
//   library    LayerNorm and softmax by oneDNN
//   fused      by hand: one pass over memory for all reductions, long rows split
//
//   allclose   the first result against the reference within 1e-2, as KernelBench has it
//   gauntlet   several inputs, scales and widths against double precision, from poisoned buffers
#include "kernels/declared_kernel.h"
#include "kernels/fused/robust-kernel-gauntlet/operations.h"

namespace touchstone::kernels::robust_kernel_gauntlet {

std::unique_ptr<Kernel> make()
{
    return declared("robust-kernel-gauntlet",
                    {{"layernorm", makeNorm},
                     {"rmsnorm", makeNorm},
                     {"linear-relu", makeLinearRelu},
                     {"cross-entropy", makeCrossEntropy},
                     {"verify", makeVerification}},
                    verifierQuality);
}

}  // namespace touchstone::kernels::robust_kernel_gauntlet
