// A synthetic language with an exact teacher everywhere, also where no text of the language comes:
// phrases of fixed tokens follow each other as a Markov chain. After a token that does not belong
// there, texts go on with a phrase drawn from the stationary shares: the rule of recovery, without
// which a teacher could say nothing of a student's mistakes. Every token is a typo, uniform over
// the vocabulary, with a small probability, so that a divergence from the teacher is finite.
#pragma once

#include "kernels/blocks/rng.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace touchstone::kernels::kd_offline_onpolicy {

using Token = std::uint32_t;

constexpr std::size_t vocabularySize = 32;
constexpr std::size_t phraseCount = 14;
using Shares = std::array<double, vocabularySize>;

// Texts spell phrases out or leave out every second token of them, as a model's answers may show
// all of its reasoning or little of it.
enum class Style { Long, Short };

class Language {
public:
    // Phrases and their chain are of the seed alone. typos: share of tokens.
    Language(Style style, double typos, std::uint64_t seed);

    // Where a text is: after how many tokens of which phrase. A phrase whose tokens have all come,
    // or `lost`: another phrase begins.
    struct Place {
        std::size_t phrase = phraseCount, tokens = 0;  // phraseCount: lost, as before the first
    };
    Place after(const Place &place, Token token) const;
    // Probabilities of the next token.
    Shares next(const Place &place) const;
    // Whether a token is no typo for certain: one that the phrases allow.
    bool isExpected(const Place &place, Token token) const;
    double typos() const { return m_typos; }

private:
    // Probabilities without typos.
    Shares expected(const Place &place) const;
    bool isAtEnd(const Place &place) const
    {
        return place.phrase == phraseCount || place.tokens == m_phrases[place.phrase].size();
    }

    double m_typos;
    std::vector<std::vector<Token>> m_phrases;      // their first tokens differ
    std::vector<std::vector<double>> m_successors;  // [phraseCount + 1], the last of a lost text
};

}  // namespace touchstone::kernels::kd_offline_onpolicy
