#include "kernels/fused/sglang-trio-fusion/rows.h"

#include "kernels/blocks/rng.h"

#include <limits>

namespace touchstone::kernels::sglang_trio_fusion {

namespace {

constexpr float kNothing = -std::numeric_limits<float>::infinity();

// ln-sum-exp of an attention part: N(5, 4).
void fillStates(const Buffer<float> &states, std::uint64_t seed, std::uint32_t stream)
{
    rng::fillNormal(states.span(), 5.0F, 2.0F, seed, stream);
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (rng::uniform(rng::philox(seed, stream + 16, i)[0]) < 0.05) {
            states[i] = kNothing;
        }
    }
    states[0] = kNothing;
}

}  // namespace

Rows::Rows(const Shape &shape, Memory &memory)
    : part(Part(shape.at("part"))), format(HalfFormat(shape.at("format"))),
      rows(std::size_t(shape.at("rows"))), width(std::size_t(shape.at("width")))
{
    const std::size_t n = rows * width;
    a = memory.allocate<Half>(BufferRole::Input, n);
    b = memory.allocate<Half>(BufferRole::Input, n);
    out = memory.allocate<Half>(BufferRole::Output, n);
    scratchA = memory.allocate<Half>(BufferRole::Scratch, n);
    scratchB = memory.allocate<Half>(BufferRole::Scratch, n);
    if (part == AddRmsNorm) {
        weight = memory.allocate<Half>(BufferRole::Input, width);
        residual = memory.allocate<Half>(BufferRole::Output, n);
        tree = memory.allocate<float>(BufferRole::Scratch, rows * treeWidth());
    }
    if (part == MergeStates) {
        stateA = memory.allocate<float>(BufferRole::Input, rows);
        stateB = memory.allocate<float>(BufferRole::Input, rows);
        state = memory.allocate<float>(BufferRole::Output, rows);
    }
}

void Rows::fill(std::uint64_t seed)
{
    std::vector<float> values(rows * width);
    const auto store = [&](const Buffer<Half> &to) {
        std::transform(values.begin(), values.begin() + std::ptrdiff_t(to.size()), to.data(),
                       [this](float value) { return toHalf(format, value); });
    };
    rng::fillActivations(values, width, 0.005, 20.0F, seed, 1);
    store(a);
    rng::fillActivations(values, width, 0.005, 20.0F, seed, 2);
    store(b);
    if (part == AddRmsNorm) {
        rng::fillNormal(std::span(values).first(width), 1.0F, 0.1F, seed, 3);
        store(weight);
    }
    if (part == MergeStates) {
        fillStates(stateA, seed, 4);
        fillStates(stateB, seed, 5);
    }
}

}  // namespace touchstone::kernels::sglang_trio_fusion
