// Softmax attention by its definition in double precision, for oracles and figures; shares no code
// with attention.h.
#pragma once

#include "kernels/blocks/attention_sum.h"

#include <cmath>
#include <cstddef>
#include <vector>

namespace touchstone::kernels::attention {

// Keys and values [keys x headSize], rows `stride` floats apart.
struct ExactKeys {
    const float *k = nullptr, *v = nullptr;
    std::size_t keys = 0, headSize = 0, stride = 0;
};

constexpr auto seesAll = [](std::size_t) { return true; };

// The output [headSize] of one query over the keys i for which sees(i) holds: at least one.
template <class Sees>
std::vector<double> exactOutput(const float *query, const ExactKeys &rows, const Sees &sees)
{
    std::vector<double> out(rows.headSize);
    double total = 0;
    for (std::size_t i = 0; i < rows.keys; ++i) {
        if (!sees(i)) {
            continue;
        }
        double score = 0;
        for (std::size_t c = 0; c < rows.headSize; ++c) {
            score += double(query[c]) * rows.k[i * rows.stride + c];
        }
        const double weight = std::exp(score / std::sqrt(double(rows.headSize)));
        total += weight;
        for (std::size_t c = 0; c < rows.headSize; ++c) {
            out[c] += weight * rows.v[i * rows.stride + c];
        }
    }
    for (double &value : out) {
        value /= total;
    }
    return out;
}

// The outputs of one query by all heads, which lie side by side in rows of `stride` floats:
// [stride].
template <class Sees>
std::vector<double> exactRow(const float *query, const ExactKeys &rows, const Sees &sees)
{
    std::vector<double> all;
    for (std::size_t at = 0; at < rows.stride; at += rows.headSize) {
        ExactKeys head = rows;
        head.k += at;
        head.v += at;
        const auto out = exactOutput(query + at, head, sees);
        all.insert(all.end(), out.begin(), out.end());
    }
    return all;
}

// sumAttention() of attention_sum.h: [keys].
inline std::vector<double> exactSum(const Observed &of)
{
    std::vector<double> sums(of.keys), weights(of.keys);
    for (std::size_t i = 0; i < of.queries * of.heads; ++i) {
        const std::size_t query = i / of.heads, at = i % of.heads * of.size;
        double all = 0;
        for (std::size_t t = 0; t < of.seenBy(query); ++t) {
            double score = 0;
            for (std::size_t c = at; c < at + of.size; ++c) {
                score += double(of.q[query * of.row() + c]) * of.k[t * of.row() + c];
            }
            weights[t] = std::exp(score / std::sqrt(double(of.size)));
            all += weights[t];
        }
        for (std::size_t t = 0; t < of.seenBy(query); ++t) {
            sums[t] += weights[t] / all;
        }
    }
    return sums;
}

}  // namespace touchstone::kernels::attention
