// Bidirectional WKV by its definition in double precision; shares no code with the scans.
#pragma once

#include "kernels/attention/attn-bi-wkv/scan.h"

#include <cmath>

namespace touchstone::kernels::attn_bi_wkv {

// One channel. Weights are taken against the largest key: what is lost below 1e-300 of it matters
// to no token that still sees that key.
class ExactChannel {
public:
    ExactChannel(const Sequence &s, std::size_t channel)
        : m_decay(s.tokens), m_weight(s.tokens), m_value(s.tokens),
          m_own(std::exp(double(s.u[channel])))
    {
        double top = -HUGE_VAL;
        for (std::size_t i = 0; i < s.tokens; ++i) {
            top = std::max(top, double(s.k[i * s.channels + channel]));
        }
        for (std::size_t i = 0; i < s.tokens; ++i) {
            const std::size_t at = i * s.channels + channel;
            m_decay[i] = std::exp(-double(i) * s.w[channel] / double(s.tokens));
            m_weight[i] = std::exp(s.k[at] - top);
            m_value[i] = s.v[at];
        }
    }
    double at(std::size_t t) const
    {
        double plain = m_own * m_weight[t];
        double weighted = plain * m_value[t];
        for (std::size_t i = 0; i < m_weight.size(); ++i) {
            if (i != t) {
                const double weight = m_decay[(i > t ? i - t : t - i) - 1] * m_weight[i];
                weighted += weight * m_value[i];
                plain += weight;
            }
        }
        return weighted / plain;
    }

private:
    std::vector<double> m_decay, m_weight, m_value;  // by distance less one; by token
    double m_own;
};

}  // namespace touchstone::kernels::attn_bi_wkv
