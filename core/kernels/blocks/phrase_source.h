// A synthetic language of phrases whose valid texts are known exactly: a text is a fixed number of
// phrases; at each place several alternatives are possible, each a fixed run of tokens, and the
// alternative at one place admits only some at the next. Which phrases are meant by the
// alternatives of a place is told by one attribute of the prompt, so that prompts that no model has
// seen are made of attributes that it has.
#pragma once

#include "kernels/blocks/hidden_markov.h"
#include "kernels/blocks/rng.h"

namespace touchstone::kernels::sources {

struct PhraseSizes {
    std::size_t places = 8;        // phrases of a text
    std::size_t length = 4;        // tokens of a phrase
    std::size_t vocabulary = 16;   // at least 2; far more than `alternatives` runs of `length`
    std::size_t alternatives = 4;  // of a place
    std::size_t successors = 2;    // alternatives that may follow one, at most `alternatives`
    std::size_t attributes = 5;    // of a prompt; place p is told by attribute p % attributes
    std::size_t values = 4;        // of an attribute
    double concentration = 1;      // of the Dirichlet distributions of first and next alternatives
};

class PhraseSource {
public:
    PhraseSource(const PhraseSizes &sizes, std::uint64_t seed);

    const PhraseSizes &sizes() const { return m_sizes; }
    std::size_t textLength() const { return m_sizes.places * m_sizes.length; }
    std::size_t prompts() const;  // values^attributes; a prompt is a number below
    std::size_t valueOf(std::size_t prompt, std::size_t attribute) const;

    std::vector<Token> draw(std::size_t prompt, rng::Sequence &numbers) const;
    // The probability with which draw() gives these tokens; 0: no valid text of the prompt. tokens:
    // [textLength()].
    double probability(std::size_t prompt, std::span<const Token> tokens) const;
    bool isText(std::size_t prompt, std::span<const Token> tokens) const
    {
        return probability(prompt, tokens) > 0;
    }

private:
    std::span<const Token> phrase(std::size_t prompt, std::size_t place, std::size_t which) const;
    // Probabilities of the alternatives of a place after one of the place before; [alternatives].
    std::span<const double> next(std::size_t place, std::size_t before) const;
    void drawShares(std::span<double> shares, std::size_t possible, rng::Sequence &numbers) const;
    void drawPhrases(std::span<Token> phrases, rng::Sequence &numbers) const;

    PhraseSizes m_sizes;
    std::vector<Token> m_phrases;  // [places x values x alternatives x length]
    std::vector<double> m_next;    // [places x alternatives x alternatives]; of place 0: the first
};

}  // namespace touchstone::kernels::sources
