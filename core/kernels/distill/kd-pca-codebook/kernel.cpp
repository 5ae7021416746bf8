// HArnESS (report 2025-09-24, paper 9): small speech models that learn to predict codes of a
// teacher's features at masked frames, where the features are first reduced to few dimensions. As
// in HuBERT (Hsu et al., 2021) a frame's code is the number of the nearest centroid of k-means;
// that the low-rank approximation is by principal components is our reading of the abstract.
//
//   on raw features     code(x) = argmin over k of |x - c_k|^2          2 N K d FLOPs
//   on q components     code(x) = argmin over k of |P x - P c_k|^2      2 N q (d + K)
//
// Both by packed products, of tiles of frames: |x - c|^2 = |x|^2 - 2 (x.c - |c|^2 / 2), and
// distances along components do not change with the mean. Timed is the labelling of frames,
// projection included; what students learn from the codes is the study of quality.cpp.
#include "kernels/blocks/codebook.h"
#include "kernels/blocks/packed_linear.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/principal_components.h"
#include "kernels/blocks/rng.h"
#include "kernels/declared_kernel.h"
#include "kernels/distill/kd-pca-codebook/study.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::kd_pca_codebook {

namespace {

constexpr std::size_t rows = 64;  // frames of a tile
constexpr std::size_t mostDirections = 64;
constexpr std::size_t hiddenDirections = 24;  // that the drawn features mainly vary in

struct Label final : Operation {
    Dim frames{*this, "frames"}, width{*this, "width"}, codes{*this, "codes"};
    std::size_t most = std::min<std::size_t>(mostDirections, width);

    In<float> features{*this, frames *width}, centroids{*this, codes *width};
    In<float> directions{*this, most *width};
    Out<std::int32_t> found{*this, frames};
    Scratch<float> scratch{*this, std::size_t(threads()) * rows *(width + most + codes)};

    // Of one form, the weights of its products as they are multiplied.
    struct Labeller {
        std::size_t components = 0;  // 0: raw features
        std::optional<PackedLinear> projection;
        PackedLinear products;
        In<std::byte> packedDirections, packedCentroids;
        In<float> halfSquares;
    };
    std::vector<Labeller> labellers;
    std::vector<double> exactCentroids;  // P c, [codes x most]

    Label(const Setup &setup, Memory &memory) : Operation(setup, memory)
    {
        for (const FormOf &form : forms) {
            const std::size_t components = std::min(form.components, most);
            const std::size_t used = components > 0 ? components : std::size_t(width);
            // One thread: tiles run in parallel.
            Labeller own{components, {}, PackedLinear(rows, codes, used, 1), {}, {}, {}};
            if (components > 0) {
                own.projection.emplace(rows, components, width, 1);
                own.packedDirections = {*this, own.projection->packedBytes()};
            }
            own.packedCentroids = {*this, own.products.packedBytes()};
            own.halfSquares = {*this, codes};
            labellers.push_back(std::move(own));
        }
    }
    // Features that vary in few directions, and centroids among them: near the means of four frames
    // each.
    void fill(std::uint64_t seed) override
    {
        const Grid<float> place = normalGrid(frames, hiddenDirections, 1, seed, 1);
        const Grid<float> map = normalGrid(hiddenDirections, width, 0.3, seed, 2);
        rng::fillNormal(features.span(), 0.0F, 0.5F, seed, 3);
        gemmNN(frames, width, hiddenDirections, place.values.data(), map.values.data(), 1.0F,
               features.data(), threads());
        rng::Sequence choice(seed, 4);
        rng::fillNormal(centroids.span(), 0.0F, 0.3F, seed, 5);
        for (std::size_t i = 0; i < 4 * codes; ++i) {
            const float *frame = features.data() + choice.below(frames) * width;
            float *centroid = centroids.data() + i / 4 * width;
            for (std::size_t c = 0; c < width; ++c) {
                centroid[c] += frame[c] / 4;
            }
        }
        constexpr std::size_t enough = 2048;
        Grid<float> sample(std::min<std::size_t>(frames, enough), width);
        std::copy_n(features.data(), sample.values.size(), sample.values.begin());
        const Grid<float> axes = principalComponents(sample, most).directions;
        std::copy(axes.values.begin(), axes.values.end(), directions.data());
        for (Labeller &own : labellers) {
            packWeights(own);
        }
        for (std::size_t k = 0; k < codes; ++k) {
            for (std::size_t q = 0; q < most; ++q) {
                exactCentroids.push_back(exactProduct(directions, q, centroids, k));
            }
        }
    }
    void packWeights(Labeller &own)
    {
        Grid<float> right(codes, own.components > 0 ? own.components : std::size_t(width));
        if (own.components > 0) {
            own.projection->pack(directions.data(), own.packedDirections.data());
            gemmNT(codes, own.components, width, centroids.data(), directions.data(), 0.0F,
                   right.values.data(), own.components, threads());
        } else {
            std::copy_n(centroids.data(), right.values.size(), right.values.begin());
        }
        own.products.pack(right.values.data(), own.packedCentroids.data());
        const Codebook book(std::move(right));
        std::copy(book.halfSquares.begin(), book.halfSquares.end(), own.halfSquares.data());
    }
    void declare(Forms &list) override
    {
        for (std::size_t form = 0; form < forms.size(); ++form) {
            Form &declared = list.add(forms[form].id);
            declared.reads(features, centroids)
                    .writes(found)
                    .flops(flopsOf(labellers[form].components))
                    .dense(frames >= rows)
                    .run([this, form] { label(labellers[form]); });
            if (labellers[form].components > 0) {
                declared.reads(directions);
            }
        }
    }
    double flopsOf(std::size_t components) const
    {
        const auto n = double(frames), d = double(width), k = double(codes), q = double(components);
        return components > 0 ? 2 * n * q * (d + k) : 2 * n * k * d;
    }

    // --- the timed code

    void label(const Labeller &own)
    {
        parallelItems(threads(), (frames + rows - 1) / rows,
                      [&](std::size_t tile, std::size_t thread) {
                          float *room = scratch.data() + thread * rows * (width + most + codes);
                          const std::size_t begin = tile * rows;
                          labelTile(own, begin, std::min(rows, frames - begin), room);
                      });
    }
    void labelTile(const Labeller &own, std::size_t begin, std::size_t count, float *room) const
    {
        const float *x = features.data() + begin * width;
        if (count < rows) {  // the products read whole tiles
            std::copy_n(x, count * width, room);
            std::fill(room + count * width, room + rows * width, 0.0F);
            x = room;
        }
        if (own.components > 0) {
            float *projected = room + rows * width;
            own.projection->multiply(x, own.packedDirections.data(), projected);
            x = projected;
        }
        float *products = room + rows * (width + most);
        own.products.multiply(x, own.packedCentroids.data(), products);
        for (std::size_t i = 0; i < count; ++i) {
            found[begin + i] =
                    std::int32_t(nearestCode(products + i * codes, own.halfSquares.data(), codes));
        }
    }

    // --- the oracle: all distances of a frame, by the definition

    double exactProduct(const Buffer<float> &a, std::size_t rowOfA, const Buffer<float> &b,
                        std::size_t rowOfB) const
    {
        double sum = 0;
        for (std::size_t i = 0; i < width; ++i) {
            sum += double(a[rowOfA * width + i]) * double(b[rowOfB * width + i]);
        }
        return sum;
    }
    std::size_t units(std::size_t) const override { return frames; }
    std::size_t sampledUnits(std::size_t) const override { return 101; }
    // Equally near centroids may be told apart by rounding: a code is right when its centroid is as
    // near as the nearest, but for the error of the products.
    void exact(std::size_t form, std::size_t frame, Expected &expected) const override
    {
        const std::vector<double> distance = exactDistances(labellers[form].components, frame);
        const double least = *std::min_element(distance.begin(), distance.end());
        const double largest = *std::max_element(distance.begin(), distance.end());
        const std::int32_t code = found[frame];
        const bool known = code >= 0 && std::size_t(code) < codes;
        expected.that(found, frame, 1,
                      known && distance[std::size_t(code)] <= least + 1e-5 * (1 + largest),
                      "a nearer centroid");
    }
    std::vector<double> exactDistances(std::size_t components, std::size_t frame) const
    {
        std::vector<double> distance(codes);
        if (components == 0) {
            for (std::size_t i = 0; i < codes * width; ++i) {
                distance[i / width] += std::pow(
                        double(features[frame * width + i % width]) - double(centroids[i]), 2);
            }
            return distance;
        }
        for (std::size_t q = 0; q < components; ++q) {
            const double x = exactProduct(directions, q, features, frame);
            for (std::size_t k = 0; k < codes; ++k) {
                distance[k] += std::pow(x - exactCentroids[k * most + q], 2);
            }
        }
        return distance;
    }
    double tolerance(std::size_t) const override { return 0; }
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        return ratio.quantity == "time"
                       ? std::optional(workOf(ratio.baseline).flops / workOf(ratio.technique).flops)
                       : std::nullopt;
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("kd-pca-codebook", {{"label", operation<Label>}}, codebookQuality);
}

}  // namespace touchstone::kernels::kd_pca_codebook
