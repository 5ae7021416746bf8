#include "kernels/reduce/prune-quant-aware-tokens/scene.h"

#include "kernels/blocks/attention_sum.h"
#include "kernels/blocks/gemm.h"
#include "kernels/blocks/rng.h"
#include "kernels/reduce/prune-quant-aware-tokens/rows.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace touchstone::kernels::prune_quant_aware_tokens {

namespace {

constexpr std::size_t tokens = Scene::side * Scene::side;
// How far a token of the object moves along the direction that the instruction looks for, in
// standard deviations of a channel; and one near the end effector.
constexpr float objectStrength = 4, effectorStrength = 2;
constexpr float wordNoise = 0.5F;  // of the instruction's words about their common meaning
constexpr std::size_t outlierChannels = 3;

// x W^T, [rows x width], as a layer would compute it.
std::vector<float> projected(std::vector<float> x, const std::vector<float> &weights,
                             Rounding rounding)
{
    constexpr std::size_t width = Scene::width;
    std::vector<float> w = weights;
    const auto round = [&](std::vector<float> &rows) {
        std::vector<std::int8_t> codes(width);
        for (std::size_t at = 0; at < rows.size(); at += width) {
            if (rounding == Rounding::Rotated) {
                rotate(rows.data() + at, width);
            }
            const float step = toCodes(rows.data() + at, width, codes.data());
            std::transform(codes.begin(), codes.end(), rows.begin() + std::ptrdiff_t(at),
                           [step](std::int8_t code) { return step * float(code); });
        }
    };
    if (rounding != Rounding::None) {
        round(x);
        round(w);
    }
    std::vector<float> y(x.size());
    gemmNT(x.size() / width, width, width, x.data(), w.data(), 0, y.data(), width, 1);
    return y;
}

}  // namespace

Scene::Scene(std::uint64_t seed, float outliers)
    : m_vision(tokens * width), m_words(queries * width), m_queries(width * width),
      m_keys(width * width)
{
    rng::Sequence numbers(seed, 31);
    const auto cell = [&] {
        const auto row = std::int32_t(numbers.below(side));
        return Cell{row, std::int32_t(numbers.below(side))};
    };
    effector = cell();
    object = cell();
    rng::fillNormal(m_queries, 0.0F, 1 / std::sqrt(float(width)), seed, 32);
    rng::fillNormal(m_keys, 0.0F, 1 / std::sqrt(float(width)), seed, 33);
    rng::fillNormal(m_vision, 0.0F, 1.0F, seed, 34);
    rng::fillNormal(m_words, 0.0F, wordNoise, seed, 35);
    std::vector<float> meaning(width), asked(width), towards(width);
    rng::fillNormal(meaning, 0.0F, 1.0F, seed, 36);
    for (std::size_t i = 0; i < m_words.size(); ++i) {
        m_words[i] += meaning[i % width];
    }
    // W_K^T W_Q meaning: along this, keys agree with the instruction's queries.
    gemmNT(1, width, width, meaning.data(), m_queries.data(), 0, asked.data(), width, 1);
    gemmNN(1, width, width, asked.data(), m_keys.data(), 0, towards.data(), 1);
    double square = 0;
    for (const float value : towards) {
        square += double(value) * value;
    }
    std::set<std::int32_t> all;
    const auto mark = [&](Cell around, float strength) {
        for (const std::int32_t token : nearEffector(side, around, tokens)) {
            if (all.insert(token).second) {
                for (std::size_t c = 0; c < width; ++c) {
                    m_vision[std::size_t(token) * width + c] +=
                            strength * towards[c] / float(std::sqrt(square));
                }
            }
        }
    };
    mark(object, objectStrength);
    mark(effector, effectorStrength);
    needed.assign(all.begin(), all.end());
    std::set<std::size_t> large;
    while (large.size() < outlierChannels) {
        large.insert(numbers.below(width));
    }
    for (const std::size_t channel : large) {
        for (auto *rows : {&m_vision, &m_words}) {
            for (std::size_t at = channel; at < rows->size(); at += width) {
                (*rows)[at] *= outliers;
            }
        }
        // The weights have learnt to take the channel at its size.
        for (auto *weights : {&m_queries, &m_keys}) {
            for (std::size_t at = channel; at < weights->size(); at += width) {
                (*weights)[at] /= outliers;
            }
        }
    }
}

std::vector<float> Scene::scores(Rounding rounding) const
{
    const auto q = projected(m_words, m_queries, rounding);
    const auto k = projected(m_vision, m_keys, rounding);
    std::vector<float> sums(tokens), scratch(heads * queries * tokens);
    attention::sumAttention({q.data(), k.data(), queries, tokens, heads, width / heads, tokens},
                            scratch.data(), sums.data(), 1);
    return sums;
}

double correlation(std::span<const float> a, std::span<const float> b)
{
    double meanA = 0, meanB = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        meanA += a[i] / double(a.size());
        meanB += b[i] / double(b.size());
    }
    double both = 0, squareA = 0, squareB = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        both += (a[i] - meanA) * (b[i] - meanB);
        squareA += (a[i] - meanA) * (a[i] - meanA);
        squareB += (b[i] - meanB) * (b[i] - meanB);
    }
    return squareA > 0 && squareB > 0 ? both / std::sqrt(squareA * squareB) : 0;
}

}  // namespace touchstone::kernels::prune_quant_aware_tokens
