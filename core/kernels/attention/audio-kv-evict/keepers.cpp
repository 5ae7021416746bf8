#include "kernels/attention/audio-kv-evict/keepers.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/select.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::audio_kv_evict {

namespace {

// Less the largest cosine to a pivot; pivots themselves stay.
void duplicationScores(const Recording &r, float *scores, float *scratch, int threads)
{
    const std::size_t row = r.row(), count = std::min(pivots, r.tokens);
    parallelEach(threads, r.tokens, [&](std::size_t t) {
        float square = 0;
        for (std::size_t c = 0; c < row; ++c) {
            square += r.k[t * row + c] * r.k[t * row + c];
        }
        scores[t] = square;
    });
    const auto chosen = select::topK({scores, r.tokens}, count);
    std::vector<float> rows(count * row);
    for (std::size_t p = 0; p < count; ++p) {
        const auto token = std::size_t(chosen[p]);
        const float scale = 1 / std::sqrt(scores[token]);
        for (std::size_t c = 0; c < row; ++c) {
            rows[p * row + c] = scale * r.k[token * row + c];
        }
    }
    for (std::size_t p = 0; p < count; ++p) {
        // One pivot at a time fits the scratch.
        gemmNT(r.tokens, 1, row, r.k, row, rows.data() + p * row, row, 0, scratch, 1, threads);
        for (std::size_t t = 0; t < r.tokens; ++t) {
            const float likeness = scratch[t] / std::sqrt(scores[t]);
            float &most = scratch[r.tokens + t];
            most = p == 0 ? likeness : std::max(most, likeness);
        }
    }
    for (std::size_t t = 0; t < r.tokens; ++t) {
        scores[t] = -scratch[r.tokens + t];
    }
    for (const std::int32_t pivot : chosen) {
        scores[std::size_t(pivot)] = 2;
    }
}

}  // namespace

attention::Observed lastOf(Keeper by, const Recording &r)
{
    const std::size_t queries = std::min(by == Keeper::Score ? 1 : observed, r.tokens);
    const std::size_t first = r.tokens - queries;
    return {r.q + first * r.row(), r.k, queries, r.tokens, r.heads, r.size, first + 1};
}

std::size_t scratchFloats(Keeper by, std::size_t tokens, std::size_t heads)
{
    const std::size_t queries = by == Keeper::Observation ? observed : 1;
    return by == Keeper::Duplication ? 2 * tokens : heads * queries * tokens;
}

void scoreTokens(Keeper by, const Recording &recording, float *scores, float *scratch, int threads)
{
    if (by == Keeper::Duplication) {
        duplicationScores(recording, scores, scratch, threads);
    } else {
        attention::sumAttention(lastOf(by, recording), scratch, scores, threads);
    }
}

std::vector<std::int32_t> chooseTokens(Keeper by, std::size_t tokens, std::size_t count,
                                       std::span<const float> scores, std::uint64_t seed)
{
    switch (by) {
    case Keeper::Random:
        return select::randomly(tokens, count, seed, 31);
    case Keeper::Uniform:
        return select::evenly(tokens, count);
    default:
        return select::topK(scores, count);
    }
}

}  // namespace touchstone::kernels::audio_kv_evict
