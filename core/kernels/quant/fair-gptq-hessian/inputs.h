// Pairs of activations that differ in what a group is called, for kernel.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace touchstone::kernels::fair_gptq_hessian {

// x = Z M with Z normal and row k = 1, 2, ... of M a random direction whose length goes with
// k^(-1/2): a covariance with a spectrum of about 1/k, and a mean variance of 1. The two sides of a
// pair are x -+ delta / 2; delta lies along three hidden directions, of `difference` times the
// length of x each, with noise of 0.1 beside. One channel in a hundred is scaled by 15.
constexpr double usualDifference = 0.3;

class Activations {
public:
    Activations(std::size_t width, std::uint64_t seed, double difference = usualDifference);

    // first, second: [pairs x width]. Each stream has pairs of its own.
    void fill(std::span<float> first, std::span<float> second, std::uint32_t stream) const;

private:
    std::size_t m_width;
    std::uint64_t m_seed;
    std::vector<float> m_mixing;      // M, [width x width]
    std::vector<float> m_directions;  // [3 x width]
    std::vector<float> m_scales;      // of channels
};

}  // namespace touchstone::kernels::fair_gptq_hessian
