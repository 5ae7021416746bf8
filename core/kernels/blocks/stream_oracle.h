// Posteriors of a source of streams by other code: in logarithms, from sums over neighbouring
// states. Shares only the tables of the source with what it checks.
#pragma once

#include "kernels/blocks/stream_source.h"

namespace touchstone::kernels::streams {

class ExactStreams {
public:
    // tokens: [frames x streams], some of them masked, or none at all.
    ExactStreams(const StreamSource &source, std::span<const Token> tokens);

    // p(state of a frame | all known tokens), [states].
    Row states(std::size_t frame) const;
    // The same given the tokens of the frames before it; up to one frame beyond the last.
    Row statesBefore(std::size_t frame) const;
    // p(token of a stream) where the states have these probabilities, [vocabulary].
    Row tokens(std::size_t stream, const Row &states) const;
    // p(token of a stream of a frame | all known tokens), [frames x streams x vocabulary].
    Row marginals() const;

private:
    using Table = std::vector<Row>;
    void goForward();
    void goBackward();
    double step(std::size_t from, std::size_t to) const;

    const StreamSource &m_source;
    // Logarithms of the likelihood of the known tokens before a frame and of its state, of what the
    // frame's own say of the state, and of what those behind it say.
    Table m_before, m_own, m_behind;
};

}  // namespace touchstone::kernels::streams
