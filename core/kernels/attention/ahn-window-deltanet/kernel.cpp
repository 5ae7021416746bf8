// Artificial hippocampus networks (report 2025-10-16, paper 3): exact attention over the first
// tokens (sinks) and a sliding window; each token that leaves the window goes into a state of fixed
// size by the gated delta rule, and what the query reads there is added:
//
//   h <- a (I - b k k^T) h + b k v^T,   o = attention over sinks and window + g norm(h^T q)
//
// with k and q of unit length in the state, decay a, strength b and gate g for each head, and norm
// dividing by the root mean square. Base weights stay as they are. In generation one token leaves
// at every step; a prompt is taken in by chunks (blocks/delta_state.h).
#include "kernels/attention/ahn-window-deltanet/memory_state.h"
#include "kernels/blocks/rng.h"
#include "kernels/declared_kernel.h"

namespace touchstone::kernels::ahn_window_deltanet {

void ExactMemory::take(double decay, double strength, const std::vector<double> &key,
                       const std::vector<double> &value)
{
    const auto seen = read(key);
    for (std::size_t i = 0; i < m_size; ++i) {
        for (std::size_t c = 0; c < m_size; ++c) {
            double &cell = h[i * m_size + c];
            cell = decay * (cell - strength * key[i] * seen[c]) + strength * key[i] * value[c];
        }
    }
}

std::vector<double> ExactMemory::read(const std::vector<double> &query) const
{
    std::vector<double> out(m_size);
    for (std::size_t i = 0; i < m_size; ++i) {
        for (std::size_t c = 0; c < m_size; ++c) {
            out[c] += h[i * m_size + c] * query[i];
        }
    }
    return out;
}

std::vector<double> exactUnit(const float *x, std::size_t size)
{
    std::vector<double> unit(x, x + size);
    double square = tiny;
    for (const double value : unit) {
        square += value * value;
    }
    for (double &value : unit) {
        value /= std::sqrt(square);
    }
    return unit;
}

std::vector<double> exactNormalised(std::vector<double> read)
{
    double mean = tiny;
    for (const double value : read) {
        mean += value * value / double(read.size());
    }
    for (double &value : read) {
        value /= std::sqrt(mean);
    }
    return read;
}

void fillGates(std::uint64_t seed, std::span<float> decay, std::span<float> strength,
               std::span<float> gate)
{
    rng::fillUniform(decay, 0.95F, 1.0F, seed, 11);
    rng::fillUniform(strength, 0.05F, 0.95F, seed, 12);
    rng::fillUniform(gate, 0.1F, 0.5F, seed, 13);
}

std::unique_ptr<Kernel> make()
{
    return declared("ahn-window-deltanet", {{"decode", makeDecoding}, {"prefill", makePrefill}},
                    memoryQuality);
}

}  // namespace touchstone::kernels::ahn_window_deltanet
