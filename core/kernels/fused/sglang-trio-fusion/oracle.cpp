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
    const double rms = std::sqrt(square / double(r.width) + double(kEpsilon));
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

}  // namespace touchstone::kernels::sglang_trio_fusion
