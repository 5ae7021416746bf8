// MeanFlowSE (report 2025-09-24, paper 10): enhancing speech in one step. Between a clean frame and
// its noisy version with noise lies the path of speech.h; a network knows the velocity along it.
//
//   flow matching  v(x, y, t), followed from t = 1 by Euler: x <- x - h v
//   mean flow      u(x, y, r, t), the velocity's mean over [r, t]: x_r = x - (t - r) u, in one step
//                  or few; learnt from the identity u = v - c (t - r) du/dt, whose derivative along
//                  the flow is a Jacobian-vector product (Geng et al., "Mean Flows for One-step
//                  Generative Modeling", 2025). c = 1 is the identity itself; 0.5 is the default of
//                  the authors' released script.
//
// Both have the same network here: silu, three hidden layers; it replaces the convolutional one of
// the paper, and single frames its spectrograms. Timed is the whole enhancement of frames, tile by
// tile, so that all steps of a tile stay in the caches; trained networks are in quality.cpp.
#include "kernels/blocks/activations.h"
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/packed_linear.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/declared_kernel.h"
#include "kernels/signal/meanflow-one-step/study.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::meanflow_one_step {

namespace {

constexpr std::size_t layerCount = 4;
constexpr std::size_t mostRows = 64;  // of a tile: its activations stay in the second-level cache
constexpr std::size_t alignment = 64;

struct Enhance final : Operation {
    Dim frames{*this, "frames"}, bins{*this, "bins"}, width{*this, "width"};
    std::size_t inputs = 2 * bins + conditions;
    std::array<std::size_t, layerCount + 1> sizes{inputs, width, width, width, bins};
    std::size_t rows = std::clamp<std::size_t>(
            (frames + std::size_t(threads()) - 1) / std::size_t(threads()), 1, mostRows);
    std::vector<PackedLinear> products;
    std::vector<std::size_t> matrixAt, biasAt, packedAt;

    In<float> noisy{*this, frames *bins}, noise{*this, frames *bins}, levels{*this, frames};
    In<float> matrices, biases;
    In<std::byte> packed;
    Out<float> out{*this, frames *bins};
    Scratch<float> scratch{*this, std::size_t(threads()) * rows *(inputs + 2 * width + bins)};

    Enhance(const Setup &setup, Memory &memory) : Operation(setup, memory)
    {
        std::size_t matrix = 0, bias = 0, bytes = 0;
        for (std::size_t layer = 0; layer < layerCount; ++layer) {
            // One thread: tiles run in parallel.
            products.emplace_back(rows, sizes[layer + 1], sizes[layer], 1);
            matrixAt.push_back(matrix);
            biasAt.push_back(bias);
            packedAt.push_back(bytes);
            matrix += sizes[layer] * sizes[layer + 1];
            bias += sizes[layer + 1];
            bytes += (products.back().packedBytes() + alignment - 1) / alignment * alignment;
        }
        matrices = {*this, matrix};
        biases = {*this, bias};
        packed = {*this, bytes};
    }
    void fill(std::uint64_t seed) override
    {
        rng::fillNormal(noisy.span(), 0.0F, 0.7F, seed, 1);
        rng::fillNormal(noise.span(), 0.0F, 1.0F, seed, 2);
        rng::fillUniform(levels.span(), -0.5F, 1.5F, seed, 3);
        rng::fillNormal(biases.span(), 0.0F, 0.1F, seed, 4);
        for (std::size_t layer = 0; layer < layerCount; ++layer) {
            float *own = matrices.data() + matrixAt[layer];
            const double deviation = 1.4 / std::sqrt(double(sizes[layer]));
            rng::fillNormal({own, sizes[layer] * sizes[layer + 1]}, 0.0F, float(deviation), seed,
                            std::uint32_t(5 + layer));
            products[layer].pack(own, packed.data() + packedAt[layer]);
        }
    }
    void declare(Forms &list) override
    {
        const double perStep = 2.0 * double(matrices.size()) * double(frames);
        for (const FormOf &form : forms) {
            list.add(form.id)
                    .reads(noisy, noise, levels, matrices, biases)
                    .writes(out)
                    .flops(double(form.steps) * perStep)
                    .dense(frames >= mostRows)
                    .run([this, form] { enhance(form); });
        }
    }

    // --- the timed code

    struct Tile {
        float *input, *first, *second, *velocity;
    };
    Tile tileOf(std::size_t thread) const
    {
        float *input = scratch.data() + thread * rows * (inputs + 2 * width + bins);
        float *first = input + rows * inputs;
        return {input, first, first + rows * width, first + 2 * rows * width};
    }
    void enhance(const FormOf &form)
    {
        parallelItems(threads(), (frames + rows - 1) / rows,
                      [&](std::size_t tile, std::size_t thread) {
                          const std::size_t begin = tile * rows;
                          const Tile own = tileOf(thread);
                          const std::size_t count = std::min(rows, frames - begin);
                          start(own, begin, count);
                          for (std::size_t step = 0; step < form.steps; ++step) {
                              take(own, form, step);
                          }
                          for (std::size_t i = 0; i < count; ++i) {
                              std::copy_n(own.input + i * inputs, std::size_t(bins),
                                          out.data() + (begin + i) * bins);
                          }
                      });
    }
    // x = y + sigma z beside y; rows beyond the last frame are zero.
    void start(const Tile &tile, std::size_t begin, std::size_t count) const
    {
        std::fill_n(tile.input + count * inputs, (rows - count) * inputs, 0.0F);
        for (std::size_t i = 0; i < count; ++i) {
            float *row = tile.input + i * inputs;
            const float *y = noisy.data() + (begin + i) * bins;
            const float *z = noise.data() + (begin + i) * bins;
            for (std::size_t b = 0; b < bins; ++b) {
                row[b] = y[b] + float(sigma) * z[b];
                row[bins + b] = y[b];
            }
            row[inputs - 1] = levels[begin + i];
        }
    }
    void take(const Tile &tile, const FormOf &form, std::size_t step) const
    {
        const double distance = (1 - endTime) / double(form.steps);
        const double t = 1 - distance * double(step);
        for (std::size_t i = 0; i < rows; ++i) {
            float *condition = tile.input + i * inputs + 2 * bins;
            condition[0] = float(t);
            condition[1] = form.mean ? float(distance) : 0.0F;
            condition[2] = float(0.25 * std::log(t));
        }
        layer(0, tile.input, tile.first);
        layer(1, tile.first, tile.second);
        layer(2, tile.second, tile.first);
        products[3].multiply(tile.first, packed.data() + packedAt[3], tile.velocity);
        const float *bias = biases.data() + biasAt[3];
        for (std::size_t i = 0; i < rows; ++i) {
            float *x = tile.input + i * inputs;
            const float *u = tile.velocity + i * bins;
            for (std::size_t b = 0; b < bins; ++b) {
                x[b] -= float(distance) * (u[b] + bias[b]);
            }
        }
    }
    void layer(std::size_t index, const float *in, float *to) const
    {
        products[index].multiply(in, packed.data() + packedAt[index], to);
        for (std::size_t i = 0; i < rows; ++i) {
            siluInPlace(to + i * width, width, biases.data() + biasAt[index]);
        }
    }

    // --- the oracle: a frame, by the definition

    std::size_t units(std::size_t) const override { return frames; }
    std::size_t sampledUnits(std::size_t) const override { return 31; }
    void exact(std::size_t form, std::size_t frame, Expected &expected) const override
    {
        std::vector<double> x(bins);
        for (std::size_t b = 0; b < bins; ++b) {
            x[b] = double(noisy[frame * bins + b]) + sigma * double(noise[frame * bins + b]);
        }
        const double distance = (1 - endTime) / double(forms[form].steps);
        for (std::size_t step = 0; step < forms[form].steps; ++step) {
            const double t = 1 - double(step) * distance;
            const std::vector<double> u =
                    exactVelocity(x, frame, t, forms[form].mean ? distance : 0);
            for (std::size_t b = 0; b < bins; ++b) {
                x[b] -= distance * u[b];
            }
        }
        for (std::size_t b = 0; b < bins; ++b) {
            expected.at(out, frame * bins + b, x[b]);
        }
    }
    std::vector<double> exactVelocity(const std::vector<double> &x, std::size_t frame, double t,
                                      double distance) const
    {
        std::vector<double> h = x;
        for (std::size_t b = 0; b < bins; ++b) {
            h.push_back(noisy[frame * bins + b]);
        }
        h.insert(h.end(), {t, distance, std::log(t) / 4, double(levels[frame])});
        const float *weight = matrices.data(), *bias = biases.data();
        for (std::size_t layer = 0; layer < layerCount; ++layer) {
            std::vector<double> next(sizes[layer + 1]);
            for (double &sum : next) {
                sum = *bias++;
                for (const double value : h) {
                    sum += double(*weight++) * value;
                }
                sum = layer + 1 < layerCount ? sum / (1 + std::exp(-sum)) : sum;
            }
            h = std::move(next);
        }
        return h;
    }
    double tolerance(std::size_t) const override
    {
        return 2 * dotTolerance(double(inputs + 3 * width));
    }
    // Calls of one network.
    std::optional<double> ratioLimit(const RatioOf &ratio) const override
    {
        return ratio.quantity == "time" ? std::optional(double(forms[ratio.baseline].steps)
                                                        / double(forms[ratio.technique].steps))
                                        : std::nullopt;
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("meanflow-one-step", {{"enhance", operation<Enhance>}}, enhancementQuality);
}

}  // namespace touchstone::kernels::meanflow_one_step
