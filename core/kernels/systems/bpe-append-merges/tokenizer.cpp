#include "kernels/systems/bpe-append-merges/tokenizer.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <unordered_map>

namespace touchstone::kernels::bpe_append_merges {

namespace {

std::uint64_t pairOf(Token left, Token right)
{
    return std::uint64_t(left) << 32 | right;
}

std::vector<std::size_t> inOrder(std::size_t count)
{
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t(0));
    return order;
}

// Pair frequencies over words, kept up to date while merges are applied.
class Trainer {
public:
    explicit Trainer(const WordCounts &words)
    {
        for (const auto &[word, count] : words) {
            m_words.push_back({{}, count});
            for (const char c : word) {
                m_words.back().tokens.push_back(std::uint8_t(c));
            }
            countPairs(m_words.size() - 1, 1);
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
        const std::set<std::size_t> affected = std::move(m_where[pair]);
        for (const std::size_t word : affected) {
            countPairs(word, -1);
            merge(m_words[word].tokens, pair, token);
            countPairs(word, 1);
        }
        m_counts.erase(pair);
        m_where.erase(pair);
    }

private:
    struct Word {
        std::vector<Token> tokens;
        std::size_t count;
    };
    void countPairs(std::size_t word, long sign)
    {
        const auto &[tokens, count] = m_words[word];
        for (std::size_t i = 1; i < tokens.size(); ++i) {
            const std::uint64_t pair = pairOf(tokens[i - 1], tokens[i]);
            m_counts[pair] += sign * long(count);
            if (sign > 0) {
                m_where[pair].insert(word);
            }
        }
    }
    static void merge(std::vector<Token> &tokens, std::uint64_t pair, Token token)
    {
        std::size_t to = 0;
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            const bool both = i + 1 < tokens.size() && pairOf(tokens[i], tokens[i + 1]) == pair;
            tokens[to++] = both ? token : tokens[i];
            i += both ? 1 : 0;
        }
        tokens.resize(to);
    }

    std::vector<Word> m_words;
    std::unordered_map<std::uint64_t, long> m_counts;
    std::unordered_map<std::uint64_t, std::set<std::size_t>> m_where;
};

}  // namespace

Tokenizer::Tokenizer(std::vector<Merge> merges) : Tokenizer(merges, inOrder(merges.size())) {}

Tokenizer::Tokenizer(std::vector<Merge> merges, std::vector<std::size_t> order)
    : m_merges(std::move(merges)), m_order(std::move(order))
{
    std::size_t size = 64;
    while (size < 4 * m_merges.size()) {
        size *= 2;
    }
    m_slots.assign(size, {0, emptySlot, 0});
    for (std::size_t rank = 0; rank < m_order.size(); ++rank) {
        const Merge &merge = m_merges[m_order[rank]];
        Slot &slot = m_slots[slotOf(merge.left, merge.right)];
        if (slot.rank == emptySlot) {  // a second way to the same token never comes first
            slot = {pairOf(merge.left, merge.right), std::uint32_t(rank),
                    Token(256 + m_order[rank])};
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

std::vector<Merge> train(const WordCounts &words, std::size_t merges)
{
    Trainer trainer(words);
    std::vector<Merge> learnt;
    while (learnt.size() < merges) {
        const auto [pair, count] = trainer.best();
        if (count < 2) {
            break;
        }
        trainer.apply(pair, Token(256 + learnt.size()));
        learnt.push_back({Token(pair >> 32), Token(pair)});
    }
    return learnt;
}

Tokenizer extend(const Tokenizer &base, const WordCounts &domain, std::size_t most, Place place)
{
    // Merges are learnt from the most frequent pair on, so that ids already go by frequency.
    const Tokenizer inDomain(train(domain, 2 * most));
    std::vector<Merge> merges = base.merges();
    Tokenizer extended = base;
    for (std::size_t i = 0; i < inDomain.merges().size(); ++i) {
        if (merges.size() == base.merges().size() + most) {
            break;
        }
        const std::string candidate = inDomain.spelling(Token(256 + i));
        std::vector<Token> tokens(candidate.size());
        if (extended.encode(candidate, tokens.data()) == 2) {
            merges.push_back({tokens[0], tokens[1]});
            extended = Tokenizer(merges);
        }
    }
    if (place == Place::Append) {
        return extended;
    }
    std::vector<std::size_t> order = inOrder(merges.size());
    std::rotate(order.begin(), order.begin() + std::ptrdiff_t(base.merges().size()), order.end());
    return {std::move(merges), std::move(order)};
}

}  // namespace touchstone::kernels::bpe_append_merges
