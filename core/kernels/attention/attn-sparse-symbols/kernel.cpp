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
#include "kernels/blocks/attention_device.h"
#include "kernels/blocks/attention_oracle.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/declared_kernel.h"

namespace touchstone::kernels::attn_sparse_symbols {

namespace {

constexpr std::size_t cycleSteps = 6;  // one update and five steps that reuse it

// What the operations have in common. Form 0 is dense, form 1 driven by symbols.
struct Symbolic : Operation {
    Dim tokens{*this, "tokens"}, heads{*this, "heads"}, size{*this, "size"};
    Dim sparsity{*this, "sparsity"};
    double density = 1 - double(sparsity) / 100;
    std::size_t width = heads * size;
    std::size_t plane = tokens * width;
    Symbols symbols{heads, tokens, memory()};

    using Operation::Operation;

    DeviceSources deviceSources() const override
    {
        return {{"blocks/attention.cl", "attention/attn-sparse-symbols/kernel.cl"},
                attention::attentionOptions(size)};
    }
    // A token; of a head, or of a step.
    std::size_t sampledUnits(std::size_t) const override { return 29; }
    // Dense over computed arithmetic.
    std::optional<double> ratioLimit(const RatioOf &r) const override
    {
        return workOf(r.baseline).flops / std::max(workOf(r.technique).flops, 1.0);
    }

    double planeBytes() const { return double(plane) * sizeof(float); }
    double productFlops() const { return 2 * double(plane) * double(width); }
    std::int32_t rowBytes() const { return std::int32_t(symbols.rowBytes()); }
    // Blocks differ in their work: they are dealt out in turn.
    template <class Body>
    void eachBlock(const Body &body) const
    {
        parallelItems(threads(), symbols.blocks(),
                      [&](std::size_t block, std::size_t) { body(block); });
    }
};

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
        fillCorrelated(q.span(), size, seed, 1);
        fillCorrelated(k.span(), size, seed, 2);
        fillCorrelated(v.span(), size, seed, 3);
        rng::fillNormal(cached.span(), 0.0F, 1.0F, seed, 4);
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
                .flops(attention::flops(symbols.computedPairs(), size))
                .bytes((symbols.computedShare() + 3) * planeBytes())
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
        d.launch("attend_symbols", {symbols.blocks() * blockTokens, heads}, {blockTokens, 1},
                 {d[q], d[k], d[v], d[cached], d[out], d[symbols.query], d[symbols.key],
                  std::int32_t(sparse), std::int32_t(tokens), rowBytes(),
                  float(1.44269504 / std::sqrt(double(size)))});
    }
};

// [steps x tokens x heads * size] times [width x width], whose rows are outputs: one step of
// GEMM-Q, a cycle of GEMM-O.
struct Product : Symbolic {
    std::size_t steps = operation() == "gemm-o" ? cycleSteps : 1;
    In<float> x{*this, steps *plane}, w{*this, width *width};
    Out<float> out{*this, steps *plane};

    using Symbolic::Symbolic;

    void fill(std::uint64_t seed) override
    {
        symbols.fill(density, 1, seed);
        rng::fillActivations(x.span(), width, 0.01, 10.0F, seed, 1);
        rng::fillWeights(w.span(), width, seed, 2);
    }
    std::size_t units(std::size_t) const override { return steps * tokens; }
    double tolerance(std::size_t) const override { return dotTolerance(double(width)); }

    void multiplyAll() const
    {
        for (std::size_t at = 0; at < x.size(); at += plane) {  // step by step
            gemmNT(tokens, width, width, x.data() + at, w.data(), 0.0F, out.data() + at, width,
                   threads());
        }
    }
    double exactAt(std::size_t row, std::size_t column) const
    {
        double sum = 0;
        for (std::size_t i = 0; i < width; ++i) {
            sum += double(x[row * width + i]) * w[column * width + i];
        }
        return sum;
    }
};

struct QueryProjection final : Product {
    In<float> cached{*this, plane};

    using Product::Product;

    void fill(std::uint64_t seed) override
    {
        Product::fill(seed);
        rng::fillNormal(cached.span(), 0.0F, 1.0F, seed, 4);
    }
    void declare(Forms &forms) override
    {
        const double share = symbols.computedShare();
        forms.add("dense")
                .reads(x, w)
                .writes(out)
                .flops(productFlops())
                .dense()
                .run([this] { multiplyAll(); })
                .device([this](DeviceCopies &d) { projectOn(d, false); });
        forms.add("symbols")
                .reads(x, w, cached, symbols.query)
                .writes(out)
                .flops(share * productFlops())
                .bytes(2 * planeBytes() + share * double(w.size()) * sizeof(float))
                .dense()
                .run([this] { eachBlock([this](std::size_t block) { projectComputed(block); }); })
                .device([this](DeviceCopies &d) { projectOn(d, true); });
    }
    void exact(std::size_t form, std::size_t token, Expected &expected) const override
    {
        for (std::size_t c = 0; c < width; ++c) {
            const bool reused = form == 1 && !symbols.computes(c / size, token / blockTokens);
            const std::size_t at = token * width + c;
            expected.at(out, at, reused ? double(cached[at]) : exactAt(token, c));
        }
    }

    // q of one block: columns of the computed heads, the others as cached.
    void projectComputed(std::size_t block) const
    {
        const std::size_t at = block * blockTokens * width, rows = symbols.rows(block);
        std::copy_n(cached.data() + at, rows * width, out.data() + at);
        for (const auto &[first, last] : symbols.runsOfHeads(block, true)) {
            gemmNT(rows, (last - first) * size, width, x.data() + at, width,
                   w.data() + first * size * width, width, 0.0F, out.data() + at + first * size,
                   width, 1);
        }
    }
    void projectOn(DeviceCopies &d, bool sparse) const
    {
        d.launch("gemm_q", {roundedUp(width, 16), roundedUp(tokens, 16)}, {16, 16},
                 {d[x], d[w], d[cached], d[out], d[symbols.query], std::int32_t(sparse),
                  std::int32_t(tokens), std::int32_t(width), std::int32_t(size), rowBytes()});
    }
};

// x: the heads' outputs of every step.
struct OutputProjection final : Product {
    Scratch<float> cache{*this, plane};  // sums of the reused heads

    using Product::Product;

    void fill(std::uint64_t seed) override
    {
        Product::fill(seed);
        for (std::size_t i = plane; i < x.size(); ++i) {  // what is reused is what the update saw
            const std::size_t block = i % plane / width / blockTokens;
            x[i] = symbols.computes(i % width / size, block) ? x[i] : x[i % plane];
        }
    }
    void declare(Forms &forms) override
    {
        const double later = double(steps - 1) * symbols.computedShare();
        const double compulsory = (1 + later + double(steps)) * planeBytes();
        const auto add = [&](const char *id, double products, double bytes) -> Form & {
            return forms.add(id)
                    .reads(x, w)
                    .writes(out)
                    .flops(products * productFlops())
                    .bytes(bytes)
                    .dense();
        };
        add("dense", double(steps), 2 * double(steps) * planeBytes())
                .run([this] { multiplyAll(); })
                .device([this](DeviceCopies &d) { cycleOn(d, false); });
        add("symbols", 1 + later, compulsory)
                .reads(symbols.query)
                .run([this] { eachBlock([this](std::size_t block) { cycle(block); }); })
                .device([this](DeviceCopies &d) { cycleOn(d, true); });
    }
    // The dense form sees the same inputs.
    void exact(std::size_t, std::size_t row, Expected &expected) const override
    {
        for (std::size_t c = 0; c < width; ++c) {
            expected.at(out, row * width + c, exactAt(row, c));
        }
    }

    void cycle(std::size_t block) const
    {
        const std::size_t at = block * blockTokens * width, count = symbols.rows(block) * width;
        std::fill_n(cache.data() + at, count, 0.0F);
        addHeads(block, 0, false, cache.data() + at);
        for (std::size_t step = 0; step < steps; ++step) {
            float *to = out.data() + step * plane + at;
            std::copy_n(cache.data() + at, count, to);
            addHeads(block, step, true, to);
        }
    }
    // to += sum over the computed (or the reused) heads of A_h W_h, for one block of one step.
    void addHeads(std::size_t block, std::size_t step, bool computed, float *to) const
    {
        const float *a = x.data() + step * plane + block * blockTokens * width;
        for (const auto &[first, last] : symbols.runsOfHeads(block, computed)) {
            gemmNT(symbols.rows(block), width, (last - first) * size, a + first * size, width,
                   w.data() + first * size, width, 1.0F, to, width, 1);
        }
    }
    void cycleOn(DeviceCopies &d, bool sparse) const
    {
        const auto product = [&](std::size_t step, int wanted, bool useBase, bool toCache) {
            const auto offset = std::int32_t(step * plane);
            d.launch("gemm_o", {roundedUp(width, 16), roundedUp(tokens, 16)}, {16, 16},
                     {d[x], offset, d[w], d[cache], std::int32_t(useBase),
                      toCache ? d[cache] : d[out], toCache ? 0 : offset, d[symbols.query],
                      std::int32_t(wanted), std::int32_t(tokens), std::int32_t(width),
                      std::int32_t(size), rowBytes()});
        };
        constexpr int all = -1;
        if (sparse) {
            product(0, 0, false, true);
        }
        for (std::size_t step = 0; step < steps; ++step) {
            product(step, sparse ? 1 : all, sparse, false);
        }
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("attn-sparse-symbols",
                    {{"q-skip", operation<Attention>},
                     {"kv-skip", operation<Attention>},
                     {"mixed", operation<Attention>},
                     {"gemm-q", operation<QueryProjection>},
                     {"gemm-o", operation<OutputProjection>}},
                    symbolQuality);
}

}  // namespace touchstone::kernels::attn_sparse_symbols
