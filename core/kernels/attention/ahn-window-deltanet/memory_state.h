// What both operations of kernel.cpp share: the state's read beside attention. Of their shapes,
// sinks and window together hold tokens / share tokens, more than the sinks.
#pragma once

#include "kernels/blocks/attention.h"
#include "kernels/blocks/delta_state_device.h"
#include "kernels/operation.h"

#include <cmath>

namespace touchstone::kernels::ahn_window_deltanet {

// Below this a vector has no direction.
inline constexpr double tiny = 1e-6;

// to = from / |from|: keys and queries as they go into the state.
inline void toUnitLength(const float *from, std::size_t size, float *to)
{
    float square = 0;
    for (std::size_t i = 0; i < size; ++i) {
        square += from[i] * from[i];
    }
    const float scale = 1 / std::sqrt(square + float(tiny));
    for (std::size_t i = 0; i < size; ++i) {
        to[i] = scale * from[i];
    }
}
// out += gate * read / rms(read).
inline void addNormalised(const float *read, std::size_t size, float gate, float *out)
{
    float square = 0;
    for (std::size_t i = 0; i < size; ++i) {
        square += read[i] * read[i];
    }
    const float scale = gate / std::sqrt(square / float(size) + float(tiny));
    for (std::size_t i = 0; i < size; ++i) {
        out[i] += scale * read[i];
    }
}

// The delta rule for one head in double precision, for oracles and figures: the formula of
// kernel.cpp on the whole matrix.
class ExactMemory {
public:
    explicit ExactMemory(std::size_t size) : h(size * size), m_size(size) {}

    void take(double decay, double strength, const std::vector<double> &key,
              const std::vector<double> &value);
    std::vector<double> read(const std::vector<double> &query) const;

    std::vector<double> h;  // [size x size]: keys by values

private:
    std::size_t m_size;
};
std::vector<double> exactUnit(const float *x, std::size_t size);
// read / rms(read)
std::vector<double> exactNormalised(std::vector<double> read);

// What the gates of a trained model might be: decays near 1, strengths and output gates in (0, 1).
void fillGates(std::uint64_t seed, std::span<float> decay, std::span<float> strength,
               std::span<float> gate);

std::unique_ptr<Operation> makeDecoding(const Setup &setup, Memory &memory);
std::unique_ptr<Operation> makePrefill(const Setup &setup, Memory &memory);
// Recall of planted pairs over five streams; cache bytes; FLOPs of a whole model.
Result<std::vector<Quality>> memoryQuality(const Setup &setup);

}  // namespace touchstone::kernels::ahn_window_deltanet
