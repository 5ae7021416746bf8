// FURINA (report 2025-09-24, paper 8): a mixture of LoRA experts that needs no router, is linear
// in x, and therefore folds into the backbone.
//
//   expert      W_i = B_i A_i, normalised by its row norms d_i:  W^_i = diag(1 / (d_i + eps)) W_i
//   layer       y = W x + diag(m) * sum_i W^_i x + B_s A_s x      (m shared by all, s: shared)
//   merged      y = (W + diag(m) * sum_i W^_i + B_s A_s) x
//
// All of it is linear in x, so that a plain LoRA of the summed rank can be every such layer; that
// one can be merged as well. Against it: the backbone alone, unmerged LoRA of rank 8 and of the
// summed rank, and a routed mixture of LoRA experts with tokens grouped by expert, which cannot be
// merged. What merging itself costs is timed in merging.cpp.
#include "kernels/blocks/device_gemm.h"
#include "kernels/blocks/oracle.h"
#include "kernels/moe/lora-selfroute-merge/layer.h"

namespace touchstone::kernels::lora_selfroute_merge {

void Layer::declare(Forms &forms)
{
    const auto t = double(tokens), n = double(width);
    for (std::size_t form = 0; form < formIdsOfLayer.size(); ++form) {
        // Only the columns in use of A and B, and the router.
        const double factors = 2 * n * double(adapterColumns[form])
                               + (form == RoutedMoeLora ? n * expertCount : 0);
        forms.add(formIdsOfLayer[form])
                .writes(y)
                .bytes(sizeof(float) * (n * n + 2 * t * n + factors))
                .flops(t * (2 * n * n + adapterFlops(form, width)))
                .dense(tokens >= 32)
                .run([this, form] { forward(LayerForm(form)); })
                .device([this, form](DeviceCopies &d) { forwardOn(d, LayerForm(form)); });
    }
}

// On a device all experts are evaluated and gated: with 64 columns this costs less than grouping
// tokens would.
void Layer::forwardOn(DeviceCopies &d, LayerForm form)
{
    const DeviceMatrix in{d[x], 0, width}, out{d[y], 0, width};
    const auto addLowRank = [&](const LayerMatrix &right, std::size_t first, std::size_t columns,
                                bool gated) {
        const DeviceMatrix low{d[hidden], 0, columns};
        deviceGemmNT(d, tokens, columns, width, in, {d[a.values()], first * width, width}, low);
        if (gated) {
            d.launch("gate", tokens, 64, {d[hidden], d[logits], tokens});
        }
        deviceGemmNT(d, tokens, width, columns, low, {d[right.values()], first, allColumns}, out,
                     true);
    };
    const LayerMatrix &dense = form == Merged ? merged : weight;
    deviceGemmNT(d, tokens, width, width, in, {d[dense.values()], 0, width}, out);
    if (form == RoutedMoeLora) {
        deviceGemmNT(d, tokens, expertCount, width, in, {d[router.values()], 0, width},
                     {d[logits], 0, expertCount});
        addLowRank(b, 0, expertColumns, true);
    } else if (form == UnmergedLora) {
        addLowRank(b, expertColumns, loraRank, false);
    } else if (form == UnmergedEqual) {
        addLowRank(b, 0, allColumns, false);
    } else if (form == UnmergedFurina) {
        addLowRank(scaledB, 0, allColumns, false);
    }
}

double Layer::tolerance(std::size_t form) const
{
    // Whole numbers leave nothing to round; gates, norms and magnitudes are none.
    const bool whole = setup().exactIntegers
                       && (form == Backbone || form == UnmergedLora || form == UnmergedEqual);
    return whole ? 0 : dotTolerance(double(width + adapterColumns[form]));
}

std::optional<double> Layer::ratioLimit(const RatioOf &ratio) const
{
    // Merged and backbone are the same product: nothing can be gained over it.
    const bool same = ratio.baseline == Backbone && ratio.technique == Merged;
    return same ? std::optional(workOf(Backbone).flops / workOf(Merged).flops) : std::nullopt;
}

std::unique_ptr<Kernel> make()
{
    return declared("lora-selfroute-merge", {{"layer", operation<Layer>}, {"merging", makeMerging}},
                    domainQuality);
}

}  // namespace touchstone::kernels::lora_selfroute_merge
