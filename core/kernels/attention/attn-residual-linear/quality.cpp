#include "kernels/attention/attn-residual-linear/quality.h"

#include "kernels/attention/attn-residual-linear/mixers.h"
#include "kernels/blocks/figures.h"
#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace touchstone::kernels::attn_residual_linear {

namespace {

constexpr std::size_t keySize = Stream::keySize, valueSize = Stream::valueSize;

std::vector<double> normals(std::size_t count, std::uint64_t seed, std::uint32_t stream)
{
    std::vector<float> drawn(count);
    rng::fillNormal(drawn, 0.0F, 1.0F, seed, stream);
    return {drawn.begin(), drawn.end()};
}

}  // namespace

Stream::Stream(double noiseOf, double driftOf, std::uint64_t seed, std::uint32_t stream)
    : noise(noiseOf), drift(driftOf), k(normals(tokens * keySize, seed, 4 * stream)),
      v(normals(tokens * valueSize, seed, 4 * stream + 1))
{
    const auto steps = normals(tokens * keySize * valueSize, seed, 4 * stream + 2);
    auto w = normals(keySize * valueSize, seed, 4 * stream + 3);
    for (std::size_t t = 0; t < tokens; ++t) {
        double square = 0;
        for (std::size_t i = 0; i < keySize; ++i) {
            k[t * keySize + i] /= std::sqrt(double(i + 1));  // variances fall as 1/i
            square += k[t * keySize + i] * k[t * keySize + i];
        }
        for (std::size_t i = 0; i < keySize; ++i) {
            k[t * keySize + i] /= std::sqrt(square);
        }
        for (std::size_t c = 0; c < valueSize; ++c) {
            double sum = noise * v[t * valueSize + c];
            for (std::size_t i = 0; i < keySize; ++i) {
                double &weight = w[i * valueSize + c];
                sum += weight * k[t * keySize + i];
                weight = std::sqrt(1 - drift * drift) * weight
                         + drift * steps[(t * keySize + i) * valueSize + c];
            }
            v[t * valueSize + c] = sum;
        }
    }
}

Predictions statePredictions(const Stream &stream, bool isDelta, double decay, double strength,
                             const std::vector<double> &values)
{
    std::array<double, keySize * valueSize> s{};
    Predictions predictions(values.size());
    for (std::size_t t = 0; t < Stream::tokens; ++t) {
        const double *key = stream.key(t);
        std::array<double, valueSize> seen{};
        for (std::size_t i = 0; i < keySize; ++i) {
            for (std::size_t c = 0; c < valueSize; ++c) {
                seen[c] += s[i * valueSize + c] * key[i];
            }
        }
        std::array<double, valueSize> u{};
        for (std::size_t c = 0; c < valueSize; ++c) {
            const std::size_t at = t * valueSize + c;
            predictions[at] = seen[c];
            u[c] = strength * (values[at] - (isDelta ? decay * seen[c] : 0));
        }
        for (std::size_t i = 0; i < keySize; ++i) {
            for (std::size_t c = 0; c < valueSize; ++c) {
                s[i * valueSize + c] = decay * s[i * valueSize + c] + key[i] * u[c];
            }
        }
    }
    return predictions;
}

Predictions kalmanPredictions(const Stream &stream)
{
    std::vector<double> covariance(keySize * keySize), mean(keySize * valueSize), gain(keySize);
    for (std::size_t i = 0; i < keySize; ++i) {
        covariance[i * keySize + i] = 1;
    }
    const double kept = std::sqrt(1 - stream.drift * stream.drift);
    Predictions predictions(Stream::tokens * valueSize);
    for (std::size_t t = 0; t < Stream::tokens; ++t) {
        const double *key = stream.key(t);
        double variance = stream.noise * stream.noise;
        for (std::size_t i = 0; i < keySize; ++i) {
            gain[i] = 0;
            for (std::size_t j = 0; j < keySize; ++j) {
                gain[i] += covariance[i * keySize + j] * key[j];
            }
            variance += gain[i] * key[i];
        }
        for (std::size_t c = 0; c < valueSize; ++c) {
            double seen = 0;
            for (std::size_t i = 0; i < keySize; ++i) {
                seen += mean[i * valueSize + c] * key[i];
            }
            predictions[t * valueSize + c] = seen;
            const double surprise = (stream.value(t)[c] - seen) / std::max(variance, 1e-12);
            for (std::size_t i = 0; i < keySize; ++i) {
                mean[i * valueSize + c] = kept * (mean[i * valueSize + c] + gain[i] * surprise);
            }
        }
        for (std::size_t i = 0; i < keySize; ++i) {
            for (std::size_t j = 0; j < keySize; ++j) {
                double &cell = covariance[i * keySize + j];
                cell -= gain[i] * gain[j] / std::max(variance, 1e-12);
                cell = kept * kept * cell + (i == j ? stream.drift * stream.drift : 0);
            }
        }
    }
    return predictions;
}

// Two normal equations; a second prediction that adds nothing gets no weight.
Readout fitReadout(const Stream &stream, const Predictions &first, const Predictions &second)
{
    double aa = 0, ab = 0, bb = 0, av = 0, bv = 0;
    for (std::size_t i = first.size() / 2; i < first.size(); ++i) {
        const double a = first[i], b = second.empty() ? 0 : second[i], v = stream.v[i];
        aa += a * a;
        ab += a * b;
        bb += b * b;
        av += a * v;
        bv += b * v;
    }
    Readout readout;
    const double determinant = aa * bb - ab * ab;
    if (determinant > 1e-9 * aa * bb) {
        readout.weights = {(av * bb - bv * ab) / determinant, (bv * aa - av * ab) / determinant};
    } else {
        readout.weights = {aa > 0 ? av / aa : 0, 0};
    }
    readout.r2 = explained(stream, readout, first, second);
    return readout;
}

double explained(const Stream &stream, const Readout &readout, const Predictions &first,
                 const Predictions &second)
{
    double missed = 0, all = 0;
    for (std::size_t i = first.size() / 2; i < first.size(); ++i) {
        const double predicted = readout.weights[0] * first[i]
                                 + readout.weights[1] * (second.empty() ? 0 : second[i]);
        missed += (stream.v[i] - predicted) * (stream.v[i] - predicted);
        all += stream.v[i] * stream.v[i];
    }
    return 1 - missed / all;
}

}  // namespace touchstone::kernels::attn_residual_linear
