// Frames of several token streams, as speech codecs have them: a hidden prosody state, a Markov
// chain that tends to stay, emits one token of each stream, independently of the others given the
// state. Streams and frames depend on each other through the state alone, which makes all
// posteriors exact by the forward-backward algorithm: Rabiner, "A Tutorial on Hidden Markov
// Models", Proc. IEEE 1989.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace touchstone::kernels::streams {

using Token = std::int32_t;
constexpr Token maskedToken = -1;

constexpr std::size_t streamCount = 4;  // prosody, then three of acoustic detail
constexpr std::size_t vocabulary = 32;  // of each stream
constexpr std::size_t stateCount = 16;
constexpr double stayShare = 0.6;                // mean duration of a state: 2.5 frames
constexpr double transitionConcentration = 0.2;  // of the Dirichlet distributions
constexpr double emissionConcentration = 0.1;

using Row = std::vector<double>;

class StreamSource {
public:
    explicit StreamSource(std::uint64_t seed);

    // p(next state | state), [states x states]; of the first frame, which is also that of any
    // other.
    const Row &transition() const { return m_transition; }
    const Row &stationary() const { return m_stationary; }
    // p(token | state) of a stream.
    double emission(std::size_t stream, std::size_t state, Token token) const
    {
        return m_emission[(stream * stateCount + state) * vocabulary + std::size_t(token)];
    }
    // p(tokens of a frame | state) of those that are known, [states].
    Row evidence(std::span<const Token> frame) const;
    // One frame on.
    Row advanced(const Row &belief) const;

    // log p(tokens), in nat; [frames x streams], none masked.
    double logLikelihood(std::span<const Token> tokens) const;
    // p(state of a frame | all known tokens), [frames x states].
    Row posterior(std::span<const Token> tokens) const;
    // p(token) of a stream where the states have these probabilities, [vocabulary].
    Row marginal(std::size_t stream, std::span<const double> states) const;

private:
    Row m_transition, m_stationary, m_emission;
};

}  // namespace touchstone::kernels::streams
