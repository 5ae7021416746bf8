// One layer of the language model over vision and instruction tokens.
#pragma once

#include "kernels/blocks/attention_device.h"
#include "kernels/blocks/attention_sum.h"
#include "kernels/blocks/packed_linear.h"
#include "kernels/operation.h"
#include "kernels/reduce/prune-quant-aware-tokens/choice.h"
#include "kernels/reduce/prune-quant-aware-tokens/rows.h"

#include <array>
#include <vector>

namespace touchstone::kernels::prune_quant_aware_tokens {

constexpr std::size_t instructionTokens = 16;  // behind the vision tokens; all stay

enum class Keeps { All, ByScore, ByCriteria };
enum class Weights { Float, Codes, RotatedCodes };

// In the order of kernel.json.
struct Kind {
    const char *id;
    Keeps keeps;
    Weights weights;
};
constexpr std::array kinds{Kind{"full", Keeps::All, Weights::Float},
                           Kind{"score", Keeps::ByScore, Weights::Float},
                           Kind{"criteria", Keeps::ByCriteria, Weights::Float},
                           Kind{"quantised", Keeps::All, Weights::RotatedCodes},
                           Kind{"quantised-score", Keeps::ByScore, Weights::Codes},
                           Kind{"rotated-score", Keeps::ByScore, Weights::RotatedCodes},
                           Kind{"both", Keeps::ByCriteria, Weights::RotatedCodes}};

// The matrices of a layer, [outputs x inputs], one behind the other: queries, keys and values at
// once, output, up, down.
enum Stage : std::size_t { Qkv, Output, Up, Down, stageCount };
constexpr std::size_t outputsOf(std::size_t stage, std::size_t width)
{
    return (stage == Qkv ? 3 : stage == Up ? 4 : 1) * width;
}
constexpr std::size_t inputsOf(std::size_t stage, std::size_t width)
{
    return (stage == Down ? 4 : 1) * width;
}
constexpr std::size_t offsetOf(std::size_t stage, std::size_t width)
{
    return (stage == Qkv ? 0 : stage == Output ? 3 : stage == Up ? 4 : 8) * width * width;
}
// Of the steps of 4-bit weights, one for each output.
constexpr std::size_t stepOffsetOf(std::size_t stage, std::size_t width)
{
    return (stage == Qkv ? 0 : stage == Output ? 3 : stage == Up ? 4 : 8) * width;
}

// The matrices as one form reads them: packed on the CPU, as they are on a device.
struct Packed {
    In<std::byte> bytes;
    std::array<std::size_t, stageCount> offsets{};
    In<std::int8_t> codes;  // device
};

// What a form leaves of as many tokens as it lets through. Of 4-bit forms also the codes of what
// goes into each product.
struct Left {
    std::size_t rows = 0;
    Out<float> qkv, y, steps;  // [rows x 3 width], [rows x width], [stages x rows]
    std::array<Out<std::int8_t>, stageCount> codes;
    attention::Groups groups;
    attention::DeviceTiles tiles;
    std::vector<PackedLinear> floats;
    std::vector<PackedInt8> bytes;
};

class Layer final : public Operation {
public:
    Layer(const Setup &setup, Memory &memory);

private:
    void fill(std::uint64_t seed) override;
    void declare(Forms &forms) override;
    DeviceSources deviceSources() const override;
    std::size_t units(std::size_t form) const override { return left(form).rows; }
    std::size_t sampledUnits(std::size_t) const override { return 5; }
    void exact(std::size_t form, std::size_t row, Expected &expected) const override;
    double tolerance(std::size_t) const override { return 2e-5; }
    std::optional<double> ratioLimit(const RatioOf &ratio) const override;

    std::size_t setOf(std::size_t form) const { return kinds[form].keeps == Keeps::All ? 0 : 1; }
    const Left &left(std::size_t form) const { return m_left[setOf(form)]; }
    const Packed &packed(std::size_t form) const;
    double flopsOf(std::size_t rows) const;
    // The instruction's attention in the layer before, which the choice goes by.
    attention::Observed observed() const
    {
        return {earlierQ.data(), earlierK.data(), instructionTokens, grid, heads, size, grid};
    }
    void makeLeft(Left &left, std::size_t rows);
    void pack(Weights weights, std::size_t set);

    // --- cpu.cpp
    void compute(std::size_t form);
    void choose(Keeps keeps);
    void product(std::size_t form, std::size_t stage, float *in, std::size_t stride,
                 const float *residual, float *to);

    // --- device.cpp
    void computeOn(DeviceCopies &d, std::size_t form);
    void productOn(DeviceCopies &d, std::size_t form, std::size_t stage, const Buffer<float> &in,
                   const Buffer<float> *residual, const Buffer<float> &out);

    // --- oracle.cpp
    std::vector<double> exactProduct(std::size_t form, std::size_t stage, std::size_t row,
                                     std::vector<double> in, Expected &expected) const;
    bool choiceHolds(std::size_t form, std::size_t i, Expected &expected) const;
    bool reasonHolds(std::size_t form, std::size_t t, const std::vector<std::int8_t> &cells) const;
    std::vector<std::int8_t> reasonsOfCells() const;
    std::vector<bool> exactCoverage(const std::vector<std::int8_t> &cells) const;
    const std::vector<double> &exactScores() const;
    void checkCodes(std::size_t form, std::size_t stage, std::size_t row,
                    const std::vector<double> &in, Expected &expected) const;

    Dim side{*this, "side"}, keep{*this, "keep"}, width{*this, "width"};
    std::size_t grid = side * side, kept = keptTokens(side, keep);
    std::size_t all = grid + instructionTokens;
    std::size_t heads = width % 64 == 0 ? width / 64 : 1, size = width / heads;
    bool onCpu = setup().device == nullptr;
    In<float> x{*this, all *width};
    // Of the layer before: keys of the vision tokens, queries of the instruction.
    In<float> earlierK{*this, grid *width}, earlierQ{*this, instructionTokens *width};
    In<std::int32_t> effector{*this, 2};  // the cell of its projection
    Out<std::int32_t> indices{*this, kept};
    Out<std::int8_t> reasons{*this, kept};
    std::array<Left, 2> m_left;  // all, kept
    std::vector<float> m_weights;
    std::array<std::array<Matrix4, stageCount>, 2> m_codes;  // unrotated, then rotated
    std::array<std::array<Packed, 3>, 2> m_packed;  // by rows and Weights; those that a form reads
    In<float> deviceWeights{*this, onCpu ? 0 : 12 * width *width};
    In<float> weightSteps{*this, 2 * 9 * width};  // unrotated, then rotated
    Scratch<float> scores{*this, grid}, attended{*this, instructionTokens *heads *grid};
    Scratch<float> chosen{*this, (kept + instructionTokens) * width};
    Scratch<float> h{*this, all *width}, x2{*this, all *width}, wide{*this, all * 4 * width};
    Scratch<float> out{*this, all * 3 * width}, packedKeys;
    Scratch<std::int32_t> sums{*this, onCpu ? all * 4 * width : 0};
    Scratch<std::int32_t> stays{*this, onCpu ? 0 : 2 * grid};
    Scratch<float> deviceHeads[3] = {{*this, onCpu ? 0 : all *width},
                                     {*this, onCpu ? 0 : all *width},
                                     {*this, onCpu ? 0 : all *width}};
    mutable std::vector<double> m_scores;  // of the oracle
};

}  // namespace touchstone::kernels::prune_quant_aware_tokens
