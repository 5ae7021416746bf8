// Counter-based random numbers: element i of a stream depends on (seed, stream, i) only, so that
// CPU and OpenCL, one thread and many, make the same inputs. Philox4x32-10: Salmon et al.,
// "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011; the implementation is Random123.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace touchstone::kernels::rng {

std::array<std::uint32_t, 4> philox(std::uint64_t seed, std::uint32_t stream, std::uint64_t index);

// Uniform in (0, 1), never 0: its logarithm is finite.
double uniform(std::uint32_t word);

void fillUniform(std::span<float> out, float low, float high, std::uint64_t seed,
                 std::uint32_t stream);
void fillNormal(std::span<float> out, float mean, float deviation, std::uint64_t seed,
                std::uint32_t stream);
// Makes neighbours of N(0, 1) alike and keeps the variance, along rows of `size` values each:
// AR(1), x_i = rho x_(i-1) + sqrt(1 - rho^2) x_i.
void correlate(std::span<float> rows, std::size_t size, float rho = 0.9F);
// Whole numbers in [-limit, limit]: sums of products stay exact in float.
void fillIntegers(std::span<float> out, int limit, std::uint64_t seed, std::uint32_t stream);

// ACT(p, s): rows x channels, N(0,1), a share p of the channels scaled by s (outlier channels).
void fillActivations(std::span<float> out, std::size_t channels, double share, float scale,
                     std::uint64_t seed, std::uint32_t stream);
// W-t3: Student-t(3) / sqrt(fanIn), heavy-tailed weights.
void fillWeights(std::span<float> out, std::size_t fanIn, std::uint64_t seed, std::uint32_t stream);

// Numbers of one stream in order, for structures that are drawn piece by piece.
class Sequence {
public:
    Sequence(std::uint64_t seed, std::uint32_t stream) : m_seed(seed), m_stream(stream) {}
    std::uint32_t word();
    std::size_t below(std::size_t n) { return word() % n; }  // n: far below 2^32
    double uniform() { return rng::uniform(word()); }
    // Index of a share; shares: sum to 1.
    std::size_t choose(std::span<const double> shares);

private:
    std::uint64_t m_seed;
    std::uint32_t m_stream;
    std::uint64_t m_count = 0;
};
// Shares that sum to 1, from the symmetric Dirichlet distribution: the lower its concentration, the
// more of the sum a few of them hold. By Gamma variates: Marsaglia and Tsang, "A Simple Method for
// Generating Gamma Variables", 2000, with their rule for shapes below 1.
std::vector<double> dirichlet(std::size_t count, double concentration, Sequence &numbers);

}  // namespace touchstone::kernels::rng
