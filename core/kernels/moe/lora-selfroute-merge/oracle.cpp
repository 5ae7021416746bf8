#include "kernels/moe/lora-selfroute-merge/oracle.h"

namespace touchstone::kernels::lora_selfroute_merge {

Oracle::Oracle(const Layer &layer, std::size_t token) : l(layer), m_x(l.x.data() + token * l.width)
{
    for (std::size_t c = 0; c < kColumns; ++c) {
        m_hidden[c] = dot(l.a, c);
    }
    std::array<double, kExperts> logits{};
    for (std::size_t e = 0; e < kExperts; ++e) {
        logits[e] = dot(l.router, e);
    }
    // The best two by elimination, and the third, which decides whether the choice is clear.
    std::array<double, kTop + 1> best{};
    std::array<std::size_t, kTop + 1> chosen{};
    for (std::size_t place = 0; place < best.size(); ++place) {
        chosen[place] =
                std::size_t(std::max_element(logits.begin(), logits.end()) - logits.begin());
        best[place] = std::exchange(logits[chosen[place]], -HUGE_VAL);
    }
    const double sum = std::exp(best[0]) + std::exp(best[1]);
    for (std::size_t place = 0; place < kTop; ++place) {
        m_gates[place] = {chosen[place], float(std::exp(best[place]) / sum)};
    }
    m_tie = best[kTop - 1] - best[kTop] < 1e-4;
}

double Oracle::value(std::size_t variant, std::size_t j) const
{
    double sum = dot(l.weight, j);
    switch (variant) {
    case RoutedMoeLora:
        for (const Gate &gate : m_gates) {
            sum += double(gate.weight) * expert(gate.expert, j);
        }
        return sum;
    case UnmergedLora:
        return sum + expert(kExperts, j);
    case UnmergedFurina:
    case Merged:
        for (std::size_t e = 0; e < kExperts; ++e) {
            sum += double(l.magnitude[j]) * expert(e, j) / (rowNorm(e, j) + kEpsilon);
        }
        return sum + expert(kExperts, j);
    default:
        return sum;
    }
}

double Oracle::dot(const LayerMatrix &matrix, std::size_t row) const
{
    double sum = 0;
    for (std::size_t i = 0; i < l.width; ++i) {
        sum += double(matrix.at(row, i)) * m_x[i];
    }
    return sum;
}

double Oracle::expert(std::size_t e, std::size_t j) const
{
    double sum = 0;
    for (std::size_t c = e * kRank; c < (e + 1) * kRank; ++c) {
        sum += double(l.b.at(j, c)) * m_hidden[c];
    }
    return sum;
}

double Oracle::rowNorm(std::size_t e, std::size_t j) const
{
    double square = 0;
    for (std::size_t i = 0; i < l.width; ++i) {
        double element = 0;
        for (std::size_t c = e * kRank; c < (e + 1) * kRank; ++c) {
            element += double(l.b.at(j, c)) * l.a.at(c, i);
        }
        square += element * element;
    }
    return std::sqrt(square);
}

}  // namespace touchstone::kernels::lora_selfroute_merge
