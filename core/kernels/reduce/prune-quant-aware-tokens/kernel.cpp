// SQAP-VLA (report 2025-09-16, paper 9): a vision-language-action model in 4 bits loses the order
// of its attention scores, by which vision tokens are pruned; so the criteria are made to suit it,
// and a Hadamard rotation before rounding brings the scores back. Three criteria choose together:
//
//   cells near the projected end effector, largest scores, points farthest from both (choice.h)
//
//   layer   one layer behind the choice, choice included: all tokens or those that stay, in float
//   or
//           with codes of 4 bits for weights and activations (layer.h)
//   step    one token through a stack of matrices: fp16 or 4 bits, bound by their bytes
//
// How the paper divides the tokens among its criteria is not in the report: here the cells come
// first, and scores and coverage share what is left.
#include "kernels/declared_kernel.h"
#include "kernels/reduce/prune-quant-aware-tokens/study.h"

namespace touchstone::kernels::prune_quant_aware_tokens {

std::unique_ptr<Kernel> make()
{
    return declared("prune-quant-aware-tokens", {{"layer", makeLayer}, {"step", makeStep}},
                    pruningQuality);
}

}  // namespace touchstone::kernels::prune_quant_aware_tokens
