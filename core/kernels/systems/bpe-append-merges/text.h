// Two kinds of synthetic text, general prose and product listings, and the tokenizers trained on
// them that are compared.
#pragma once

#include "kernels/kernel.h"
#include "kernels/systems/bpe-append-merges/tokenizer.h"

#include <array>

namespace touchstone::kernels::bpe_append_merges {

constexpr std::array formNames{"base", "prepended", "retrained", "appended"};
constexpr std::size_t formCount = formNames.size();
constexpr std::size_t trainingBytes = 100'000;

enum class TextKind { General, Listings };

// `bytes` of words, each but the first led by a space. Words of prose are made of syllables and
// follow Zipf's law; a listing is brand, nouns of the prose, article number, size with unit,
// colour. The seed sets the language, the stream the text.
std::string makeText(TextKind kind, std::size_t bytes, std::uint64_t seed, std::uint32_t stream);

// Words with their leading space: what merges stay within.
std::vector<std::string_view> wordsOf(std::string_view text);
WordCounts countWords(std::string_view text);

// By form: trained on `bytes` of prose, and extended by or trained on as much of listings; sizes
// are those of the shape. Ends early, with nothing of use, when setup.stop asks for it.
std::vector<Tokenizer> makeTokenizers(const Setup &setup, std::uint64_t seed, std::size_t bytes);

// Tokens per word of both kinds of text that no tokenizer was trained on.
Result<std::vector<Quality>> tokenQuality(const Setup &setup);

}  // namespace touchstone::kernels::bpe_append_merges
