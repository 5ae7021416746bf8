#include "kernels/dllm/dfm-factorised-nfe/sampler.h"

#include "kernels/blocks/rng.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <tuple>

namespace touchstone::kernels::dfm_factorised_nfe {

namespace {

// The value at which the distribution reaches u.
std::size_t drawn(std::span<const double> shares, double u)
{
    std::size_t i = 0;
    for (double reached = shares[0]; reached <= u && i + 1 < shares.size();) {
        reached += shares[++i];
    }
    return i;
}

// That a masked token is unmasked in a step.
double unmaskProbability(Sampler sampler, std::size_t step, std::size_t nfe)
{
    if (step + 1 == nfe) {
        return 1;
    }
    const double h = 1 / double(nfe), t = double(step) * h;
    if (sampler == Sampler::Cosine) {
        constexpr double half = std::numbers::pi / 2;
        return std::min(1.0, h * half * std::tan(half * t));
    }
    return h / (1 - t);
}

class Run {
public:
    Run(const StreamSource &source, std::size_t frames, const Chances &chances)
        : m_source(source), m_chances(chances), m_frames(frames)
    {
        m_out.tokens.assign(frames * streamCount, maskedToken);
        m_out.steps.assign(frames * streamCount, -1);
    }
    Sampled frameByFrame()
    {
        Row belief = m_source.stationary();
        for (std::size_t f = 0; f < m_frames; ++f) {
            const std::size_t state = drawn(belief, m_chances(Chances::State, f, f));
            for (std::size_t s = 0; s < streamCount; ++s) {
                unmask(f * streamCount + s, f, givenState(s, state));
            }
            const auto frame = std::span(m_out.tokens).subspan(f * streamCount, streamCount);
            const Row seen = m_source.evidence(frame);
            double sum = 0;
            for (std::size_t h = 0; h < stateCount; ++h) {
                belief[h] *= seen[h];
                sum += belief[h];
            }
            for (double &share : belief) {
                share /= sum;
            }
            belief = m_source.advanced(belief);
        }
        return m_out;
    }
    Sampled flow(Sampler sampler, std::size_t nfe)
    {
        for (std::size_t step = 0; step < nfe; ++step) {
            const double probability = unmaskProbability(sampler, step, nfe);
            std::vector<std::size_t> jumping;
            for (std::size_t i = 0; i < m_out.tokens.size(); ++i) {
                if (m_out.tokens[i] == maskedToken
                    && m_chances(Chances::Unmask, step, i) < probability) {
                    jumping.push_back(i);
                }
            }
            jump(jumping, step, sampler == Sampler::JointHead);
        }
        return m_out;
    }
    Sampled byConfidence(std::size_t nfe)
    {
        const std::size_t all = m_out.tokens.size();
        for (std::size_t step = 0; step < nfe; ++step) {
            const std::size_t before = all * step / nfe, after = all * (step + 1) / nfe;
            std::vector<std::size_t> masked = surestFirst(step);
            masked.resize(after - before);
            jump(masked, step, false);
        }
        return m_out;
    }

private:
    Row givenState(std::size_t stream, std::size_t state) const
    {
        Row one(stateCount, 0.0);
        one[state] = 1;
        return m_source.marginal(stream, one);
    }
    void unmask(std::size_t index, std::size_t step, const Row &shares)
    {
        m_out.tokens[index] = Token(drawn(shares, m_chances(Chances::Value, step, index)));
        m_out.steps[index] = std::int32_t(step);
    }
    // All of them see the text as it was before the step.
    void jump(const std::vector<std::size_t> &jumping, std::size_t step, bool jointly)
    {
        if (jumping.empty()) {
            return;
        }
        const Row states = m_source.posterior(m_out.tokens);
        for (const std::size_t i : jumping) {
            const std::size_t frame = i / streamCount, stream = i % streamCount;
            const auto own = std::span(states).subspan(frame * stateCount, stateCount);
            unmask(i, step,
                   jointly ? givenState(stream, drawn(own, m_chances(Chances::State, step, frame)))
                           : m_source.marginal(stream, own));
        }
    }
    std::vector<std::size_t> surestFirst(std::size_t step) const
    {
        const Row states = m_source.posterior(m_out.tokens);
        std::vector<std::tuple<double, double, std::size_t>> keys;
        for (std::size_t i = 0; i < m_out.tokens.size(); ++i) {
            if (m_out.tokens[i] == maskedToken) {
                const auto own =
                        std::span(states).subspan(i / streamCount * stateCount, stateCount);
                const Row shares = m_source.marginal(i % streamCount, own);
                const double most = *std::max_element(shares.begin(), shares.end());
                keys.emplace_back(-std::round(most / equalWithin), m_chances(Chances::Tie, step, i),
                                  i);
            }
        }
        std::sort(keys.begin(), keys.end());
        std::vector<std::size_t> order;
        order.reserve(keys.size());
        for (const auto &key : keys) {
            order.push_back(std::get<2>(key));
        }
        return order;
    }

    const StreamSource &m_source;
    const Chances &m_chances;
    std::size_t m_frames;
    Sampled m_out;
};

}  // namespace

double Chances::operator()(Kind kind, std::size_t step, std::size_t index) const
{
    const auto words =
            rng::philox(m_seed, 1000 + 8 * m_text + kind, (std::uint64_t(step) << 32) + index);
    return rng::uniform(words[0]);
}

std::size_t stepsOf(Sampler sampler, std::size_t frames, std::size_t nfe)
{
    return sampler == Sampler::FrameByFrame ? frames : nfe;
}

Sampled sample(const StreamSource &source, Sampler sampler, std::size_t frames, std::size_t nfe,
               const Chances &chances)
{
    Run run(source, frames, chances);
    switch (sampler) {
    case Sampler::FrameByFrame:
        return run.frameByFrame();
    case Sampler::ConfidenceOrder:
        return run.byConfidence(nfe);
    default:
        return run.flow(sampler, nfe);
    }
}

}  // namespace touchstone::kernels::dfm_factorised_nfe
