#include "kernels/blocks/stream_oracle.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::streams {

namespace {

double sumOfLogs(const Row &logs)
{
    const double most = *std::max_element(logs.begin(), logs.end());
    double sum = 0;
    for (const double log : logs) {
        sum += std::exp(log - most);
    }
    return most + std::log(sum);
}

Row probabilities(const Row &logs)
{
    const double all = sumOfLogs(logs);
    Row p;
    for (const double log : logs) {
        p.push_back(std::exp(log - all));
    }
    return p;
}

}  // namespace

ExactStreams::ExactStreams(const StreamSource &source, std::span<const Token> tokens)
    : m_source(source)
{
    const std::size_t frames = tokens.size() / streamCount;
    m_before.assign(frames + 1, Row(stateCount));
    m_own.assign(frames, Row(stateCount, 0.0));
    m_behind = m_own;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        for (std::size_t h = 0; h < stateCount && tokens[i] != maskedToken; ++h) {
            m_own[i / streamCount][h] += std::log(source.emission(i % streamCount, h, tokens[i]));
        }
    }
    goForward();
    goBackward();
}

double ExactStreams::step(std::size_t from, std::size_t to) const
{
    return std::log(m_source.transition()[from * stateCount + to]);
}

void ExactStreams::goForward()
{
    for (std::size_t h = 0; h < stateCount; ++h) {
        m_before[0][h] = std::log(m_source.stationary()[h]);
    }
    Row terms(stateCount);
    for (std::size_t f = 0; f < m_own.size(); ++f) {
        for (std::size_t to = 0; to < stateCount; ++to) {
            for (std::size_t h = 0; h < stateCount; ++h) {
                terms[h] = m_before[f][h] + m_own[f][h] + step(h, to);
            }
            m_before[f + 1][to] = sumOfLogs(terms);
        }
    }
}

void ExactStreams::goBackward()
{
    Row terms(stateCount);
    for (std::size_t f = m_own.size(); f-- > 1;) {
        for (std::size_t h = 0; h < stateCount; ++h) {
            for (std::size_t to = 0; to < stateCount; ++to) {
                terms[to] = step(h, to) + m_own[f][to] + m_behind[f][to];
            }
            m_behind[f - 1][h] = sumOfLogs(terms);
        }
    }
}

Row ExactStreams::states(std::size_t frame) const
{
    Row sum(stateCount);
    for (std::size_t h = 0; h < stateCount; ++h) {
        sum[h] = m_before[frame][h] + m_own[frame][h] + m_behind[frame][h];
    }
    return probabilities(sum);
}

Row ExactStreams::statesBefore(std::size_t frame) const
{
    return probabilities(m_before[frame]);
}

Row ExactStreams::tokens(std::size_t stream, const Row &states) const
{
    Row p;
    for (std::size_t v = 0; v < vocabulary; ++v) {
        double sum = 0;
        for (std::size_t h = 0; h < stateCount; ++h) {
            sum += states[h] * m_source.emission(stream, h, Token(v));
        }
        p.push_back(sum);
    }
    return p;
}

Row ExactStreams::marginals() const
{
    Row all;
    for (std::size_t i = 0; i < m_own.size() * streamCount; ++i) {
        const Row p = tokens(i % streamCount, states(i / streamCount));
        all.insert(all.end(), p.begin(), p.end());
    }
    return all;
}

}  // namespace touchstone::kernels::streams
