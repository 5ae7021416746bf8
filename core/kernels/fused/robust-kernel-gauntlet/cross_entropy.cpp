// Cross entropy and its gradient: loss_r = log sum e^z - z_t, d loss / d z = softmax(z) - [i = t],
// forward and backward in one call.
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/rng.h"
#include "kernels/fused/robust-kernel-gauntlet/library.h"
#include "kernels/fused/robust-kernel-gauntlet/operations.h"
#include "kernels/fused/robust-kernel-gauntlet/rows.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::robust_kernel_gauntlet {

namespace {

struct CrossEntropy final : Operation {
    Dim rows{*this, "rows"}, width{*this, "classes"};
    In<float> logits{*this, rows *width};
    In<std::int32_t> targets{*this, rows};
    Out<float> losses{*this, rows}, gradient{*this, rows *width};
    Scratch<float> logSoftmax{*this, rows *width};  // of the eager form
    LibrarySoftmax library{rows, width, threads()};

    using Operation::Operation;

    // By Zipf's law, with noise.
    void fill(std::uint64_t seed) override
    {
        rng::fillNormal(logits.span(), 0.0F, 2.0F, seed, 1);
        for (std::size_t i = 0; i < logits.size(); ++i) {
            logits[i] += 5 - std::log(float(i % width + 1));
        }
        for (std::size_t r = 0; r < rows; ++r) {
            targets[r] = std::int32_t(rng::philox(seed, 2, r)[0] % width);
        }
    }
    void declare(Forms &forms) override
    {
        const double n = double(rows * width);
        // An exponential counts as the eight operations that it is made of.
        const auto add = [&](const char *id, double flops, auto code) {
            forms.add(id)
                    .writes(losses, gradient)
                    .flops(flops * n)
                    .reads(logits, targets)
                    .run([this, code] { (this->*code)(); });
        };
        add("eager", 21, &CrossEntropy::eager);
        add("library", 22, &CrossEntropy::byLibrary);
        add("compiled", 22, &CrossEntropy::compiled);
        add("fused", 22, &CrossEntropy::fused);
    }
    template <class Code>
    void eachRow(const Code &code)
    {
        parallelEach(threads(), rows, [&](std::size_t r) { code(r, r * width); });
    }
    float &atTarget(const Buffer<float> &of, std::size_t r) const
    {
        return of[r * width + std::size_t(targets[r])];
    }
    // The framework's operators: log_softmax, the loss, and what is backward of either.
    void eager()
    {
        float *lsm = logSoftmax.data(), *g = gradient.data();
        eachRow([&](std::size_t, std::size_t at) {
            const float *row = logits.data() + at;
            const float top = maximum(row, width);
            subtract(row, top + std::log(exponentialSum(row, top, width, false)), width, lsm + at);
        });
        eachRow([&](std::size_t r, std::size_t) { losses[r] = -atTarget(logSoftmax, r); });
        eachRow([&](std::size_t r, std::size_t at) {
            std::fill_n(g + at, width, 0.0F);
            atTarget(gradient, r) = -1;
        });
        eachRow([&](std::size_t, std::size_t at) {
            softmaxBackward(lsm + at, sum(g + at, width, false), width, g + at);
        });
    }
    void byLibrary()
    {
        library.run(logits.data(), gradient.data());
        eachRow([&](std::size_t r, std::size_t) {
            losses[r] = -std::log(atTarget(gradient, r));
            atTarget(gradient, r) -= 1;
        });
    }
    void finishRow(std::size_t r, std::size_t at, float top, float all)
    {
        losses[r] = std::log(all) + top - atTarget(logits, r);
        softmaxTimes(logits.data() + at, top, 1 / all, width, gradient.data() + at);
        atTarget(gradient, r) -= 1;
    }
    void compiled()
    {
        eachRow([&](std::size_t r, std::size_t at) {
            const float top = maximum(logits.data() + at, width);
            finishRow(r, at, top, exponentialSum(logits.data() + at, top, width, true));
        });
    }
    void fused()
    {
        eachRow([&](std::size_t r, std::size_t at) {
            const Online online = onlineSum(logits.data() + at, width);
            finishRow(r, at, online.top, online.sum);
        });
    }

    std::size_t units(std::size_t) const override { return rows; }
    std::size_t sampledUnits(std::size_t) const override { return 5; }
    void exact(std::size_t, std::size_t row, Expected &expected) const override
    {
        const float *own = logits.data() + row * width;
        const auto target = std::size_t(targets[row]);
        const double top = *std::max_element(own, own + width);
        double all = 0;
        for (std::size_t c = 0; c < width; ++c) {
            all += std::exp(own[c] - top);
        }
        expected.at(losses, row, std::log(all) + top - own[target]);
        for (std::size_t c = 0; c < width; ++c) {
            expected.at(gradient, row * width + c,
                        std::exp(own[c] - top) / all - (c == target ? 1 : 0));
        }
    }
    double tolerance(std::size_t) const override { return 1e-5; }
};

}  // namespace

std::unique_ptr<Operation> makeCrossEntropy(const Setup &setup, Memory &memory)
{
    return std::make_unique<CrossEntropy>(setup, memory);
}

}  // namespace touchstone::kernels::robust_kernel_gauntlet
