// GEMM-Q and GEMM-O.
#include "kernels/attention/attn-sparse-symbols/symbols.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"

namespace touchstone::kernels::attn_sparse_symbols {

namespace {

constexpr std::size_t cycleSteps = 6;  // one update and five steps that reuse it

// [steps x tokens x heads * size] times [width x width], whose rows are outputs: one step of
// GEMM-Q, a cycle of GEMM-O.
struct Product : Symbolic {
    std::size_t steps = operation() == "gemm-o" ? cycleSteps : 1;
    double productFlops = 2 * double(plane) * double(width);
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

    // Step by step.
    Form &addDense(Forms &forms) const
    {
        return forms.add("dense")
                .reads(x, w)
                .writes(out)
                .flops(double(steps) * productFlops)
                .dense()
                .run([this] {
                    for (std::size_t at = 0; at < x.size(); at += plane) {
                        gemmNT(tokens, width, width, x.data() + at, w.data(), 0.0F, out.data() + at,
                               width, threads());
                    }
                });
    }
    // Blocks differ in their work: they are dealt out in turn.
    template <class Body>
    void eachBlock(const Body &body) const
    {
        parallelItems(threads(), symbols.blocks(),
                      [&](std::size_t block, std::size_t) { body(block); });
    }
    void exact(std::size_t form, std::size_t row, Expected &expected) const override
    {
        for (std::size_t c = 0; c < width; ++c) {
            expected.at(out, row * width + c, exactAt(form, row, c));
        }
    }
    virtual double exactAt(std::size_t, std::size_t row, std::size_t column) const
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
        addDense(forms).device([this](DeviceCopies &d) { projectOn(d, false); });
        forms.add("symbols")
                .reads(x, w, cached, symbols.query)
                .writes(out)
                .flops(share * productFlops)
                .bytes(2 * planeBytes + share * double(w.size()) * sizeof(float))
                .dense()
                .run([this] { eachBlock([this](std::size_t block) { projectComputed(block); }); })
                .device([this](DeviceCopies &d) { projectOn(d, true); });
    }
    double exactAt(std::size_t form, std::size_t token, std::size_t column) const override
    {
        const bool reused = form == 1 && !symbols.computes(column / size, token / blockTokens);
        return reused ? double(cached[token * width + column])
                      : Product::exactAt(form, token, column);
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
        d.launch("gemm_q", {width, tokens}, {16, 16},
                 {d[x], d[w], d[cached], d[out], d[symbols.query], sparse, tokens, width, size,
                  symbols.rowBytes()});
    }
};

// x: the heads' outputs of every step; the dense form sees the same.
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
        addDense(forms).bytes(2 * double(steps) * planeBytes).device([this](DeviceCopies &d) {
            cycleOn(d, false);
        });
        forms.add("symbols")
                .reads(x, w, symbols.query)
                .writes(out)
                .flops((1 + later) * productFlops)
                .bytes((1 + later + double(steps)) * planeBytes)
                .dense()
                .run([this] { eachBlock([this](std::size_t block) { cycle(block); }); })
                .device([this](DeviceCopies &d) { cycleOn(d, true); });
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
            const std::size_t offset = step * plane;
            d.launch("gemm_o", {width, tokens}, {16, 16},
                     {d[x], offset, d[w], d[cache], useBase, toCache ? d[cache] : d[out],
                      toCache ? 0 : offset, d[symbols.query], wanted, tokens, width, size,
                      symbols.rowBytes()});
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

const OperationMaker queryProjection = operation<QueryProjection>;
const OperationMaker outputProjection = operation<OutputProjection>;

}  // namespace touchstone::kernels::attn_sparse_symbols
