#include "kernels/fused/sglang-trio-fusion/rows.h"

namespace touchstone::kernels::sglang_trio_fusion {

namespace {

class Row {
public:
    Row(const Rows &rows, const Buffer<Half> &buffer, std::size_t row)
        : m_data(buffer.data() + row * rows.width), m_format(rows.format)
    {
    }
    double operator[](std::size_t i) const { return fromHalf(m_format, m_data[i]); }

private:
    const Half *m_data;
    HalfFormat m_format;
};

ExactRow exactSilu(const Rows &r, std::size_t row)
{
    const Row gate(r, r.a, row);
    const Row up(r, r.b, row);
    ExactRow exact;
    for (std::size_t i = 0; i < r.width; ++i) {
        exact.out.push_back(gate[i] / (1.0 + std::exp(-gate[i])) * up[i]);
    }
    return exact;
}

ExactRow exactNorm(const Rows &r, std::size_t row)
{
    const Row x(r, r.a, row);
    const Row y(r, r.b, row);
    const Row weight(r, r.weight, 0);
    ExactRow exact;
    double square = 0;
    for (std::size_t i = 0; i < r.width; ++i) {
        exact.residual.push_back(x[i] + y[i]);
        square += exact.residual[i] * exact.residual[i];
    }
    const double rms = std::sqrt(square / double(r.width) + double(normEpsilon));
    for (std::size_t i = 0; i < r.width; ++i) {
        exact.out.push_back(exact.residual[i] / rms * weight[i]);
    }
    return exact;
}

ExactRow exactMerge(const Rows &r, std::size_t row)
{
    const Row a(r, r.a, row);
    const Row b(r, r.b, row);
    const double sa = r.stateA[row];
    const double sb = r.stateB[row];
    const bool nothing = std::isinf(sa) && std::isinf(sb);
    const double wa = nothing ? 0 : 1.0 / (1.0 + std::exp(sb - sa));
    const double wb = nothing ? 0 : 1.0 / (1.0 + std::exp(sa - sb));
    ExactRow exact;
    for (std::size_t i = 0; i < r.width; ++i) {
        exact.out.push_back(wa * a[i] + wb * b[i]);
    }
    exact.state = nothing ? sa : std::max(sa, sb) + std::log1p(std::exp(-std::abs(sa - sb)));
    return exact;
}

}  // namespace

ExactRow exactRow(const Rows &r, std::size_t row)
{
    switch (r.part) {
    case SiluMul:
        return exactSilu(r, row);
    case AddRmsNorm:
        return exactNorm(r, row);
    case MergeStates:
        return exactMerge(r, row);
    }
    return {};
}

namespace {

bool near(double measured, double exact, double error)
{
    return measured == exact || std::abs(measured - exact) <= error;
}

}  // namespace

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
