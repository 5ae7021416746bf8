// How well states predict the next value, and how the times of the mixers grow.
#pragma once

#include "kernels/kernel.h"

#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace touchstone::kernels::attn_residual_linear {

// A regression in context: value columns v_t = W_t^T k_t + noise, where W drifts from token to
// token and keys lie in directions of unequal size, as those of trained models do.
struct Stream {
    static constexpr std::size_t keySize = 24, valueSize = 4, tokens = 1536;

    double noise = 0, drift = 0;  // standard deviations; of a v without noise: 1
    std::vector<double> k, v;     // [tokens x keySize], of length 1; [tokens x valueSize]

    Stream(double noiseOf, double driftOf, std::uint64_t seed, std::uint32_t stream);
    const double *key(std::size_t t) const { return k.data() + t * keySize; }
    const double *value(std::size_t t) const { return v.data() + t * valueSize; }
};

// What was foreseen of every value: [tokens x valueSize].
using Predictions = std::vector<double>;

// S_{t-1}^T k_t of a state with a constant decay and strength that takes in `values`; Delta: by
// the delta rule.
Predictions statePredictions(const Stream &stream, bool isDelta, double decay, double strength,
                             const std::vector<double> &values);
// The best that can be foreseen: a Kalman filter that knows how W drifts and how large the noise
// is. In the first tokens it knows as little as a state does.
Predictions kalmanPredictions(const Stream &stream);

// Share of the variance of the values that a weighted sum of one or two predictions explains, over
// the second half of the stream. The weights are the least-squares ones of `fit`.
struct Readout {
    std::array<double, 2> weights{};
    double r2 = 0;
};
Readout fitReadout(const Stream &stream, const Predictions &first, const Predictions &second);
double explained(const Stream &stream, const Readout &readout, const Predictions &first,
                 const Predictions &second);

// R2 by mixer, noise and drift over five streams; exponents of the time in tokens; bytes that
// generation keeps.
Result<std::vector<Quality>> residualQuality(const Setup &setup);

}  // namespace touchstone::kernels::attn_residual_linear
