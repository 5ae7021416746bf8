#include "kernels/dllm/dfm-factorised-nfe/oracle.h"

#include "kernels/blocks/stream_oracle.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::dfm_factorised_nfe {

using streams::ExactStreams;

namespace {

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
    const auto marginals = ExactStreams(source, text.tokens).marginals();
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
        const ExactStreams exact(source, std::span(out.tokens).first(f * streamCount));
        const std::size_t state = firstBeyond(exact.statesBefore(f), chances(Chances::State, f, f));
        for (std::size_t i = f * streamCount; i < (f + 1) * streamCount; ++i) {
            out.tokens[i] = Token(firstBeyond(exact.tokens(i % streamCount, certain(state)),
                                              chances(Chances::Value, f, i)));
            out.steps.push_back(std::int32_t(f));
        }
    }
    return out;
}

}  // namespace

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
        const ExactStreams exact(source, text.tokens);
        for (const std::size_t i : now) {
            Row states = exact.states(i / streamCount);
            if (sampler == Sampler::JointHead) {
                states = certain(
                        firstBeyond(states, chances(Chances::State, step, i / streamCount)));
            }
            text.tokens[i] = Token(firstBeyond(exact.tokens(i % streamCount, states),
                                               chances(Chances::Value, step, i)));
            text.steps[i] = std::int32_t(step);
        }
    }
    return text;
}

}  // namespace touchstone::kernels::dfm_factorised_nfe
