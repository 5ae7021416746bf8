#include "kernels/blocks/segment_oracle.h"

#include "kernels/blocks/denoiser.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::sources {

namespace {

// Probabilities of whole texts, which no step scales: beyond the range of double.
using Weight = long double;

class Segments {
public:
    Segments(const SegmentSource &source, std::span<const Token> text)
        : m_text(text), m_all(source.segments()), m_vocabulary(Weight(source.vocabulary())),
          m_weight(text.size(), std::vector<Weight>(m_all.size())),
          m_before(text.size() + 1, std::vector<Weight>(m_all.size(), 0)),
          m_after(text.size() + 1, std::vector<Weight>(m_all.size(), 0))
    {
        std::fill(m_before[0].begin(), m_before[0].end(), 1 / Weight(m_all.size()));
        for (std::size_t t = 0; t < text.size(); ++t) {
            for (std::size_t k = 0; k < m_all.size(); ++k) {
                m_weight[t][k] = weightAt(m_all[k], t);
                for (std::size_t next = 0; next < m_all.size() && !isCutOff(k, t); ++next) {
                    m_before[t + m_all[k].tokens.size()][next] +=
                            m_before[t][k] * m_weight[t][k] * m_all[k].successors[next];
                }
            }
        }
        for (std::size_t t = text.size(); t-- > 0;) {
            for (std::size_t k = 0; k < m_all.size(); ++k) {
                m_after[t][k] = m_weight[t][k] * continued(k, t);
            }
        }
    }
    // Of the masked tokens: a share of each segment's mass on its own token, the rest on all alike.
    std::vector<double> conditionals(std::size_t vocabulary) const
    {
        std::vector<Weight> own(m_text.size() * vocabulary, 0), all(m_text.size(), 0);
        std::vector<Weight> spread(m_text.size(), 0);
        for (std::size_t t = 0; t < m_text.size(); ++t) {
            for (std::size_t k = 0; k < m_all.size(); ++k) {
                const Weight mass = m_before[t][k] * m_after[t][k];
                for (std::size_t i = 0; i < m_all[k].tokens.size() && t + i < m_text.size(); ++i) {
                    const Weight error = m_all[k].errors[i];
                    all[t + i] += mass;
                    own[(t + i) * vocabulary + std::size_t(m_all[k].tokens[i])] +=
                            mass * (1 - error);
                    spread[t + i] += mass * error / m_vocabulary;
                }
            }
        }
        std::vector<double> p(own.size(), 0.0);
        for (std::size_t i = 0; i < p.size(); ++i) {
            const std::size_t place = i / vocabulary;
            const bool isMasked = m_text[place] == maskedToken;
            p[i] = isMasked ? double((own[i] + spread[place]) / all[place]) : 0;
        }
        return p;
    }

private:
    Weight emission(const Segment &segment, std::size_t i, Token token) const
    {
        const Weight error = segment.errors[i];
        return (segment.tokens[i] == token ? 1 - error : 0) + error / m_vocabulary;
    }
    Weight weightAt(const Segment &segment, std::size_t t) const
    {
        Weight weight = 1;
        for (std::size_t i = 0; i < segment.tokens.size() && t + i < m_text.size(); ++i) {
            weight *= m_text[t + i] == maskedToken ? 1 : emission(segment, i, m_text[t + i]);
        }
        return weight;
    }
    bool isCutOff(std::size_t k, std::size_t t) const
    {
        return t + m_all[k].tokens.size() > m_text.size();
    }
    Weight continued(std::size_t k, std::size_t t) const
    {
        const std::size_t end = t + m_all[k].tokens.size();
        if (end >= m_text.size()) {
            return 1;
        }
        Weight sum = 0;
        for (std::size_t next = 0; next < m_all.size(); ++next) {
            sum += m_all[k].successors[next] * m_after[end][next];
        }
        return sum;
    }

    std::span<const Token> m_text;
    const std::vector<Segment> &m_all;
    Weight m_vocabulary;
    // By place and segment that begins there: of its tokens, of all before it, of it and all after.
    std::vector<std::vector<Weight>> m_weight, m_before, m_after;
};

}  // namespace

std::vector<double> exactConditionals(const SegmentSource &source, std::span<const Token> text)
{
    return Segments(source, text).conditionals(source.vocabulary());
}

std::vector<Guess> exactGuesses(const SegmentSource &source, std::span<const Token> text,
                                double beta)
{
    const std::size_t vocabulary = source.vocabulary();
    const auto p = exactConditionals(source, text);
    std::vector<Guess> guesses(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != maskedToken) {
            continue;
        }
        double nearest = double(text.size());
        for (std::size_t j = 0; j < text.size(); ++j) {
            const double distance = std::abs(double(i) - double(j));
            nearest = text[j] != maskedToken ? std::min(nearest, distance) : nearest;
        }
        const double sharpness = 1 + beta * nearest / 15;
        std::size_t best = 0;
        for (std::size_t v = 1; v < vocabulary; ++v) {
            const double rise = std::log(p[i * vocabulary + v] / p[i * vocabulary + best]);
            best = sharpness * rise > equalWithin ? v : best;
        }
        double sum = 0;
        for (std::size_t v = 0; v < vocabulary; ++v) {
            sum += std::exp(sharpness * std::log(p[i * vocabulary + v] / p[i * vocabulary + best]));
        }
        guesses[i] = {Token(best), 1 / sum};
    }
    return guesses;
}

}  // namespace touchstone::kernels::sources
