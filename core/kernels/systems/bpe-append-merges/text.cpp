#include "kernels/systems/bpe-append-merges/text.h"

#include "kernels/blocks/rng.h"

#include <cmath>

namespace touchstone::kernels::bpe_append_merges {

namespace {

constexpr std::size_t wordCount = 3000;
constexpr std::size_t nounCount = 150;
constexpr std::size_t brandCount = 60;
constexpr std::array<std::string_view, 8> unitNames{"ml", "cm",   "mm", "GB",
                                                    "kg", "inch", "W",  "mAh"};
constexpr std::array<std::string_view, 8> colourNames{"black", "white",  "silver", "navy",
                                                      "olive", "purple", "beige",  "graphite"};

class Language {
public:
    explicit Language(std::uint64_t seed) : m_seed(seed)
    {
        for (std::uint64_t w = 0; w < wordCount; ++w) {
            m_words.push_back(makeWord(1, w));
        }
        for (std::uint64_t b = 0; b < brandCount; ++b) {
            m_brands.push_back(makeWord(2, b));
            m_brands.back().front() = char(m_brands.back().front() - 'a' + 'A');
        }
    }

    // Zipf with exponent 1 over the words: the inverse of its continuous form.
    const std::string &word(std::uint32_t random) const
    {
        const double rank = std::pow(double(wordCount), rng::uniform(random)) - 1;
        return m_words[std::size_t(rank) % wordCount];
    }
    std::string listing(std::uint32_t stream, std::uint64_t index) const
    {
        const auto a = rng::philox(m_seed, stream, 2 * index);
        const auto b = rng::philox(m_seed, stream, 2 * index + 1);
        const auto number = std::to_string(b[0] % 9000 + 1000);
        const std::string article{char('A' + a[3] % 26), char('A' + (a[3] >> 8) % 26)};
        return m_brands[a[0] % brandCount] + " " + m_words[a[1] % nounCount] + " "
               + m_words[a[2] % nounCount] + " " + article + "-" + number + " "
               + std::to_string(1U << b[1] % 9) + std::string(unitNames[b[2] % unitNames.size()])
               + " " + std::string(colourNames[b[3] % colourNames.size()]);
    }

private:
    std::string makeWord(std::uint32_t stream, std::uint64_t index) const
    {
        constexpr std::string_view consonants = "bcdfghklmnprstvw";
        constexpr std::string_view vowels = "aeiou";
        const auto first = rng::philox(m_seed, stream, 2 * index);
        const auto second = rng::philox(m_seed, stream, 2 * index + 1);
        const std::size_t syllables = 1 + first[3] % 4;
        std::string word;
        for (std::size_t s = 0; s < syllables; ++s) {
            const std::uint32_t r = s < 3 ? first[s] : second[0];
            word += consonants[r % consonants.size()];
            word += vowels[(r >> 8) % vowels.size()];
            if ((r >> 16) % 3 == 0) {
                word += consonants[(r >> 20) % consonants.size()];
            }
        }
        return word;
    }

    std::uint64_t m_seed;
    std::vector<std::string> m_words, m_brands;
};

}  // namespace

std::string makeText(TextKind kind, std::size_t bytes, std::uint64_t seed, std::uint32_t stream)
{
    const Language language(seed);
    std::string text;
    for (std::uint64_t i = 0; text.size() < bytes; ++i) {
        text += text.empty() ? "" : " ";
        text += kind == TextKind::General ? language.word(rng::philox(seed, stream, i)[0])
                                          : language.listing(stream, i);
    }
    text.resize(bytes);
    return text;
}

std::vector<std::string_view> wordsOf(std::string_view text)
{
    std::vector<std::string_view> words;
    std::size_t begin = 0;
    for (std::size_t i = 1; i <= text.size(); ++i) {
        if (i == text.size() || text[i] == ' ') {
            words.push_back(text.substr(begin, i - begin));
            begin = i;
        }
    }
    return words;
}

WordCounts countWords(std::string_view text)
{
    WordCounts counts;
    for (const std::string_view word : wordsOf(text)) {
        ++counts[std::string(word)];
    }
    return counts;
}

std::vector<Tokenizer> makeTokenizers(const Setup &setup, std::uint64_t seed, std::size_t bytes)
{
    const auto merges = std::size_t(setup.shape.at("merges"));
    const auto added = std::size_t(setup.shape.at("added"));
    const std::stop_token &stop = setup.stop;
    const WordCounts general = countWords(makeText(TextKind::General, bytes, seed, 10));
    const WordCounts domain = countWords(makeText(TextKind::Listings, bytes, seed, 11));
    const Tokenizer base(train(general, merges, stop));
    const Tokenizer appended = extend(base, domain, added, stop);
    return {base, Tokenizer(appended.merges(), base.merges().size()),
            Tokenizer(train(domain, merges + added, stop)), appended};
}

}  // namespace touchstone::kernels::bpe_append_merges
