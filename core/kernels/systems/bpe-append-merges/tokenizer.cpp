#include "kernels/systems/bpe-append-merges/tokenizer.h"

#include <algorithm>
#include <unordered_map>

namespace touchstone::kernels::bpe_append_merges {

namespace {

std::uint64_t pairOf(Token left, Token right)
{
    return std::uint64_t(left) << 32 | right;
}

std::vector<Token> bytesOf(std::string_view word)
{
    std::vector<Token> tokens;
    for (const char c : word) {
        tokens.push_back(std::uint8_t(c));
    }
    return tokens;
}

// Pair frequencies over words, kept up to date while merges are applied.
class Trainer {
public:
    explicit Trainer(const WordCounts &words)
    {
        for (const auto &[word, count] : words) {
            m_words.push_back({bytesOf(word), long(count)});
            countPairs(m_words.back(), 1);
        }
    }
    // The most frequent pair, the smallest of equals; its count, 0 when there is none.
    std::pair<std::uint64_t, long> best() const
    {
        std::pair<std::uint64_t, long> best{0, 0};
        for (const auto &[pair, count] : m_counts) {
            if (count > best.second || (count == best.second && pair < best.first)) {
                best = {pair, count};
            }
        }
        return best;
    }
    void apply(std::uint64_t pair, Token token)
    {
        for (Word &word : m_words) {
            auto &tokens = word.tokens;
            std::size_t at = placeOf(pair, tokens, 0);
            if (at == tokens.size()) {
                continue;
            }
            countPairs(word, -1);
            for (; at < tokens.size(); at = placeOf(pair, tokens, at + 1)) {
                tokens[at] = token;
                tokens.erase(tokens.begin() + std::ptrdiff_t(at) + 1);
            }
            countPairs(word, 1);
        }
        m_counts.erase(pair);
    }

private:
    struct Word {
        std::vector<Token> tokens;
        long count;
    };
    void countPairs(const Word &word, long sign)
    {
        for (std::size_t i = 1; i < word.tokens.size(); ++i) {
            m_counts[pairOf(word.tokens[i - 1], word.tokens[i])] += sign * word.count;
        }
    }
    // The first place from `at` on; the end where there is none.
    static std::size_t placeOf(std::uint64_t pair, const std::vector<Token> &tokens, std::size_t at)
    {
        while (at + 1 < tokens.size() && pairOf(tokens[at], tokens[at + 1]) != pair) {
            ++at;
        }
        return at + 1 < tokens.size() ? at : tokens.size();
    }

    std::vector<Word> m_words;
    std::unordered_map<std::uint64_t, long> m_counts;
};

}  // namespace

Tokenizer::Tokenizer(std::vector<Merge> merges, std::size_t first) : m_merges(std::move(merges))
{
    std::size_t size = 64;
    while (size < 4 * m_merges.size()) {
        size *= 2;
    }
    m_slots.assign(size, {0, emptySlot, 0});
    for (std::size_t rank = 0; rank < m_merges.size(); ++rank) {
        const std::size_t id = (first + rank) % m_merges.size();
        const Merge &merge = m_merges[id];
        Slot &slot = m_slots[slotOf(merge.left, merge.right)];
        if (slot.rank == emptySlot) {  // a second way to the same token never comes first
            slot = {pairOf(merge.left, merge.right), std::uint32_t(rank), Token(256 + id)};
        }
    }
}

std::size_t Tokenizer::slotOf(Token left, Token right) const
{
    const std::uint64_t pair = pairOf(left, right);
    std::size_t at = (pair * 0x9E3779B97F4A7C15ULL) >> 32;
    for (;; ++at) {
        const std::size_t place = at & (m_slots.size() - 1);
        if (m_slots[place].rank == emptySlot || m_slots[place].pair == pair) {
            return place;
        }
    }
}

std::size_t Tokenizer::encode(std::string_view word, Token *tokens) const
{
    std::size_t count = 0;
    for (const char c : word) {
        tokens[count++] = std::uint8_t(c);
    }
    for (;;) {
        // The earliest merge, at its leftmost place.
        const Slot *best = nullptr;
        std::size_t where = 0;
        for (std::size_t i = 0; i + 1 < count; ++i) {
            const Slot &slot = m_slots[slotOf(tokens[i], tokens[i + 1])];
            if (slot.rank != emptySlot && (!best || slot.rank < best->rank)) {
                best = &slot;
                where = i;
            }
        }
        if (!best) {
            return count;
        }
        tokens[where] = best->token;
        std::copy(tokens + where + 2, tokens + count, tokens + where + 1);
        --count;
    }
}

std::size_t Tokenizer::count(std::string_view word) const
{
    std::vector<Token> tokens(word.size());
    return encode(word, tokens.data());
}

std::string Tokenizer::spelling(Token token) const
{
    if (token < 256) {
        return {char(token)};
    }
    const Merge &merge = m_merges[token - 256];
    return spelling(merge.left) + spelling(merge.right);
}

std::vector<Merge> train(const WordCounts &words, std::size_t merges, const std::stop_token &stop)
{
    Trainer trainer(words);
    std::vector<Merge> learnt;
    while (learnt.size() < merges && !stop.stop_requested()) {
        const auto [pair, count] = trainer.best();
        if (count < 2) {
            break;
        }
        trainer.apply(pair, Token(256 + learnt.size()));
        learnt.push_back({Token(pair >> 32), Token(pair)});
    }
    return learnt;
}

Tokenizer extend(const Tokenizer &base, const WordCounts &domain, std::size_t most,
                 const std::stop_token &stop)
{
    // Merges are learnt from the most frequent pair on, so that ids already go by frequency.
    const Tokenizer inDomain(train(domain, 2 * most, stop));
    std::vector<Merge> merges = base.merges();
    Tokenizer extended = base;
    const std::size_t full = merges.size() + most;
    for (std::size_t i = 0; i < inDomain.merges().size() && merges.size() < full; ++i) {
        if (stop.stop_requested()) {
            break;
        }
        const std::string candidate = inDomain.spelling(Token(256 + i));
        std::vector<Token> tokens(candidate.size());
        if (extended.encode(candidate, tokens.data()) == 2) {
            merges.push_back({tokens[0], tokens[1]});
            extended = Tokenizer(merges);
        }
    }
    return extended;
}

}  // namespace touchstone::kernels::bpe_append_merges
