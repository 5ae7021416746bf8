// Attention: queries, keys or both skipped.
#include "kernels/attention/attn-sparse-symbols/symbols.h"
#include "kernels/blocks/attention_oracle.h"
#include "kernels/blocks/rng.h"

namespace touchstone::kernels::attn_sparse_symbols {

void Symbolic::attendComputed(const attention::Heads &layout, const float *cached,
                              float *packed) const
{
    const auto work = [&](std::size_t head, std::size_t block, const float *keys) {
        const std::size_t stride = layout.tokenStride, rows = symbols.rows(block);
        const std::size_t at = layout.at(0, head) + block * blockTokens * stride;
        if (symbols.computes(head, block)) {
            attention::attend({layout.q + at, layout.out + at, rows, stride, {}}, size, keys,
                              symbols.ranges(head, block));
        } else if (cached) {
            for (std::size_t row = at; row < at + rows * stride; row += stride) {
                std::copy_n(cached + row, std::size_t(size), layout.out + row);
            }
        }
    };
    attention::eachHead(layout, {}, symbols.blocks(), packed, threads(), work);
}

void Symbolic::attendComputedOn(DeviceCopies &d, const attention::HeadBuffers &buffers,
                                const attention::Heads &layout, const Buffer<float> &cached) const
{
    const bool copies = cached.size() > 0;
    d.launch("attend_symbols", {tokens, heads}, {blockTokens, 1},
             {d[buffers.q], d[buffers.k], d[buffers.v], d[copies ? cached : buffers.q], copies,
              d[buffers.out], d[symbols.query], d[symbols.key], tokens, layout.headStride,
              layout.tokenStride, symbols.rowBytes(), float(1.44269504 / std::sqrt(double(size)))});
}

namespace {

// [heads x tokens x size]. Skipped are queries, keys, or a share of both.
struct Attention final : Symbolic {
    In<float> q{*this, plane}, k{*this, plane}, v{*this, plane}, cached{*this, plane};
    Out<float> out{*this, plane};
    Scratch<float> packed{*this, attention::packedFloats(layout())};
    attention::DeviceTiles denseTiles{attention::denseGroups(tokens, tokens), memory()};

    using Symbolic::Symbolic;

    // q, k and v follow their neighbours in the order of tokens: AR(1), rho 0.9.
    void fill(std::uint64_t seed) override
    {
        const double root = std::sqrt(density);  // mixed: both kinds make the share together
        const bool mixed = operation() == "mixed", keys = operation() == "kv-skip";
        symbols.fill(mixed ? root : keys ? 1 : density, mixed ? root : keys ? density : 1, seed);
        std::uint32_t stream = 0;
        for (const auto &rows : {q, k, v, cached}) {
            rng::fillNormal(rows.span(), 0.0F, 1.0F, seed, ++stream);
        }
        for (const auto &rows : {q, k, v}) {
            rng::correlate(rows.span(), size);
        }
    }
    void declare(Forms &forms) override
    {
        const double all = double(heads) * double(tokens) * double(tokens);
        forms.add("dense")
                .reads(q, k, v)
                .writes(out)
                .flops(attention::flops(all, size))
                .dense()
                .run([this] {
                    attendAll(layout(), attention::denseGroups(tokens, tokens), {}, packed.data(),
                              threads());
                })
                .device([this](DeviceCopies &d) {
                    deviceAttend(d, {q, k, v, out}, layout(), denseTiles);
                });
        forms.add("symbols")
                .reads(q, k, v, cached, symbols.query, symbols.key)
                .writes(out)
                .flops(attention::flops(symbols.computed().pairs, size))
                .bytes((symbols.computedShare() + 3) * planeBytes)
                .dense()
                .run([this] { attendComputed(layout(), cached.data(), packed.data()); })
                .device([this](DeviceCopies &d) {
                    attendComputedOn(d, {q, k, v, out}, layout(), cached);
                });
    }

    std::size_t units(std::size_t) const override { return heads * tokens; }
    void exact(std::size_t form, std::size_t unit, Expected &expected) const override
    {
        const std::size_t head = unit / tokens, block = unit % tokens / blockTokens;
        const std::size_t at = unit * size, keys = head * tokens * size;
        const bool dense = form == 0, computed = dense || symbols.computes(head, block);
        const auto right = attention::exactOutput(
                q.data() + at, {k.data() + keys, v.data() + keys, tokens, size, size},
                [&](std::size_t i) { return dense || symbols.sees(head, block, i / blockTokens); });
        for (std::size_t c = 0; c < size; ++c) {
            expected.at(out, at + c, computed ? right[c] : double(cached[at + c]));
        }
    }
    double tolerance(std::size_t) const override { return 1e-4; }

    attention::Heads layout() const
    {
        return {q.data(), k.data(), v.data(), out.data(),    1,   heads,
                tokens,   size,     0,        tokens * size, size};
    }
};

}  // namespace

const OperationMaker symbolAttention = operation<Attention>;

}  // namespace touchstone::kernels::attn_sparse_symbols
