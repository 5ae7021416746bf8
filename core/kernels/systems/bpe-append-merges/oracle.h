// The tokenizers of text.h as they are defined, by no code of tokenizer.cpp: pairs are counted from
// the start for every merge, candidates and words encoded by trying merges in order.
#pragma once

#include "kernels/systems/bpe-append-merges/text.h"

namespace touchstone::kernels::bpe_append_merges {

class ExactTokenizer {
public:
    // The first merge in order that fits, at its leftmost place, and from the start again.
    std::vector<Token> encode(std::string_view word) const;
    // As the last of the order.
    void add(Token left, Token right, Token token) { m_order.push_back({left, right, token}); }

private:
    struct Rule {
        Token left, right, token;
    };
    std::vector<Rule> m_order;
};

// By form, as makeTokenizers() of text.h; for their words, not for their speed.
std::array<ExactTokenizer, formCount> exactTokenizers(const Setup &setup, std::size_t bytes);

}  // namespace touchstone::kernels::bpe_append_merges
