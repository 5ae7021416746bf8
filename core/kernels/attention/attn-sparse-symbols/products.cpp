// GEMM-Q and GEMM-O.
#include "kernels/attention/attn-sparse-symbols/symbols.h"
#include "kernels/blocks/device_gemm.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"

namespace touchstone::kernels::attn_sparse_symbols {

void Symbolic::projectHeads(std::size_t block, const float *x, const float *w, float *to) const
{
    for (const auto &[first, last] : symbols.runsOfHeads(block, true)) {
        gemmNT(symbols.rows(block), (last - first) * size, width, x, width,
               w + first * size * width, width, 0.0F, to + first * size, width, 1);
    }
}

void Symbolic::addHeads(std::size_t block, bool computed, const float *a, const float *w,
                        float *to) const
{
    for (const auto &[first, last] : symbols.runsOfHeads(block, computed)) {
        gemmNT(symbols.rows(block), width, (last - first) * size, a + first * size, width,
               w + first * size, width, 1.0F, to, width, 1);
    }
}

namespace {

constexpr std::size_t group = 16, tile = 64;  // of gemm.cl's wide product

}  // namespace

void Symbolic::projectHeadsOn(DeviceCopies &d, const DevicePlane &x, const Buffer<float> &w,
                              const Buffer<float> &out, const Buffer<float> &cached) const
{
    const bool copies = cached.size() > 0;
    d.launch("gemm_q", {roundedUp(width, tile) / tile * group, symbols.blocks() * group},
             {group, group},
             {d[x.buffer], x.at, d[w], d[copies ? cached : out], copies, d[out], d[symbols.query],
              tokens, width, size, symbols.rowBytes()});
}

void Symbolic::addHeadsOn(DeviceCopies &d, bool computed, const DevicePlane &a,
                          const Buffer<float> &w, const DevicePlane &base,
                          const DevicePlane &out) const
{
    const bool based = base.buffer.size() > 0;
    d.launch("gemm_o", {roundedUp(width, tile) / tile * group, symbols.blocks() * group},
             {group, group},
             {d[a.buffer], a.at, d[w], d[based ? base.buffer : out.buffer], base.at, based,
              d[out.buffer], out.at, d[symbols.query], computed, tokens, width, size,
              symbols.rowBytes()});
}

namespace {

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
                })
                .device([this](DeviceCopies &d) {
                    for (std::size_t at = 0; at < x.size(); at += plane) {
                        deviceGemmNT(d, tokens, width, width, {d[x], at, width}, {d[w], 0, width},
                                     {d[out], at, width});
                    }
                });
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
        addDense(forms);
        forms.add("symbols")
                .reads(x, w, cached, symbols.query)
                .writes(out)
                .flops(share * productFlops)
                .bytes(2 * planeBytes + share * double(w.size()) * sizeof(float))
                .dense()
                .run([this] { eachBlock([this](std::size_t block) { projectComputed(block); }); })
                .device([this](DeviceCopies &d) { projectHeadsOn(d, {x}, w, out, cached); });
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
        const std::size_t at = block * blockTokens * width;
        std::copy_n(cached.data() + at, symbols.rows(block) * width, out.data() + at);
        projectHeads(block, x.data() + at, w.data(), out.data() + at);
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
        addDense(forms).bytes(2 * double(steps) * planeBytes);
        forms.add("symbols")
                .reads(x, w, symbols.query)
                .writes(out)
                .flops((1 + later) * productFlops)
                .bytes((1 + later + double(steps)) * planeBytes)
                .dense()
                .run([this] { eachBlock([this](std::size_t block) { cycle(block); }); })
                .device([this](DeviceCopies &d) { cycleOn(d); });
    }

    void cycle(std::size_t block) const
    {
        const std::size_t at = block * blockTokens * width, count = symbols.rows(block) * width;
        std::fill_n(cache.data() + at, count, 0.0F);
        addHeads(block, false, x.data() + at, w.data(), cache.data() + at);
        for (std::size_t step = 0; step < steps; ++step) {
            const std::size_t from = step * plane + at;
            std::copy_n(cache.data() + at, count, out.data() + from);
            addHeads(block, true, x.data() + from, w.data(), out.data() + from);
        }
    }
    void cycleOn(DeviceCopies &d) const
    {
        addHeadsOn(d, false, {x}, w, {{}}, {cache});
        for (std::size_t step = 0; step < steps; ++step) {
            addHeadsOn(d, true, {x, step * plane}, w, {cache}, {out, step * plane});
        }
    }
};

}  // namespace

const OperationMaker queryProjection = operation<QueryProjection>;
const OperationMaker outputProjection = operation<OutputProjection>;

}  // namespace touchstone::kernels::attn_sparse_symbols
