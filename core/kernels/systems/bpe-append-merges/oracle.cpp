#include "kernels/systems/bpe-append-merges/oracle.h"

#include <algorithm>
#include <map>

namespace touchstone::kernels::bpe_append_merges {

namespace {

constexpr Token byteCount = 256;
using Rules = std::vector<std::pair<Token, Token>>;  // rule i makes token 256 + i

struct CountedWord {
    std::vector<Token> tokens;
    std::uint32_t count = 0;
};

std::vector<Token> lettersOf(std::string_view word)
{
    std::vector<Token> tokens;
    tokens.reserve(word.size());
    for (const char letter : word) {
        tokens.push_back(std::uint8_t(letter));
    }
    return tokens;
}

// Words end before each space.
std::vector<CountedWord> countedWords(const std::string &text)
{
    std::map<std::string, std::uint32_t> counts;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(' ', begin + 1), text.size());
        ++counts[text.substr(begin, end - begin)];
        begin = end;
    }
    std::vector<CountedWord> words;
    words.reserve(counts.size());
    for (const auto &[word, count] : counts) {
        words.push_back({lettersOf(word), count});
    }
    return words;
}

void replaceAll(std::vector<Token> &tokens, const std::pair<Token, Token> &rule, Token token)
{
    std::vector<Token> out;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool fits =
                i + 1 < tokens.size() && tokens[i] == rule.first && tokens[i + 1] == rule.second;
        out.push_back(fits ? token : tokens[i]);
        i += fits ? 1 : 0;
    }
    tokens = std::move(out);
}

// The most frequent pair becomes a token; of equals the first by left and right token.
Rules learn(std::vector<CountedWord> words, std::size_t most)
{
    const std::size_t size = byteCount + most;
    std::vector<std::uint32_t> counts(size * size);
    const auto eachPair = [&](const auto &visit) {
        for (const CountedWord &word : words) {
            for (std::size_t i = 1; i < word.tokens.size(); ++i) {
                visit(word.tokens[i - 1] * size + word.tokens[i], word.count);
            }
        }
    };
    Rules rules;
    while (rules.size() < most) {
        std::fill(counts.begin(), counts.end(), 0U);
        std::size_t best = 0;
        eachPair([&](std::size_t pair, std::uint32_t count) { counts[pair] += count; });
        eachPair([&](std::size_t pair, std::uint32_t) {
            const bool more = counts[pair] > counts[best];
            best = more || (counts[pair] == counts[best] && pair < best) ? pair : best;
        });
        if (counts[best] < 2) {
            break;
        }
        const auto token = Token(byteCount + rules.size());
        rules.emplace_back(Token(best / size), Token(best % size));
        for (CountedWord &word : words) {
            replaceAll(word.tokens, rules.back(), token);
        }
    }
    return rules;
}

std::string spelled(const Rules &rules, Token token)
{
    if (token < byteCount) {
        return {char(token)};
    }
    const auto &[left, right] = rules[token - byteCount];
    return spelled(rules, left) + spelled(rules, right);
}

ExactTokenizer inOrder(const Rules &rules)
{
    ExactTokenizer tokenizer;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        tokenizer.add(rules[i].first, rules[i].second, Token(byteCount + i));
    }
    return tokenizer;
}

// The rules that candidates of the domain add to the base.
Rules acceptedRules(ExactTokenizer extended, const Rules &candidates, Token next, std::size_t most)
{
    Rules accepted;
    for (std::size_t i = 0; i < candidates.size() && accepted.size() < most; ++i) {
        const auto parts = extended.encode(spelled(candidates, Token(byteCount + i)));
        if (parts.size() == 2) {
            accepted.emplace_back(parts[0], parts[1]);
            extended.add(parts[0], parts[1], next++);
        }
    }
    return accepted;
}

}  // namespace

std::vector<Token> ExactTokenizer::encode(std::string_view word) const
{
    std::vector<Token> tokens = lettersOf(word);
    const auto applies = [&](const Rule &rule) {
        for (std::size_t i = 1; i < tokens.size(); ++i) {
            if (tokens[i - 1] == rule.left && tokens[i] == rule.right) {
                tokens[i - 1] = rule.token;
                tokens.erase(tokens.begin() + std::ptrdiff_t(i));
                return true;
            }
        }
        return false;
    };
    while (std::any_of(m_order.begin(), m_order.end(), applies)) {
    }
    return tokens;
}

std::array<ExactTokenizer, formCount> exactTokenizers(const Setup &setup, std::size_t bytes)
{
    const auto merges = std::size_t(setup.shape.at("merges"));
    const auto added = std::size_t(setup.shape.at("added"));
    const auto domain = countedWords(makeText(TextKind::Listings, bytes, setup.seed, 11));
    const Rules general =
            learn(countedWords(makeText(TextKind::General, bytes, setup.seed, 10)), merges);
    const auto next = Token(byteCount + general.size());
    const Rules accepted = acceptedRules(inOrder(general), learn(domain, 2 * added), next, added);
    ExactTokenizer appended = inOrder(general);
    ExactTokenizer prepended;
    for (std::size_t i = 0; i < accepted.size(); ++i) {
        appended.add(accepted[i].first, accepted[i].second, next + Token(i));
        prepended.add(accepted[i].first, accepted[i].second, next + Token(i));
    }
    for (std::size_t i = 0; i < general.size(); ++i) {
        prepended.add(general[i].first, general[i].second, Token(byteCount + i));
    }
    return {inOrder(general), prepended, inOrder(learn(domain, merges + added)), appended};
}

}  // namespace touchstone::kernels::bpe_append_merges
