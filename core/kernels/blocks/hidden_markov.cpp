#include "kernels/blocks/hidden_markov.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::sources {

std::size_t HiddenMarkov::addState(Token token, double error)
{
    m_tokens.push_back(token);
    m_errors.push_back(error);
    return m_tokens.size() - 1;
}

double HiddenMarkov::observe(Belief &belief, Token token) const
{
    if (token == maskedToken) {
        return 1;
    }
    double sum = 0;
    for (std::size_t s = 0; s < belief.size(); ++s) {
        belief[s] *= emission(s, token);
        sum += belief[s];
    }
    const double scale = 1 / sum;
    for (double &probability : belief) {
        probability *= scale;
    }
    return sum;
}

void HiddenMarkov::advance(Belief &belief) const
{
    Belief next(belief.size());
    forwardStep(belief.data(), next.data());
    belief = std::move(next);
}

double HiddenMarkov::logLikelihood(Belief before, std::span<const Token> text) const
{
    double sum = 0;
    for (const Token token : text) {
        sum += std::log(observe(before, token));
        advance(before);
    }
    return sum;
}

HiddenMarkov::Belief HiddenMarkov::after(Belief before, std::span<const Token> text) const
{
    for (const Token token : text) {
        observe(before, token);
        advance(before);
    }
    return before;
}

void HiddenMarkov::conditionals(const Belief &before, std::span<const Token> text,
                                std::span<double> out, Workspace &workspace) const
{
    const std::size_t n = states();
    workspace.forward.resize(std::max(workspace.forward.size(), text.size() * n));
    std::size_t known = 0;  // beyond the last known token nothing bears witness
    workspace.belief = before;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::copy(workspace.belief.begin(), workspace.belief.end(),
                  workspace.forward.begin() + std::ptrdiff_t(i * n));
        observe(workspace.belief, text[i]);
        known = text[i] == maskedToken ? known : i + 1;
        workspace.next.resize(n);
        forwardStep(workspace.belief.data(), workspace.next.data());
        std::swap(workspace.belief, workspace.next);
    }
    workspace.backward.assign(n, 1.0);
    for (std::size_t i = text.size(); i-- > 0;) {
        if (text[i] == maskedToken) {
            mix(workspace.forward.data() + i * n, workspace.backward.data(),
                out.subspan(i * m_vocabulary, m_vocabulary));
        }
        if (i < known) {
            observe(workspace.backward, text[i]);
            std::copy(workspace.backward.begin(), workspace.backward.end(), workspace.next.begin());
            backwardStep(workspace.next.data(), workspace.backward.data());
        }
    }
}

// Probabilities of the tokens from those of the states, which are forward * backward but for a
// factor.
void HiddenMarkov::mix(const double *forward, const double *backward, std::span<double> out) const
{
    std::fill(out.begin(), out.end(), 0.0);
    double sum = 0, errors = 0;
    for (std::size_t s = 0; s < states(); ++s) {
        const double both = forward[s] * backward[s], wrong = both * m_errors[s];
        out[std::size_t(m_tokens[s])] += both - wrong;
        errors += wrong;
        sum += both;
    }
    for (double &probability : out) {
        probability = (probability + errors / double(m_vocabulary)) / sum;
    }
}

}  // namespace touchstone::kernels::sources
