#include "kernels/reduce/prune-quant-aware-tokens/layer.h"

#include "kernels/blocks/rng.h"
#include "kernels/reduce/prune-quant-aware-tokens/study.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::prune_quant_aware_tokens {

namespace {

constexpr std::size_t alignment = 64;  // of packed weights, in bytes
// Outlier channels of the residual stream, as in language models of some size.
constexpr double outlierChannels = 3;
constexpr float outlierScale = 30;

}  // namespace

Layer::Layer(const Setup &setup, Memory &memory) : Operation(setup, memory)
{
    makeLeft(m_left[0], all);
    makeLeft(m_left[1], kept + instructionTokens);
    // Of fewer tokens more heads go through together, so that either may need more.
    const auto floatsFor = [&](std::size_t rows) {
        return attention::packedFloats(
                {nullptr, nullptr, nullptr, nullptr, 1, heads, rows, size, 0, size, 3 * width});
    };
    if (onCpu) {
        packedKeys = Scratch<float>(*this,
                                    std::max(floatsFor(all), floatsFor(kept + instructionTokens)));
    }
}

void Layer::makeLeft(Left &left, std::size_t rows)
{
    left.rows = rows;
    left.qkv = Out<float>(*this, rows * 3 * width);
    left.y = Out<float>(*this, rows * width);
    left.steps = Out<float>(*this, stageCount * rows);
    for (std::size_t stage = 0; stage < stageCount; ++stage) {
        left.codes[stage] = Out<std::int8_t>(*this, rows * inputsOf(stage, width));
        if (onCpu) {
            left.floats.emplace_back(rows, outputsOf(stage, width), inputsOf(stage, width),
                                     threads());
            left.bytes.emplace_back(rows, outputsOf(stage, width), inputsOf(stage, width),
                                    threads());
        }
    }
    left.groups = attention::causalGroups(rows);
    left.tiles = attention::DeviceTiles(left.groups, memory());
}

void Layer::fill(std::uint64_t seed)
{
    rng::fillActivations(x.span(), width, outlierChannels / double(width), outlierScale, seed, 1);
    rng::fillNormal(earlierK.span(), 0.0F, 1.0F, seed, 2);
    rng::fillNormal(earlierQ.span(), 0.0F, 1.0F, seed, 3);
    const auto draws = rng::philox(seed, 4, 0);
    effector[0] = std::int32_t(draws[0] % side);
    effector[1] = std::int32_t(draws[1] % side);
    m_weights.resize(12 * width * width);
    for (std::size_t stage = 0; stage < stageCount; ++stage) {
        const std::size_t outputs = outputsOf(stage, width), inputs = inputsOf(stage, width);
        const auto own = std::span(m_weights).subspan(offsetOf(stage, width), outputs * inputs);
        rng::fillWeights(own, inputs, seed, std::uint32_t(5 + stage));
        for (const bool rotated : {false, true}) {
            Matrix4 &codes4 = m_codes[rotated ? 1 : 0][stage];
            codes4 = roundTo4Bits(own.data(), outputs, inputs, rotated);
            std::copy(codes4.steps.begin(), codes4.steps.end(),
                      weightSteps.data() + (rotated ? 9 * width : 0) + stepOffsetOf(stage, width));
        }
    }
    if (!onCpu) {
        std::copy(m_weights.begin(), m_weights.end(), deviceWeights.data());
    }
    for (std::size_t form = 0; form < kinds.size(); ++form) {
        pack(kinds[form].weights, setOf(form));
    }
}

void Layer::pack(Weights weights, std::size_t set)
{
    Packed &to = m_packed[set][std::size_t(weights)];
    if (to.bytes.size() > 0 || to.codes.size() > 0) {
        return;
    }
    const auto &codes4 = m_codes[weights == Weights::RotatedCodes ? 1 : 0];
    if (!onCpu) {
        to.codes = In<std::int8_t>(*this, weights == Weights::Float ? 0 : m_weights.size());
        for (std::size_t stage = 0; stage < stageCount && to.codes.size() > 0; ++stage) {
            std::copy(codes4[stage].codes.begin(), codes4[stage].codes.end(),
                      to.codes.data() + offsetOf(stage, width));
        }
        return;
    }
    const Left &of = m_left[set];
    std::size_t bytes = 0;
    for (std::size_t stage = 0; stage < stageCount; ++stage) {
        to.offsets[stage] = bytes;
        const std::size_t own = weights == Weights::Float ? of.floats[stage].packedBytes()
                                                          : of.bytes[stage].packedBytes();
        bytes += (own + alignment - 1) / alignment * alignment;
    }
    to.bytes = In<std::byte>(*this, bytes);
    for (std::size_t stage = 0; stage < stageCount; ++stage) {
        std::byte *at = to.bytes.data() + to.offsets[stage];
        if (weights == Weights::Float) {
            of.floats[stage].pack(m_weights.data() + offsetOf(stage, width), at);
        } else {
            of.bytes[stage].pack(codes4[stage].codes.data(), at);
        }
    }
}

const Packed &Layer::packed(std::size_t form) const
{
    return m_packed[setOf(form)][std::size_t(kinds[form].weights)];
}

double Layer::flopsOf(std::size_t rows) const
{
    const double pairs = double(rows) * double(rows + 1) / 2;
    return 2.0 * double(rows) * double(m_weights.size()) + attention::flops(pairs, width);
}

void Layer::declare(Forms &forms)
{
    for (std::size_t form = 0; form < kinds.size(); ++form) {
        const Kind &kind = kinds[form];
        Left &own = m_left[setOf(form)];
        const bool chooses = kind.keeps != Keeps::All, inCodes = kind.weights != Weights::Float;
        const double scored = chooses ? double(earlierK.size() + earlierQ.size()) : 0;
        Form &declared = forms.add(kind.id);
        declared.writes(own.qkv, own.y)
                .flops(flopsOf(own.rows)
                       + (chooses ? 2.0 * instructionTokens * double(earlierK.size()) : 0))
                .bytes(double(m_weights.size()) * (inCodes ? 1 : sizeof(float))
                       + sizeof(float) * (2 * double(own.y.size()) + scored))
                .dense(true, inCodes ? Arithmetic::Int8 : Arithmetic::Fp32)
                .run([this, form] { compute(form); })
                .device([this, form](DeviceCopies &d) { computeOn(d, form); });
        if (chooses) {
            declared.writes(indices, reasons);
        }
        if (inCodes) {
            declared.writes(own.steps, own.codes[Qkv], own.codes[Output], own.codes[Up],
                            own.codes[Down]);
        }
    }
}

// Products and attention of all tokens over those of the tokens that stay, where both forms compute
// alike: choosing only adds to them.
std::optional<double> Layer::ratioLimit(const RatioOf &ratio) const
{
    const Kind &base = kinds[ratio.baseline], &tech = kinds[ratio.technique];
    if (ratio.quantity != "time" || base.keeps != Keeps::All || base.weights != tech.weights) {
        return std::nullopt;
    }
    return flopsOf(m_left[0].rows) / flopsOf(m_left[1].rows);
}

std::unique_ptr<Operation> makeLayer(const Setup &setup, Memory &memory)
{
    return std::make_unique<Layer>(setup, memory);
}

}  // namespace touchstone::kernels::prune_quant_aware_tokens
