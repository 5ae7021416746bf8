#include "kernels/dllm/dllm-adaptive-block/oracle.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace touchstone::kernels::dllm_adaptive_block {

namespace {

using sources::Template;

// Probabilities of whole texts, which no step scales here: of long texts far from any sentence they
// are below the range of double.
using Weight = long double;

// Every way to fill a template: its tokens and the probability of its values.
struct Filled {
    std::vector<Token> tokens;
    Weight share = 1;
    std::size_t form = 0, next = 0;
};

std::vector<Filled> allSentences(const sources::TemplateSource &source)
{
    std::vector<Filled> all;
    for (std::size_t k = 0; k < source.templates().size(); ++k) {
        const Template &form = source.templates()[k];
        for (std::size_t fill = 0; fill < form.next.size(); ++fill) {
            Filled one{form.tokens, 1, k, form.next[fill]};
            std::size_t rest = fill;
            for (std::size_t s = form.slots.size(); s-- > 0; rest /= sources::slotValues) {
                const sources::Slot &slot = form.slots[s];
                one.tokens[slot.place] = slot.tokens[rest % sources::slotValues];
                one.share *= slot.shares[rest % sources::slotValues];
            }
            all.push_back(std::move(one));
        }
    }
    return all;
}

// Sentences that begin at a place: F[t][k] given what comes before it, G[t][k] of what follows.
class Sentences {
public:
    Sentences(const sources::TemplateSource &source, const sources::Sentence &prompt,
              std::span<const Token> text)
        : m_text(text), m_all(allSentences(source)), m_templates(source.templates().size()),
          m_vocabulary(source.vocabulary()),
          m_before(text.size() + 1, std::vector<Weight>(m_templates, 0.0)),
          m_after(text.size() + 1, std::vector<Weight>(m_templates, 1.0))
    {
        std::vector<Weight> ended(text.size() + 1, 0.0);
        ended[0] = 1;
        m_before[0][source.templates()[prompt.form].next[prompt.fill]] =
                1 - sources::randomNextShare;
        for (std::size_t t = 0; t < text.size(); ++t) {
            for (Weight &begins : m_before[t]) {
                begins += ended[t] * sources::randomNextShare / Weight(m_templates);
            }
            for (const Filled &s : m_all) {
                if (t + s.tokens.size() <= text.size()) {
                    const Weight weight = m_before[t][s.form] * weightAt(s, t);
                    m_before[t + s.tokens.size()][s.next] +=
                            weight * (1 - sources::randomNextShare);
                    ended[t + s.tokens.size()] += weight;
                }
            }
        }
        for (std::size_t t = text.size(); t-- > 0;) {
            std::fill(m_after[t].begin(), m_after[t].end(), 0.0);
            for (const Filled &s : m_all) {
                m_after[t][s.form] += weightAt(s, t) * continued(s, t);
            }
        }
    }
    std::vector<double> conditionals() const
    {
        std::vector<Weight> sums(m_text.size() * m_vocabulary, 0.0);
        for (std::size_t t = 0; t < m_text.size(); ++t) {
            for (const Filled &s : m_all) {
                const Weight weight = m_before[t][s.form] * weightAt(s, t) * continued(s, t);
                for (std::size_t i = 0; i < s.tokens.size() && t + i < m_text.size(); ++i) {
                    sums[(t + i) * m_vocabulary + std::size_t(s.tokens[i])] += weight;
                }
            }
        }
        std::vector<double> p(sums.size(), 0.0);
        for (std::size_t i = 0; i < m_text.size(); ++i) {
            const auto row = sums.begin() + std::ptrdiff_t(i * m_vocabulary);
            const Weight all = std::accumulate(row, row + std::ptrdiff_t(m_vocabulary), Weight(0));
            for (std::size_t v = 0; v < m_vocabulary && m_text[i] == sources::maskedToken; ++v) {
                p[i * m_vocabulary + v] =
                        double(row[std::ptrdiff_t(v)] / all) * (1 - sources::typoShare)
                        + sources::typoShare / double(m_vocabulary);
            }
        }
        return p;
    }

private:
    // Its share times the probability of the tokens that are known; cut off by the end of the text.
    Weight weightAt(const Filled &s, std::size_t t) const
    {
        Weight weight = s.share;
        for (std::size_t i = 0; i < s.tokens.size() && t + i < m_text.size(); ++i) {
            if (m_text[t + i] != sources::maskedToken) {
                const Weight typo = sources::typoShare / Weight(m_vocabulary);
                weight *= m_text[t + i] == s.tokens[i] ? 1 - sources::typoShare + typo : typo;
            }
        }
        return weight;
    }
    Weight continued(const Filled &s, std::size_t t) const
    {
        if (t + s.tokens.size() > m_text.size()) {
            return 1;
        }
        const std::vector<Weight> &after = m_after[t + s.tokens.size()];
        const Weight any =
                std::accumulate(after.begin(), after.end(), Weight(0)) / Weight(m_templates);
        return (1 - sources::randomNextShare) * after[s.next] + sources::randomNextShare * any;
    }

    std::span<const Token> m_text;
    std::vector<Filled> m_all;
    std::size_t m_templates, m_vocabulary;
    std::vector<std::vector<Weight>> m_before, m_after;
};

// One forward of the model, over all tokens up to `end`.
struct Seen {
    std::vector<Token> token;
    std::vector<double> confidence, delimiter;  // delimiter: without model error
};

Seen look(const sources::TemplateSource &source, const TextSetup &text, double sigma,
          std::span<const Token> tokens, std::size_t end)
{
    const std::size_t vocabulary = source.vocabulary();
    const auto p = exactConditionals(source, text.prompt, tokens.first(end));
    Seen seen{std::vector<Token>(end), std::vector<double>(end), std::vector<double>(end)};
    double masked = 0;
    for (std::size_t i = 0; i < end; ++i) {
        if (tokens[i] != sources::maskedToken) {
            continue;
        }
        std::vector<double> logits(vocabulary);
        for (std::size_t v = 0; v < vocabulary; ++v) {
            logits[v] = std::log(p[i * vocabulary + v])
                        + sigma * std::sqrt(masked) / 4 * double(text.errors[i * vocabulary + v]);
        }
        std::size_t best = 0;
        for (std::size_t v = 1; v < vocabulary; ++v) {
            best = logits[v] > logits[best] + equalWithin ? v : best;
        }
        double sum = 0;
        for (const double logit : logits) {
            sum += std::exp(logit - logits[best]);
        }
        seen.token[i] = Token(best);
        seen.confidence[i] = 1 / sum;
        seen.delimiter[i] = p[i * vocabulary + sources::delimiterToken];
        masked += 1;
    }
    return seen;
}

// Where the block that begins at `begin` ends.
std::size_t endOf(const Schedule &schedule, const Seen &seen, std::size_t begin, std::size_t length)
{
    const std::size_t usual = std::min(begin + schedule.blockSize, length);
    if (schedule.ends == Ends::Fixed) {
        return usual;
    }
    const bool known = schedule.ends == Ends::Source;
    const std::size_t last = known ? seen.token.size() : std::min(begin + length / 4, length);
    std::size_t end = usual;
    double most = 0;
    for (std::size_t i = begin; i < last; ++i) {
        const bool foreseen = seen.token[i] == sources::delimiterToken;
        const double sure = known ? seen.delimiter[i] : foreseen ? seen.confidence[i] : 0;
        if (sure > most + equalWithin) {
            most = sure;
            end = i + 1;
        }
    }
    return known || most >= 0.3 ? end : usual;
}

}  // namespace

std::vector<double> exactConditionals(const sources::TemplateSource &source,
                                      const sources::Sentence &prompt, std::span<const Token> text)
{
    return Sentences(source, prompt, text).conditionals();
}

ExactText exactDecode(const sources::TemplateSource &source, const TextSetup &text, double sigma,
                      const Schedule &schedule)
{
    const std::size_t length = text.length;
    ExactText out{std::vector<Token>(length, sources::maskedToken),
                  std::vector<std::int32_t>(length, -1)};
    std::size_t begin = 0, end = 0;
    while (begin < length) {
        const bool opens = end == begin;
        const std::size_t far =
                opens ? std::max(begin + schedule.blockSize,
                                 schedule.ends == Ends::Fixed ? 0 : begin + length / 4)
                      : end;
        const Seen seen = look(source, text, sigma, out.tokens, std::min(far, length));
        end = opens ? endOf(schedule, seen, begin, length) : end;
        std::size_t best = length;
        bool any = false;
        for (std::size_t i = begin; i < end; ++i) {
            if (out.tokens[i] != sources::maskedToken) {
                continue;
            }
            if (seen.confidence[i] >= schedule.threshold) {
                out.tokens[i] = seen.token[i];
                out.steps[i] = std::int32_t(out.forwards);
                any = true;
            } else if (best == length || seen.confidence[i] > seen.confidence[best] + equalWithin) {
                best = i;
            }
        }
        if (!any) {
            out.tokens[best] = seen.token[best];
            out.steps[best] = std::int32_t(out.forwards);
        }
        const auto block = std::span(out.tokens).subspan(begin, end - begin);
        const bool all = std::find(block.begin(), block.end(), sources::maskedToken) == block.end();
        begin = all ? end : begin;
        ++out.forwards;
    }
    return out;
}

}  // namespace touchstone::kernels::dllm_adaptive_block
