#include "kernels/dllm/dfm-factorised-nfe/oracle.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::dfm_factorised_nfe {

namespace {

using Table = std::vector<Row>;

double sumOfLogs(const Row &logs)
{
    const double most = *std::max_element(logs.begin(), logs.end());
    double sum = 0;
    for (const double log : logs) {
        sum += std::exp(log - most);
    }
    return most + std::log(sum);
}

// Logarithms of the likelihood of the known tokens before a frame and of its state, of what the
// frame's own say of the state, and of what those behind it say.
struct Logs {
    Table before, own, behind;
};

Logs logsOf(const StreamSource &source, std::span<const Token> tokens)
{
    const std::size_t frames = tokens.size() / streamCount;
    const auto step = [&](std::size_t from, std::size_t to) {
        return std::log(source.transition()[from * stateCount + to]);
    };
    Logs logs{Table(frames + 1, Row(stateCount)), Table(frames, Row(stateCount, 0.0)),
              Table(frames, Row(stateCount, 0.0))};
    for (std::size_t f = 0; f < frames; ++f) {
        for (std::size_t s = 0; s < streamCount; ++s) {
            const Token token = tokens[f * streamCount + s];
            for (std::size_t h = 0; h < stateCount && token != maskedToken; ++h) {
                logs.own[f][h] += std::log(source.emission(s, h, token));
            }
        }
    }
    for (std::size_t h = 0; h < stateCount; ++h) {
        logs.before[0][h] = std::log(source.stationary()[h]);
    }
    Row terms(stateCount);
    for (std::size_t f = 0; f < frames; ++f) {
        for (std::size_t to = 0; to < stateCount; ++to) {
            for (std::size_t h = 0; h < stateCount; ++h) {
                terms[h] = logs.before[f][h] + logs.own[f][h] + step(h, to);
            }
            logs.before[f + 1][to] = sumOfLogs(terms);
        }
    }
    for (std::size_t f = frames; f-- > 1;) {
        for (std::size_t h = 0; h < stateCount; ++h) {
            for (std::size_t to = 0; to < stateCount; ++to) {
                terms[to] = step(h, to) + logs.own[f][to] + logs.behind[f][to];
            }
            logs.behind[f - 1][h] = sumOfLogs(terms);
        }
    }
    return logs;
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

Row statesOf(const Logs &logs, std::size_t frame)
{
    Row sum(stateCount);
    for (std::size_t h = 0; h < stateCount; ++h) {
        sum[h] = logs.before[frame][h] + logs.own[frame][h] + logs.behind[frame][h];
    }
    return probabilities(sum);
}

Row tokensOf(const StreamSource &source, std::size_t stream, const Row &states)
{
    Row p;
    for (std::size_t v = 0; v < vocabulary; ++v) {
        double sum = 0;
        for (std::size_t h = 0; h < stateCount; ++h) {
            sum += states[h] * source.emission(stream, h, Token(v));
        }
        p.push_back(sum);
    }
    return p;
}

std::size_t firstBeyond(const Row &p, double u)
{
    double sum = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        sum += p[i];
        if (sum > u) {
            return i;
        }
    }
    return p.size() - 1;
}

Row certain(std::size_t state)
{
    Row states(stateCount, 0.0);
    states[state] = 1;
    return states;
}

// Share of the tokens that Euler's rule expects to unmask of those that are masked.
double rateOf(Sampler sampler, std::size_t step, std::size_t nfe)
{
    const double left = double(nfe - step), all = double(nfe);
    if (step + 1 == nfe) {
        return 1;
    }
    const double angle = std::acos(0.0) * double(step) / all;
    return sampler == Sampler::Cosine ? std::acos(0.0) * std::sin(angle) / std::cos(angle) / all
                                      : 1 / left;
}

std::vector<std::size_t> chosen(const StreamSource &source, Sampler sampler, const Sampled &text,
                                std::size_t step, std::size_t nfe, const Chances &chances)
{
    std::vector<std::size_t> masked;
    for (std::size_t i = 0; i < text.tokens.size(); ++i) {
        if (text.tokens[i] == maskedToken) {
            masked.push_back(i);
        }
    }
    if (sampler != Sampler::ConfidenceOrder) {
        std::erase_if(masked, [&](std::size_t i) {
            return chances(Chances::Unmask, step, i) >= rateOf(sampler, step, nfe);
        });
        return masked;
    }
    const auto marginals = exactMarginals(source, text.tokens);
    const auto confidence = [&](std::size_t i) {
        const auto row = marginals.begin() + std::ptrdiff_t(i * vocabulary);
        return std::round(*std::max_element(row, row + vocabulary) / equalWithin);
    };
    std::stable_sort(masked.begin(), masked.end(), [&](std::size_t a, std::size_t b) {
        const double first = confidence(a), second = confidence(b);
        return first > second
               || (first == second
                   && chances(Chances::Tie, step, a) < chances(Chances::Tie, step, b));
    });
    const std::size_t all = text.tokens.size();
    masked.resize((step + 1) * all / nfe - (all - masked.size()));
    return masked;
}

Sampled exactFrames(const StreamSource &source, std::size_t frames, const Chances &chances)
{
    Sampled out{std::vector<Token>(frames * streamCount, maskedToken), {}};
    for (std::size_t f = 0; f < frames; ++f) {
        const auto known = std::span(out.tokens).first(f * streamCount);
        const Row states = probabilities(logsOf(source, known).before[f]);
        const std::size_t state = firstBeyond(states, chances(Chances::State, f, f));
        for (std::size_t i = f * streamCount; i < (f + 1) * streamCount; ++i) {
            out.tokens[i] = Token(firstBeyond(tokensOf(source, i % streamCount, certain(state)),
                                              chances(Chances::Value, f, i)));
            out.steps.push_back(std::int32_t(f));
        }
    }
    return out;
}

}  // namespace

Row exactMarginals(const StreamSource &source, std::span<const Token> tokens)
{
    const Logs logs = logsOf(source, tokens);
    Row all;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const Row p = tokensOf(source, i % streamCount, statesOf(logs, i / streamCount));
        all.insert(all.end(), p.begin(), p.end());
    }
    return all;
}

Sampled exactSample(const StreamSource &source, Sampler sampler, std::size_t frames,
                    std::size_t nfe, const Chances &chances)
{
    if (sampler == Sampler::FrameByFrame) {
        return exactFrames(source, frames, chances);
    }
    const std::size_t count = frames * streamCount;
    Sampled text{std::vector<Token>(count, maskedToken), std::vector<std::int32_t>(count, -1)};
    for (std::size_t step = 0; step < nfe; ++step) {
        const auto now = chosen(source, sampler, text, step, nfe, chances);
        const Logs logs = logsOf(source, text.tokens);
        for (const std::size_t i : now) {
            Row states = statesOf(logs, i / streamCount);
            if (sampler == Sampler::JointHead) {
                states = certain(
                        firstBeyond(states, chances(Chances::State, step, i / streamCount)));
            }
            text.tokens[i] = Token(firstBeyond(tokensOf(source, i % streamCount, states),
                                               chances(Chances::Value, step, i)));
            text.steps[i] = std::int32_t(step);
        }
    }
    return text;
}

}  // namespace touchstone::kernels::dfm_factorised_nfe
