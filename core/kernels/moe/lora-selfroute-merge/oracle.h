// The layer of kernel.cpp in double precision, from the factors as given; nothing
// folded, nothing grouped.
#pragma once

#include "kernels/moe/lora-selfroute-merge/layer.h"

namespace touchstone::kernels::lora_selfroute_merge {

// One token.
class Oracle {
public:
    Oracle(const Layer &layer, std::size_t token);

    // The router's choice hangs on rounding: neither answer is wrong, the token says nothing.
    bool tie() const { return m_tie; }
    // Element j of y.
    double value(std::size_t variant, std::size_t j) const;

private:
    double dot(const LayerMatrix &matrix, std::size_t row) const;  // of one row with x
    double expert(std::size_t e, std::size_t j) const;             // (B_e A_e x)_j
    double rowNorm(std::size_t e, std::size_t j) const;            // of row j of B_e A_e

    const Layer &l;
    const float *m_x;
    std::array<double, kColumns> m_hidden{};
    Gates m_gates{};
    bool m_tie = false;
};

}  // namespace touchstone::kernels::lora_selfroute_merge
