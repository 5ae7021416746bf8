// Vocabulary customization (report 2025-10-15, paper 27): a tokenizer gets domain tokens without
// ever encoding a text in more tokens than before.
//
//   candidates   the vocabulary of a tokenizer trained on the domain, by frequency
//   accepted     what the tokenizer encodes as exactly two tokens [l, r]
//   added        the merge (l, r), after all merges of the base: these finish first, and each new
//                merge can only take one token away
//
// Against it: the base; the same merges put first, which may break up what the base would have
// merged; and a tokenizer of the same size trained on the domain alone. The candidate is encoded by
// the tokenizer as extended so far, so that long domain words grow step by step: our reading.
#include "kernels/blocks/oracle.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/seeds.h"
#include "kernels/systems/bpe-append-merges/text.h"
#include "kernels/plain_kernel.h"

#include <algorithm>
#include <array>

namespace touchstone::kernels::bpe_append_merges {

namespace {

enum Form : std::size_t { Base, Prepended, Retrained, Appended };
constexpr std::array<const char *, 4> kForms{"base", "prepended", "retrained", "appended"};
constexpr std::size_t kTrainingBytes = 100'000;
// Share of a decoding step that the base's output layer takes, for the figure of the net cost.
constexpr double kHeadShare = 0.15;

std::vector<Tokenizer> makeTokenizers(std::uint64_t seed, std::size_t merges, std::size_t added)
{
    const WordCounts general = countWords(makeText(TextKind::General, kTrainingBytes, seed, 10));
    const WordCounts domain = countWords(makeText(TextKind::Listings, kTrainingBytes, seed, 11));
    const Tokenizer base(train(general, merges));
    return {base, extend(base, domain, added, Place::Prepend),
            Tokenizer(train(domain, merges + added)), extend(base, domain, added, Place::Append)};
}

class BpeProblem : public PlainProblem {
public:
    BpeProblem(const Setup &setup, Memory &memory)
        : m_threads(setup.threads), m_merges(std::size_t(setup.shape.at("merges"))),
          m_added(std::size_t(setup.shape.at("added"))),
          m_tokenizers(makeTokenizers(setup.seed, m_merges, m_added)),
          m_text(memory.allocate<char>(BufferRole::Input, std::size_t(setup.shape.at("bytes")))),
          m_tokens(memory.allocate<Token>(BufferRole::Output, m_text.size()))
    {
        const std::string text = makeText(TextKind::Listings, m_text.size(), setup.seed, 12);
        std::copy(text.begin(), text.end(), m_text.data());
        for (const std::string_view word : wordsOf(text)) {
            m_words.push_back({std::size_t(word.data() - text.data()), word.size()});
        }
    }

    // Tokens of a word stand where its bytes do; places left over are 0, a byte no text has.
    void run(std::size_t form) override
    {
        parallelRows(m_threads, m_words.size(), [&](std::size_t begin, std::size_t end) {
            for (std::size_t w = begin; w < end; ++w) {
                Token *tokens = m_tokens.data() + m_words[w].at;
                const std::size_t count = m_tokenizers[form].encode(spelling(w), tokens);
                std::fill(tokens + count, tokens + m_words[w].size, Token(0));
            }
        });
    }
    Work work(std::size_t) const override
    {
        Work work;
        work.flops = double(m_text.size());  // one comparison a byte at least
        work.bytes = double(m_text.size()) * (1 + sizeof(Token));
        return work;
    }
    Result<Check> check(std::size_t form) override;
    Result<std::vector<Quality>> quality(const Setup &setup) override;
    std::optional<double> limit(std::size_t) const override { return std::nullopt; }

private:
    struct Span {
        std::size_t at, size;
    };
    std::string_view spelling(std::size_t w) const
    {
        return {m_text.data() + m_words[w].at, m_words[w].size};
    }

    int m_threads;
    std::size_t m_merges, m_added;
    std::vector<Tokenizer> m_tokenizers;
    std::vector<Span> m_words;
    Buffer<char> m_text;
    Buffer<Token> m_tokens;
};

// Applies one merge to one place; false when the word holds no such pair.
bool applyOnce(const Tokenizer &tokenizer, std::size_t id, std::vector<Token> &tokens)
{
    const Merge merge = tokenizer.merges()[id];
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
        if (tokens[i] == merge.left && tokens[i + 1] == merge.right) {
            tokens[i] = Token(256 + id);
            tokens.erase(tokens.begin() + std::ptrdiff_t(i) + 1);
            return true;
        }
    }
    return false;
}

// As the algorithm is defined: the first merge in order that fits, and from the start again.
std::vector<Token> naiveEncode(const Tokenizer &tokenizer, std::string_view word)
{
    std::vector<Token> tokens;
    for (const char c : word) {
        tokens.push_back(std::uint8_t(c));
    }
    const auto fits = [&](std::size_t id) { return applyOnce(tokenizer, id, tokens); };
    while (std::any_of(tokenizer.order().begin(), tokenizer.order().end(), fits)) {
    }
    return tokens;
}

Result<Check> BpeProblem::check(std::size_t form)
{
    double wrong = 0;
    for (const std::size_t w : sample(m_words.size(), 200)) {
        std::vector<Token> exact = naiveEncode(m_tokenizers[form], spelling(w));
        exact.resize(m_words[w].size, 0);
        for (std::size_t i = 0; i < exact.size(); ++i) {
            wrong += m_tokens[m_words[w].at + i] == exact[i] ? 0 : 1;
        }
    }
    return Check{wrong == 0, wrong, 0, "exact"};
}

struct Counts {
    double tokens = 0;  // a word
    double longer = 0;  // share of words with more tokens than the base's, in %
};

Counts countTokens(const Tokenizer &tokenizer, const Tokenizer &base,
                   const std::vector<std::string_view> &words)
{
    Counts counts;
    const auto n = double(words.size());
    for (const std::string_view word : words) {
        const std::size_t own = tokenizer.count(word);
        counts.tokens += double(own) / n;
        counts.longer += own > base.count(word) ? 100 / n : 0;
    }
    return counts;
}

Result<std::vector<Quality>> BpeProblem::quality(const Setup &setup)
{
    constexpr std::array<std::pair<const char *, const char *>, 4> metrics{
            {{"tokens-per-word", ""},
             {"tokens-per-word-general", ""},
             {"violations", "%"},
             {"net-decode-cost", ""}}};
    std::array<std::array<std::vector<double>, 4>, 4> figures;  // [metric][form]
    for (int i = 0; i < kQualitySeeds; ++i) {
        if (setup.stop.stop_requested()) {
            return cancelled();
        }
        const std::uint64_t seed = setup.seed + std::uint64_t(i);
        const auto tokenizers = makeTokenizers(seed, m_merges, m_added);
        const std::string listings = makeText(TextKind::Listings, kTrainingBytes / 2, seed, 13);
        const std::string general = makeText(TextKind::General, kTrainingBytes / 2, seed, 14);
        const Tokenizer &base = tokenizers[Base];
        const double baseTokens = countTokens(base, base, wordsOf(listings)).tokens;
        for (std::size_t form = 0; form < kForms.size(); ++form) {
            const Counts domain = countTokens(tokenizers[form], base, wordsOf(listings));
            const Counts other = countTokens(tokenizers[form], base, wordsOf(general));
            const double larger = double(tokenizers[form].vocabulary()) / double(base.vocabulary());
            figures[0][form].push_back(domain.tokens);
            figures[1][form].push_back(other.tokens);
            figures[2][form].push_back((domain.longer + other.longer) / 2);
            figures[3][form].push_back(domain.tokens / baseTokens
                                       * (1 - kHeadShare + kHeadShare * larger));
        }
    }
    std::vector<Quality> all;
    for (std::size_t m = 0; m < metrics.size(); ++m) {
        for (std::size_t form = 0; form < kForms.size(); ++form) {
            all.push_back(meanOverSeeds(metrics[m].first, kForms[form], figures[m][form],
                                        metrics[m].second));
        }
    }
    return all;
}

class BpeAppendMerges : public PlainKernel {
public:
    std::string id() const override { return "bpe-append-merges"; }
    std::string family() const override { return "systems"; }
    std::vector<Variant> variants() const override
    {
        return {{"base", Role::Baseline},
                {"prepended", Role::Baseline},
                {"retrained", Role::Baseline},
                {"appended", Role::Technique}};
    }
    std::vector<Comparison> comparisons() const override
    {
        return {{"base", "appended"},
                {"prepended", "appended"},
                {"retrained", "appended"},
                {"base", "appended", "tokens-per-word"},
                {"prepended", "appended", "tokens-per-word"},
                {"retrained", "appended", "tokens-per-word"},
                {"base", "appended", "net-decode-cost"}};
    }
    std::vector<Shape> shapes(Preset preset) const override
    {
        switch (preset) {
        case Preset::Small:
            return {shape(100'000, 1000, 300)};
        case Preset::Medium:
            return {shape(2'000'000, 1000, 300)};
        case Preset::Large:
            return {shape(50'000'000, 1000, 600)};
        }
        return {};
    }
    std::vector<Shape> sweep() const override
    {
        return {shape(100'000, 1000, 10), shape(100'000, 1000, 30), shape(100'000, 1000, 100),
                shape(100'000, 1000, 300), shape(100'000, 1000, 600)};
    }
    std::vector<Shape> oddShapes() const override
    {
        return {shape(1, 30, 7), shape(997, 61, 13), shape(4099, 127, 31)};
    }
    Result<std::unique_ptr<PlainProblem>> prepare(const Setup &setup, Memory &memory) const override
    {
        return std::make_unique<BpeProblem>(setup, memory);
    }

private:
    static Shape shape(std::int64_t bytes, std::int64_t merges, std::int64_t added)
    {
        return {std::to_string(bytes) + " B, " + std::to_string(merges) + "+"
                        + std::to_string(added),
                {{"bytes", bytes}, {"merges", merges}, {"added", added}}};
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return adapted(std::make_unique<BpeAppendMerges>());
}

}  // namespace touchstone::kernels::bpe_append_merges
