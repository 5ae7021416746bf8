// LayerNorm y = (x - mean) / sqrt(variance + eps) * w + b, and
// RMSNorm y = x / sqrt(mean(x^2) + eps) * w, over rows.
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/fused/robust-kernel-gauntlet/library.h"
#include "kernels/fused/robust-kernel-gauntlet/operations.h"
#include "kernels/fused/robust-kernel-gauntlet/rows.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace touchstone::kernels::robust_kernel_gauntlet {

namespace {

struct Norm final : Operation {
    Dim rows{*this, "rows"}, width{*this, "width"};
    bool layer = operation() == "layernorm";
    In<float> x{*this, rows *width}, weight{*this, width};
    In<float> bias{*this, layer ? std::size_t(width) : 0};
    Out<float> y{*this, rows *width};
    // Fewer rows than threads: each is split, and what its parts found is put together.
    std::size_t parts = rows < std::size_t(threads()) ? std::size_t(threads()) : 1;
    Scratch<float> sums{*this, rows *parts}, squareSums{*this, rows *parts};
    std::vector<Spread> spreads = std::vector<Spread>(rows * parts);
    Scratch<float> first{*this, layer ? 0 : rows *width}, second{*this, layer ? 0 : rows *width};
    Scratch<float> scales{*this, rows};
    std::optional<LibraryLayerNorm> library;

    Norm(const Setup &setup, Memory &memory) : Operation(setup, memory)
    {
        if (layer) {
            library.emplace(rows, width, threads());
        }
    }
    // Some rows are so small that epsilon counts.
    void fill(std::uint64_t seed) override
    {
        rng::fillNormal(x.span(), 0.0F, 1.0F, seed, 1);
        rng::fillNormal(weight.span(), 1.0F, 0.1F, seed, 2);
        if (layer) {
            rng::fillNormal(bias.span(), 0.0F, 0.1F, seed, 3);
        }
        for (std::size_t r = 0; r < rows; r += 3) {
            for (std::size_t c = 0; c < width; ++c) {
                x[r * width + c] *= 3e-3F;
            }
        }
    }
    void declare(Forms &forms) override
    {
        const double n = double(rows * width), w = double(width) * (layer ? 2 : 1);
        const auto add = [&](const char *id, auto code) {
            forms.add(id)
                    .writes(y)
                    .flops((layer ? 7 : 4) * n)
                    .bytes(sizeof(float) * (2 * n + w))
                    .run([this, code] { (this->*code)(); });
        };
        add("eager", layer ? &Norm::oneOperator : &Norm::opByOp);
        if (layer) {
            add("library", &Norm::byLibrary);
        }
        add("compiled", &Norm::compiled);
        add("fused", &Norm::fused);
    }

    // A part of a row: `size` floats from x[at] on.
    struct Part {
        std::size_t index, row, at, begin, size;
    };
    Part partOf(std::size_t index) const
    {
        const std::size_t row = index / parts, part = index % parts;
        const std::size_t begin = width * part / parts, end = width * (part + 1) / parts;
        return {index, row, row * width + begin, begin, end - begin};
    }
    // Steps that need what all parts of their row left in the one before. A whole row takes them
    // one after the other, while it is in the cache.
    template <class... Step>
    void inSteps(const Step &...step) const
    {
        if (parts == 1) {
            parallelEach(threads(), rows, [&](std::size_t i) { (step(partOf(i)), ...); });
        } else {
            (parallelEach(threads(), rows * parts, [&](std::size_t i) { step(partOf(i)); }), ...);
        }
    }
    template <class Code>
    void eachRow(const Code &code) const
    {
        parallelEach(threads(), rows, [&](std::size_t r) { code(r, r * width); });
    }
    static float scaleOf(double variance) { return float(1 / std::sqrt(variance + normEpsilon)); }
    void write(const Part &part, float mean, float scale) const
    {
        scaleShift(x.data() + part.at, mean, scale, weight.data() + part.begin,
                   layer ? bias.data() + part.begin : nullptr, part.size, y.data() + part.at);
    }
    float perColumn(const Buffer<float> &ofParts, std::size_t row) const
    {
        const float *own = ofParts.data() + row * parts;
        return std::accumulate(own, own + parts, 0.0F) / float(width);
    }

    // The framework has LayerNorm as one operator, in which a row stays on one thread,
    void oneOperator()
    {
        eachRow([&](std::size_t r, std::size_t at) {
            const Spread of = spreadOf(x.data() + at, width);
            write({r, r, at, 0, width}, float(of.mean), scaleOf(of.variance()));
        });
    }
    // and RMSNorm as models write it out: squares, their mean, a product with it, the weights.
    void opByOp()
    {
        eachRow([&](std::size_t, std::size_t at) {
            multiplyBy(x.data() + at, x.data() + at, width, first.data() + at);
        });
        eachRow([&](std::size_t r, std::size_t at) {
            scales[r] = scaleOf(sum(first.data() + at, width, false) / float(width));
        });
        eachRow([&](std::size_t r, std::size_t at) {
            multiply(x.data() + at, scales[r], width, second.data() + at);
        });
        eachRow([&](std::size_t, std::size_t at) {
            multiplyBy(second.data() + at, weight.data(), width, y.data() + at);
        });
    }
    void byLibrary() { library->run(x.data(), weight.data(), bias.data(), y.data()); }
    // A loop for each reduction.
    void compiled()
    {
        inSteps(
                [&](const Part &part) {
                    sums[part.index] = layer ? sum(x.data() + part.at, part.size, true) : 0;
                },
                [&](const Part &part) {
                    squareSums[part.index] = squareSum(x.data() + part.at,
                                                       perColumn(sums, part.row), part.size, true);
                },
                [&](const Part &part) {
                    write(part, perColumn(sums, part.row),
                          scaleOf(perColumn(squareSums, part.row)));
                });
    }
    void fused()
    {
        inSteps(
                [&](const Part &part) {
                    const float *own = x.data() + part.at;
                    spreads[part.index] = layer ? spreadOf(own, part.size)
                                                : Spread{double(part.size), 0,
                                                         squareSum(own, 0, part.size, false)};
                },
                [&](const Part &part) {
                    Spread all;
                    for (std::size_t i = part.row * parts; i < (part.row + 1) * parts; ++i) {
                        if (spreads[i].count > 0) {
                            all.add(spreads[i]);
                        }
                    }
                    write(part, float(all.mean), scaleOf(all.variance()));
                });
    }

    // --- the oracle: a row

    std::size_t units(std::size_t) const override { return rows; }
    std::size_t sampledUnits(std::size_t) const override { return width > 100'000 ? 2 : 8; }
    void exact(std::size_t, std::size_t row, Expected &expected) const override
    {
        const float *own = x.data() + row * width;
        double mean = 0, squares = 0;
        for (std::size_t c = 0; c < width && layer; ++c) {
            mean += own[c] / double(width);
        }
        for (std::size_t c = 0; c < width; ++c) {
            squares += (own[c] - mean) * (own[c] - mean) / double(width);
        }
        for (std::size_t c = 0; c < width; ++c) {
            const double normed = (own[c] - mean) / std::sqrt(squares + double(normEpsilon));
            expected.at(y, row * width + c, normed * weight[c] + (layer ? double(bias[c]) : 0));
        }
    }
    // One sum at a time loses a little more with every square.
    double tolerance(std::size_t) const override { return 1e-5 + 3e-8 * std::sqrt(double(width)); }
};

}  // namespace

std::unique_ptr<Operation> makeNorm(const Setup &setup, Memory &memory)
{
    return std::make_unique<Norm>(setup, memory);
}

}  // namespace touchstone::kernels::robust_kernel_gauntlet
