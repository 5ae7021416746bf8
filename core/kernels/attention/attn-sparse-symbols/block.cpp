// A whole transformer block over one cycle: an update, dense but for the sums that it caches, and
// five steps that reuse them.
//
//   y = x + sum over heads of softmax(q k^T / sqrt(size)) v W_h,    out = y + W_d relu(W_u y)
//
// Keys, values and the MLP, four times as wide, are dense in both forms. Norms and modulation are
// left out on both sides.
#include "kernels/attention/attn-sparse-symbols/symbols.h"
#include "kernels/blocks/device_gemm.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <numeric>

namespace touchstone::kernels::attn_sparse_symbols {

namespace {

enum class Step { Dense, Update, Reuse };

struct Block final : Symbolic {
    std::size_t inner = 4 * width;
    In<float> x{*this, cycleSteps *plane};
    In<float> wq{*this, width *width}, wk{*this, width *width}, wv{*this, width *width};
    In<float> wo{*this, width *width}, up{*this, inner *width}, down{*this, width *inner};
    Out<float> out{*this, cycleSteps *plane};
    Scratch<float> q{*this, plane}, k{*this, plane}, v{*this, plane}, attended{*this, plane};
    Scratch<float> cache{*this, plane};  // sums of the reused heads
    Scratch<float> hidden{*this, tokens *inner};
    Scratch<float> packed{*this, attention::packedFloats(layout())};
    attention::DeviceTiles denseTiles{attention::denseGroups(tokens, tokens), memory()};

    using Symbolic::Symbolic;

    void fill(std::uint64_t seed) override
    {
        const double root = std::sqrt(density);  // both kinds make the share together
        symbols.fill(root, root, seed);
        rng::fillNormal(x.span(), 0.0F, 1.0F, seed, 1);
        rng::correlate(x.span(), width);
        std::uint32_t stream = 1;
        for (const auto &weights : {wq, wk, wv, wo, up, down}) {
            const std::size_t fanIn = weights.slot() == down.slot() ? inner : width;
            rng::fillNormal(weights.span(), 0.0F, float(1 / std::sqrt(double(fanIn))), seed,
                            ++stream);
        }
    }
    void declare(Forms &forms) override
    {
        const double product = 2 * double(plane) * double(width), steps = double(cycleSteps);
        const double all = double(heads) * double(tokens) * double(tokens);
        // Q, K, V, O and eight for the MLP.
        const double dense = attention::flops(all, size) + 12 * product;
        const double reuse = attention::flops(symbols.computed().pairs, size)
                             + (10 + 2 * symbols.computedShare()) * product;
        forms.add("dense")
                .reads(x, wq, wk, wv, wo, up, down)
                .writes(out)
                .flops(steps * dense)
                .dense()
                .run([this] { cycle(Step::Dense, Step::Dense); })
                .device([this](DeviceCopies &d) { cycleOn(d, Step::Dense, Step::Dense); });
        forms.add("symbols")
                .reads(x, wq, wk, wv, wo, up, down, symbols.query, symbols.key)
                .writes(out)
                .flops(dense + (steps - 1) * reuse)
                .dense()
                .run([this] { cycle(Step::Update, Step::Reuse); })
                .device([this](DeviceCopies &d) { cycleOn(d, Step::Update, Step::Reuse); });
    }

    void cycle(Step first, Step later) const
    {
        for (std::size_t at = 0; at < x.size(); at += plane) {
            attend(at == 0 ? first : later, x.data() + at);
            addAttended(at == 0 ? first : later, x.data() + at, out.data() + at);
            addMlp(out.data() + at);
        }
    }
    void product(const float *from, const Buffer<float> &w, float *to, bool add = false) const
    {
        const std::size_t outputs = w.slot() == up.slot() ? inner : width;
        gemmNT(tokens, outputs, w.size() / outputs, from, w.data(), add ? 1.0F : 0.0F, to, outputs,
               threads());
    }
    void attend(Step step, const float *from) const
    {
        product(from, wk, k.data());
        product(from, wv, v.data());
        if (step == Step::Reuse) {
            eachBlock([&](std::size_t block) {
                const std::size_t at = block * blockTokens * width;
                projectHeads(block, from + at, wq.data(), q.data() + at);
            });
            attendComputed(layout(), nullptr, packed.data());
        } else {
            product(from, wq, q.data());
            attendAll(layout(), attention::denseGroups(tokens, tokens), {}, packed.data(),
                      threads());
        }
    }
    // to = from + the projected heads.
    void addAttended(Step step, const float *from, float *to) const
    {
        if (step == Step::Dense) {
            parallelRows(threads(), plane, [&](std::size_t begin, std::size_t end) {
                std::copy(from + begin, from + end, to + begin);
            });
            product(attended.data(), wo, to, true);
            return;
        }
        eachBlock([&](std::size_t block) {
            const std::size_t at = block * blockTokens * width;
            const std::size_t end = at + symbols.rows(block) * width;
            if (step == Step::Update) {
                std::fill(cache.data() + at, cache.data() + end, 0.0F);
                addHeads(block, false, attended.data() + at, wo.data(), cache.data() + at);
            }
            for (std::size_t i = at; i < end; ++i) {
                to[i] = from[i] + cache[i];
            }
            addHeads(block, true, attended.data() + at, wo.data(), to + at);
        });
    }
    void addMlp(float *to) const
    {
        product(to, up, hidden.data());
        parallelRows(threads(), hidden.size(), [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                hidden[i] = std::max(hidden[i], 0.0F);
            }
        });
        product(hidden.data(), down, to, true);
    }
    attention::Heads layout() const
    {
        return {q.data(), k.data(), v.data(), attended.data(), 1, heads, tokens, size,
                0,        size,     width};
    }

    // --- on a device
    void cycleOn(DeviceCopies &d, Step first, Step later) const
    {
        for (std::size_t at = 0; at < x.size(); at += plane) {
            attendOn(d, at == 0 ? first : later, at);
            addAttendedOn(d, at == 0 ? first : later, at);
            productOn(d, {out, at}, up, {hidden});
            d.launch("relu", hidden.size(), 64, {d[hidden], hidden.size()});
            productOn(d, {hidden}, down, {out, at}, true);
        }
    }
    void productOn(DeviceCopies &d, const DevicePlane &from, const Buffer<float> &w,
                   const DevicePlane &to, bool add = false) const
    {
        const std::size_t outputs = w.slot() == up.slot() ? inner : width;
        const std::size_t inputs = w.size() / outputs;
        deviceGemmNT(d, tokens, outputs, inputs, {d[from.buffer], from.at, inputs},
                     {d[w], 0, inputs}, {d[to.buffer], to.at, outputs}, add);
    }
    void attendOn(DeviceCopies &d, Step step, std::size_t at) const
    {
        const attention::HeadBuffers buffers{q, k, v, attended};
        productOn(d, {x, at}, wk, {k});
        productOn(d, {x, at}, wv, {v});
        if (step == Step::Reuse) {
            projectHeadsOn(d, {x, at}, wq, q, {});
            attendComputedOn(d, buffers, layout(), {});
        } else {
            productOn(d, {x, at}, wq, {q});
            deviceAttend(d, buffers, layout(), denseTiles);
        }
    }
    void addAttendedOn(DeviceCopies &d, Step step, std::size_t at) const
    {
        if (step == Step::Update) {
            addHeadsOn(d, false, {attended}, wo, {{}}, {cache});
        }
        const bool cached = step != Step::Dense;
        d.launch("begin_residual", plane, 64, {d[x], d[cache], cached, d[out], at, plane});
        if (cached) {
            addHeadsOn(d, true, {attended}, wo, {out, at}, {out, at});
        } else {
            productOn(d, {attended}, wo, {out, at}, true);
        }
    }

    // --- the oracle: a token of a step. Keys and values are never formed:
    // q . (W_k x_j) = (W_k^T q) . x_j, and the sum of p_j W_v x_j is W_v times that of p_j x_j.
    // Softmax takes more time per FLOP than products do, so FLOPs bound no time of a block.
    std::optional<double> ratioLimit(const RatioOf &) const override { return std::nullopt; }
    std::size_t units(std::size_t) const override { return cycleSteps * tokens; }
    double tolerance(std::size_t) const override { return dotTolerance(double(inner)); }
    void exact(std::size_t form, std::size_t unit, Expected &expected) const override
    {
        const std::size_t token = unit % tokens, block = token / blockTokens;
        const bool reuses = form == 1 && unit >= tokens;
        std::vector<double> y(x.data() + unit * width, x.data() + (unit + 1) * width);
        for (std::size_t head = 0; head < heads; ++head) {
            const bool computed = !reuses || symbols.computes(head, block);
            const std::size_t step = computed ? unit / tokens : 0;
            const auto a = exactHead(step, token, head, reuses && computed);
            for (std::size_t c = 0; c < width; ++c) {
                const float *row = wo.data() + c * width + head * size;
                y[c] = std::inner_product(a.begin(), a.end(), row, y[c]);
            }
        }
        const auto inside = times(up, y, inner);
        std::vector<double> hiddenExact(inner);
        std::transform(inside.begin(), inside.end(), hiddenExact.begin(),
                       [](double value) { return std::max(value, 0.0); });
        const auto added = times(down, hiddenExact, width);
        for (std::size_t c = 0; c < width; ++c) {
            expected.at(out, unit * width + c, y[c] + added[c]);
        }
    }
    static std::vector<double> times(const Buffer<float> &w, const std::vector<double> &from,
                                     std::size_t rows, std::size_t firstRow = 0)
    {
        std::vector<double> to(rows);
        const float *row = w.data() + firstRow * from.size();
        for (std::size_t i = 0; i < rows; ++i, row += from.size()) {
            to[i] = std::inner_product(row, row + from.size(), from.begin(), 0.0);
        }
        return to;
    }
    // Output [size] of one head for a token of a step, over all keys or over those it sees.
    std::vector<double> exactHead(std::size_t step, std::size_t token, std::size_t head,
                                  bool sparse) const
    {
        const float *rows = x.data() + step * plane;
        const std::vector<double> own(rows + token * width, rows + (token + 1) * width);
        const auto query = times(wq, own, size, head * size);
        std::vector<double> direction(width), mean(width);
        for (std::size_t i = 0; i < size; ++i) {
            for (std::size_t c = 0; c < width; ++c) {
                direction[c] += query[i] * wk[(head * size + i) * width + c];
            }
        }
        double total = 0;
        for (std::size_t key = 0; key < tokens; ++key) {
            if (sparse && !symbols.sees(head, token / blockTokens, key / blockTokens)) {
                continue;
            }
            const float *row = rows + key * width;
            const double score = std::inner_product(row, row + width, direction.begin(), 0.0);
            const double weight = std::exp(score / std::sqrt(double(size)));
            total += weight;
            for (std::size_t c = 0; c < width; ++c) {
                mean[c] += weight * row[c];
            }
        }
        for (double &value : mean) {
            value /= total;
        }
        return times(wv, mean, size, head * size);
    }
};

}  // namespace

const OperationMaker transformerBlock = operation<Block>;

}  // namespace touchstone::kernels::attn_sparse_symbols
