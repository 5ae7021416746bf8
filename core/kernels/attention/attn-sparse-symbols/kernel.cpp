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
// Cached features are reused as they are (forecast of order zero). Against each stands the dense
// form: tiled attention, oneDNN products.
#include "kernels/attention/attn-sparse-symbols/problem.h"
#include "kernels/plain_kernel.h"

#include <array>

namespace touchstone::kernels::attn_sparse_symbols {

namespace {

class AttnSparseSymbols : public PlainKernel {
public:
    std::string id() const override { return "attn-sparse-symbols"; }
    std::string family() const override { return "attention"; }
    bool supports(DeviceKind) const override { return true; }

    std::vector<Variant> variants() const override
    {
        return {{"dense", Role::Baseline}, {"symbols", Role::Technique}};
    }
    std::vector<Comparison> comparisons() const override { return {{"dense", "symbols"}}; }
    std::vector<Shape> shapes(Preset preset) const override
    {
        const bool small = preset == Preset::Small;
        const std::int64_t tokens = small ? 1024 : preset == Preset::Medium ? 2048 : 4096;
        const std::int64_t heads = small ? 4 : 8;
        return {shape(AttentionQ, tokens, heads, 64, 50),
                shape(AttentionKv, tokens, heads, 64, 50),
                shape(AttentionMixed, tokens, heads, 64, 75),
                shape(GemmQ, tokens, heads, 64, 50),
                shape(GemmO, tokens, heads, 64, 50),
                shape(GemmO, tokens, heads, 64, 90)};
    }
    std::vector<Shape> sweep() const override
    {
        std::vector<Shape> shapes;
        for (const std::int64_t tokens : {128, 256, 512, 1024, 2048, 4096}) {
            shapes.push_back(shape(AttentionMixed, tokens, 4, 64, 75));
            shapes.push_back(shape(GemmO, tokens, 8, 64, 90));
        }
        return shapes;
    }
    std::vector<Shape> oddShapes() const override
    {
        return {shape(AttentionQ, 131, 3, 17, 50), shape(AttentionKv, 200, 2, 40, 70),
                shape(AttentionMixed, 67, 5, 8, 60), shape(GemmQ, 131, 3, 17, 50),
                shape(GemmO, 197, 5, 20, 70)};
    }
    Result<std::unique_ptr<PlainProblem>> prepare(const Setup &setup, Memory &memory) const override
    {
        return prepareOn(setup, std::make_unique<SymbolsProblem>(setup, memory));
    }

private:
    static Shape shape(Part part, std::int64_t tokens, std::int64_t heads, std::int64_t size,
                       std::int64_t sparsity)
    {
        constexpr std::array names{"q-skip", "kv-skip", "mixed", "gemm-q", "gemm-o"};
        return {std::string(names[part]) + " " + std::to_string(sparsity) + "% "
                        + std::to_string(tokens) + "x" + std::to_string(heads) + "x"
                        + std::to_string(size),
                {{"part", part},
                 {"tokens", tokens},
                 {"heads", heads},
                 {"size", size},
                 {"sparsity", sparsity}}};
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return adapted(std::make_unique<AttnSparseSymbols>());
}

}  // namespace touchstone::kernels::attn_sparse_symbols
