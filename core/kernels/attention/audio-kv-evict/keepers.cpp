#include "kernels/attention/audio-kv-evict/keepers.h"

#include "kernels/blocks/gemm.h"
#include "kernels/blocks/parallel.h"
#include "kernels/blocks/select.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::audio_kv_evict {

namespace {

// Adds the causal attention of the last `queries` tokens to each token, summed over heads.
void attentionScores(const Recording &r, std::size_t queries, float *scores, float *scratch,
                     int threads)
{
    std::fill_n(scores, r.tokens, 0.0F);
    const float scale = 1 / std::sqrt(float(r.size));
    for (std::size_t query = r.tokens - std::min(queries, r.tokens); query < r.tokens; ++query) {
        const std::size_t seen = query + 1;
        parallelEach(threads, r.heads, [&](std::size_t head) {
            float *own = scratch + head * r.tokens;
            gemmNT(1, seen, r.size, r.q + query * r.row() + head * r.size, r.row(),
                   r.k + head * r.size, r.row(), 0, own, r.tokens, 1);
            const float top = *std::max_element(own, own + seen);
            float all = 0;
            for (std::size_t t = 0; t < seen; ++t) {
                own[t] = std::exp(scale * (own[t] - top));
                all += own[t];
            }
            for (std::size_t t = 0; t < seen; ++t) {
                own[t] /= all;
            }
        });
        for (std::size_t head = 0; head < r.heads; ++head) {
            for (std::size_t t = 0; t < seen; ++t) {
                scores[t] += scratch[head * r.tokens + t];
            }
        }
    }
}

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

void scoreTokens(Keeper by, const Recording &recording, float *scores, float *scratch, int threads)
{
    if (by == Keeper::Duplication) {
        duplicationScores(recording, scores, scratch, threads);
    } else {
        attentionScores(recording, by == Keeper::Score ? 1 : observed, scores, scratch, threads);
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
