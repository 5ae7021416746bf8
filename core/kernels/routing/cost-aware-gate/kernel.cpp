// TableDART (report 2025-09-24, paper 13): a small MLP looks at a table and a question and chooses
// the path that answers, from the text of the table, from its image, or from both by fusion,
//
//   p = softmax(W2 relu(W1 x + b1) + b2),  run the path of the largest p,
//
// trained on frozen paths with KL(softmax(scores / temperature) || p) + lambda p . costs. Hidden
// units and costs are those of the released configuration. Timed: the gates alone, from features to
// shares; a linear gate and, as the most that any gate can know here, the Bayes gate beside it.
// What the choices are worth is the study of quality.cpp.
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/packed_linear.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/declared_kernel.h"
#include "kernels/routing/cost-aware-gate/bayes.h"
#include "kernels/routing/cost-aware-gate/gates.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::cost_aware_gate {

namespace {

// Of the generator of the Bayes gate.
constexpr double resolvedShare = 0.8;
constexpr double turnOfArc = 0.25;

void softmaxOfPaths(float *logits)
{
    const float most = *std::max_element(logits, logits + pathCount);
    std::transform(logits, logits + pathCount, logits,
                   [most](float logit) { return std::exp(logit - most); });
    const float total = std::accumulate(logits, logits + pathCount, 0.0F);
    std::for_each(logits, logits + pathCount, [total](float &share) { share /= total; });
}

struct Choice final : Operation {
    enum FormIndex : std::size_t { Linear, Mlp, AlwaysText, AlwaysImage, AlwaysFusion, Bayes };
    Dim pairs{*this, "pairs"}, features{*this, "features"}, hidden{*this, "hidden"};
    PackedLinear first{pairs, hidden, features, threads(), Epilogue::BiasAndRelu};
    PackedLinear second{pairs, pathCount, hidden, threads()};
    PackedLinear only{pairs, pathCount, features, threads()};
    In<float> x{*this, pairs *features};
    In<float> firstBias{*this, hidden}, secondBias{*this, pathCount}, onlyBias{*this, pathCount};
    In<std::byte> firstPacked{*this, first.packedBytes()};
    In<std::byte> secondPacked{*this, second.packedBytes()}, onlyPacked{*this, only.packedBytes()};
    // Shares of the paths; of the Bayes gate their chances to be right.
    Out<float> shares{*this, pairs *pathCount};
    Scratch<float> inner{*this, pairs *hidden}, nodes{*this, pairs *BayesGate::nodeCount};
    std::vector<float> firstWeights = std::vector<float>(hidden * features);
    std::vector<float> secondWeights = std::vector<float>(pathCount * hidden);
    std::vector<float> onlyWeights = std::vector<float>(pathCount * features);
    Encoder encoder{features, turnOfArc, setup().seed, 7};
    BayesGate bayes{encoder, resolvedShare};

    using Operation::Operation;

    void fill(std::uint64_t seed) override
    {
        const Grid<float> drawn = encoder.features(demandsOf(pairs, seed, 8), seed, 9);
        std::copy(drawn.values.begin(), drawn.values.end(), x.data());
        rng::fillNormal(firstBias.span(), 0.0F, 1.0F, seed, 1);
        rng::fillNormal(secondBias.span(), 0.0F, 1.0F, seed, 2);
        rng::fillNormal(onlyBias.span(), 0.0F, 1.0F, seed, 3);
        rng::fillWeights(firstWeights, features, seed, 4);
        rng::fillWeights(secondWeights, hidden, seed, 5);
        rng::fillWeights(onlyWeights, features, seed, 6);
        first.pack(firstWeights.data(), firstPacked.data());
        second.pack(secondWeights.data(), secondPacked.data());
        only.pack(onlyWeights.data(), onlyPacked.data());
    }
    void declare(Forms &forms) override
    {
        const double rows = double(pairs), in = double(x.size() + shares.size());
        forms.add("linear-gate")
                .writes(shares)
                .flops(2 * rows * double(onlyWeights.size()))
                .bytes(sizeof(float) * (in + double(parametersOf(features, 0))))
                .run([this] { linear(); });
        forms.add("mlp-gate")
                .writes(shares)
                .flops(2 * rows * double(firstWeights.size() + secondWeights.size()))
                .bytes(sizeof(float) * (in + double(parametersOf(features, hidden))))
                .dense()
                .run([this] { mlp(); });
        constexpr std::array<const char *, pathCount> constant{"always-text", "always-image",
                                                               "always-fusion"};
        for (std::size_t path = 0; path < pathCount; ++path) {
            forms.add(constant[path]).writes(shares).run([this, path] {
                for (std::size_t i = 0; i < shares.size(); ++i) {
                    shares[i] = i % pathCount == path ? 1.0F : 0.0F;
                }
            });
        }
        forms.add("bayes-gate")
                .writes(shares)
                .flops(rows * bayes.flops())
                .bytes(sizeof(float) * (in + double(features * coordinateCount)))
                .run([this] {
                    parallelEach(threads(), pairs, [this](std::size_t pair) {
                        bayes(x.data() + pair * features, shares.data() + pair * pathCount,
                              nodes.data() + pair * BayesGate::nodeCount);
                    });
                });
    }
    void finishRows(const float *bias)
    {
        for (std::size_t pair = 0; pair < pairs; ++pair) {
            float *row = shares.data() + pair * pathCount;
            std::transform(row, row + pathCount, bias, row, std::plus<>());
            softmaxOfPaths(row);
        }
    }
    void linear()
    {
        only.multiply(x.data(), onlyPacked.data(), shares.data());
        finishRows(onlyBias.data());
    }
    void mlp()
    {
        first.multiply(x.data(), firstPacked.data(), inner.data(), firstBias.data());
        second.multiply(inner.data(), secondPacked.data(), shares.data());
        finishRows(secondBias.data());
    }
    // The MLP reads what the linear gate reads and more, with more FLOPs: it cannot be faster where
    // it has as many hidden units as there are paths.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        return ratio.quantity == "time" && ratio.technique == Mlp && ratio.baseline == Linear
                               && hidden >= pathCount
                       ? std::optional(1.0)
                       : std::nullopt;
    }

    // --- the oracle

    using Doubles = std::vector<double>;
    static Doubles layer(const Doubles &in, const std::vector<float> &weights, const float *bias)
    {
        Doubles out(weights.size() / in.size());
        for (std::size_t i = 0; i < out.size(); ++i) {
            out[i] = std::inner_product(in.begin(), in.end(),
                                        weights.begin() + std::ptrdiff_t(i * in.size()),
                                        double(bias[i]));
        }
        return out;
    }
    Doubles exactShares(std::size_t form, std::size_t pair) const
    {
        Doubles values(x.data() + pair * features, x.data() + (pair + 1) * features);
        if (form == Mlp) {
            values = layer(values, firstWeights, firstBias.data());
            std::for_each(values.begin(), values.end(),
                          [](double &value) { value = std::max(value, 0.0); });
            values = layer(values, secondWeights, secondBias.data());
        } else {
            values = layer(values, onlyWeights, onlyBias.data());
        }
        double total = 0;
        for (double &value : values) {
            value = std::exp(value);
            total += value;
        }
        std::for_each(values.begin(), values.end(), [total](double &value) { value /= total; });
        return values;
    }
    // By Simpson's rule over the demand itself.
    Doubles exactChances(std::size_t pair) const
    {
        constexpr std::size_t intervals = 64;
        const double variance = double(features) / 64;
        std::array<double, coordinateCount> along{};
        std::array<std::array<double, coordinateCount>, coordinateCount> gram{};
        for (std::size_t i = 0; i < features; ++i) {
            const std::span<const float> w = encoder.mixing().row(i);
            for (std::size_t c = 0; c < coordinateCount; ++c) {
                along[c] += double(w[c]) * double(x[pair * features + i]);
                for (std::size_t d = 0; d < coordinateCount; ++d) {
                    gram[c][d] += double(w[c]) * double(w[d]);
                }
            }
        }
        Doubles right(pathCount);
        double total = 0;
        for (std::size_t node = 0; node < (intervals + 1) * (intervals + 1); ++node) {
            const std::array<std::size_t, 2> i{node / (intervals + 1), node % (intervals + 1)};
            double weight = 1;
            std::array<double, 2> z{};
            for (std::size_t part = 0; part < 2; ++part) {
                z[part] = double(i[part]) / double(intervals);
                weight *= z[part] * (1 - z[part]) * (i[part] % 2 == 0 ? 2 : 4);  // 0 at the ends
            }
            const auto u = encoder.coordinates({z[0], z[1]});
            double exponent = 0;
            for (std::size_t c = 0; c < coordinateCount; ++c) {
                exponent +=
                        along[c] * u[c]
                        - 0.5 * u[c] * std::inner_product(u.begin(), u.end(), gram[c].begin(), 0.0);
            }
            weight *= std::exp(exponent / variance);
            const OfPaths success = successOf({z[0], z[1]}, resolvedShare);
            total += weight;
            for (std::size_t path = 0; path < pathCount; ++path) {
                right[path] += weight * success[path];
            }
        }
        std::for_each(right.begin(), right.end(), [total](double &chance) { chance /= total; });
        return right;
    }

    std::size_t units(std::size_t) const override { return pairs; }
    void exact(std::size_t form, std::size_t pair, Expected &expected) const override
    {
        Doubles right(pathCount);
        if (form >= AlwaysText && form <= AlwaysFusion) {
            right[form - AlwaysText] = 1;
        } else {
            right = form == Bayes ? exactChances(pair) : exactShares(form, pair);
        }
        for (std::size_t path = 0; path < pathCount; ++path) {
            expected.at(shares, pair * pathCount + path, right[path]);
        }
    }
    double tolerance(std::size_t form) const override
    {
        return form == Bayes ? 2e-4 : 5e-6 + dotTolerance(double(features + hidden));
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("cost-aware-gate", {{"choice", operation<Choice>}}, gateQuality);
}

}  // namespace touchstone::kernels::cost_aware_gate
