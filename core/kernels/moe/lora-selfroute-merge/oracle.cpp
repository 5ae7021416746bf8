// The layer in double precision from the factors as drawn; nothing folded, nothing grouped.
#include "kernels/moe/lora-selfroute-merge/layer.h"

namespace touchstone::kernels::lora_selfroute_merge {

namespace {

using Values = std::vector<double>;

// matrix x, in blocks of 16 columns so that either layout is read from the cache.
Values product(const LayerMatrix &matrix, const float *x, std::size_t width)
{
    Values sums(matrix.rows());
    for (std::size_t first = 0; first < width; first += 16) {
        for (std::size_t row = 0; row < sums.size(); ++row) {
            for (std::size_t i = first; i < std::min(first + 16, width); ++i) {
                sums[row] += double(matrix.at(row, i)) * x[i];
            }
        }
    }
    return sums;
}

// The best two by elimination; nullopt where the third is so near that rounding decides.
std::optional<Gates> clearGates(Values logits)
{
    std::array<double, chosenCount + 1> best{};
    std::array<std::size_t, chosenCount + 1> chosen{};
    for (std::size_t place = 0; place < best.size(); ++place) {
        chosen[place] =
                std::size_t(std::max_element(logits.begin(), logits.end()) - logits.begin());
        best[place] = std::exchange(logits[chosen[place]], -HUGE_VAL);
    }
    const double first = std::exp(best[0]), second = std::exp(best[1]), sum = first + second;
    const Gates gates{{{chosen[0], float(first / sum)}, {chosen[1], float(second / sum)}}};
    return best[1] - best[2] < 1e-4 ? std::nullopt : std::optional(gates);
}

// Row j of B_e A_e.
double element(const Layer &l, std::size_t e, std::size_t j, std::size_t i)
{
    double sum = 0;
    for (std::size_t c = e * loraRank; c < (e + 1) * loraRank; ++c) {
        sum += double(l.b.at(j, c)) * l.a.at(c, i);
    }
    return sum;
}

}  // namespace

const std::vector<double> &Layer::rowNorms() const
{
    for (std::size_t e = 0; m_rowNorms.size() < expertCount * width; ++e) {
        for (std::size_t j = 0; j < width; ++j) {
            double square = 0;
            for (std::size_t i = 0; i < width; ++i) {
                square += std::pow(element(*this, e, j, i), 2);
            }
            m_rowNorms.push_back(std::sqrt(square));
        }
    }
    return m_rowNorms;
}

void Layer::exact(std::size_t form, std::size_t token, Expected &expected) const
{
    const std::size_t at = token * width;
    const Values dense = product(weight, x.data() + at, width);
    const Values low = product(a, x.data() + at, width);
    const auto gates = clearGates(product(router, x.data() + at, width));
    if (form == RoutedMoeLora && !gates) {
        const bool finite = std::all_of(y.data() + at, y.data() + at + width,
                                        [](float value) { return std::isfinite(value); });
        expected.that(y, at, width, finite, "a token between two experts is not finite");
        return;
    }
    const auto expert = [&](std::size_t e, std::size_t j) {
        double sum = 0;
        for (std::size_t c = e * loraRank; c < (e + 1) * loraRank; ++c) {
            sum += double(b.at(j, c)) * low[c];
        }
        return sum;
    };
    for (std::size_t j = 0; j < width; ++j) {
        double sum = dense[j];
        if (form == RoutedMoeLora) {
            for (const Gate &gate : *gates) {
                sum += double(gate.weight) * expert(gate.expert, j);
            }
        } else if (form != Backbone) {
            sum += expert(expertCount, j);
        }
        for (std::size_t e = 0; form == UnmergedEqual && e < expertCount; ++e) {
            sum += expert(e, j);
        }
        for (std::size_t e = 0; (form == UnmergedFurina || form == Merged) && e < expertCount;
             ++e) {
            sum += double(magnitude[j]) * expert(e, j) / (rowNorms()[e * width + j] + normEpsilon);
        }
        expected.at(y, at + j, sum);
    }
}

}  // namespace touchstone::kernels::lora_selfroute_merge
