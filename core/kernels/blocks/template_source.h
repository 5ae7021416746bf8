// A synthetic language with exact conditionals: sentences are templates of fixed tokens with slots
// and a delimiter at the end; what was filled into the slots decides which template follows, but
// for a small share of random ones. A hidden Markov model of about a thousand states: template,
// place, values of the slots so far.
//
// A token is a typo, uniform over the vocabulary, with probability typoShare: any text has a
// likelihood, also a wrong one, and the posterior given it.
#pragma once

#include "kernels/blocks/hidden_markov.h"

#include <array>

namespace touchstone::kernels::sources {

constexpr Token delimiterToken = 0;
constexpr double typoShare = 1e-3;
constexpr double randomNextShare = 0.03;  // share of sentences that follow no rule
constexpr std::size_t slotValues = 3;     // of a slot

struct Slot {
    std::size_t place = 0;  // in the sentence; never the first token nor the delimiter
    std::array<Token, slotValues> tokens{};
    std::array<double, slotValues> shares{};  // probabilities of the values
};

struct Template {
    std::vector<Token> tokens;      // the delimiter last; at a slot, its first value
    std::vector<Slot> slots;        // one or two, ascending; none where there is no room
    std::vector<std::size_t> next;  // template that follows, by fill: slotValues^slots
};

struct SourceSizes {
    std::size_t templates = 24;
    std::size_t vocabulary = 64;             // with the delimiter; at least 8
    std::size_t shortest = 8, longest = 20;  // tokens of a sentence with its delimiter, at least 2
};

// How the slots of a sentence are filled: values in base slotValues, the first slot's the highest.
struct Sentence {
    std::size_t form = 0;  // template
    std::size_t fill = 0;
};

class TemplateSource final : public HiddenMarkov {
public:
    TemplateSource(const SourceSizes &sizes, std::uint64_t seed);

    const std::vector<Template> &templates() const { return m_templates; }

    // A sentence drawn from the source, for prompts.
    Sentence draw(std::uint64_t seed, std::uint32_t stream, std::uint64_t index) const;

    using HiddenMarkov::after;
    // States of the first token after a sentence.
    Belief after(const Sentence &sentence) const;

    // Whether the tokens are a sentence of the source, or the beginning of one if it is cut off.
    bool isSentence(std::span<const Token> tokens, bool cutOff) const;

private:
    // Tokens that follow each other without a choice: states first to last. Then either one of
    // slotValues chains follows, or the sentence ends and a template follows.
    struct Chain {
        std::size_t first = 0, last = 0;
        bool ends = false;
        std::array<std::size_t, slotValues> chains{};
        std::array<double, slotValues> shares{};
        std::size_t next = 0;
    };

    std::size_t addChain(const Template &form, std::size_t slot, std::size_t fill);
    void forwardStep(const double *now, double *next) const override;
    void backwardStep(const double *next, double *now) const override;

    std::vector<Template> m_templates;
    std::vector<Chain> m_chains;        // parents before children
    std::vector<std::size_t> m_starts;  // state of the first token of each template
};

}  // namespace touchstone::kernels::sources
