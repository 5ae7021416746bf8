// VRWKV-Editor (report 2025-10-15, paper 28): attention over image tokens replaced by a
// bidirectional WKV, per channel, with decay w, bonus u and T tokens:
//
//   o_t = [ sum_{i != t} e^{-(|t-i|-1) w/T + k_i} v_i + e^{u + k_t} v_t ] / [ the same without v ]
//
// The tokens before t and those after it are two decaying prefix sums, so two scans give all o_t in
// O(T C). Against it: tiled softmax attention over the same tokens, and the sums over all pairs.
// Each frame is a sequence of its own, or all are one joint sequence. What remains of the gain
// within a whole block, with its projections, is in block.h.
#include "kernels/attention/attn-bi-wkv/block.h"
#include "kernels/attention/attn-bi-wkv/oracle.h"
#include "kernels/blocks/attention_oracle.h"
#include "kernels/blocks/rng.h"
#include "kernels/declared_kernel.h"

namespace touchstone::kernels::attn_bi_wkv {

namespace {

struct Wkv final : Operation {
    Dim side{*this, "side"}, frames{*this, "frames"}, channels{*this, "channels"};
    std::size_t batches = operation() == "joint" ? std::size_t(1) : frames;
    std::size_t tokens = side * side * frames / batches;
    std::size_t headSize = headSizeOf(channels);
    std::size_t count = batches * tokens * channels;
    In<float> q{*this, count}, k{*this, count}, v{*this, count};  // [batches x tokens x channels]
    In<float> w{*this, channels}, u{*this, channels};
    Out<float> out{*this, count};
    attention::DeviceTiles tiles{attention::denseGroups(tokens, tokens), memory()};
    bool onCpu = setup().device == nullptr;
    Scratch<float> packed{*this, onCpu ? attention::packedFloats(heads()) : 0};
    Scratch<float> scratch{*this, onCpu ? std::size_t(threads()) * mostScratch() : 0};
    Scratch<float> states{*this, onCpu ? 0 : 3 * count};

    using Operation::Operation;

    void fill(std::uint64_t seed) override
    {
        rng::fillNormal(q.span(), 0.0F, 1.0F, seed, 1);
        fillInputs({k.span(), v.span(), w.span(), u.span()}, side, channels, seed);
    }
    void declare(Forms &forms) override
    {
        const double pairs = double(tokens) * double(tokens) * double(batches);
        forms.add("attention")
                .reads(q, k, v)
                .writes(out)
                .flops(attention::flops(pairs, channels))
                .dense()
                .run([this] {
                    attendAll(heads(), attention::denseGroups(tokens, tokens), {}, packed.data(),
                              threads());
                })
                .device([this](DeviceCopies &d) {
                    deviceAttend(d, {q, k, v, out}, heads(), tiles);
                });
        // Multiplications and additions; exponentials are not counted.
        const double scanned = 20 * double(count);
        addWkv(forms, "quadratic", Form::Quadratic, 4 * pairs * double(channels), "quadratic");
        addWkv(forms, "scan", Form::Scan, scanned, "scan");
        addWkv(forms, "scan-shifted", Form::Shifted, scanned, "scan_shifted");
    }
    void addWkv(Forms &forms, const char *id, Form form, double flops, const char *deviceKernel)
    {
        const std::size_t items = batches * channels * (form == Form::Quadratic ? tokens : 1);
        forms.add(id)
                .reads(k, v, w, u)
                .writes(out)
                .flops(flops)
                .bytes(3 * double(count) * sizeof(float))
                .run([this, form] { wkv(sequence(0), batches, form, scratch.data(), threads()); })
                .device([=, this](DeviceCopies &d) {
                    d.launch(deviceKernel, items, 64,
                             {d[k], d[v], d[w], d[u], d[out], d[states], tokens, channels, items});
                });
    }

    DeviceSources deviceSources() const override
    {
        return {{"blocks/attention.cl", "attention/attn-bi-wkv/kernel.cl"},
                attention::attentionOptions(headSize)};
    }

    // Of attention: a token of a batch; otherwise a channel of a batch.
    std::size_t units(std::size_t form) const override
    {
        return batches * (form == 0 ? tokens : channels);
    }
    std::size_t sampledUnits(std::size_t form) const override { return form == 0 ? 33 : 6; }
    void exact(std::size_t form, std::size_t unit, Expected &expected) const override
    {
        if (form == 0) {
            const std::size_t at = unit * channels, keys = unit / tokens * tokens * channels;
            const attention::ExactKeys rows{k.data() + keys, v.data() + keys, tokens, headSize,
                                            channels};
            const auto right = exactRow(q.data() + at, rows, attention::seesAll);
            for (std::size_t c = 0; c < channels; ++c) {
                expected.at(out, at + c, right[c]);
            }
            return;
        }
        const std::size_t batch = unit / channels, channel = unit % channels;
        const ExactChannel right(sequence(batch), channel);
        for (std::size_t t = 0; t < tokens; ++t) {
            expected.at(out, (batch * tokens + t) * channels + channel, right.at(t));
        }
    }
    double tolerance(std::size_t) const override { return 1e-4; }

    Sequence sequence(std::size_t batch) const
    {
        const std::size_t at = batch * tokens * channels;
        return {k.data() + at, v.data() + at, out.data() + at, w.data(),
                u.data(),      tokens,        channels};
    }
    std::size_t mostScratch() const
    {
        return std::max(scratchFloats(sequence(0), Form::Quadratic),
                        scratchFloats(sequence(0), Form::Scan));
    }
    attention::Heads heads() const
    {
        return headsOf(q.data(), k.data(), v.data(), out.data(), batches, tokens, channels);
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared(
            "attn-bi-wkv",
            {{"block", operation<Block>}, {"frames", operation<Wkv>}, {"joint", operation<Wkv>}},
            wkvQuality);
}

}  // namespace touchstone::kernels::attn_bi_wkv
