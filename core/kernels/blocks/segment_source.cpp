#include "kernels/blocks/segment_source.h"

#include "kernels/blocks/rng.h"

#include <algorithm>

namespace touchstone::kernels::sources {

namespace {

enum Stream : std::uint32_t { Tokens = 1, Lengths = 2, Errors = 3, Successors = 4 };

double errorOf(double uncertain, rng::Sequence &numbers)
{
    const double u = numbers.uniform();
    return u >= uncertain ? surePlaceError : u < uncertain / 6 ? largePlaceError : smallPlaceError;
}

}  // namespace

SegmentSource::SegmentSource(const SegmentSizes &sizes, std::uint64_t seed)
    : HiddenMarkov(sizes.vocabulary)
{
    rng::Sequence tokens(seed, Tokens), lengths(seed, Lengths), errors(seed, Errors),
            successors(seed, Successors);
    for (std::size_t k = 0; k < sizes.templates; ++k) {
        Segment segment;
        const std::size_t length =
                sizes.shortest + lengths.below(sizes.longest - sizes.shortest + 1);
        m_first.push_back(states());
        for (std::size_t i = 0; i < length; ++i) {
            segment.tokens.push_back(Token(tokens.below(sizes.vocabulary)));
            segment.errors.push_back(errorOf(sizes.uncertain, errors));
            addState(segment.tokens.back(), segment.errors.back());
        }
        segment.successors = rng::dirichlet(sizes.templates, sizes.concentration, successors);
        m_segments.push_back(std::move(segment));
    }
}

HiddenMarkov::Belief SegmentSource::start() const
{
    Belief belief(states(), 0.0);
    for (const std::size_t first : m_first) {
        belief[first] = 1 / double(m_first.size());
    }
    return belief;
}

std::vector<Token> SegmentSource::draw(std::size_t length, std::uint64_t seed,
                                       std::uint32_t stream) const
{
    rng::Sequence numbers(seed, stream);
    std::vector<Token> text;
    std::size_t k = numbers.below(m_segments.size());
    while (text.size() < length) {
        const Segment &segment = m_segments[k];
        for (std::size_t i = 0; i < segment.tokens.size() && text.size() < length; ++i) {
            const bool isRight = numbers.uniform() >= segment.errors[i];
            text.push_back(isRight ? segment.tokens[i] : Token(numbers.below(vocabulary())));
        }
        k = numbers.choose(segment.successors);
    }
    return text;
}

void SegmentSource::forwardStep(const double *now, double *next) const
{
    for (std::size_t k = 0; k < m_segments.size(); ++k) {
        const std::size_t first = m_first[k], count = m_segments[k].tokens.size();
        next[first] = 0;
        std::copy(now + first, now + first + count - 1, next + first + 1);
    }
    for (std::size_t k = 0; k < m_segments.size(); ++k) {
        const double ended = now[m_first[k] + m_segments[k].tokens.size() - 1];
        for (std::size_t other = 0; other < m_segments.size() && ended > 0; ++other) {
            next[m_first[other]] += ended * m_segments[k].successors[other];
        }
    }
}

void SegmentSource::backwardStep(const double *next, double *now) const
{
    for (std::size_t k = 0; k < m_segments.size(); ++k) {
        const std::size_t first = m_first[k], count = m_segments[k].tokens.size();
        std::copy(next + first + 1, next + first + count, now + first);
        double following = 0;
        for (std::size_t other = 0; other < m_segments.size(); ++other) {
            following += m_segments[k].successors[other] * next[m_first[other]];
        }
        now[first + count - 1] = following;
    }
}

}  // namespace touchstone::kernels::sources
