#include "kernels/systems/sim-precomputed-answers/latency.h"

#include "kernels/systems/sim-precomputed-answers/quality.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace touchstone::kernels::sim_precomputed_answers {

namespace {

// The smallest value that a share of all does not exceed.
double quantile(std::vector<double> values, double share)
{
    const auto rank = std::size_t(std::ceil(share * double(values.size())));
    const auto at = values.begin() + std::ptrdiff_t(std::max<std::size_t>(rank, 1) - 1);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

}  // namespace

Latency latencyOf(const ListsView &lists, const Decoder &decoder, std::span<const float> queries,
                  std::size_t dimension, const std::stop_token &stop)
{
    using Clock = std::chrono::steady_clock;
    std::vector<float> scratch, state;
    const auto ask = [&](const float *query) {
        if (lists.lists == 0 || !hit(lists.search(query, probes, scratch))) {
            decoder.decode(query, dimension, state);
        }
    };
    ask(queries.data());  // sets the library up
    std::vector<double> microseconds;
    for (std::size_t at = 0; at < queries.size() && !stop.stop_requested(); at += dimension) {
        const auto before = Clock::now();
        ask(queries.data() + at);
        const std::chrono::duration<double, std::micro> took = Clock::now() - before;
        microseconds.push_back(took.count());
    }
    return microseconds.empty()
                   ? Latency()
                   : Latency{quantile(microseconds, 0.5), quantile(microseconds, 0.99)};
}

}  // namespace touchstone::kernels::sim_precomputed_answers
