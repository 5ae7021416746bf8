// The token mixer of a transformer block as a whole, from x to out [tokens x channels] of a frame:
//
//   attention  q = x Wq^T, k = x Wk^T, v = x Wv^T,  out = softmax(q k^T / sqrt(head size)) v Wo^T
//   WKV        r = x_r Wr^T, k = x_k Wk^T, v = x_v Wv^T,  out = (sigmoid(r) * wkv(k, v)) Wo^T
//              x_j = m_j x + (1 - m_j) x',  x' from the pixel above, below, left or right, a
//              quarter of the channels each, 0 beyond the edge
//
// The WKV side is the spatial mix of Duan et al., "Vision-RWKV", ICLR 2025, which VRWKV-Editor
// builds on. Norms and the feed-forward part cost the same on both sides and are left out.
//
// FLOPs per token: 8 C^2 for the four products, 4 T C more for attention, so that the sides differ
// by 1 + T / (2 C); a GEGLU feed-forward (24 C^2) on both would make it 1 + T / (8 C). Times may
// differ by more: the T exponentials per token and head of softmax are not among the FLOPs.
#pragma once

#include "kernels/attention/attn-bi-wkv/oracle.h"
#include "kernels/blocks/attention_device.h"
#include "kernels/blocks/packed_linear.h"
#include "kernels/operation.h"

#include <memory>

namespace touchstone::kernels::attn_bi_wkv {

struct Block final : Operation {
    enum Mixer : std::size_t { Attention, Scan };                           // forms
    enum Weights : std::size_t { Query, Key, Value, Output, weightCount };  // Query: r of WKV

    Dim side{*this, "side"}, frames{*this, "frames"}, channels{*this, "channels"};
    std::size_t tokens = side * side;
    std::size_t count = frames * tokens * channels;
    std::size_t square = channels * channels;
    bool onCpu = setup().device == nullptr;
    PackedLinear linear{frames * tokens, channels, channels, threads()};

    In<float> x{*this, count};
    In<float> weights{*this, weightCount *square};  // [weightCount x channels x channels]
    In<std::byte> packedWeights{*this, onCpu ? weightCount *linear.packedBytes() : 0};
    In<float> w{*this, channels}, u{*this, channels};
    In<float> shares{*this, 3 * channels};  // m of r, k and v
    Scratch<float> q{*this, count}, k{*this, count}, v{*this, count};
    Scratch<float> mixed{*this, count};  // of the mixer; before it, the shifted x
    Out<float> out{*this, count};
    attention::DeviceTiles tiles{attention::denseGroups(tokens, tokens), memory()};
    Scratch<float> packedKeys{*this, onCpu ? attention::packedFloats(heads()) : 0};
    // Of the scan: for each thread, or on a device three for each key.
    Scratch<float> states{*this,
                          onCpu ? std::size_t(threads()) * scratchFloats(sequence(0), Form::Scan)
                                : 3 * count};

    using Operation::Operation;

    void fill(std::uint64_t seed) override;
    void declare(Forms &forms) override;
    DeviceSources deviceSources() const override;
    std::size_t units(std::size_t) const override { return frames * tokens; }
    std::size_t sampledUnits(std::size_t) const override { return 17; }
    void exact(std::size_t form, std::size_t token, Expected &expected) const override;
    double tolerance(std::size_t) const override { return 1e-4; }

    // Bytes of x, out and what lies between them at once.
    double heldBytes(Mixer mixer) const;

private:
    attention::Heads heads() const;
    Sequence sequence(std::size_t frame) const;
    void project(Weights which, const float *from, float *to) const;
    void shift(Weights which) const;  // x_j into mixed
    void attend() const;
    void scan() const;
    void attendOn(DeviceCopies &d) const;
    void scanOn(DeviceCopies &d) const;

    // What the rows of one frame see, of the oracle.
    struct ExactFrame;
    const ExactFrame &exactFrame(Mixer mixer, std::size_t frame) const;
    // One row of x, or of the shifted x, in double precision, times a matrix.
    std::vector<double> exactInput(Mixer mixer, Weights which, std::size_t token) const;
    std::vector<double> exactProduct(Weights which, const std::vector<double> &row) const;
    mutable std::shared_ptr<const ExactFrame> m_exact[2];  // the last one, by mixer
};

}  // namespace touchstone::kernels::attn_bi_wkv
