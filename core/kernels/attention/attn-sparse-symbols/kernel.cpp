// FlashOmni (report 2025-10-15, paper 15): one engine for sparse attention of diffusion models,
// driven by packed bit symbols of blocks of 64 tokens.
//
//   query symbols  (head, query block): compute, or reuse what an earlier step cached
//   key symbols    (head, query block, key block): compute, or skip
//   attention      o = softmax over the seen blocks, for the computed blocks
//   GEMM-Q         q = x W_q^T for the computed (head, block) only
//   GEMM-O         o_i = cache_i + sum over computed heads of A_ih W_h, for the five steps between
//                  two updates; an update computes cache_i = sum over reused heads as well
//
// Cached features are reused as they are (forecast of order zero). Each is compared with its dense
// form: tiled attention, oneDNN products.
#include "kernels/attention/attn-sparse-symbols/symbols.h"
#include "kernels/blocks/attention_oracle.h"
#include "kernels/blocks/rng.h"

namespace touchstone::kernels::attn_sparse_symbols {

namespace {

// [heads x tokens x size]. Skipped are queries, keys, or a share of both.
struct Attention final : Symbolic {
    In<float> q{*this, plane}, k{*this, plane}, v{*this, plane}, cached{*this, plane};
    Out<float> out{*this, plane};
    Scratch<float> packed{*this, attention::packedFloats(layout())};

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
                .device([this](DeviceCopies &d) { attendOn(d, false); });
        forms.add("symbols")
                .reads(q, k, v, cached, symbols.query, symbols.key)
                .writes(out)
                .flops(attention::flops(symbols.computed().pairs, size))
                .bytes((symbols.computedShare() + 3) * planeBytes)
                .dense()
                .run([this] { attendComputed(); })
                .device([this](DeviceCopies &d) { attendOn(d, true); });
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
    void attendComputed() const
    {
        const auto work = [this](std::size_t head, std::size_t block, const float *keys) {
            const std::size_t at = (head * tokens + block * blockTokens) * size;
            const std::size_t rows = symbols.rows(block);
            if (symbols.computes(head, block)) {
                attention::attend({q.data() + at, out.data() + at, rows, size, {}}, size, keys,
                                  symbols.ranges(head, block));
            } else {
                std::copy_n(cached.data() + at, rows * size, out.data() + at);
            }
        };
        attention::eachHead(layout(), {}, symbols.blocks(), packed.data(), threads(), work);
    }
    void attendOn(DeviceCopies &d, bool sparse) const
    {
        d.launch("attend_symbols", {tokens, heads}, {blockTokens, 1},
                 {d[q], d[k], d[v], d[cached], d[out], d[symbols.query], d[symbols.key], sparse,
                  tokens, symbols.rowBytes(), float(1.44269504 / std::sqrt(double(size)))});
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("attn-sparse-symbols",
                    {{"q-skip", operation<Attention>},
                     {"kv-skip", operation<Attention>},
                     {"mixed", operation<Attention>},
                     {"gemm-q", queryProjection},
                     {"gemm-o", outputProjection}},
                    symbolQuality);
}

}  // namespace touchstone::kernels::attn_sparse_symbols
