// The forms of a layer on a device.
#include "kernels/blocks/attention_sum_device.h"
#include "kernels/blocks/device_gemm.h"
#include "kernels/reduce/prune-quant-aware-tokens/layer.h"

namespace touchstone::kernels::prune_quant_aware_tokens {

namespace {

constexpr std::size_t groupSize = 64;

}  // namespace

DeviceSources Layer::deviceSources() const
{
    return {{"blocks/attention.cl", "blocks/gemm.cl", "blocks/body.cl", "blocks/gemm_int8.cl",
             "blocks/group.cl", "blocks/attention_sum.cl",
             "reduce/prune-quant-aware-tokens/kernel.cl"},
            attention::attentionOptions(size) + " -DLONGEST_ROW=" + std::to_string(4 * width)};
}

void Layer::productOn(DeviceCopies &d, std::size_t form, std::size_t stage, const Buffer<float> &in,
                      const Buffer<float> *residual, const Buffer<float> &to)
{
    const Left &own = left(form);
    const std::size_t inputs = inputsOf(stage, width), outputs = outputsOf(stage, width);
    if (kinds[form].weights == Weights::Float) {
        if (residual) {
            d.launch("copy_rows", own.rows * outputs, groupSize,
                     {d[*residual], d[to], own.rows * outputs});
        }
        deviceGemmNT(d, own.rows, outputs, inputs, {d[in], 0, inputs},
                     {d[deviceWeights], offsetOf(stage, width), inputs}, {d[to], 0, outputs},
                     residual != nullptr);
        return;
    }
    const bool rotated = kinds[form].weights == Weights::RotatedCodes;
    d.launch("to_codes", own.rows * groupSize, groupSize,
             {d[in], d[own.codes[stage]], d[own.steps], stage * own.rows, inputs,
              rotated ? blockOf(inputs) : std::size_t(1)});
    constexpr std::size_t tile = 16;
    d.launch("product_of_codes", {outputs, own.rows}, {tile, tile},
             {d[own.codes[stage]], d[packed(form).codes], offsetOf(stage, width), d[own.steps],
              stage * own.rows, d[weightSteps],
              (rotated ? 9 * width : 0) + stepOffsetOf(stage, width), d[residual ? *residual : in],
              std::int32_t(residual != nullptr), d[to], own.rows, outputs, inputs});
}

void Layer::computeOn(DeviceCopies &d, std::size_t form)
{
    const Keeps keeps = kinds[form].keeps;
    const Left &own = left(form);
    if (keeps != Keeps::All) {
        attention::deviceSumAttention(d, observed(), {earlierQ, earlierK, attended, scores});
        d.launch("choose", groupSize, groupSize,
                 {d[scores], d[effector], d[stays], d[indices], d[reasons], side, kept,
                  effectorReach, std::int32_t(keeps == Keeps::ByCriteria)});
        d.launch("gather", own.rows * width, groupSize,
                 {d[x], d[indices], d[chosen], grid, kept, width, own.rows * width});
    }
    const Buffer<float> &from = keeps == Keeps::All ? Buffer<float>(x) : Buffer<float>(chosen);
    const auto normed = [&](const Buffer<float> &rows) {
        d.launch("body_normalise", own.rows * groupSize, groupSize, {d[rows], d[h], width});
    };
    normed(from);
    productOn(d, form, Qkv, h, nullptr, own.qkv);
    d.launch("body_place", own.rows * width, groupSize,
             {d[own.qkv], d[deviceHeads[0]], d[deviceHeads[1]], d[deviceHeads[2]], own.rows,
              std::size_t(0), own.rows, width, size, std::size_t(1), own.rows * width});
    deviceAttend(d, {deviceHeads[0], deviceHeads[1], deviceHeads[2], out},
                 {nullptr, nullptr, nullptr, nullptr, 1, heads, own.rows, size, 0, size, width},
                 own.tiles);
    productOn(d, form, Output, out, &from, x2);
    normed(x2);
    productOn(d, form, Up, h, nullptr, wide);
    d.launch("body_silu", own.rows * 4 * width, groupSize, {d[wide], own.rows * 4 * width});
    const Buffer<float> before = x2;
    productOn(d, form, Down, wide, &before, own.y);
}

}  // namespace touchstone::kernels::prune_quant_aware_tokens
