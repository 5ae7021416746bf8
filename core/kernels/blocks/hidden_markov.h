// Sources of text with exact conditionals: hidden Markov models each of whose states means one
// token and emits it but for an error, uniform over the vocabulary,
//
//   p(token | state s) = (1 - e_s) [token = token of s] + e_s / vocabulary
//
// so that masked tokens have exact posteriors by the forward-backward algorithm: Rabiner, "A
// Tutorial on Hidden Markov Models", Proc. IEEE 1989.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace touchstone::kernels::sources {

using Token = std::int32_t;
constexpr Token maskedToken = -1;

class HiddenMarkov {
public:
    // Probabilities of the states at one place of the text, [states].
    using Belief = std::vector<double>;

    virtual ~HiddenMarkov() = default;

    std::size_t vocabulary() const { return m_vocabulary; }
    std::size_t states() const { return m_tokens.size(); }

    // Conditions the belief on the token at its place; returns the token's probability before.
    double observe(Belief &belief, Token token) const;
    // From one place to the next.
    void advance(Belief &belief) const;
    // log p(text | belief at its first token), in nat; no token masked.
    double logLikelihood(Belief before, std::span<const Token> text) const;
    // The belief at the first token after these.
    Belief after(Belief before, std::span<const Token> text) const;

    // Scratch of conditionals(); grows as needed.
    struct Workspace {
        std::vector<double> forward, backward, belief, next;
    };
    // p(token at i = v | all tokens of `text` that are not masked), with nothing known beyond text.
    // before: belief at the first token of text, from what precedes it. out: [text.size() x
    // vocabulary]; rows of tokens that are known stay as they were.
    void conditionals(const Belief &before, std::span<const Token> text, std::span<double> out,
                      Workspace &workspace) const;

protected:
    explicit HiddenMarkov(std::size_t vocabulary) : m_vocabulary(vocabulary) {}
    HiddenMarkov(const HiddenMarkov &) = default;
    HiddenMarkov &operator=(const HiddenMarkov &) = default;

    std::size_t addState(Token token, double error);

private:
    // Probabilities of the next place from those of this one.
    virtual void forwardStep(const double *now, double *next) const = 0;
    // now[s]: likelihood of all that follows state s; next: likelihoods of the next place, with its
    // own token.
    virtual void backwardStep(const double *next, double *now) const = 0;

    void mix(const double *forward, const double *backward, std::span<double> out) const;
    double emission(std::size_t state, Token token) const
    {
        return (m_tokens[state] == token ? 1 - m_errors[state] : 0)
               + m_errors[state] / double(m_vocabulary);
    }

    std::size_t m_vocabulary;
    std::vector<Token> m_tokens;   // of each state
    std::vector<double> m_errors;  // e of each state
};

}  // namespace touchstone::kernels::sources
