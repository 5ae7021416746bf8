#include "kernels/blocks/adam.h"

#include "kernels/blocks/rng.h"

#include <cmath>

namespace touchstone::kernels {

Parameter::Parameter(std::size_t size, double deviation, std::uint64_t seed, std::uint32_t stream)
    : m_value(size), m_first(size), m_second(size)
{
    rng::fillNormal(m_value, 0.0F, float(deviation), seed, stream);
}

void Parameter::step(std::span<const float> gradient, double rate)
{
    ++m_steps;
    const auto firstBias = float(1 - std::pow(0.9, m_steps));
    const auto secondBias = float(1 - std::pow(0.999, m_steps));
    for (std::size_t i = 0; i < m_value.size(); ++i) {
        m_first[i] = 0.9F * m_first[i] + 0.1F * gradient[i];
        m_second[i] = 0.999F * m_second[i] + 0.001F * gradient[i] * gradient[i];
        m_value[i] -= float(rate) * (m_first[i] / firstBias)
                      / (std::sqrt(m_second[i] / secondBias) + 1e-8F);
    }
}

}  // namespace touchstone::kernels
