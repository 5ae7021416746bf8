// Two kinds of text for kernel.cpp: general prose and product listings.
#pragma once

#include "kernels/systems/bpe-append-merges/tokenizer.h"

namespace touchstone::kernels::bpe_append_merges {

enum class TextKind { General, Listings };

// `bytes` of words, each but the first led by a space. Words of prose are made of syllables and
// follow Zipf's law; a listing is brand, nouns of the prose, article number, size with unit,
// colour. The seed sets the language, the stream the text.
std::string makeText(TextKind kind, std::size_t bytes, std::uint64_t seed, std::uint32_t stream);

// Words with their leading space: what merges stay within.
std::vector<std::string_view> wordsOf(std::string_view text);
WordCounts countWords(std::string_view text);

}  // namespace touchstone::kernels::bpe_append_merges
