// Adam (Kingma and Ba, 2015) for one parameter matrix, with SIMD.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace touchstone::kernels {

// The running moments of one matrix.
class AdamMoments {
public:
    explicit AdamMoments(std::size_t size) : m_first(size), m_second(size) {}
    // values, gradient: [size].
    void step(std::span<float> values, std::span<const float> gradient, double rate);

private:
    std::vector<float> m_first, m_second;
    int m_steps = 0;
};

class Parameter {
public:
    explicit Parameter(std::vector<float> start);
    // N(0, deviation^2)
    Parameter(std::size_t size, double deviation, std::uint64_t seed, std::uint32_t stream);
    const float *data() const { return m_value.data(); }
    std::size_t size() const { return m_value.size(); }
    float operator[](std::size_t i) const { return m_value[i]; }
    // gradient: [size].
    void step(std::span<const float> gradient, double rate)
    {
        m_moments.step(m_value, gradient, rate);
    }

private:
    std::vector<float> m_value;
    AdamMoments m_moments;
};

}  // namespace touchstone::kernels
