// How a text of token streams is sampled: frame by frame, or by discrete flow matching, in a number
// of steps that is chosen.
//
// Discrete flow matching with a masked start: Gat et al., "Discrete Flow Matching", NeurIPS 2024.
// On the path p_t = kappa_t delta(x_1) + (1 - kappa_t) delta(mask) a token that is masked at t is
// unmasked in a step of length h by Euler's rule with probability
//
//   h kappa'_t / (1 - kappa_t),   at most 1, and in the last step 1
//
// and then takes a value drawn from p(x_1 | x_t): with factorised heads each token its own, from
// its marginal; with a joint head the tokens of a frame that are unmasked together, from their
// joint distribution.
#pragma once

#include "kernels/blocks/stream_source.h"

#include <array>

namespace touchstone::kernels::dfm_factorised_nfe {

using streams::maskedToken;
using streams::Row;
using streams::stateCount;
using streams::streamCount;
using streams::StreamSource;
using streams::Token;
using streams::vocabulary;

enum class Sampler {
    FrameByFrame,     // autoregressive: each frame as a whole given all before it
    ConfidenceOrder,  // in each step as many tokens as the linear path unmasks, the surest ones
    Linear,           // kappa = t, factorised heads
    Cosine,           // kappa = 1 - cos(pi t / 2), factorised heads
    JointHead         // kappa = t, a joint head
};
inline constexpr std::array samplers{Sampler::FrameByFrame, Sampler::ConfidenceOrder,
                                     Sampler::Linear, Sampler::Cosine, Sampler::JointHead};
inline constexpr std::array samplerIds{"autoregressive", "confidence-order", "dfm", "dfm-cosine",
                                       "dfm-joint"};

struct Sampled {
    std::vector<Token> tokens;        // [frames x streams]
    std::vector<std::int32_t> steps;  // in which each token was unmasked, from 0
};

// Random numbers of a text: for step and token or frame.
class Chances {
public:
    enum Kind : std::uint32_t { Unmask, Value, State, Tie };

    Chances(std::uint64_t seed, std::uint32_t text) : m_seed(seed), m_text(text) {}
    double operator()(Kind kind, std::size_t step, std::size_t index) const;

private:
    std::uint64_t m_seed;
    std::uint32_t m_text;
};

// Confidences that are equal in theory differ by rounding: chance decides between them.
constexpr double equalWithin = 1e-9;

std::size_t stepsOf(Sampler sampler, std::size_t frames, std::size_t nfe);
Sampled sample(const StreamSource &source, Sampler sampler, std::size_t frames, std::size_t nfe,
               const Chances &chances);

}  // namespace touchstone::kernels::dfm_factorised_nfe
