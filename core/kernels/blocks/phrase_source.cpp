#include "kernels/blocks/phrase_source.h"

#include <algorithm>
#include <numeric>

namespace touchstone::kernels::sources {

PhraseSource::PhraseSource(const PhraseSizes &sizes, std::uint64_t seed)
    : m_sizes(sizes), m_phrases(sizes.places * sizes.values * sizes.alternatives * sizes.length),
      m_next(sizes.places * sizes.alternatives * sizes.alternatives)
{
    constexpr std::uint32_t ofPhrases = 0x70680000, ofShares = 0x70680001;
    rng::Sequence numbers(seed, ofPhrases);
    const std::size_t ofValue = sizes.alternatives * sizes.length;
    for (std::size_t i = 0; i < m_phrases.size(); i += ofValue) {
        drawPhrases(std::span(m_phrases).subspan(i, ofValue), numbers);
    }
    rng::Sequence choices(seed, ofShares);
    for (std::size_t i = 0; i < m_next.size(); i += sizes.alternatives) {
        const bool isFirst = i / sizes.alternatives < sizes.alternatives;
        drawShares(std::span(m_next).subspan(i, sizes.alternatives),
                   isFirst ? sizes.alternatives : sizes.successors, choices);
    }
}

// The alternatives of one place and value: no two alike.
void PhraseSource::drawPhrases(std::span<Token> phrases, rng::Sequence &numbers) const
{
    const std::size_t length = m_sizes.length;
    for (std::size_t i = 0; i < phrases.size(); i += length) {
        const auto own = phrases.subspan(i, length);
        bool isNew = false;
        while (!isNew) {
            for (Token &token : own) {
                token = Token(numbers.below(m_sizes.vocabulary));
            }
            isNew = true;
            for (std::size_t j = 0; j < i; j += length) {
                isNew = isNew && !std::equal(own.begin(), own.end(), phrases.begin() + long(j));
            }
        }
    }
}

void PhraseSource::drawShares(std::span<double> shares, std::size_t possible,
                              rng::Sequence &numbers) const
{
    std::vector<std::size_t> order(shares.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    const std::vector<double> drawn = rng::dirichlet(possible, m_sizes.concentration, numbers);
    for (std::size_t i = 0; i < possible; ++i) {
        std::swap(order[i], order[i + numbers.below(order.size() - i)]);
        shares[order[i]] = drawn[i];
    }
}

std::size_t PhraseSource::prompts() const
{
    std::size_t count = 1;
    for (std::size_t i = 0; i < m_sizes.attributes; ++i) {
        count *= m_sizes.values;
    }
    return count;
}

std::size_t PhraseSource::valueOf(std::size_t prompt, std::size_t attribute) const
{
    for (std::size_t i = 0; i < attribute; ++i) {
        prompt /= m_sizes.values;
    }
    return prompt % m_sizes.values;
}

std::span<const Token> PhraseSource::phrase(std::size_t prompt, std::size_t place,
                                            std::size_t which) const
{
    const std::size_t value = valueOf(prompt, place % m_sizes.attributes);
    const std::size_t index = (place * m_sizes.values + value) * m_sizes.alternatives + which;
    return std::span(m_phrases).subspan(index * m_sizes.length, m_sizes.length);
}

std::span<const double> PhraseSource::next(std::size_t place, std::size_t before) const
{
    const std::size_t index = place * m_sizes.alternatives + before;
    return std::span(m_next).subspan(index * m_sizes.alternatives, m_sizes.alternatives);
}

std::vector<Token> PhraseSource::draw(std::size_t prompt, rng::Sequence &numbers) const
{
    std::vector<Token> text;
    std::size_t which = 0;
    for (std::size_t place = 0; place < m_sizes.places; ++place) {
        which = numbers.choose(next(place, which));
        const auto tokens = phrase(prompt, place, which);
        text.insert(text.end(), tokens.begin(), tokens.end());
    }
    return text;
}

double PhraseSource::probability(std::size_t prompt, std::span<const Token> tokens) const
{
    double product = 1;
    std::size_t before = 0;
    for (std::size_t place = 0; place < m_sizes.places; ++place) {
        const auto own = tokens.subspan(place * m_sizes.length, m_sizes.length);
        std::size_t which = 0;
        while (which < m_sizes.alternatives
               && !std::ranges::equal(own, phrase(prompt, place, which))) {
            ++which;
        }
        if (which == m_sizes.alternatives) {
            return 0;
        }
        product *= next(place, before)[which];
        before = which;
    }
    return product;
}

}  // namespace touchstone::kernels::sources
