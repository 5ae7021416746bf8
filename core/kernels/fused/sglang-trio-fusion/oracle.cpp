#include "kernels/fused/sglang-trio-fusion/rows.h"

namespace touchstone::kernels::sglang_trio_fusion {

namespace {

std::vector<double> rowOf(const Rows &r, const Buffer<Half> &buffer, std::size_t row)
{
    std::vector<double> values;
    for (const Half value : buffer.span().subspan(row * r.width, r.width)) {
        values.push_back(fromHalf(r.format, value));
    }
    return values;
}

// An exact -inf, the state of a row without keys, is met by -inf alone.
bool near(double measured, double exact, double error)
{
    return measured == exact || (std::isfinite(exact) && std::abs(measured - exact) <= error);
}

}  // namespace

ExactRow exactRow(const Rows &r, std::size_t row)
{
    const auto a = rowOf(r, r.a, row), b = rowOf(r, r.b, row);
    ExactRow exact;
    if (r.part == SiluMul) {
        for (std::size_t i = 0; i < r.width; ++i) {
            exact.out.push_back(a[i] / (1.0 + std::exp(-a[i])) * b[i]);
        }
    } else if (r.part == AddRmsNorm) {
        const auto weight = rowOf(r, r.weight, 0);
        double square = 0;
        for (std::size_t i = 0; i < r.width; ++i) {
            exact.residual.push_back(a[i] + b[i]);
            square += exact.residual[i] * exact.residual[i];
        }
        const double rms = std::sqrt(square / double(r.width) + double(normEpsilon));
        for (std::size_t i = 0; i < r.width; ++i) {
            exact.out.push_back(exact.residual[i] / rms * weight[i]);
        }
    } else {
        const double sa = r.stateA[row], sb = r.stateB[row];
        const bool nothing = std::isinf(sa) && std::isinf(sb);
        const double wa = nothing ? 0 : 1.0 / (1.0 + std::exp(sb - sa));
        const double wb = nothing ? 0 : 1.0 / (1.0 + std::exp(sa - sb));
        for (std::size_t i = 0; i < r.width; ++i) {
            exact.out.push_back(wa * a[i] + wb * b[i]);
        }
        exact.state = nothing ? sa : std::max(sa, sb) + std::log1p(std::exp(-std::abs(sa - sb)));
    }
    return exact;
}

void Rows::exact(std::size_t form, std::size_t row, Expected &expected) const
{
    const ExactRow right = exactRow(*this, row);
    const double rounding = halfRounding(format);
    for (std::size_t i = 0; i < width; ++i) {
        const std::size_t at = row * width + i;
        expected.at(out, at, right.out[i], fromHalf(format, out[at]));
        if (part == AddRmsNorm) {
            // Rounded once: to the last bit of a number, or of the smallest normal one.
            const double magnitude = std::max(std::abs(right.residual[i]), 0x1p-14);
            expected.that(
                    residual, at, 1,
                    near(fromHalf(format, residual[at]), right.residual[i], rounding * magnitude),
                    "a residual differs");
        }
    }
    if (part == MergeStates) {
        // States are stored in float; the short exponential errs by 5e-5.
        const double error = formsOf(part)[form].rewrites.fast ? 1e-4 : 1e-5;
        expected.that(state, row, 1,
                      near(state[row], right.state, error * std::max(1.0, std::abs(right.state))),
                      "a merged state differs");
    }
}

}  // namespace touchstone::kernels::sglang_trio_fusion
