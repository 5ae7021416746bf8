#include "kernels/distill/kd-offline-onpolicy/study.h"

#include <algorithm>
#include <numeric>

namespace touchstone::kernels::kd_offline_onpolicy {

Stored largest(const Grid<double> &probabilities, std::size_t count)
{
    Stored out{count, {}, {}};
    std::vector<std::uint32_t> order(probabilities.columns);
    for (std::size_t row = 0; row < probabilities.rows; ++row) {
        const std::span<const double> shares = probabilities.row(row);
        std::iota(order.begin(), order.end(), 0U);
        const auto last = order.begin() + std::ptrdiff_t(count);
        std::partial_sort(order.begin(), last, order.end(),
                          [shares](std::uint32_t a, std::uint32_t b) {
                              return shares[a] > shares[b] || (shares[a] == shares[b] && a < b);
                          });
        for (auto column = order.begin(); column != last; ++column) {
            out.columns.push_back(*column);
            out.shares.push_back(shares[*column]);
        }
    }
    return out;
}

template <class T>
Var storedLoss(Tape<T> &tape, Var logits, const Stored &stored, Rest rest)
{
    const std::size_t rows = tape.value(logits).rows, classes = tape.value(logits).columns;
    Grid<T> target(rows, classes), others(rows, classes, 1), restOf(rows, 1);
    for (std::size_t row = 0; row < rows; ++row) {
        const std::size_t first = row * stored.count;
        double sum = 0;
        for (std::size_t i = first; i < first + stored.count; ++i) {
            sum += stored.shares[i];
        }
        for (std::size_t i = first; i < first + stored.count; ++i) {
            target.at(row, stored.columns[i]) =
                    T(rest == Rest::Dropped ? stored.shares[i] / sum : stored.shares[i]);
            others.at(row, stored.columns[i]) = 0;
        }
        restOf.values[row] = T(std::max(0.0, 1 - sum));
    }
    const Var kept = softCrossEntropy(tape, logits, tape.constant(std::move(target)));
    if (rest == Rest::Dropped || stored.count == classes) {
        return kept;
    }
    const Var own = rowSums(tape, tape.multiply(softmax(tape, logits), tape.constant(others)));
    const Var bucket = tape.multiply(tape.apply(Function::Log, own), tape.constant(restOf));
    return tape.subtract(kept, mean(tape, bucket));
}

template Var storedLoss(Tape<float> &, Var, const Stored &, Rest);
template Var storedLoss(Tape<double> &, Var, const Stored &, Rest);

}  // namespace touchstone::kernels::kd_offline_onpolicy
