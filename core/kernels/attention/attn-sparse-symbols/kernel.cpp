// FlashOmni (report 2025-10-15, paper 15): one engine for sparse attention of diffusion models,
// driven by packed bit symbols of blocks of 64 tokens.
//
//   query symbols  (head, query block): compute, or reuse what an earlier step cached
//   key symbols    (head, query block, key block): compute, or skip
//   attention      o = softmax over the seen blocks, for the computed blocks
//   GEMM-Q         q = x W_q^T for the computed (head, block) only
//   GEMM-O         o_i = cache_i + sum over computed heads of A_ih W_h, for the five steps between
//                  two updates; an update computes cache_i = sum over reused heads as well
//
//   block          attention with all its projections and the MLP, over one update and five steps
//
// Cached features are reused as they are (forecast of order zero). Each is compared with its dense
// form: tiled attention, oneDNN products. attention.cpp, products.cpp and block.cpp hold these.
#include "kernels/attention/attn-sparse-symbols/symbols.h"

namespace touchstone::kernels::attn_sparse_symbols {

std::unique_ptr<Kernel> make()
{
    return declared("attn-sparse-symbols",
                    {{"q-skip", symbolAttention},
                     {"kv-skip", symbolAttention},
                     {"mixed", symbolAttention},
                     {"gemm-q", queryProjection},
                     {"gemm-o", outputProjection},
                     {"block", transformerBlock}},
                    symbolQuality);
}

}  // namespace touchstone::kernels::attn_sparse_symbols
