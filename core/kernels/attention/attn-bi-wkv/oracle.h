// Bidirectional WKV as its sums stand, in double precision; shares nothing with the scans.
#pragma once

#include "kernels/attention/attn-bi-wkv/scan.h"

#include <cmath>

namespace touchstone::kernels::attn_bi_wkv {

// o_t of one channel.
inline double exactWkv(const Sequence &s, std::size_t t, std::size_t channel)
{
    const auto at = [&](const float *from, std::size_t i) {
        return double(from[i * s.channels + channel]);
    };
    const double rate = double(s.w[channel]) / double(s.tokens);
    double top = -HUGE_VAL;
    const auto exponent = [&](std::size_t i) {
        const double distance = i > t ? double(i - t) : double(t - i);
        return i == t ? double(s.u[channel]) + at(s.k, t) : at(s.k, i) - (distance - 1) * rate;
    };
    for (std::size_t i = 0; i < s.tokens; ++i) {
        top = std::max(top, exponent(i));
    }
    double weighted = 0;
    double plain = 0;
    for (std::size_t i = 0; i < s.tokens; ++i) {
        const double weight = std::exp(exponent(i) - top);
        weighted += weight * at(s.v, i);
        plain += weight;
    }
    return weighted / plain;
}

}  // namespace touchstone::kernels::attn_bi_wkv
