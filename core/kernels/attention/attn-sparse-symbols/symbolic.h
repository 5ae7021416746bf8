// What the operations of attn-sparse-symbols have in common. Form 0 is dense, form 1 driven by
// symbols.
#pragma once

#include "kernels/attention/attn-sparse-symbols/symbols.h"
#include "kernels/blocks/attention_device.h"
#include "kernels/declared_kernel.h"

namespace touchstone::kernels::attn_sparse_symbols {

struct Symbolic : Operation {
    Dim tokens{*this, "tokens"}, heads{*this, "heads"}, size{*this, "size"};
    Dim sparsity{*this, "sparsity"};
    double density = 1 - double(sparsity) / 100;
    std::size_t width = heads * size;
    std::size_t plane = tokens * width;
    double planeBytes = double(plane) * sizeof(float);
    Symbols symbols{heads, tokens, memory()};

    using Operation::Operation;

    DeviceSources deviceSources() const override
    {
        return {{"blocks/attention.cl", "attention/attn-sparse-symbols/kernel.cl"},
                attention::attentionOptions(size)};
    }
    // A token; of a head, or of a step.
    std::size_t sampledUnits(std::size_t) const override { return 29; }
    // Dense over computed arithmetic.
    std::optional<double> ratioLimit(const RatioOf &r) const override
    {
        return workOf(r.baseline).flops / std::max(workOf(r.technique).flops, 1.0);
    }
};

// products.cpp
extern const OperationMaker queryProjection, outputProjection;

}  // namespace touchstone::kernels::attn_sparse_symbols
