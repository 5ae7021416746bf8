// A synthetic language of segments whose tokens differ in how sure they are: a text is a sequence
// of templates, each a fixed run of tokens, which follow each other as a Markov chain with few
// likely successors. Most places of a template are emitted nearly without error, some with a small
// one, a few with a large one, so that a model that knows the template is sure to different
// degrees. A hidden Markov model: template, place.
#pragma once

#include "kernels/blocks/hidden_markov.h"

namespace touchstone::kernels::sources {

struct SegmentSizes {
    std::size_t templates = 32;
    std::size_t vocabulary = 64;
    std::size_t shortest = 4, longest = 16;  // tokens of a template
    double concentration = 0.05;             // of the Dirichlet distribution of successors
    double uncertain = 0.12;                 // share of places that are emitted with an error
};

// Errors of emission (hidden_markov.h): of most places, and of uncertain ones, five of which have
// the small error to one with the large.
constexpr double surePlaceError = 0.005, smallPlaceError = 0.18, largePlaceError = 0.5;

struct Segment {
    std::vector<Token> tokens;
    std::vector<double> errors;      // by token
    std::vector<double> successors;  // probabilities of the template that follows, [templates]
};

class SegmentSource final : public HiddenMarkov {
public:
    SegmentSource(const SegmentSizes &sizes, std::uint64_t seed);

    const std::vector<Segment> &segments() const { return m_segments; }

    // Where a text begins: at the first token of any template, all alike.
    Belief start() const;
    std::vector<Token> draw(std::size_t length, std::uint64_t seed, std::uint32_t stream) const;

private:
    void forwardStep(const double *now, double *next) const override;
    void backwardStep(const double *next, double *now) const override;

    std::vector<Segment> m_segments;
    std::vector<std::size_t> m_first;  // state of the first token of each template
};

}  // namespace touchstone::kernels::sources
