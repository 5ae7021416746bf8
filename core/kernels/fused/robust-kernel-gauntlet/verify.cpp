// Verification as an operation: which of ten kernels, eight of them with a fault, are accepted.
#include "kernels/blocks/parallel.h"
#include "kernels/fused/robust-kernel-gauntlet/faults.h"
#include "kernels/fused/robust-kernel-gauntlet/operations.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace touchstone::kernels::robust_kernel_gauntlet {

namespace {

constexpr double closeEnough = 1e-2;

struct Verification final : Operation {
    enum FormIndex : std::size_t { AllClose, Gauntlet };
    Dim rows{*this, "rows"}, width{*this, "width"};
    // What the candidates leave: of the first trial where the reference had been before, and of
    // every trial where poison was. [candidates x trials x rows x width]
    std::size_t area = rows * width;
    In<float> stale{*this, candidates *area}, poisoned{*this, candidates *trials *area};
    In<float> x{*this, trials *area}, weights{*this, trials *width};
    Out<std::int32_t> accepted{*this, candidates};
    std::vector<Trial> drawn;

    using Operation::Operation;

    void fill(std::uint64_t seed) override
    {
        drawn = drawTrials(rows, width, seed);
        std::fill(poisoned.span().begin(), poisoned.span().end(),
                  std::numeric_limits<float>::quiet_NaN());
        for (std::size_t t = 0; t < trials; ++t) {
            std::copy(drawn[t].x.begin(), drawn[t].x.end(), x.data() + t * area);
            std::copy(drawn[t].weight.begin(), drawn[t].weight.end(), weights.data() + t * width);
        }
        for (std::size_t i = 0; i < candidates; ++i) {
            float *at = stale.data() + i * area;
            normalise(Fault::None, drawn[0], drawn[0], at);
            normalise(Fault(i), drawn[0], drawn[0], at);
            for (std::size_t t = 0; t < trials; ++t) {
                normalise(Fault(i), drawn[t], drawn[0], left(i, t));
            }
        }
    }
    float *left(std::size_t candidate, std::size_t trial) const
    {
        return poisoned.data() + (candidate * trials + trial) * area;
    }
    void declare(Forms &forms) override
    {
        const double each = double(candidates * area);
        forms.add("allclose")
                .writes(accepted)
                .flops(6 * each)
                .bytes(sizeof(float) * 2 * each)
                .run([this] {
                    parallelEach(threads(), candidates, [&](std::size_t i) {
                        accepted[i] = allClose(drawn[0], stale.data() + i * area, closeEnough);
                    });
                });
        forms.add("gauntlet")
                .writes(accepted)
                .flops(6 * each * trials)
                .bytes(sizeof(float) * 2 * each * trials)
                .run([this] {
                    parallelEach(threads(), candidates, [&](std::size_t i) {
                        accepted[i] = 1;
                        for (std::size_t t = 0; t < trials; ++t) {
                            accepted[i] = accepted[i] && holds(drawn[t], left(i, t));
                        }
                    });
                });
    }

    // --- the oracle: a candidate

    std::size_t units(std::size_t) const override { return candidates; }
    std::size_t sampledUnits(std::size_t) const override { return candidates; }
    void exact(std::size_t form, std::size_t candidate, Expected &expected) const override
    {
        bool right = true;
        for (std::size_t t = 0; t < (form == AllClose ? 1 : trials); ++t) {
            const std::size_t own = t < 3 ? std::size_t(width) : width - t;
            const float *y =
                    form == AllClose ? stale.data() + candidate * area : left(candidate, t);
            for (std::size_t r = 0; r < rows; ++r) {
                right = right && rowHolds(form, t, r, own, y + r * own);
            }
        }
        expected.equal(accepted, candidate, std::int32_t(right));
    }
    bool rowHolds(std::size_t form, std::size_t trial, std::size_t r, std::size_t own,
                  const float *y) const
    {
        const float *in = x.data() + trial * area + r * own, *w = weights.data() + trial * width;
        long double mean = 0, wrong = 0, all = 0;
        bool close = true;
        for (std::size_t c = 0; c < own; ++c) {
            mean += static_cast<long double>(in[c]) * in[c] / static_cast<long double>(own);
        }
        for (std::size_t c = 0; c < own; ++c) {
            const long double right = in[c] * w[c] / std::sqrt(mean + 1e-5L);
            const long double off = std::abs(y[c] - right);
            close = close && off <= closeEnough * (1 + std::abs(right));
            wrong += off * off;
            all += right * right;
        }
        return form == AllClose ? close : std::sqrt(wrong / all) <= 1e-5L;
    }
    double tolerance(std::size_t) const override { return 0; }
};

}  // namespace

std::unique_ptr<Operation> makeVerification(const Setup &setup, Memory &memory)
{
    return std::make_unique<Verification>(setup, memory);
}

}  // namespace touchstone::kernels::robust_kernel_gauntlet
