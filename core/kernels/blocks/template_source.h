// A synthetic language with exact conditionals: sentences are templates of fixed tokens with slots
// and a delimiter at the end; what was filled into the slots decides which template follows, but
// for a small share of random ones. A hidden Markov model of about a thousand states (template,
// place, values of the slots so far), so that masked tokens have exact posteriors by the
// forward-backward algorithm: Rabiner, "A Tutorial on Hidden Markov Models", Proc. IEEE 1989.
//
// A token is a typo, uniform over the vocabulary, with probability typoShare: any text has a
// likelihood, also a wrong one, and the posterior given it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace touchstone::kernels::sources {

using Token = std::int32_t;
constexpr Token maskedToken = -1;
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

class TemplateSource {
public:
    // Probabilities of the states at one place of the text, [states].
    using Belief = std::vector<double>;

    TemplateSource(const SourceSizes &sizes, std::uint64_t seed);

    const std::vector<Template> &templates() const { return m_templates; }
    std::size_t vocabulary() const { return m_sizes.vocabulary; }
    std::size_t states() const { return m_tokens.size(); }

    // A sentence drawn from the source, for prompts.
    Sentence draw(std::uint64_t seed, std::uint32_t stream, std::uint64_t index) const;

    // States of the first token after a sentence.
    Belief after(const Sentence &sentence) const;
    // Conditions the belief on the token at its place; returns the token's probability before.
    double observe(Belief &belief, Token token) const;
    // From one place to the next.
    void advance(Belief &belief) const;
    // log p(text | previous sentence), in nat; no token masked.
    double logLikelihood(const Sentence &previous, std::span<const Token> text) const;

    // Scratch of conditionals(); grows as needed.
    struct Workspace {
        std::vector<double> forward, backward, belief, next;
    };
    // p(token at i = v | all tokens of `text` that are not masked), with nothing known beyond text.
    // before: belief at the first token of text, from what precedes it. out: [text.size() x
    // vocabulary]; rows of tokens that are known stay as they were.
    void conditionals(const Belief &before, std::span<const Token> text, std::span<double> out,
                      Workspace &workspace) const;

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
    void forwardStep(const double *now, double *next) const;
    void backwardStep(const double *next, double *now) const;
    void mix(const double *forward, const double *backward, std::span<double> out) const;
    double emission(std::size_t state, Token token) const
    {
        return (m_tokens[state] == token ? 1 - typoShare : 0)
               + typoShare / double(m_sizes.vocabulary);
    }

    SourceSizes m_sizes;
    std::vector<Template> m_templates;
    std::vector<Token> m_tokens;        // of each state
    std::vector<Chain> m_chains;        // parents before children
    std::vector<std::size_t> m_starts;  // state of the first token of each template
};

}  // namespace touchstone::kernels::sources
