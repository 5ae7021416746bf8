// LayerNorm y = (x - mean) / sqrt(variance + eps) * w + b, and RMSNorm y = x / sqrt(mean(x^2) +
// eps)
// * w, over rows.
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/fused/robust-kernel-gauntlet/operations.h"
#include "kernels/fused/robust-kernel-gauntlet/rows.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::robust_kernel_gauntlet {

namespace {

struct Norm final : Operation {
    Dim rows{*this, "rows"}, width{*this, "width"};
    bool layer = operation() == "layernorm";
    In<float> x{*this, rows *width}, weight{*this, width};
    In<float> bias{*this, layer ? std::size_t(width) : 0};
    Out<float> y{*this, rows *width};
    Scratch<float> first{*this, rows *width};  // of eager forms
    Scratch<float> means{*this, rows}, scales{*this, rows};

    using Operation::Operation;

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
        add("eager", &Norm::eager);
        add("compiled", &Norm::compiled);
        add("fused", &Norm::fused);
    }
    const float *biases(std::size_t at) const { return layer ? bias.data() + at : nullptr; }
    float scaleOf(double variance) const { return float(1 / std::sqrt(variance + normEpsilon)); }

    // Every operation over the whole tensor, as the framework has it: mean, difference, square,
    // mean, product, weights, bias.
    void eager()
    {
        const auto rowsOf = [&](const auto &code) {
            parallelEach(threads(), rows, [&](std::size_t r) { code(r, r * width); });
        };
        rowsOf([&](std::size_t r, std::size_t at) {
            means[r] = layer ? sum(x.data() + at, width, false) / float(width) : 0;
        });
        const float *from = layer ? first.data() : x.data();
        if (layer) {
            rowsOf([&](std::size_t r, std::size_t at) {
                subtract(x.data() + at, means[r], width, first.data() + at);
            });
        }
        rowsOf([&](std::size_t, std::size_t at) {
            multiplyBy(from + at, from + at, width, y.data() + at);
        });
        rowsOf([&](std::size_t r, std::size_t at) {
            scales[r] = scaleOf(sum(y.data() + at, width, false) / float(width));
        });
        rowsOf([&](std::size_t r, std::size_t at) {
            multiply(from + at, scales[r], width, first.data() + at);
        });
        rowsOf([&](std::size_t, std::size_t at) {
            multiplyBy(first.data() + at, weight.data(), width, y.data() + at);
        });
        if (layer) {
            rowsOf([&](std::size_t, std::size_t at) {
                addTo(y.data() + at, bias.data(), width, y.data() + at);
            });
        }
    }
    void compiled()
    {
        parallelEach(threads(), rows, [&](std::size_t r) {
            const float *own = x.data() + r * width;
            const float mean = layer ? sum(own, width, true) / float(width) : 0;
            const float scale = scaleOf(squareSum(own, mean, width, true) / float(width));
            scaleShift(own, mean, scale, weight.data(), biases(0), width, y.data() + r * width);
        });
    }
    // Fewer rows than threads: each is split, and what its parts found is put together.
    void fused()
    {
        const std::size_t parts = rows < std::size_t(threads()) ? std::size_t(threads()) : 1;
        const auto range = [&](std::size_t part) {
            return std::pair(width * part / parts, width * (part + 1) / parts);
        };
        std::vector<Spread> found(rows * parts);
        parallelEach(threads(), rows * parts, [&](std::size_t i) {
            const auto [begin, end] = range(i % parts);
            const float *own = x.data() + i / parts * width + begin;
            if (layer && end > begin) {
                found[i] = spreadOf(own, end - begin);
            } else if (end > begin) {
                found[i] = {double(end - begin), 0, squareSum(own, 0, end - begin, false)};
            }
        });
        parallelEach(threads(), rows * parts, [&](std::size_t i) {
            Spread all;
            for (std::size_t part = 0; part < parts; ++part) {
                const Spread &own = found[i / parts * parts + part];
                if (own.count > 0) {
                    all.add(own);
                }
            }
            const auto [begin, end] = range(i % parts);
            const std::size_t at = i / parts * width + begin;
            scaleShift(x.data() + at, float(all.mean), scaleOf(all.variance()),
                       weight.data() + begin, biases(begin), end - begin, y.data() + at);
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
