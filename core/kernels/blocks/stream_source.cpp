#include "kernels/blocks/stream_source.h"

#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::streams {

namespace {

enum Stream : std::uint32_t { Transitions = 1, Emissions = 2 };

double normalise(std::span<double> values)
{
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    for (double &value : values) {
        value /= sum;
    }
    return sum;
}

}  // namespace

StreamSource::StreamSource(std::uint64_t seed) : m_stationary(stateCount, 1.0 / stateCount)
{
    rng::Sequence transitions(seed, Transitions), emissions(seed, Emissions);
    for (std::size_t state = 0; state < stateCount; ++state) {
        Row row = rng::dirichlet(stateCount, transitionConcentration, transitions);
        for (std::size_t next = 0; next < stateCount; ++next) {
            // A little of everything: every state can be reached from every other.
            const double leaves = 0.99 * row[next] + 0.01 / stateCount;
            row[next] = (1 - stayShare) * leaves + (next == state ? stayShare : 0);
        }
        m_transition.insert(m_transition.end(), row.begin(), row.end());
    }
    for (std::size_t i = 0; i < streamCount * stateCount; ++i) {
        Row row = rng::dirichlet(vocabulary, emissionConcentration, emissions);
        for (double &share : row) {
            share = 0.99 * share + 0.01 / vocabulary;  // any text has a likelihood
        }
        m_emission.insert(m_emission.end(), row.begin(), row.end());
    }
    for (int n = 0; n < 10000; ++n) {  // the slowest of 1e5 sources needs a tenth of that
        m_stationary = advanced(m_stationary);
    }
    normalise(m_stationary);
}

Row StreamSource::evidence(std::span<const Token> frame) const
{
    Row row(stateCount, 1.0);
    for (std::size_t s = 0; s < frame.size(); ++s) {
        for (std::size_t h = 0; h < stateCount && frame[s] != maskedToken; ++h) {
            row[h] *= emission(s, h, frame[s]);
        }
    }
    return row;
}

Row StreamSource::advanced(const Row &belief) const
{
    Row next(stateCount, 0.0);
    for (std::size_t h = 0; h < stateCount; ++h) {
        for (std::size_t to = 0; to < stateCount; ++to) {
            next[to] += belief[h] * m_transition[h * stateCount + to];
        }
    }
    return next;
}

double StreamSource::logLikelihood(std::span<const Token> tokens) const
{
    Row belief = m_stationary;
    double sum = 0;
    for (std::size_t i = 0; i < tokens.size(); i += streamCount) {
        const Row seen = evidence(tokens.subspan(i, streamCount));
        std::transform(belief.begin(), belief.end(), seen.begin(), belief.begin(),
                       std::multiplies<>());
        sum += std::log(normalise(belief));
        belief = advanced(belief);
    }
    return sum;
}

Row StreamSource::posterior(std::span<const Token> tokens) const
{
    const std::size_t frames = tokens.size() / streamCount;
    Row all(frames * stateCount);
    std::vector<Row> seen;
    Row belief = m_stationary;
    for (std::size_t f = 0; f < frames; ++f) {
        seen.push_back(evidence(tokens.subspan(f * streamCount, streamCount)));
        std::transform(belief.begin(), belief.end(), seen[f].begin(), belief.begin(),
                       std::multiplies<>());
        normalise(belief);
        std::copy(belief.begin(), belief.end(), all.begin() + std::ptrdiff_t(f * stateCount));
        belief = advanced(belief);
    }
    Row after(stateCount, 1.0), before(stateCount);
    for (std::size_t f = frames; f-- > 0;) {
        const auto own = std::span(all).subspan(f * stateCount, stateCount);
        for (std::size_t h = 0; h < stateCount; ++h) {
            own[h] *= after[h];
            after[h] *= seen[f][h];
        }
        normalise(own);
        for (std::size_t h = 0; h < stateCount; ++h) {
            before[h] =
                    std::inner_product(after.begin(), after.end(),
                                       m_transition.begin() + std::ptrdiff_t(h * stateCount), 0.0);
        }
        normalise(before);
        std::swap(after, before);
    }
    return all;
}

Row StreamSource::marginal(std::size_t stream, std::span<const double> states) const
{
    Row row(vocabulary, 0.0);
    for (std::size_t h = 0; h < states.size(); ++h) {
        for (std::size_t v = 0; v < vocabulary; ++v) {
            row[v] += states[h] * emission(stream, h, Token(v));
        }
    }
    return row;
}

}  // namespace touchstone::kernels::streams
