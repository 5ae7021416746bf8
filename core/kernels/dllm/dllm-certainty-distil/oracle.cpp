#include "kernels/dllm/dllm-certainty-distil/oracle.h"

#include <cmath>

namespace touchstone::kernels::dllm_certainty_distil {

namespace {

constexpr double close = 1e-4;

// One forward: the logits of the places, and of each its entropy and largest logit.
struct ExactForward {
    std::vector<double> logits, entropies, largest;

    ExactForward(const PhraseSource &source, const DenoiserSizes &sizes, const DenoiserView &model,
                 std::size_t prompt, const std::vector<Token> &now)
        : logits(sizes.outputs())
    {
        std::vector<double> inner(model.bias, model.bias + sizes.hidden);
        const float *row = model.in;
        const auto add = [&](std::size_t which, std::size_t of) {
            for (std::size_t h = 0; h < sizes.hidden; ++h) {
                inner[h] += double(row[which * sizes.hidden + h]);
            }
            row += of * sizes.hidden;
        };
        for (std::size_t a = 0; a < sizes.attributes; ++a) {
            add(source.valueOf(prompt, a), sizes.values);
        }
        for (const Token token : now) {
            add(token == maskedToken ? sizes.vocabulary : std::size_t(token), sizes.vocabulary + 1);
        }
        for (std::size_t o = 0; o < logits.size(); ++o) {
            logits[o] = double(model.outBias[o]);
            for (std::size_t h = 0; h < sizes.hidden; ++h) {
                logits[o] += std::max(inner[h], 0.0) * double(model.out[o * sizes.hidden + h]);
            }
        }
        for (std::size_t i = 0; i < logits.size(); i += sizes.vocabulary) {
            addPlace(std::span(logits).subspan(i, sizes.vocabulary));
        }
    }

private:
    void addPlace(std::span<const double> z)
    {
        double most = z[0], sum = 0, entropy = 0;
        for (const double value : z) {
            most = std::max(most, value);
        }
        for (const double value : z) {
            sum += std::exp(value - most);
        }
        for (const double value : z) {
            entropy -= std::exp(value - most) / sum * (value - most - std::log(sum));
        }
        entropies.push_back(entropy);
        largest.push_back(most);
    }
};

}  // namespace

Replayed replay(const Rule &rule, const PhraseSource &source, const DenoiserSizes &sizes,
                const DenoiserView &model, std::size_t prompt, std::span<const Token> written,
                std::span<const std::int32_t> steps)
{
    const std::size_t length = sizes.length;
    Replayed out{std::vector<bool>(length, false), std::vector<double>(length)};
    std::vector<Token> now(length, maskedToken);
    std::vector<bool> waits(length,
                            true);  // was too uncertain in every forward that passed it over
    std::size_t begin = 0;          // of the block
    for (std::int32_t step = 0; begin < length; ++step) {
        const std::size_t end = std::min(begin + blockSize, length);
        const ExactForward forward(source, sizes, model, prompt, now);
        double least = INFINITY;
        for (std::size_t i = begin; i < end; ++i) {
            least = now[i] == maskedToken ? std::min(least, forward.entropies[i]) : least;
        }
        std::size_t committed = 0, uncertain = 0, left = 0;
        for (std::size_t i = begin; i < end; ++i) {
            const double entropy = forward.entropies[i];
            if (now[i] != maskedToken) {
                continue;
            }
            if (steps[i] != step) {
                waits[i] = waits[i] && entropy > rule.threshold - close;
                ++left;
                continue;
            }
            const bool isToken = written[i] >= 0 && std::size_t(written[i]) < sizes.vocabulary;
            now[i] = isToken ? written[i] : 0;
            out.logits[i] = forward.logits[i * sizes.vocabulary + std::size_t(now[i])];
            out.holds[i] = isToken && waits[i] && out.logits[i] >= forward.largest[i] - close
                           && entropy <= std::max(rule.threshold, least) + close;
            ++committed;
            uncertain += entropy > rule.threshold + close ? 1 : 0;
        }
        if (committed == 0 || uncertain > 1) {  // one is always committed, the most certain
            std::fill(out.holds.begin(), out.holds.end(), false);
            break;
        }
        begin = left == 0 ? end : begin;
    }
    return out;
}

}  // namespace touchstone::kernels::dllm_certainty_distil
