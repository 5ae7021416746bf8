#include "kernels/systems/sim-precomputed-answers/recall.h"

namespace touchstone::kernels::sim_precomputed_answers {

namespace {

constexpr std::size_t heldOutCount = 500;
constexpr std::size_t mostCandidates = 4096;

// recall(setting) rises with the setting; `most` when none below it suffices.
template <class Recall>
std::size_t leastSetting(std::size_t most, const Recall &recall)
{
    std::size_t setting = 1;
    while (setting < most && recall(setting) < recallWanted) {
        setting += std::max<std::size_t>(1, setting / 8);
    }
    return std::min(setting, most);
}

}  // namespace

Truth heldOut(const World &world, std::span<const float> rows, int threads,
              const std::stop_token &stop)
{
    return {world.embed(world.ask(heldOutCount, 27), threads, stop), rows, world.dimension, threads,
            stop};
}

std::size_t probesFor(const Truth &truth, const ListsView &lists)
{
    std::vector<float> scratch;
    return leastSetting(lists.lists, [&](std::size_t probes) {
        return truth.recall(
                [&](const float *query) { return lists.search(query, probes, scratch); });
    });
}

std::size_t breadthFor(const Truth &truth, Graph &graph)
{
    const auto recall = [&](std::size_t candidates) {
        graph.setBreadth(candidates);
        return truth.recall([&](const float *query) { return graph.search(query); });
    };
    const std::size_t breadth = leastSetting(mostCandidates, recall);
    graph.setBreadth(breadth);
    return breadth;
}

}  // namespace touchstone::kernels::sim_precomputed_answers
