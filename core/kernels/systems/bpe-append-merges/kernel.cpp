// Vocabulary customization (report 2025-10-15, paper 27): a tokenizer gets domain tokens without
// ever encoding a text in more tokens than before.
//
//   candidates   the vocabulary of a tokenizer trained on the domain, by frequency
//   accepted     what the tokenizer encodes as exactly two tokens [l, r]
//   added        the merge (l, r), after all merges of the base: these finish first, and each new
//                merge can only take one token away
//
// Against it: the base; the same merges first, which may break up what the base would have merged;
// a tokenizer of the same size trained on the domain alone. Candidates are encoded by the tokenizer
// as extended so far, so that long words grow step by step: our reading.
#include "kernels/blocks/parallel.h"
#include "kernels/declared_kernel.h"
#include "kernels/systems/bpe-append-merges/text.h"

#include <algorithm>
#include <numeric>

namespace touchstone::kernels::bpe_append_merges {

namespace {

constexpr std::size_t chunkWords = 16;

// As the algorithm is defined: the first merge in order that fits, at its leftmost place, and from
// the start again.
std::vector<Token> naiveEncode(const Tokenizer &tokenizer, std::string_view word)
{
    std::vector<Token> tokens;
    for (const char c : word) {
        tokens.push_back(std::uint8_t(c));
    }
    const auto applies = [&](std::size_t id) {
        const std::array pair{tokenizer.merges()[id].left, tokenizer.merges()[id].right};
        const auto at = std::search(tokens.begin(), tokens.end(), pair.begin(), pair.end());
        if (at == tokens.end()) {
            return false;
        }
        *at = Token(256 + id);
        tokens.erase(at + 1);
        return true;
    };
    while (std::any_of(tokenizer.order().begin(), tokenizer.order().end(), applies)) {
    }
    return tokens;
}

struct Encode final : Operation {
    Dim bytes{*this, "bytes"}, merges{*this, "merges"}, added{*this, "added"};
    In<char> text{*this, bytes};
    std::array<Out<Token>, formCount> tokens;  // each form's own number, without gaps
    // First token of each chunk of words, and the end.
    std::array<std::vector<std::size_t>, formCount> begins;
    std::vector<Tokenizer> tokenizers;
    std::vector<std::size_t> words{0};  // first byte of each word, and the end

    using Operation::Operation;

    Result<> prepare() override
    {
        tokenizers = makeTokenizers(setup().seed, merges, added, trainingBytes);
        const std::string listings = makeText(TextKind::Listings, bytes, setup().seed, 12);
        std::copy(listings.begin(), listings.end(), text.data());
        for (const std::string_view word : wordsOf(listings)) {
            words.push_back(words.back() + word.size());
        }
        for (std::size_t form = 0; form < formCount; ++form) {
            if (setup().stop.stop_requested()) {
                return cancelled();
            }
            begins[form].assign(chunks() + 1, 0);
            parallelRows(threads(), chunks(), [&](std::size_t begin, std::size_t end) {
                for (std::size_t w = begin * chunkWords; w < wordsBefore(end); ++w) {
                    begins[form][w / chunkWords + 1] += tokenizers[form].count(spelling(w));
                }
            });
            std::partial_sum(begins[form].begin(), begins[form].end(), begins[form].begin());
            tokens[form] = Out<Token>(*this, begins[form].back());
        }
        return {};
    }
    void declare(Forms &forms) override
    {
        for (std::size_t form = 0; form < formCount; ++form) {
            forms.add(formNames[form])
                    .reads(text)
                    .writes(tokens[form])
                    .flops(double(text.size()))  // at least one comparison for each byte
                    .run([this, form] { encode(form); });
        }
    }

    std::size_t units(std::size_t) const override { return chunks(); }
    void exact(std::size_t form, std::size_t chunk, Expected &expected) const override
    {
        std::vector<Token> right;
        for (std::size_t w = chunk * chunkWords; w < wordsBefore(chunk + 1); ++w) {
            const auto word = naiveEncode(tokenizers[form], spelling(w));
            right.insert(right.end(), word.begin(), word.end());
        }
        const std::size_t first = begins[form][chunk];
        const auto own = tokens[form].span().subspan(first, begins[form][chunk + 1] - first);
        expected.that(tokens[form], first, own.size(),
                      std::equal(right.begin(), right.end(), own.begin(), own.end()),
                      "a token differs");
    }
    double tolerance(std::size_t) const override { return 0; }

    void encode(std::size_t form)
    {
        parallelRows(threads(), chunks(), [&](std::size_t begin, std::size_t end) {
            std::vector<Token> word;
            Token *out = tokens[form].data() + begins[form][begin];
            for (std::size_t w = begin * chunkWords; w < wordsBefore(end); ++w) {
                word.resize(std::max(word.size(), spelling(w).size()));
                out = std::copy_n(word.data(), tokenizers[form].encode(spelling(w), word.data()),
                                  out);
            }
        });
    }
    std::size_t chunks() const { return (words.size() - 1 + chunkWords - 1) / chunkWords; }
    std::size_t wordsBefore(std::size_t chunk) const
    {
        return std::min(chunk * chunkWords, words.size() - 1);
    }
    std::string_view spelling(std::size_t w) const
    {
        return {text.data() + words[w], words[w + 1] - words[w]};
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("bpe-append-merges", {{"encode", operation<Encode>}}, tokenQuality);
}

}  // namespace touchstone::kernels::bpe_append_merges
