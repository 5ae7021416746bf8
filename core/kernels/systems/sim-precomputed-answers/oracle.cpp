#include "kernels/systems/sim-precomputed-answers/questions.h"

#include <functional>

namespace touchstone::kernels::sim_precomputed_answers {

namespace {

constexpr double rounding = 1e-5;

// With a row of `rows`.
double dot(std::span<const float> query, const std::vector<float> &rows, std::size_t row)
{
    double sum = 0;
    for (std::size_t i = 0; i < query.size(); ++i) {
        sum += double(query[i]) * double(rows[row * query.size() + i]);
    }
    return sum;
}

}  // namespace

double Questions::similarity(const Stored &of, std::size_t q, std::size_t id) const
{
    return dot(query(q), of.rows, id);
}

Questions::Range Questions::nearest(const Stored &of, std::size_t q, bool allRows) const
{
    const auto &[order, begins, centroids] = of.lists;
    std::vector<double> near(begins.size() - 1);
    for (std::size_t l = 0; l < near.size(); ++l) {
        near[l] = dot(query(q), centroids, l);
    }
    std::vector<double> sorted = near;
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    const double last = sorted[std::min(probes, sorted.size()) - 1];
    Range best{-2, -2};
    for (std::size_t l = 0; l < near.size(); ++l) {
        const bool probed = allRows || near[l] > last + rounding;
        const bool perhaps = probed || near[l] > last - rounding;
        for (std::size_t i = begins[l]; perhaps && i < begins[l + 1]; ++i) {
            const double found = similarity(of, q, std::size_t(order[i]));
            best.most = std::max(best.most, found);
            best.least = probed ? std::max(best.least, found) : best.least;
        }
    }
    return best;
}

void Questions::expectMatch(std::size_t q, const Stored &of, Range right, double least,
                            Expected &expected) const
{
    const auto told = double(similarities[q]);
    const std::int32_t id = ids[q];
    const bool known = id >= 0 && std::size_t(id) < pairs;
    expected.that(ids, q, 1, (known || id == -1) && known == (told >= least),
                  "a row without its similarity");
    const bool near = told >= right.least - rounding && told <= right.most + rounding;
    expected.that(similarities, q, 1, near, "not the nearest question");
    expected.at(similarities, q,
                known ? similarity(of, q, std::size_t(id))
                      : std::clamp(told, right.least, right.most));
}

}  // namespace touchstone::kernels::sim_precomputed_answers
