// AudioMarathon (report 2025-10-16, paper 4): a benchmark of long recordings, 25 tokens a second,
// which also compares ways to spare attention: tokens pruned before most layers see them, and keys
// and values evicted from the cache once the prompt is read. Here each is a choice of the tokens
// that stay (keepers.h), beside attention over all:
//
//   prefill   choose, gather, causal attention over what stays
//   decode    one token over a cache in fp16, whole or evicted by the attention of the last tokens
//
// Random and evenly spaced frames are the controls: what a score brings, it has to bring over them.
#include "kernels/attention/audio-kv-evict/evict.h"
#include "kernels/blocks/attention_oracle.h"
#include "kernels/blocks/rng.h"
#include "kernels/declared_kernel.h"

#include <algorithm>
#include <cmath>

namespace touchstone::kernels::audio_kv_evict {

void fillFrames(std::span<float> frames, std::size_t width, std::uint64_t seed,
                std::uint32_t stream)
{
    rng::fillNormal(frames, 0.0F, 1.0F, seed, stream);
    constexpr float rho = 0.97F;
    for (std::size_t i = width; i < frames.size(); ++i) {
        frames[i] = rho * frames[i - width] + std::sqrt(1 - rho * rho) * frames[i];
    }
}

namespace {

double product(const float *a, const float *b, std::size_t n)
{
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        sum += double(a[i]) * b[i];
    }
    return sum;
}

}  // namespace

std::vector<double> exactScores(Keeper by, const Recording &r)
{
    if (by != Keeper::Duplication) {
        return attention::exactSum(lastOf(by, r));
    }
    std::vector<std::pair<double, std::size_t>> lengths;
    for (std::size_t t = 0; t < r.tokens; ++t) {
        const float *key = r.k + t * r.row();
        lengths.emplace_back(-std::sqrt(product(key, key, r.row())), t);
    }
    auto largest = lengths;
    std::sort(largest.begin(), largest.end());
    largest.resize(std::min(pivots, largest.size()));
    std::vector<double> scores(r.tokens);
    for (std::size_t t = 0; t < r.tokens; ++t) {
        double most = -1;
        for (const auto &[length, pivot] : largest) {
            most = std::max(most, product(r.k + t * r.row(), r.k + pivot * r.row(), r.row())
                                          / (length * lengths[t].first));
        }
        scores[t] = -most;
    }
    for (const auto &[length, pivot] : largest) {
        scores[pivot] = 2;
    }
    return scores;
}

std::unique_ptr<Kernel> make()
{
    return declared("audio-kv-evict", {{"prefill", makePrefill}, {"decode", makeDecoding}},
                    evictionQuality);
}

}  // namespace touchstone::kernels::audio_kv_evict
