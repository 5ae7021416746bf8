// M-MoE (report 2025-10-15, paper 25): a mixture of experts that is trained with a number of active
// experts drawn for every layer and step, so that any number may be used later.
//
//   y = sum over the k experts e of the largest logits of g_e W2_e silu(W1_e x),
//   g = softmax of those k logits
//
// Timed: the layer with fewer active experts against the most that training draws; tokens of an
// expert are gathered into one product. What each number is worth is the study of quality.cpp.
#include "kernels/moe/moe-matryoshka-k/quality.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/declared_kernel.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::moe_matryoshka_k {

namespace {

struct FormOf {
    const char *id;
    std::size_t active;
};
constexpr std::array<FormOf, 4> forms{
        {{"active-6", 6}, {"active-4", 4}, {"active-2", 2}, {"active-1", 1}}};

struct Gate {
    std::size_t expert = 0;
    double share = 0;
};

// The `active` largest logits, the first of equals, and their softmax.
std::vector<Gate> gatesOf(std::span<const float> logits, std::size_t active)
{
    std::vector<Gate> gates(logits.size());
    for (std::size_t e = 0; e < gates.size(); ++e) {
        gates[e].expert = e;
    }
    std::stable_sort(gates.begin(), gates.end(), [&](const Gate &a, const Gate &b) {
        return logits[a.expert] > logits[b.expert];
    });
    gates.resize(std::min(active, gates.size()));
    double sum = 0;
    for (Gate &gate : gates) {
        gate.share = std::exp(double(logits[gate.expert]) - double(logits[gates[0].expert]));
        sum += gate.share;
    }
    std::for_each(gates.begin(), gates.end(), [sum](Gate &gate) { gate.share /= sum; });
    return gates;
}

struct ExpertLayer final : Operation {
    Dim rows{*this, "rows"}, width{*this, "width"}, hidden{*this, "hidden"};
    Dim experts{*this, "experts"};
    In<float> x{*this, rows *width}, router{*this, experts *width};
    In<float> first{*this, experts *hidden *width};   // W1 [experts x hidden x width]
    In<float> second{*this, experts *width *hidden};  // W2 [experts x width x hidden]
    Out<float> y{*this, rows *width};
    Scratch<float> logits{*this, rows *experts}, gathered{*this, rows *width};
    Scratch<float> inner{*this, rows *hidden}, part{*this, rows *width};

    using Operation::Operation;

    // Whole numbers: logits are exact, so that a rounding cannot choose another expert.
    void fill(std::uint64_t seed) override
    {
        rng::fillIntegers(x.span(), 4, seed, 1);
        rng::fillIntegers(router.span(), 4, seed, 2);
        rng::fillNormal(first.span(), 0.0F, float(0.5 / std::sqrt(double(width))), seed, 3);
        rng::fillNormal(second.span(), 0.0F, float(1 / std::sqrt(double(hidden))), seed, 4);
        for (float &weight : router.span()) {
            weight /= 64;
        }
    }
    void declare(Forms &list) override
    {
        for (const FormOf &form : forms) {
            list.add(form.id)
                    .reads(x, router, first, second)
                    .writes(y)
                    .flops(flopsOf(form.active))
                    .bytes(bytesOf(form.active))
                    .dense()
                    .run([this, active = form.active] { forward(active); });
        }
    }

    double flopsOf(std::size_t active) const
    {
        const double used = double(std::min<std::size_t>(active, experts));
        return double(rows) * (2.0 * double(experts * width) + used * 4.0 * double(hidden * width));
    }
    // Weights of the experts that some token chooses, the router, tokens in and out.
    double bytesOf(std::size_t active) const
    {
        std::vector<bool> touched(experts);
        for (std::size_t row = 0; row < rows; ++row) {
            const std::vector<double> shares = exactShares(row, active);
            for (std::size_t e = 0; e < experts; ++e) {
                touched[e] = touched[e] || shares[e] > 0;
            }
        }
        const auto count = double(std::count(touched.begin(), touched.end(), true));
        return sizeof(float)
               * (count * 2 * double(hidden * width) + double(experts * width)
                  + 2 * double(rows * width));
    }
    // Of every expert, in double: an expert is active when fewer than `active` come before it, by
    // a larger logit or an equal one of a lower number.
    std::vector<double> exactShares(std::size_t row, std::size_t active) const
    {
        std::vector<double> logit(experts), share(experts);
        for (std::size_t e = 0; e < experts; ++e) {
            const float *weights = router.data() + e * width;
            logit[e] = std::inner_product(weights, weights + width, x.data() + row * width, 0.0);
        }
        double sum = 0;
        for (std::size_t e = 0; e < experts; ++e) {
            std::size_t before = 0;
            for (std::size_t other = 0; other < experts; ++other) {
                before += logit[other] > logit[e] || (logit[other] == logit[e] && other < e);
            }
            share[e] = before < active ? std::exp(logit[e]) : 0;
            sum += share[e];
        }
        std::for_each(share.begin(), share.end(), [sum](double &one) { one /= sum; });
        return share;
    }

    std::size_t units(std::size_t) const override { return rows; }
    std::size_t sampledUnits(std::size_t) const override { return 7; }
    void exact(std::size_t form, std::size_t row, Expected &expected) const override
    {
        std::vector<double> right(width), active(hidden);
        const float *from = x.data() + row * width;
        const std::vector<double> shares = exactShares(row, forms[form].active);
        for (std::size_t e = 0; e < experts; ++e) {
            if (shares[e] == 0) {
                continue;
            }
            for (std::size_t h = 0; h < hidden; ++h) {
                const float *weights = first.data() + (e * hidden + h) * width;
                const double z = std::inner_product(weights, weights + width, from, 0.0);
                active[h] = z / (1 + std::exp(-z));
            }
            for (std::size_t i = 0; i < width; ++i) {
                const float *weights = second.data() + (e * width + i) * hidden;
                right[i] += shares[e]
                            * std::inner_product(weights, weights + hidden, active.begin(), 0.0);
            }
        }
        for (std::size_t i = 0; i < width; ++i) {
            expected.at(y, row * width + i, right[i]);
        }
    }
    double tolerance(std::size_t) const override { return dotTolerance(double(width + hidden)); }
    // Whichever of both binds, the time cannot shrink by more than the larger ratio.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        if (ratio.quantity != "time") {
            return std::nullopt;
        }
        const Work base = workOf(ratio.baseline), technique = workOf(ratio.technique);
        return std::max(base.flops / technique.flops, base.bytes / technique.bytes);
    }

    void forward(std::size_t active)
    {
        gemmNT(rows, experts, width, x.data(), router.data(), 0.0F, logits.data(), experts,
               threads());
        std::vector<std::vector<std::pair<std::size_t, float>>> groups(experts);
        for (std::size_t row = 0; row < rows; ++row) {
            for (const Gate &gate : gatesOf({logits.data() + row * experts, experts}, active)) {
                groups[gate.expert].emplace_back(row, float(gate.share));
            }
        }
        std::fill(y.span().begin(), y.span().end(), 0.0F);
        for (std::size_t e = 0; e < experts; ++e) {
            if (!groups[e].empty()) {
                addExpert(e, groups[e]);
            }
        }
    }
    void addExpert(std::size_t e, const std::vector<std::pair<std::size_t, float>> &group)
    {
        for (std::size_t i = 0; i < group.size(); ++i) {
            std::copy_n(x.data() + group[i].first * width, std::size_t(width),
                        gathered.data() + i * width);
        }
        gemmNT(group.size(), hidden, width, gathered.data(), first.data() + e * hidden * width,
               0.0F, inner.data(), hidden, threads());
        parallelEach(threads(), group.size(), [&](std::size_t i) {
            for (std::size_t h = i * hidden; h < (i + 1) * hidden; ++h) {
                inner[h] *= group[i].second / (1 + std::exp(-inner[h]));
            }
        });
        gemmNT(group.size(), width, hidden, inner.data(), second.data() + e * width * hidden, 0.0F,
               part.data(), width, threads());
        parallelEach(threads(), group.size(), [&](std::size_t i) {
            float *to = y.data() + group[i].first * width;
            std::transform(to, to + width, part.data() + i * width, to, std::plus<>());
        });
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("moe-matryoshka-k", {{"layer", operation<ExpertLayer>}}, elasticQuality);
}

}  // namespace touchstone::kernels::moe_matryoshka_k
