// The forms of a layer on the CPU.
#include "kernels/blocks/activations.h"
#include "kernels/blocks/parallel.h"
#include "kernels/reduce/prune-quant-aware-tokens/layer.h"

#include <algorithm>

namespace touchstone::kernels::prune_quant_aware_tokens {

void Layer::choose(Keeps keeps)
{
    attention::sumAttention(observed(), attended.data(), scores.data(), threads());
    const Choice choice = keeps == Keeps::ByScore ? largestScores(scores.span(), kept)
                                                  : threeCriteria(scores.span(), side,
                                                                  {effector[0], effector[1]}, kept);
    std::copy(choice.tokens.begin(), choice.tokens.end(), indices.data());
    std::copy(choice.reasons.begin(), choice.reasons.end(), reasons.data());
    parallelEach(threads(), kept + instructionTokens, [&](std::size_t i) {
        const std::size_t from = i < kept ? std::size_t(indices[i]) : grid + i - kept;
        std::copy_n(x.data() + from * width, width, chosen.data() + i * width);
    });
}

// out = in W^T, plus the residual. Rows of `in` lie `stride` floats apart; those of 4-bit forms are
// rotated in place.
void Layer::product(std::size_t form, std::size_t stage, float *in, std::size_t stride,
                    const float *residual, float *to)
{
    Left &own = m_left[setOf(form)];
    const Packed &weights = packed(form);
    const std::byte *at = weights.bytes.data() + weights.offsets[stage];
    const std::size_t inputs = inputsOf(stage, width), outputs = outputsOf(stage, width);
    const bool rotated = kinds[form].weights == Weights::RotatedCodes;
    if (kinds[form].weights == Weights::Float) {
        own.floats[stage].multiply(in, at, to);
        if (residual) {
            parallelRows(threads(), own.rows * outputs, [&](std::size_t begin, std::size_t end) {
                for (std::size_t i = begin; i < end; ++i) {
                    to[i] += residual[i];
                }
            });
        }
        return;
    }
    const float *weightStep =
            weightSteps.data() + (rotated ? 9 * width : 0) + stepOffsetOf(stage, width);
    float *step = own.steps.data() + stage * own.rows;
    std::int8_t *code = own.codes[stage].data();
    parallelEach(threads(), own.rows, [&](std::size_t i) {
        if (rotated) {
            rotate(in + i * stride, inputs);
        }
        step[i] = toCodes(in + i * stride, inputs, code + i * inputs);
    });
    own.bytes[stage].multiply(code, at, sums.data());
    parallelEach(threads(), own.rows, [&](std::size_t i) {
        fromSums(sums.data() + i * outputs, step[i], weightStep,
                 residual ? residual + i * outputs : nullptr, outputs, to + i * outputs);
    });
}

void Layer::compute(std::size_t form)
{
    const Keeps keeps = kinds[form].keeps;
    Left &own = m_left[setOf(form)];
    if (keeps != Keeps::All) {
        choose(keeps);
    }
    const float *from = keeps == Keeps::All ? x.data() : chosen.data();
    const auto normed = [&](const float *rows) {
        parallelEach(threads(), own.rows, [&](std::size_t i) {
            normalise(rows + i * width, width, h.data() + i * width);
        });
        return h.data();
    };
    float *qkv = own.qkv.data();
    product(form, Qkv, normed(from), width, nullptr, qkv);
    attendAll({qkv, qkv + width, qkv + 2 * width, out.data(), 1, heads, own.rows, size, 0, size,
               3 * width},
              own.groups, {}, packedKeys.data(), threads());
    parallelEach(threads(), own.rows, [&](std::size_t i) {
        std::copy_n(out.data() + i * 3 * width, width, h.data() + i * width);
    });
    product(form, Output, h.data(), width, from, x2.data());
    product(form, Up, normed(x2.data()), width, nullptr, wide.data());
    parallelEach(threads(), own.rows,
                 [&](std::size_t i) { siluInPlace(wide.data() + i * 4 * width, 4 * width); });
    product(form, Down, wide.data(), 4 * width, x2.data(), own.y.data());
}

}  // namespace touchstone::kernels::prune_quant_aware_tokens
