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
#include "kernels/systems/bpe-append-merges/oracle.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace touchstone::kernels::bpe_append_merges {

namespace {

constexpr std::size_t chunkWords = 16;

struct Encode final : Operation {
    Dim bytes{*this, "bytes"};
    In<char> text{*this, bytes};
    std::array<Out<Token>, formCount> tokens;  // each form's own number, without gaps
    // First token of each chunk of words, and the end.
    std::array<std::vector<std::size_t>, formCount> begins;
    std::vector<Tokenizer> tokenizers;
    std::vector<std::size_t> words{0};  // first byte of each word, and the end
    // Of the oracle.
    mutable std::optional<std::array<ExactTokenizer, formCount>> known;
    mutable std::array<std::map<std::string, std::vector<Token>>, formCount> knownWords;

    using Operation::Operation;

    Result<> prepare() override
    {
        tokenizers = makeTokenizers(setup(), setup().seed, trainingBytes);
        const std::string listings = makeText(TextKind::Listings, bytes, setup().seed, 12);
        std::copy(listings.begin(), listings.end(), text.data());
        for (const std::string_view word : wordsOf(listings)) {
            words.push_back(words.back() + word.size());
        }
        for (std::size_t form = 0; form < formCount; ++form) {
            auto &own = begins[form];
            own.assign(chunks() + 1, 0);
            parallelRows(threads(), chunks(), [&](std::size_t begin, std::size_t end) {
                for (std::size_t chunk = begin; chunk < end && !stopped(); ++chunk) {
                    eachWord(chunk, chunk + 1, [&](std::string_view word) {
                        own[chunk + 1] += tokenizers[form].count(word);
                    });
                }
            });
            if (stopped()) {
                return cancelled();
            }
            std::partial_sum(own.begin(), own.end(), own.begin());
            tokens[form] = Out<Token>(*this, own.back());
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
    void encode(std::size_t form)
    {
        parallelRows(threads(), chunks(), [&](std::size_t begin, std::size_t end) {
            std::vector<Token> own;
            Token *out = tokens[form].data() + begins[form][begin];
            eachWord(begin, end, [&](std::string_view word) {
                own.resize(std::max(own.size(), word.size()));
                out = std::copy_n(own.data(), tokenizers[form].encode(word, own.data()), out);
            });
        });
    }

    std::size_t units(std::size_t) const override { return chunks(); }
    void exact(std::size_t form, std::size_t chunk, Expected &expected) const override
    {
        if (!known) {
            known = exactTokenizers(setup(), trainingBytes);
        }
        std::vector<Token> right;
        eachWord(chunk, chunk + 1, [&](std::string_view word) {
            auto &tokensOf = knownWords[form][std::string(word)];
            if (tokensOf.empty()) {
                tokensOf = (*known)[form].encode(word);
            }
            right.insert(right.end(), tokensOf.begin(), tokensOf.end());
        });
        const std::size_t first = begins[form][chunk];
        const auto own = tokens[form].span().subspan(first, begins[form][chunk + 1] - first);
        expected.that(tokens[form], first, own.size(), std::ranges::equal(right, own),
                      "a token differs");
    }
    double tolerance(std::size_t) const override { return 0; }

    bool stopped() const { return setup().stop.stop_requested(); }
    std::size_t chunks() const { return (words.size() - 1 + chunkWords - 1) / chunkWords; }
    // The words of the chunks [begin, end).
    template <class Body>
    void eachWord(std::size_t begin, std::size_t end, const Body &body) const
    {
        const std::size_t last = std::min(end * chunkWords, words.size() - 1);
        for (std::size_t w = begin * chunkWords; w < last; ++w) {
            body(std::string_view(text.data() + words[w], words[w + 1] - words[w]));
        }
    }
};

}  // namespace

std::unique_ptr<Kernel> make()
{
    return declared("bpe-append-merges", {{"encode", operation<Encode>}}, tokenQuality);
}

}  // namespace touchstone::kernels::bpe_append_merges
