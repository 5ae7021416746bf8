#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/blocks/adam.cpp"
#include <hwy/foreach_target.h>  // NOLINT: must come before highway.h

#include <hwy/highway.h>

#include <cmath>

#include "kernels/blocks/adam.h"
#include "kernels/blocks/rng.h"

HWY_BEFORE_NAMESPACE();
namespace touchstone::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// stepSize: the rate over the bias of the first moment.
void adamStep(std::span<const float> gradients, float *firsts, float *seconds, float *values,
              float stepSize, float secondBias)
{
    const auto step = [&](auto d, std::size_t i) HWY_ATTR {
        const auto gradient = hn::LoadU(d, gradients.data() + i);
        const auto first = hn::MulAdd(hn::Set(d, 0.9F), hn::LoadU(d, firsts + i),
                                      hn::Mul(hn::Set(d, 0.1F), gradient));
        const auto square = hn::Mul(gradient, gradient);
        const auto second = hn::MulAdd(hn::Set(d, 0.999F), hn::LoadU(d, seconds + i),
                                       hn::Mul(hn::Set(d, 0.001F), square));
        hn::StoreU(first, d, firsts + i);
        hn::StoreU(second, d, seconds + i);
        const auto deviation = hn::Sqrt(hn::Div(second, hn::Set(d, secondBias)));
        const auto change = hn::Div(hn::Mul(hn::Set(d, stepSize), first),
                                    hn::Add(deviation, hn::Set(d, 1e-8F)));
        hn::StoreU(hn::Sub(hn::LoadU(d, values + i), change), d, values + i);
    };
    const hn::ScalableTag<float> vector;
    const hn::CappedTag<float, 1> single;
    std::size_t i = 0;
    for (; i + hn::Lanes(vector) <= gradients.size(); i += hn::Lanes(vector)) {
        step(vector, i);
    }
    for (; i < gradients.size(); ++i) {
        step(single, i);
    }
}

}  // namespace HWY_NAMESPACE
}  // namespace touchstone::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace touchstone::kernels {

HWY_EXPORT(adamStep);

Parameter::Parameter(std::vector<float> start)
    : m_value(std::move(start)), m_moments(m_value.size())
{
}

Parameter::Parameter(std::size_t size, double deviation, std::uint64_t seed, std::uint32_t stream)
    : Parameter(std::vector<float>(size))
{
    rng::fillNormal(m_value, 0.0F, float(deviation), seed, stream);
}

void AdamMoments::step(std::span<float> values, std::span<const float> gradient, double rate)
{
    ++m_steps;
    HWY_DYNAMIC_DISPATCH(adamStep)
    (gradient, m_first.data(), m_second.data(), values.data(),
     float(rate / (1 - std::pow(0.9, m_steps))), float(1 - std::pow(0.999, m_steps)));
}

}  // namespace touchstone::kernels
#endif
