// CAT (report 2025-10-15, paper 7): the logits z of a low-bit network are drawn towards those of
// the full-precision one by an affine map that depends on the cluster of z,
//
//   k = nearest centroid of P z,   z -> (1 - a) z + a (gain_k z + shift_k)
//
// with P from principal components and gains and shifts, one for each class, from calibration
// inputs. Timed: the last layer with 8-bit weights and inputs, then the correction, whose blend a
// is folded into gain and shift beforehand. What it does for accuracy is the study of quality.cpp.
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/packed_linear.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/declared_kernel.h"
#include "kernels/quant/ptq-cluster-affine/correction.h"
#include "kernels/quant/ptq-cluster-affine/network.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::ptq_cluster_affine {

namespace {

constexpr std::size_t mostClusters = 16;
constexpr int mostWeight = 63;  // of blocks/gemm_int8.h

struct LastLayer final : Operation {
    enum FormIndex : std::size_t { Full, Low, Global, Map, Cat4, Cat16 };
    Dim rows{*this, "rows"}, width{*this, "width"}, classes{*this, "classes"};
    Dim components{*this, "components"};
    PackedLinear floats{rows, classes, width, threads()};
    PackedInt8 bytes{rows, classes, width, threads()};
    PackedLinear mapping{rows, classes, classes, threads()};
    PackedLinear projecting{rows, components, classes, threads()};
    In<float> x{*this, rows *width};
    In<std::int8_t> codes{*this, rows *width};
    In<std::byte> packedFloats{*this, floats.packedBytes()},
            packedBytes{*this, bytes.packedBytes()};
    In<std::byte> packedMap{*this, mapping.packedBytes()};
    In<std::byte> packedDirections{*this, projecting.packedBytes()};
    In<float> mapShift{*this, classes};
    In<float> centroids{*this, mostClusters *components}, halfSquares{*this, mostClusters};
    In<float> gains{*this, mostClusters *classes}, shifts{*this, mostClusters *classes};
    Out<float> logits{*this, rows *classes};
    Scratch<std::int32_t> sums{*this, rows *classes};
    Scratch<float> points{*this, rows *components}, before{*this, rows *classes};
    std::vector<std::int8_t> weights = std::vector<std::int8_t>(classes * width);
    std::vector<float> map = std::vector<float>(classes * classes);
    std::vector<float> directions = std::vector<float>(components * classes);
    float step = 1;  // of the sums

    using Operation::Operation;

    void fill(std::uint64_t seed) override
    {
        std::vector<float> drawn(std::max(codes.size(), weights.size()));
        rng::fillUniform(drawn, 0, 128, seed, 1);  // activations after ReLU
        std::transform(drawn.begin(), drawn.begin() + std::ptrdiff_t(codes.size()), codes.data(),
                       [](float value) { return std::int8_t(std::min(value, 127.0F)); });
        rng::fillIntegers(drawn, mostWeight, seed, 2);
        std::copy_n(drawn.begin(), weights.size(), weights.begin());
        // Logits of deviation 1 or so: codes have a root mean square of 73, weights of 37.
        step = float(1 / (73 * 37 * std::sqrt(double(width))));
        std::copy(codes.span().begin(), codes.span().end(), x.data());
        std::vector<float> scaled(weights.size());
        std::transform(weights.begin(), weights.end(), scaled.begin(),
                       [this](std::int8_t weight) { return float(weight) * step; });
        rng::fillNormal(map, 0.0F, float(1 / std::sqrt(double(classes))), seed, 3);
        rng::fillNormal(directions, 0.0F, float(1 / std::sqrt(double(classes))), seed, 4);
        rng::fillNormal(mapShift.span(), 0.0F, 1.0F, seed, 5);
        rng::fillNormal(centroids.span(), 0.0F, 1.0F, seed, 6);
        rng::fillNormal(gains.span(), 1.0F, 0.3F, seed, 7);
        rng::fillNormal(shifts.span(), 0.0F, 0.3F, seed, 8);
        for (std::size_t k = 0; k < mostClusters; ++k) {
            const float *from = centroids.data() + k * components;
            halfSquares[k] = std::inner_product(from, from + components, from, 0.0F) / 2;
        }
        floats.pack(scaled.data(), packedFloats.data());
        bytes.pack(weights.data(), packedBytes.data());
        mapping.pack(map.data(), packedMap.data());
        projecting.pack(directions.data(), packedDirections.data());
    }
    void declare(Forms &forms) override
    {
        const double product = 2 * double(rows * classes * width), all = double(rows * classes);
        const double out = sizeof(float) * all;
        const double low = double(codes.size() + weights.size()) + out;
        forms.add("full-precision")
                .writes(logits)
                .flops(product)
                .bytes(sizeof(float) * double(x.size() + weights.size()) + out)
                .dense()
                .run([this] { floats.multiply(x.data(), packedFloats.data(), logits.data()); });
        const auto add = [&](const char *id, double flops, double more, auto correct) {
            forms.add(id)
                    .writes(logits)
                    .flops(product + all + flops)
                    .bytes(low + more)
                    .dense(true, Arithmetic::Int8)
                    .run([this, correct] {
                        lowBit();
                        correct();
                    });
        };
        add("low-bit", 0, 0, [] {});
        add("global-affine", 2 * all, double(affineBytes(classes, 1, components)),
            [this] { affine(1); });
        add("linear-map", 2 * all * double(classes), double(mapBytes(classes)),
            [this] { linearMap(); });
        for (const auto &[id, clusters] :
             {std::pair{"cat-4", std::size_t(4)}, std::pair{"cat-16", mostClusters}}) {
            const double finding = 2 * double(rows * components * (classes + clusters));
            add(id, 2 * all + finding, double(affineBytes(classes, clusters, components)),
                [this, count = clusters] { affine(count); });
        }
    }
    // A correction comes on top of the low-bit product.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        return ratio.quantity == "time" && ratio.baseline == Low ? std::optional(1.0)
                                                                 : std::nullopt;
    }

    void lowBit()
    {
        bytes.multiply(codes.data(), packedBytes.data(), sums.data());
        parallelEach(threads(), rows, [this](std::size_t row) {
            for (std::size_t i = row * classes; i < (row + 1) * classes; ++i) {
                logits[i] = float(sums[i]) * step;
            }
        });
    }
    void affine(std::size_t clusters)
    {
        if (clusters > 1) {
            projecting.multiply(logits.data(), packedDirections.data(), points.data());
        }
        parallelEach(threads(), rows, [this, clusters](std::size_t row) {
            const std::size_t k = clusters > 1 ? clusterOf(row, clusters) : 0;
            const float *gain = gains.data() + k * classes, *shift = shifts.data() + k * classes;
            float *z = logits.data() + row * classes;
            for (std::size_t c = 0; c < classes; ++c) {
                z[c] = z[c] * gain[c] + shift[c];
            }
        });
    }
    // The nearest centroid: the largest p . c - |c|^2 / 2.
    std::size_t clusterOf(std::size_t row, std::size_t clusters) const
    {
        const float *point = points.data() + row * components;
        std::size_t best = 0;
        float most = 0;
        for (std::size_t k = 0; k < clusters; ++k) {
            const float score = std::inner_product(point, point + components,
                                                   centroids.data() + k * components, 0.0F)
                                - halfSquares[k];
            if (k == 0 || score > most) {
                most = score;
                best = k;
            }
        }
        return best;
    }
    void linearMap()
    {
        std::copy(logits.span().begin(), logits.span().end(), before.data());
        mapping.multiply(before.data(), packedMap.data(), logits.data());
        parallelEach(threads(), rows, [this](std::size_t row) {
            float *z = logits.data() + row * classes;
            std::transform(z, z + classes, mapShift.data(), z, std::plus<>());
        });
    }

    // --- the oracle

    using Doubles = std::vector<double>;
    Doubles exactLogits(std::size_t row) const
    {
        Doubles z(classes);
        for (std::size_t c = 0; c < classes; ++c) {
            std::int64_t total = 0;
            for (std::size_t i = 0; i < width; ++i) {
                total += std::int64_t(codes[row * width + i]) * weights[c * width + i];
            }
            z[c] = double(total) * double(step);
        }
        return z;
    }
    Doubles exactAffine(const Doubles &z, std::size_t k) const
    {
        Doubles out(z);
        for (std::size_t c = 0; c < classes; ++c) {
            out[c] = z[c] * double(gains[k * classes + c]) + double(shifts[k * classes + c]);
        }
        return out;
    }
    double squareDistance(const Doubles &z, std::size_t k) const
    {
        double square = 0;
        for (std::size_t i = 0; i < components; ++i) {
            double off = -double(centroids[k * components + i]);
            for (std::size_t c = 0; c < classes; ++c) {
                off += double(directions[i * classes + c]) * z[c];
            }
            square += off * off;
        }
        return square;
    }
    // Where rounding can decide between two centroids either may be taken: the nearest to the
    // outputs of those that are as near as the nearest.
    Doubles exactCat(std::size_t row, const Doubles &z, std::size_t clusters) const
    {
        Doubles distances(clusters);
        for (std::size_t k = 0; k < clusters; ++k) {
            distances[k] = squareDistance(z, k);
        }
        const double least = *std::min_element(distances.begin(), distances.end());
        Doubles best;
        double bestOff = 0;
        for (std::size_t k = 0; k < clusters; ++k) {
            if (distances[k] > least + 1e-5 * (1 + least)) {
                continue;
            }
            Doubles candidate = exactAffine(z, k);
            double off = 0;
            for (std::size_t c = 0; c < classes; ++c) {
                off += std::abs(candidate[c] - double(logits[row * classes + c]));
            }
            if (best.empty() || off < bestOff) {
                best = std::move(candidate);
                bestOff = off;
            }
        }
        return best;
    }

    std::size_t units(std::size_t) const override { return rows; }
    void exact(std::size_t form, std::size_t row, Expected &expected) const override
    {
        Doubles z = exactLogits(row);
        if (form == Global) {
            z = exactAffine(z, 0);
        } else if (form == Map) {
            const Doubles from = z;
            for (std::size_t c = 0; c < classes; ++c) {
                z[c] = std::inner_product(from.begin(), from.end(),
                                          map.begin() + std::ptrdiff_t(c * classes),
                                          double(mapShift[c]));
            }
        } else if (form >= Cat4) {
            z = exactCat(row, z, form == Cat4 ? 4 : mostClusters);
        }
        for (std::size_t c = 0; c < classes; ++c) {
            expected.at(logits, row * classes + c, z[c]);
        }
    }
    double tolerance(std::size_t form) const override
    {
        return dotTolerance(double(form == Full ? width : classes)) + 1e-6;
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("ptq-cluster-affine", {{"logits", operation<LastLayer>}}, correctionQuality);
}

}  // namespace touchstone::kernels::ptq_cluster_affine
