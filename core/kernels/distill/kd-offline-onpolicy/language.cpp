#include "kernels/distill/kd-offline-onpolicy/language.h"

#include <algorithm>
#include <numeric>

namespace touchstone::kernels::kd_offline_onpolicy {

namespace {

constexpr std::size_t shortest = 5, longest = 10;  // tokens of a phrase that is spelt out
constexpr double concentration = 0.5;              // of the Dirichlet distributions of successors

enum Stream : std::uint32_t { OfPhrases = 1, OfSuccessors };

std::vector<std::vector<Token>> drawnPhrases(std::uint64_t seed)
{
    rng::Sequence numbers(seed, OfPhrases);
    std::vector<Token> firsts(vocabularySize);
    std::iota(firsts.begin(), firsts.end(), Token(0));
    std::vector<std::vector<Token>> phrases(phraseCount);
    for (std::size_t p = 0; p < phraseCount; ++p) {
        std::swap(firsts[p], firsts[p + numbers.below(vocabularySize - p)]);
        phrases[p].resize(shortest + numbers.below(longest - shortest + 1));
        for (Token &token : phrases[p]) {
            token = Token(numbers.below(vocabularySize));
        }
        phrases[p].front() = firsts[p];
    }
    return phrases;
}

std::vector<Token> shortened(const std::vector<Token> &phrase)
{
    std::vector<Token> kept;
    for (std::size_t i = 0; i < phrase.size(); i += 2) {
        kept.push_back(phrase[i]);
    }
    return kept;
}

// Of the chain, by repeating it.
std::vector<double> stationary(const std::vector<std::vector<double>> &successors)
{
    std::vector<double> now(phraseCount, 1.0 / phraseCount);
    for (int step = 0; step < 200; ++step) {
        std::vector<double> next(phraseCount);
        for (std::size_t p = 0; p < phraseCount; ++p) {
            for (std::size_t q = 0; q < phraseCount; ++q) {
                next[q] += now[p] * successors[p][q];
            }
        }
        now = std::move(next);
    }
    return now;
}

}  // namespace

Language::Language(Style style, double typos, std::uint64_t seed)
    : m_typos(typos), m_phrases(drawnPhrases(seed))
{
    if (style == Style::Short) {
        std::transform(m_phrases.begin(), m_phrases.end(), m_phrases.begin(), shortened);
    }
    rng::Sequence numbers(seed, OfSuccessors);
    for (std::size_t p = 0; p < phraseCount; ++p) {
        m_successors.push_back(rng::dirichlet(phraseCount, concentration, numbers));
    }
    m_successors.push_back(stationary(m_successors));
}

Language::Place Language::after(const Place &place, Token token) const
{
    if (!isAtEnd(place) && m_phrases[place.phrase][place.tokens] == token) {
        return {place.phrase, place.tokens + 1};
    }
    const auto begun = std::find_if(m_phrases.begin(), m_phrases.end(),
                                    [token](const auto &phrase) { return phrase[0] == token; });
    return begun == m_phrases.end() ? Place() : Place{std::size_t(begun - m_phrases.begin()), 1};
}

Shares Language::expected(const Place &place) const
{
    Shares shares{};
    if (!isAtEnd(place)) {
        shares[m_phrases[place.phrase][place.tokens]] = 1;
        return shares;
    }
    for (std::size_t p = 0; p < phraseCount; ++p) {
        shares[m_phrases[p].front()] = m_successors[place.phrase][p];
    }
    return shares;
}

Shares Language::next(const Place &place) const
{
    Shares shares = expected(place);
    for (double &share : shares) {
        share = (1 - m_typos) * share + m_typos / double(vocabularySize);
    }
    return shares;
}

bool Language::isExpected(const Place &place, Token token) const
{
    return expected(place)[token] > 0;
}

}  // namespace touchstone::kernels::kd_offline_onpolicy
