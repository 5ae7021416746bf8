// Byte-pair encoding: training, extending with domain merges, encoding. Tokens 0 to 255 are bytes,
// token 256 + i is what merge i makes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace touchstone::kernels::bpe_append_merges {

using Token = std::uint32_t;
using WordCounts = std::map<std::string, std::size_t>;  // ordered: training is reproducible

struct Merge {
    Token left, right;
};

class Tokenizer {
public:
    // Merges in the order of their ids. They are applied from id `first` on, then those before it.
    explicit Tokenizer(std::vector<Merge> merges, std::size_t first = 0);

    // Writes at most word.size() tokens; returns their number.
    std::size_t encode(std::string_view word, Token *tokens) const;
    std::size_t count(std::string_view word) const;

    const std::vector<Merge> &merges() const { return m_merges; }
    std::size_t vocabulary() const { return 256 + m_merges.size(); }
    // The bytes of a token.
    std::string spelling(Token token) const;

private:
    struct Slot {
        std::uint64_t pair;
        std::uint32_t rank;  // emptySlot: empty
        Token token;
    };
    static constexpr std::uint32_t emptySlot = 0xFFFFFFFFU;
    std::size_t slotOf(Token left, Token right) const;  // of the pair, or empty

    std::vector<Merge> m_merges;
    std::vector<Slot> m_slots;  // open addressing, a power of two
};

// The most frequent pair becomes a token, `merges` times or until no pair occurs twice. Ends early
// when asked to.
std::vector<Merge> train(const WordCounts &words, std::size_t merges,
                         const std::stop_token &stop = {});

// Walks the vocabulary of a tokenizer trained on the domain by frequency there. A candidate that
// the tokenizer so far encodes as exactly two tokens [l, r] is added with the merge (l, r), after
// all merges of the base, up to `most` new tokens.
Tokenizer extend(const Tokenizer &base, const WordCounts &domain, std::size_t most,
                 const std::stop_token &stop = {});

}  // namespace touchstone::kernels::bpe_append_merges
