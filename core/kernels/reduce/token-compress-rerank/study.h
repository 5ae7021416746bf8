// What compressed tokens cost in ranking, and bytes and FLOPs of the forms.
#pragma once

#include "kernels/kernel.h"
#include "kernels/reduce/token-compress-rerank/fit.h"

#include <array>

namespace touchstone::kernels::token_compress_rerank {

// By handle, as in kernel.json.
// OnlineTower: vision tower and joint encoder run for each pair, as BLIP's. Stored: tokens of the
// tower in fp16. StoredKeys: keys and values of those in every layer, in fp16. The others: fewer
// tokens.
enum FormIndex : std::size_t {
    OnlineTower,
    Stored,
    StoredKeys,
    Pooled64,
    Compressed64,
    Compressed16,
    formCount
};
inline constexpr std::array<const char *, formCount> variantIds{
        "online-tower", "stored", "stored-kv", "pool-64", "compress-64", "compress-16"};

// Tokens of an image in the joint encoder, of the tower's n.
constexpr std::size_t visualTokens(std::size_t form, std::size_t n)
{
    return form == Compressed16 ? 16 : form == Pooled64 || form == Compressed64 ? 64 : n;
}

// How often a text of three factors finds the best of some images, from all tokens and from fewer.
struct Ranking {
    double missed = 0;     // queries whose first image is not the best one, %
    double sameFirst = 0;  // queries whose first image is that of the scorer of all tokens, %
    double kendall = 0;    // tau against the order of that scorer, mean over the queries
};
struct RankingSizes {
    std::size_t width = 384, tokens = 576;
    std::size_t training = 40, candidates = 32, queries = 200;
};
// Of Stored and the forms of fewer tokens, in the order of the forms; others are left 0.
std::array<Ranking, formCount> rankings(const RankingSizes &sizes, double noise,
                                        std::uint64_t seed);

Result<std::vector<Quality>> rerankQuality(const Setup &setup);

}  // namespace touchstone::kernels::token_compress_rerank
